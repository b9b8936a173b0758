"""Two checklists of a piece of work beside each other, and self-evaluations over the years."""

from dataclasses import replace

from flask import Blueprint, render_template, request

from icf.assessments.sheet import load
from icf.compare.papers import COMPARISON, YEARS, chosen, comparison_of, years_report
from icf.compare.sides import others_of, years_of
from icf.db import db
from icf.reports.html import report_context
from icf.reports.paper import Wanted
from icf.reports.paper_files import add_files, wanted
from icf.web.guards import actor, may
from icf.web.row_id import row_id
from icf.work.service import work_or_subject

blueprint = Blueprint("compare", __name__)


@blueprint.get("/checklists/<int:assessment_id>/compare")
@may("read")
def two(assessment_id: int) -> str:
    """This checklist beside another of the same piece of work; the earlier one stands first."""
    what = _two(assessment_id)
    sheet = load(db.session, actor(), assessment_id)
    others = others_of(db.session, actor(), sheet)
    other = chosen(what, sheet, others)
    if other is None:
        return render_template("compare/two.html", sheet=sheet, others=())
    report = comparison_of(what, sheet, load(db.session, actor(), other.id))
    return render_template(
        "compare/two.html",
        sheet=sheet,
        others=others,
        other=other,
        **report_context(report),
    )


@blueprint.get("/work/<int:work_id>/years")
@may("read")
def over_the_years(work_id: int) -> str:
    """How far we match and how sure we feel, year by year."""
    work = work_or_subject(db.session, actor(), work_id)
    sheets = years_of(db.session, actor(), work_id)
    if len(sheets) < 2:
        return render_template("compare/years.html", work=work, sheets=sheets, parts=())
    report = years_report(wanted(work_id, work_id=work_id), sheets)
    return render_template(
        "compare/years.html",
        work=work,
        sheets=sheets,
        **report_context(report),
    )


def _two(assessment_id: int) -> Wanted:
    """What the address asks for: ``with`` names the other one."""
    beside = request.args.get("with", 0, type=row_id) or 0
    address = {"assessment_id": assessment_id, "with": beside or None}
    return replace(wanted(assessment_id, **address), beside=beside)


add_files(blueprint, COMPARISON, "/checklists/<int:assessment_id>/compare", "two_", _two)
add_files(blueprint, YEARS, "/work/<int:work_id>/years", "years_")
