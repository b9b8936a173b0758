"""The plan as a page and as files, the blank questions to print, and text to copy."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from icf.assessments.installed import kinds, own_page, plugins
from icf.assessments.page import question_view
from icf.assessments.sheet import Sheet, load
from icf.core.kinds import CORE_KINDS
from icf.core.on_paper import PaperField, paper_fields
from icf.core.report import Theme
from icf.db import db
from icf.errors import NotFound
from icf.packs.service import approach_names
from icf.plugin.guard import Failed
from icf.reports.copy_text import copy_text as text_to_copy
from icf.reports.files import files_of, made_file
from icf.reports.html import report_context
from icf.reports.paper_files import add_files, wanted_version
from icf.reports.papers import PLAN
from icf.reports.pdf import available
from icf.reports.plan import project_plan
from icf.reports.plan_source import PlanSource
from icf.reports.service import plan_source, shared_plan
from icf.web.guards import actor, may, now
from icf.web.i18n import _
from icf.web.theme import report_stylesheet_address
from icf.work.service import lead_of_shared

blueprint = Blueprint("reports", __name__)
# Pages of packages that know nothing of reports offer files too.
blueprint.add_app_template_global(available, "why_no_pdf")


@blueprint.get("/checklists/<int:assessment_id>/plan")
@may("read")
def plan_page(assessment_id: int) -> str:
    source = _source(assessment_id)
    own_page(source.sheet, "report")
    plan = project_plan(source)
    return render_template(
        "report/plan.html",
        look=look(plan.theme),
        sheet=source.sheet,
        only_ours=len(source.only_ours),
        version=wanted_version(),
        to_hand_over=source.to_hand_over,
        files=files_of(source, plugins()),
        pdf_problem=available(),
        **report_context(plan),
    )


add_files(blueprint, PLAN, "/checklists/<int:assessment_id>/plan", "plan_")


@blueprint.get("/checklists/<int:assessment_id>/print")
@may("read")
def blank(assessment_id: int) -> str:
    """The questions of this checklist with room to write; without answers, or with those so far."""
    sheet = load(db.session, actor(), assessment_id)
    return render_template(
        "report/blank.html",
        sheet=sheet,
        fields=_own_fields(sheet),
        sections=[
            (section, [question_view(sheet, one, kinds()) for one in section.questions])
            for section in sheet.sections
        ],
        names=approach_names(db.session),
        with_answers=request.args.get("answers") == "so-far",
    )


@blueprint.get("/checklists/<int:assessment_id>/copy")
@may("read")
def copy_text(assessment_id: int) -> str:
    """For somebody else's report, so without what is only for us."""
    source = _source(assessment_id, to_hand_over=True)
    return render_template(
        "report/copy_text.html", sheet=source.sheet, paragraphs=text_to_copy(source)
    )


@blueprint.get("/work/shared/<int:work_id>")
@may("shared")
def shared(work_id: int) -> str:
    """The plan of a partner's work that its lead has shared with us, to read."""
    lead_id = lead_of_shared(db.session, actor(), work_id)
    plan = shared_plan(actor(), lead_id, now(), plugins(), work_id)
    if plan is None:
        raise NotFound(_("There is no plan to read yet."))
    return render_template("report/shared.html", look=look(plan.theme), **report_context(plan))


@blueprint.get("/checklists/<int:assessment_id>/files/<key>")
@may("read")
def file(assessment_id: int, key: str) -> Any:
    """A file that an add-on makes of the checklist."""
    source = _source(assessment_id)
    found = next((one for one in files_of(source, plugins()) if one.key == key), None)
    if found is None:
        raise NotFound(_("There is no such file."), _("The add-on may be switched off."))
    made = made_file(found, source, plugins())
    if not isinstance(made, Failed):
        return made
    page = render_template(
        "report/file_failed.html",
        title=plugins().title(key.partition(":")[0]),
        reference=made.reference,
        plan_url=url_for(".plan_page", assessment_id=assessment_id, version=wanted_version()),
    )
    return page, 500


def look(theme: Theme | None) -> str:
    """The address of the stylesheet of a theme; empty for the toolkit's own look."""
    if theme is None:
        return ""
    return report_stylesheet_address(theme.accent, theme.font_size, theme.line_height)


def _own_fields(sheet: Sheet) -> dict[str, tuple[PaperField, ...]]:
    """The fields of questions that add-ons ask in their own way, by question."""
    known, scales = kinds(), sheet.index.scale
    return {
        one.key: paper_fields(known[one.kind], one, scales.get(one.scale))
        for section in sheet.sections
        for one in section.questions
        if one.kind in known and one.kind not in CORE_KINDS
    }


def _source(assessment_id: int, to_hand_over: bool | None = None) -> PlanSource:
    wanted = bool(wanted_version()) if to_hand_over is None else to_hand_over
    return plan_source(db.session, actor(), now(), plugins(), assessment_id, wanted)
