"""The register of conversations: the list, the months, the calendar, and an entry."""

from datetime import date
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.accounts.service import get_setting, services
from icf.assessments.approaches import approach_titles
from icf.config import Settings
from icf.conversations import answer_views, everybody_views, service
from icf.conversations.answering import actions_made
from icf.conversations.blueprint import blueprint
from icf.conversations.calendar import calendar_file
from icf.conversations.forms import ConversationForm, form_data
from icf.conversations.models import Conversation
from icf.conversations.public import page_of
from icf.conversations.register import (
    Alike,
    Entry,
    Filters,
    alike,
    chosen,
    entries_of_others,
    entry_of_others,
    is_past,
    months_of,
    own_entries,
    places_of,
    register,
    typed_groups_of,
    with_alike,
)
from icf.conversations.words import ANSWERS, GROUPS, STATES
from icf.db import UNDO_DAYS, db
from icf.errors import Conflict, InvalidInput
from icf.packs.selection import enabled_plugins
from icf.web import guards
from icf.web.guards import actor, may, now
from icf.web.i18n import _, _l
from icf.web.row_id import row_id
from icf.work.models import Work
from icf.work.places import CONFIRMED_PLACE_LISTS, current_lists
from icf.work.service import all_work

__all__ = ["answer_views", "blueprint", "everybody_views"]

PLACE_STANDARD = "place_standard"
"""The add-on whose conversations are a tool of the register while it is on."""

WHOSE = {"": _l("Everybody’s"), "ours": _l("Ours"), "others": _l("Other organisations’")}
WHEN = {"": _l("Planned and past"), "coming": _l("Planned or under way"), "past": _l("Past")}


@blueprint.get("")
@may("shared")
def index() -> str:
    """Every conversation that we know of, with what looks like ours."""
    known = register(db.session, actor())
    filters = asked_filters()
    shown = with_alike(chosen(known, filters, guards.today()), known)
    return render_template(
        "conversations/index.html",
        entries=shown,
        total=len(known),
        **_filter_context(known, filters),
    )


@blueprint.get("/months")
@may("shared")
def months() -> str:
    """The same by month: what goes on when, ours beside everybody else's."""
    known, filters = register(db.session, actor()), asked_filters()
    shown = chosen(known, filters, guards.today())
    return render_template(
        "conversations/months.html",
        months=[
            (month, [one for one in shown if one.month == month]) for month in months_of(shown)
        ],
        total=len(known),
        **_filter_context(known, filters),
    )


@blueprint.get("/calendar.ics")
@may("shared")
def calendar() -> Response:
    """What is still to come, for somebody's own calendar."""
    known = chosen(register(db.session, actor()), asked_filters(), guards.today())
    coming = [one for one in known if not is_past(one, guards.today())]
    return calendar_file(coming, now())


@blueprint.route("/new", methods=["GET", "POST"])
@may("fill")
def new() -> Any:
    form = _form(None)
    found: list[Alike] = []
    if form.validate_on_submit():
        found = _alike(form, None)
        if not found or request.form.get("another"):
            kept = _kept(form, None)
            if kept:
                flash(_("It is in the register."), "success")
                return redirect(url_for(".show", conversation_id=kept))
    return _form_page(form, None, found)


@blueprint.get("/<int:conversation_id>")
@may("read")
def show(conversation_id: int) -> str:
    found = service.conversation(db.session, actor(), conversation_id)
    known = register(db.session, actor())
    entry = next(one for one in known if one.id == found.id and one.ours)
    return render_template(
        "conversations/show.html",
        conversation=found,
        entry=entry,
        alike=alike(entry, known) if found.state != "cancelled" else [],
        work=_work(found.work_id),
        actions=actions_made(db.session, actor(), found),
        page=page_of(db.session, actor(), found.id),
        **_words(),
    )


@blueprint.get("/of-others/<int:conversation_id>")
@may("shared")
def of_others(conversation_id: int) -> str:
    """What another organisation shares of an entry: who asks whom, where, when and how."""
    entry = entry_of_others(db.session, actor(), conversation_id)
    return render_template("conversations/of_others.html", entry=entry, **_words())


@blueprint.route("/<int:conversation_id>/edit", methods=["GET", "POST"])
@may("fill")
def edit(conversation_id: int) -> Any:
    found = service.conversation(db.session, actor(), conversation_id)
    form = _form(found)
    changed = ""
    alike_ones: list[Alike] = []
    if form.validate_on_submit():
        alike_ones = _alike(form, found)
        if not alike_ones or request.form.get("another"):
            try:
                if _kept(form, found):
                    return redirect(url_for(".show", conversation_id=conversation_id))
            except Conflict as error:
                changed = error.message
    found = service.conversation(db.session, actor(), conversation_id)
    return _form_page(form, found, alike_ones, changed)


@blueprint.route("/<int:conversation_id>/delete", methods=["GET", "POST"])
@may("fill")
def delete(conversation_id: int) -> Any:
    found = service.conversation(db.session, actor(), conversation_id)
    if request.method == "POST":
        service.delete_conversation(db.session, actor(), now(), conversation_id)
        flash(_("Deleted. You can bring it back for 30 days."), "success")
        return redirect(url_for(".index"))
    return render_template("conversations/delete.html", conversation=found, days=UNDO_DAYS)


