"""You said, we did: for us to read and print, and for everybody who has the address."""

from typing import Any

from flask import Blueprint, render_template

from icf.conversations.public import open_page
from icf.db import db
from icf.errors import NotFound
from icf.reports.html import report_context
from icf.reports.paper_files import add_files, of_number
from icf.reports.papers import YOU_SAID
from icf.reports.pdf import available
from icf.reports.you_said import you_said
from icf.web.guards import may, public, today
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
        **report_context(YOU_SAID.report(of_number(conversation_id=conversation_id))),
    )


add_files(blueprint, YOU_SAID, "/conversations/<int:conversation_id>/you-said")


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
    report = you_said(found, today(), page_language(), is_public=True)
    return render_template(
        "conversations/said.html",
        page_theme=stylesheet_address(found.brand),
        **report_context(report),
    )
