"""You said, we did: for us to read and print, and for everybody who has the address."""

from typing import Any

from flask import Blueprint, current_app, make_response, render_template, url_for

from icf.accounts.organisation import organisation_of
from icf.conversations.public import answered, open_page
from icf.conversations.service import conversation
from icf.core.report import Report
from icf.db import db
from icf.errors import NotFound, ReportError
from icf.reports.files import file_response, office_response
from icf.reports.html import report_context, report_html
from icf.reports.pdf import available
from icf.reports.rendering import renderer
from icf.reports.you_said import you_said
from icf.web.errors import log_fault
from icf.web.guards import actor, may, now, public
from icf.web.i18n import _, page_language
from icf.web.theme import stylesheet_address

blueprint = Blueprint("you_said", __name__)


@blueprint.get("/conversations/<int:conversation_id>/you-said")
@may("read")
def page(conversation_id: int) -> str:
    """What goes back, as the people who took part will read it."""
    return render_template(
        "conversations/you_said.html",
        conversation_id=conversation_id,
        pdf_problem=available(),
        **report_context(_report(conversation_id)),
    )


@blueprint.get("/conversations/<int:conversation_id>/you-said.pdf")
@may("read")
def pdf(conversation_id: int) -> Any:
    """The sheet to print and hand out."""
    report = _report(conversation_id)
    try:
        content = renderer(current_app).render(report_html(report, current_app.jinja_env))
    except ReportError as error:
        reference = log_fault(error)
        back = url_for(".page", conversation_id=conversation_id)
        return (
            render_template("report/failed.html", error=error, reference=reference, plan_url=back),
            503,
        )
    return file_response(f"you-said-{report.reference}.pdf", "application/pdf", content)


@blueprint.get("/conversations/<int:conversation_id>/you-said.<any(docx, xlsx):ending>")
@may("read")
def office(conversation_id: int, ending: str) -> Any:
    """The sheet as a Word file, or what was said and answered as a spreadsheet."""
    report = _report(conversation_id)
    return office_response(report, ending, f"you-said-{report.reference}")


@blueprint.get("/said/<secret>")
@public
def said(secret: str) -> Any:
    """The same for whoever has the address that a lead switched on."""
    found = open_page(db.session(), secret)
    if found is None:
        raise NotFound(
            _("There is nothing at this address."),
            _("It may have been switched off. Ask whoever gave it to you."),
        )
    report = you_said(found, now().date(), page_language(), is_public=True)
    response = make_response(
        render_template(
            "conversations/said.html",
            page_theme=stylesheet_address(found.brand),
            **report_context(report),
        )
    )
    # The address is only for those who were given it.
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _report(conversation_id: int) -> Report:
    found = conversation(db.session, actor(), conversation_id)
    own = organisation_of(db.session, actor().organisation_id)
    return you_said(answered(found, own), now().date(), page_language(), is_public=False)
