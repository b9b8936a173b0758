"""The report of a self-evaluation as a page and as a PDF."""

from typing import Any

from flask import current_app, render_template

from icf.assessments.installed import own_page, plugins
from icf.assessments.sheet import load
from icf.db import db
from icf.errors import ReportError
from icf.reports.files import file_response, office_response
from icf.reports.html import report_context, report_html
from icf.reports.pdf import available
from icf.reports.rendering import renderer
from icf.reports.self_evaluation import SelfEvaluationSource, self_evaluation_report
from icf.reports.self_evaluation_source import (
    SELF_EVALUATION_PDF,
    SELF_EVALUATION_PDF_TO_HAND_OVER,
    self_evaluation_source,
)
from icf.reports.service import issue, issued
from icf.reports.views import blueprint, failed, look, wanted_version
from icf.web.guards import actor, may, now


@blueprint.get("/self-evaluation/<int:assessment_id>/report")
@may("read")
def self_evaluation_page(assessment_id: int) -> str:
    """The report to read, as far as it is."""
    own_page(load(db.session, actor(), assessment_id), "report")
    source = _source(assessment_id)
    report = self_evaluation_report(source)
    return render_template(
        "report/self_evaluation.html",
        look=look(report.theme),
        sheet=source.plan.sheet,
        only_ours=len(source.plan.only_ours),
        version=wanted_version(),
        to_hand_over=source.plan.to_hand_over,
        pdf_problem=available(),
        **report_context(report),
    )


@blueprint.get("/self-evaluation/<int:assessment_id>/report.pdf")
@may("read")
def self_evaluation_pdf(assessment_id: int) -> Any:
    """The report as a PDF; once signed off, always the one that was issued first."""
    sheet = load(db.session, actor(), assessment_id)
    own_page(sheet, "pdf")
    document = SELF_EVALUATION_PDF_TO_HAND_OVER if wanted_version() else SELF_EVALUATION_PDF
    content = issued(db.session, actor(), assessment_id, document)
    try:
        if content is None:
            report = self_evaluation_report(_source(assessment_id))
            html = report_html(report, current_app.jinja_env)
            content = renderer(current_app).render(html)
            if not sheet.is_draft:
                content = issue(db.session, actor(), now(), assessment_id, document, content)
    except ReportError as error:
        return failed(error, sheet.pages.report, assessment_id=assessment_id)
    suffix = "-to-hand-over" if wanted_version() else ""
    name = f"self-evaluation-P{assessment_id}{suffix}.pdf"
    return file_response(name, "application/pdf", content)


@blueprint.get("/self-evaluation/<int:assessment_id>/report.<any(docx, xlsx):ending>")
@may("read")
def self_evaluation_office(assessment_id: int, ending: str) -> Any:
    """The report as a Word file, or its tables as a spreadsheet, to go on working with."""
    own_page(load(db.session, actor(), assessment_id), "office")
    suffix = "-to-hand-over" if wanted_version() else ""
    report = self_evaluation_report(_source(assessment_id))
    return office_response(report, ending, f"self-evaluation-P{assessment_id}{suffix}")


def _source(assessment_id: int) -> SelfEvaluationSource:
    return self_evaluation_source(
        db.session, actor(), now(), plugins(), assessment_id, bool(wanted_version())
    )
