"""The support and action plan as a page and as a PDF."""

from typing import Any

from flask import current_app, render_template, request, url_for

from icf.assessments.installed import plugins
from icf.db import db
from icf.errors import ReportError
from icf.reports.files import file_response, office_response
from icf.reports.html import report_context, report_html
from icf.reports.pdf import available
from icf.reports.rendering import renderer
from icf.reports.support_plan import SupportPlan, support_plan, support_plan_source
from icf.reports.views import blueprint
from icf.web.errors import log_fault
from icf.web.guards import actor, may, now
from icf.web.row_id import row_id


@blueprint.get("/actions/plan", endpoint="support_plan")
@may("read")
def plan_page() -> str:
    """Of everything that the organisation does, or of what ``work`` names in the address."""
    source = _source()
    return render_template(
        "report/support_plan.html",
        work_id=_work_id() or None,
        pdf_problem=available(),
        **report_context(support_plan(source)),
    )


@blueprint.get("/actions/plan.pdf", endpoint="support_plan_pdf")
@may("read")
def plan_pdf() -> Any:
    source = _source()
    html = report_html(support_plan(source), current_app.jinja_env)
    try:
        content = renderer(current_app).render(html)
    except ReportError as error:
        page = render_template(
            "report/failed.html",
            error=error,
            reference=log_fault(error),
            plan_url=url_for(".support_plan", work=_work_id() or None),
        )
        return page, 503
    name = f"support-and-action-plan-{source.reference}.pdf"
    return file_response(name, "application/pdf", content)


@blueprint.get("/actions/plan.<any(docx, xlsx):ending>", endpoint="support_plan_office")
@may("read")
def plan_office(ending: str) -> Any:
    """The plan as a Word file, or its tables as a spreadsheet, to go on working with."""
    source = _source()
    name = f"support-and-action-plan-{source.reference}"
    return office_response(support_plan(source), ending, name)


def _work_id() -> int:
    return request.args.get("work", 0, type=row_id) or 0


def _source() -> SupportPlan:
    return support_plan_source(db.session, actor(), now(), plugins(), _work_id())
