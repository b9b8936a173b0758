"""The report of an evaluation as a page and as a PDF."""

from typing import Any

from flask import current_app, render_template, url_for

from icf.assessments.installed import own_page
from icf.assessments.sheet import load
from icf.db import db
from icf.errors import ReportError
from icf.reports.evaluation import evaluation_report
from icf.reports.evaluation_source import EvaluationSource, evaluation_source
from icf.reports.files import file_response, office_response
from icf.reports.html import report_context, report_html
from icf.reports.pdf import available
from icf.reports.rendering import renderer
from icf.reports.service import issue, issued
from icf.reports.views import blueprint, wanted_version
from icf.web.errors import log_fault
from icf.web.guards import actor, may, now

EVALUATION_PDF = "evaluation-pdf"
EVALUATION_PDF_TO_HAND_OVER = "evaluation-pdf-others"


@blueprint.get("/checklists/<int:assessment_id>/evaluation")
@may("read")
def evaluation_page(assessment_id: int) -> str:
    own_page(load(db.session, actor(), assessment_id), "report")
    source = _source(assessment_id)
    return render_template(
        "report/evaluation.html",
        sheet=source.sheet,
        to_hand_over=source.to_hand_over,
        version=wanted_version(),
        pdf_problem=available(),
        look="",
        **report_context(evaluation_report(source)),
    )


@blueprint.get("/checklists/<int:assessment_id>/evaluation.pdf")
@may("read")
def evaluation_pdf(assessment_id: int) -> Any:
    """The report as a PDF; once signed off, always the one that was issued first."""
    own_page(load(db.session, actor(), assessment_id), "pdf")
    kind = EVALUATION_PDF_TO_HAND_OVER if wanted_version() else EVALUATION_PDF
    kept = issued(db.session, actor(), assessment_id, kind)
    try:
        content = kept or _made(assessment_id, kind)
    except ReportError as error:
        page = render_template(
            "report/failed.html",
            error=error,
            reference=log_fault(error),
            plan_url=url_for(".evaluation_page", assessment_id=assessment_id),
        )
        return page, 503
    suffix = "-to-hand-over" if wanted_version() else ""
    return file_response(f"evaluation-P{assessment_id}{suffix}.pdf", "application/pdf", content)


@blueprint.get("/checklists/<int:assessment_id>/evaluation.<any(docx, xlsx):ending>")
@may("read")
def evaluation_office(assessment_id: int, ending: str) -> Any:
    """The report as a Word file, or its tables as a spreadsheet, to go on working with."""
    own_page(load(db.session, actor(), assessment_id), "office")
    suffix = "-to-hand-over" if wanted_version() else ""
    report = evaluation_report(_source(assessment_id))
    return office_response(report, ending, f"evaluation-P{assessment_id}{suffix}")


def _source(assessment_id: int) -> EvaluationSource:
    return evaluation_source(db.session, actor(), now(), assessment_id, bool(wanted_version()))


def _made(assessment_id: int, kind: str) -> bytes:
    source = _source(assessment_id)
    html = report_html(evaluation_report(source), current_app.jinja_env)
    content = renderer(current_app).render(html)
    if source.sheet.is_draft:
        return content
    return issue(db.session, actor(), now(), assessment_id, kind, content)
