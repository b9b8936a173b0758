"""The plan as a page and as a PDF, the blank questions to print, and text to copy."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from icf.assessments.installed import kinds, own_page, plugins
from icf.assessments.page import question_view
from icf.assessments.sheet import load
from icf.core.report import Theme
from icf.db import db
from icf.errors import IcfError, NotFound, ReportError
from icf.packs.service import approach_names
from icf.plugin.guard import Failed
from icf.reports.copy_text import copy_text as text_to_copy
from icf.reports.files import TO_HAND_OVER, file_response, files_of, made_file, office_response
from icf.reports.html import report_context, report_html
from icf.reports.pdf import available
from icf.reports.plan import project_plan
from icf.reports.plan_source import PlanSource
from icf.reports.rendering import renderer
from icf.reports.service import (
    PLAN_PDF,
    PLAN_PDF_TO_HAND_OVER,
    issue,
    issued,
    plan_source,
    shared_plan,
)
from icf.web.errors import log_fault
from icf.web.guards import actor, may, now
from icf.web.i18n import _
from icf.web.theme import report_stylesheet_address
from icf.work.service import lead_of_shared

blueprint = Blueprint("reports", __name__)


def wanted_version() -> str | None:
    """``others`` where the address asks for the plan to hand over; None for our own."""
    return TO_HAND_OVER if request.args.get("version") == TO_HAND_OVER else None


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


@blueprint.get("/checklists/<int:assessment_id>/plan.pdf")
@may("read")
def plan_pdf(assessment_id: int) -> Any:
    """The plan as a PDF; once signed off, always the one that was issued first."""
    own_page(load(db.session, actor(), assessment_id), "pdf")
    kept = issued(db.session, actor(), assessment_id, _document())
    try:
        content = kept or _made(assessment_id)
    except ReportError as error:
        return failed(error, ".plan_page", assessment_id=assessment_id)
    suffix = "-to-hand-over" if wanted_version() else ""
    return file_response(f"project-plan-P{assessment_id}{suffix}.pdf", "application/pdf", content)


@blueprint.get("/checklists/<int:assessment_id>/plan.<any(docx, xlsx):ending>")
@may("read")
def plan_office(assessment_id: int, ending: str) -> Any:
    """The plan as a Word file, or its tables as a spreadsheet, to go on working with."""
    source = _source(assessment_id)
    own_page(source.sheet, "office")
    suffix = "-to-hand-over" if source.to_hand_over else ""
    name = f"project-plan-{source.sheet.reference}{suffix}"
    return office_response(project_plan(source), ending, name)


@blueprint.get("/checklists/<int:assessment_id>/print")
@may("read")
def blank(assessment_id: int) -> str:
    """The questions of this checklist with room to write; without answers, or with those so far."""
    sheet = load(db.session, actor(), assessment_id)
    return render_template(
        "report/blank.html",
        sheet=sheet,
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


def _source(assessment_id: int, to_hand_over: bool | None = None) -> PlanSource:
    wanted = bool(wanted_version()) if to_hand_over is None else to_hand_over
    return plan_source(db.session, actor(), now(), plugins(), assessment_id, wanted)


def _document() -> str:
    return PLAN_PDF_TO_HAND_OVER if wanted_version() else PLAN_PDF


def _made(assessment_id: int) -> bytes:
    source = _source(assessment_id)
    content = renderer(current_app).render(report_html(project_plan(source), current_app.jinja_env))
    if source.sheet.is_draft:
        return content
    return issue(db.session, actor(), now(), assessment_id, _document(), content)


def failed(error: IcfError, page_of: str, **values: Any) -> tuple[str, int]:
    """The page that says that a PDF could not be made.

    Args:
        page_of: the endpoint of the same report as a page, and its ``values``.
    """
    reference = log_fault(error)
    page = render_template(
        "report/failed.html",
        error=error,
        reference=reference,
        plan_url=url_for(page_of, **values),
    )
    return page, 503