@blueprint.post("/<int:conversation_id>/restore")
@may("fill")
def restore(conversation_id: int) -> Response:
    service.restore_conversation(db.session, actor(), now(), conversation_id)
    flash(_("It is back."), "success")
    return redirect(url_for(".show", conversation_id=conversation_id))


def tools() -> tuple[str, ...]:
    """The ways of talking with people that are offered."""
    settings: Settings = current_app.extensions["icf_settings"]
    on = enabled_plugins(db.session, actor().organisation_id)
    added = ("Place Standard",) if PLACE_STANDARD in on else ()
    return (*settings.conversation_tool_names, *added)


def _words() -> dict[str, Any]:
    return {"states": STATES, "answers": ANSWERS, "approaches": approach_titles()}


def asked_filters() -> Filters:
    """What was chosen; anything else counts as not chosen."""
    asked = request.args
    return Filters(
        place=asked.get("place", "")[:200],
        group=asked.get("group", "")[:200],
        month=_month(asked.get("month", "")),
        whose=asked.get("whose", "") if asked.get("whose", "") in WHOSE else "",
        when=asked.get("when", "") if asked.get("when", "") in WHEN else "",
        work_id=_own_work(asked.get("work", 0, type=row_id) or 0),
    )


def _own_work(number: int) -> int | None:
    """The number, where it is of a piece of work that the reader may see."""
    found = _work(number)
    return found.id if found else None


def _work(number: int | None) -> Work | None:
    known = all_work(db.session, actor()) if number and actor().may("read") else []
    return next((one for one in known if one.id == number), None)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(text).replace(day=1)
    except ValueError:
        return None


def _filter_context(known: list[Entry], filters: Filters) -> dict[str, Any]:
    asked = {
        "place": filters.place,
        "group": filters.group,
        "month": filters.month.isoformat() if filters.month else "",
        "whose": filters.whose,
        "when": filters.when,
        "work": filters.work_id,
    }
    named = {name: name for name in typed_groups_of(known)}
    return {
        "filters": filters,
        "work": _work(filters.work_id),
        "asked": {name: value for name, value in asked.items() if value},
        "places": places_of(known),
        "groups": {**GROUPS, **named},
        "all_months": months_of(known),
        "whose": WHOSE,
        "when": WHEN,
        **_words(),
    }


def _form(found: Conversation | None) -> ConversationForm:
    today = guards.today()
    offered = tools()
    form = ConversationForm(data=form_data(found, offered, today))
    form.offer(
        today,
        current_lists(today),
        approach_titles(),
        offered,
        services(db.session),
        all_work(db.session, actor()),
        found,
    )
    if found is None and request.method == "GET":
        form.work.data = str(request.args.get("work", "", type=str))[:10]
    return form


def _alike(form: ConversationForm, found: Conversation | None) -> list[Alike]:
    """What looks like the conversation that the form describes."""
    values = form.values(False)
    if values["state"] == "cancelled" or not (values["month"] or values["starts_on"]):
        return []
    draft = _Draft(found.id if found else 0, values)
    known = own_entries(db.session, actor()) + entries_of_others(db.session, actor())
    return alike(draft, known)


class _Draft:
    """What a form describes, with the fields of an entry that are compared."""

    def __init__(self, number: int, values: dict[str, Any]) -> None:
        lists = current_lists(guards.today())
        known = {place.key: place for one in lists for place in one.places}
        chosen_places = [
            {"kind": known[key].kind, "key": key, "name": known[key].name}
            for key in values["places"]
            if key in known
        ]
        typed = [
            {"kind": "neighbourhood", "key": "", "name": name} for name in values["neighbourhoods"]
        ]
        self.id = number
        self.month = values["starts_on"] or values["month"]
        self.starts_on, self.ends_on = values["starts_on"], values["ends_on"]
        self.places = [*chosen_places, *typed]
        self.groups, self.other_groups = values["groups"], values["other_groups"]


def _kept(form: ConversationForm, found: Conversation | None) -> int | None:
    values = form.values(actor().may("share"))
    try:
        if found is None:
            return service.add_conversation(db.session, actor(), now(), values)
        seen = request.form.get("version", 0, type=row_id) or 0
        service.edit_conversation(db.session, actor(), now(), found.id, seen, values)
        return found.id
    except InvalidInput as error:
        field = getattr(form, error.where, form.title)
        field.errors = [*field.errors, error.message]
        return None


def _form_page(
    form: ConversationForm, found: Conversation | None, alike_ones: list[Alike], changed: str = ""
) -> tuple[str, int]:
    version = found.version if found else 0
    page = render_template(
        "conversations/form.html",
        form=form,
        conversation=found,
        alike=alike_ones,
        lists=current_lists(guards.today()),
        confirmed=get_setting(db.session, CONFIRMED_PLACE_LISTS, []),
        version=version if changed else request.form.get("version", version, type=row_id),
        changed=changed,
        states=STATES,
    )
    return page, 409 if changed else 422 if form.errors else 200
