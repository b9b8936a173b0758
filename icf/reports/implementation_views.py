"""The organisation's implementation plan as a page and as a PDF."""

from typing import Any

from flask import current_app, render_template

from icf.accounts.service import organisation_of
from icf.core.report import Report
from icf.db import db
from icf.errors import ReportError
from icf.reports.files import file_response, office_response
from icf.reports.html import report_context, report_html
from icf.reports.implementation import implementation_report
from icf.reports.pdf import available
from icf.reports.rendering import renderer
from icf.reports.views import blueprint, failed
from icf.selfeval.implementation import plan
from icf.web.guards import actor, may


@blueprint.get("/self-evaluation/implementation-plans/<int:plan_id>")
@may("read")
def implementation_page(plan_id: int) -> str:
    """The plan to read."""
    _found, subject = plan(db.session, actor(), plan_id)
    return render_template(
        "report/implementation.html",
        look="",
        plan_id=plan_id,
        subject=subject,
        pdf_problem=available(),
        **report_context(_report(plan_id)),
    )


@blueprint.get("/self-evaluation/implementation-plans/<int:plan_id>/plan.pdf")
@may("read")
def implementation_pdf(plan_id: int) -> Any:
    """The plan as it stands now, as a PDF."""
    report = _report(plan_id)
    try:
        content = renderer(current_app).render(report_html(report, current_app.jinja_env))
    except ReportError as error:
        return failed(error, "reports.implementation_page", plan_id=plan_id)
    return file_response(f"implementation-plan-I{plan_id}.pdf", "application/pdf", content)


@blueprint.get("/self-evaluation/implementation-plans/<int:plan_id>/plan.<any(docx, xlsx):ending>")
@may("read")
def implementation_office(plan_id: int, ending: str) -> Any:
    """The plan as a Word file, or its tables as a spreadsheet, to go on working with."""
    return office_response(_report(plan_id), ending, f"implementation-plan-I{plan_id}")


def _report(plan_id: int) -> Report:
    found, subject = plan(db.session, actor(), plan_id)
    return implementation_report(
        found, subject, organisation_of(db.session, actor().organisation_id)
    )
