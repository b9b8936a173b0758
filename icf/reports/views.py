"""The plan as a page and as a PDF, the blank questions to print, and text to copy."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, url_for

from icf.assessments.installed import kinds, plugins
from icf.assessments.page import question_view
from icf.assessments.sheet import load
from icf.db import db
from icf.errors import IcfError, NotFound, ReportError
from icf.packs.service import approach_names
from icf.reports.copy_text import copy_text as text_to_copy
from icf.reports.html import report_context, report_html
from icf.reports.pdf import available
from icf.reports.plan import project_plan
from icf.reports.rendering import renderer
from icf.reports.service import PLAN_PDF, issue, issued, plan_source, shared_plan
from icf.web.errors import log_fault
from icf.web.guards import actor, now, signed_in
from icf.web.i18n import _
from icf.work.service import lead_of_shared

blueprint = Blueprint("reports", __name__)


@blueprint.get("/checklists/<int:assessment_id>/plan")
@signed_in
def plan_page(assessment_id: int) -> str:
    source = plan_source(db.session, actor(), now(), plugins(), assessment_id)
    return render_template(
        "report/plan.html",
        sheet=source.sheet,
        pdf_problem=available(),
        **report_context(project_plan(source)),
    )


@blueprint.get("/checklists/<int:assessment_id>/plan.pdf")
@signed_in
def plan_pdf(assessment_id: int) -> Any:
    """The plan as a PDF; once signed off, always the one that was issued first."""
    load(db.session, actor(), assessment_id)
    kept = issued(db.session, actor(), assessment_id, PLAN_PDF)
    try:
        content = kept or _made(assessment_id)
    except ReportError as error:
        return _failed(assessment_id, error)
    return _download(content, f"project-plan-P{assessment_id}.pdf")


@blueprint.get("/checklists/<int:assessment_id>/print")
@signed_in
def blank(assessment_id: int) -> str:
    """The questions of this checklist without answers, with room to write."""
    sheet = load(db.session, actor(), assessment_id)
    return render_template(
        "report/blank.html",
        sheet=sheet,
        sections=[
            (section, [question_view(sheet, one, kinds()) for one in section.questions])
            for section in sheet.sections
        ],
        names=approach_names(db.session),
    )


@blueprint.get("/checklists/<int:assessment_id>/copy")
@signed_in
def copy_text(assessment_id: int) -> str:
    source = plan_source(db.session, actor(), now(), plugins(), assessment_id)
    return render_template(
        "report/copy_text.html", sheet=source.sheet, paragraphs=text_to_copy(source)
    )


@blueprint.get("/work/shared/<int:work_id>")
@signed_in
def shared(work_id: int) -> str:
    """The plan of a partner's work that its lead has shared with us, to read."""
    lead_id = lead_of_shared(db.session, actor(), work_id)
    plan = shared_plan(actor(), lead_id, now(), plugins(), work_id)
    if plan is None:
        raise NotFound(_("There is no plan to read yet."))
    return render_template("report/shared.html", **report_context(plan))


def _made(assessment_id: int) -> bytes:
    source = plan_source(db.session, actor(), now(), plugins(), assessment_id)
    content = renderer(current_app).render(report_html(project_plan(source), current_app.jinja_env))
    if source.sheet.is_draft:
        return content
    return issue(db.session, actor(), now(), assessment_id, PLAN_PDF, content)


def _failed(assessment_id: int, error: IcfError) -> tuple[str, int]:
    reference = log_fault(error)
    page = render_template(
        "report/failed.html",
        error=error,
        reference=reference,
        plan_url=url_for(".plan_page", assessment_id=assessment_id),
    )
    return page, 503


def _download(content: bytes, name: str) -> Response:
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
