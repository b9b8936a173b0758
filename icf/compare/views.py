"""Two checklists of a piece of work beside each other, and self-evaluations over the years."""

from itertools import pairwise

from flask import Blueprint, render_template, request

from icf.assessments.installed import kinds, plugins
from icf.assessments.sheet import Sheet, load
from icf.compare import blocks, years
from icf.compare.sides import (
    aliases_between,
    earlier_of,
    filling_in,
    others_of,
    side_name,
    years_of,
)
from icf.core.compare import compare as compared
from icf.core.compare import series
from icf.core.report import Part, Report
from icf.db import db
from icf.packs.service import approach_names
from icf.reports.html import report_context
from icf.web.guards import actor, may, now
from icf.web.i18n import _, page_language
from icf.web.row_id import row_id
from icf.work.service import work_or_subject

blueprint = Blueprint("compare", __name__)


@blueprint.get("/checklists/<int:assessment_id>/compare")
@may("read")
def two(assessment_id: int) -> str:
    """This checklist beside another of the same piece of work; the earlier one stands first."""
    sheet = load(db.session, actor(), assessment_id)
    others = others_of(db.session, actor(), sheet)
    wanted = request.args.get("with", 0, type=row_id) or 0
    other = next((one for one in others if one.id == wanted), earlier_of(sheet, others))
    if other is None:
        return render_template("compare/two.html", sheet=sheet, others=(), parts=())
    pair = sorted([sheet, load(db.session, actor(), other.id)], key=lambda one: one.id)
    return render_template(
        "compare/two.html",
        sheet=sheet,
        others=others,
        other=other,
        names=[side_name(one.record) for one in pair],
        sizes=[_size(one) for one in pair],
        **_drawn(sheet, _parts(*pair)),
    )


@blueprint.get("/work/<int:work_id>/years")
@may("read")
def over_the_years(work_id: int) -> str:
    """How far we match and how sure we feel, year by year."""
    work = work_or_subject(db.session, actor(), work_id)
    sheets = years_of(db.session, actor(), work_id)
    if len(sheets) < 2:
        return render_template("compare/years.html", work=work, sheets=sheets, parts=())
    steps = [
        aliases_between(db.session, actor(), plugins(), one, other)
        for one, other in pairwise(sheets)
    ]
    lines = series([filling_in(one) for one in sheets], steps, kinds())
    parts = years.parts(sheets, lines, approach_names(db.session))
    which = Part(_("Where this comes from"), (years.which_years(sheets),))
    return render_template(
        "compare/years.html", work=work, sheets=sheets, **_drawn(sheets[-1], (*parts, which))
    )


def _parts(before: Sheet, after: Sheet) -> tuple[Part, ...]:
    aliases = aliases_between(db.session, actor(), plugins(), before, after)
    found = compared(filling_in(before), filling_in(after), aliases, kinds())
    names = (side_name(before.record), side_name(after.record))
    sides = blocks.Sides(before, after, names, approach_names(db.session))
    return (
        Part(_("How much is the same"), blocks.summary(found)),
        Part(_("How many answers are at each level"), blocks.levels(sides, found)),
        Part(_("Question by question"), blocks.questions(sides, found)),
    )


def _drawn(sheet: Sheet, parts: tuple[Part, ...]) -> dict[str, object]:
    """What the templates need to draw the parts."""
    report = Report(
        title=sheet.title,
        subtitle="",
        language=page_language(),
        organisation=actor().organisation_name,
        reference=sheet.reference,
        version="",
        made_on=now().date().isoformat(),
        parts=parts,
    )
    return report_context(report)


def _size(sheet: Sheet) -> str:
    return sheet.index.depth[sheet.record.depth].title.in_language(sheet.language)
