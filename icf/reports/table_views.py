"""Tables of screens that belong to no paper, as a spreadsheet: all that the screen has."""

from flask import Response

from icf.assessments.approaches import approach_titles
from icf.conversations.register import Filters, chosen, register, with_alike
from icf.conversations.views import asked_filters as register_filters
from icf.core.report import Part, Report, Table
from icf.db import db
from icf.errors import NotFound
from icf.plans.list_views import asked_filters as action_filters
from icf.plans.listing import listed
from icf.plans.proposals import proposals
from icf.reports.files import office_response
from icf.reports.screen_tables import (
    actions_table,
    panel_table,
    proposals_table,
    register_table,
    vote_table,
    work_table,
)
from icf.reports.views import blueprint
from icf.voices import service as voices
from icf.web.guards import actor, may, now, today
from icf.web.i18n import _, day, page_language
from icf.work.service import all_work
from icf.workshops import service as workshops


@blueprint.get("/actions.xlsx")
@may("read")
def actions_file() -> Response:
    """The list of actions as it is filtered and sorted, and not only one page of it."""
    filters = action_filters()
    found = listed(db.session, actor(), filters, today())
    return _file("actions", actions_table(found, approach_titles()), "", filters.is_narrowed)


@blueprint.get("/proposals.xlsx")
@may("read")
def proposals_file() -> Response:
    """What was proposed to us, and what we proposed."""
    return _file("proposals", proposals_table(proposals(db.session, actor())))


@blueprint.get("/conversations.xlsx")
@may("shared")
def register_file() -> Response:
    """The register as it is filtered."""
    known, filters = register(db.session, actor()), register_filters()
    found = with_alike(chosen(known, filters, today()), known)
    return _file(
        "conversations", register_table(found, approach_titles()), "", filters != Filters()
    )


@blueprint.get("/work.xlsx")
@may("read")
def work_file() -> Response:
    """Every piece of work of the organisation."""
    return _file("work", work_table(all_work(db.session, actor())))


@blueprint.get("/voices/<int:voice_panel_id>.xlsx")
@may("read")
def panel_file(voice_panel_id: int) -> Response:
    """What a panel says beside the staff."""
    panel = voices.panel(db.session, actor(), voice_panel_id)
    table = panel_table(panel, voices.results(db.session, actor(), panel))
    return _file(f"panel-{panel.id}", table, panel.title)


@blueprint.get("/workshops/<int:workshop_id>.xlsx")
@may("fill")
def workshop_file(workshop_id: int) -> Response:
    """How a room voted, once the vote is over."""
    found = workshops.workshop(db.session, actor(), workshop_id)
    found = workshops.close_if_over(db.session, actor(), now(), found)
    if not found.closed_at:
        raise NotFound(_("The vote is not over yet."))
    question = str(found.asked["text"])
    return _file(f"vote-{found.id}", vote_table(question, workshops.spread_of(found)), question)


def _file(name: str, table: Table, subtitle: str = "", is_part: bool = False) -> Response:
    narrowed = _("Only a part: a filter was chosen on the page.") if is_part else ""
    report = Report(
        title=table.caption,
        subtitle=" ".join(filter(None, [subtitle, narrowed])),
        language=page_language(),
        organisation=actor().organisation_name,
        reference="",
        version=_("as of %(date)s", date=day(today())),
        made_on=today().isoformat(),
        marking=actor().marking,
        seen_by=_(
            "Seen by people who sign in for %(organisation)s, and whoever they give it to.",
            organisation=actor().organisation_name,
        ),
        parts=(Part(table.caption, (table,)),),
    )
    return office_response(report, "xlsx", name)
