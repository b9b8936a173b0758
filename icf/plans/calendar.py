"""Calendar files: when to ask how it went, and when promises and actions are due."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import Response

from icf.assessments.sheet import Sheet
from icf.errors import NotFound
from icf.plans.listing import Listed
from icf.plans.models import PlanPaper, Promise
from icf.plans.status import OVER
from icf.web.i18n import _

if TYPE_CHECKING:
    from icalendar import Calendar, Event


def calendar_file(
    sheet: Sheet,
    paper: PlanPaper | None,
    promises: Sequence[Promise],
    now: datetime,
    address: str,
) -> Response:
    """The file as a download.

    Raises:
        NotFound: there is no date to put into it.
    """
    calendar = _new_calendar()
    title = sheet.title
    if paper and paper.ask_again_on:
        summary = _("How did it go? %(title)s", title=title)
        asking = _entry(
            f"{sheet.reference}-ask", paper.ask_again_on, summary, paper.changed_at, address
        )
        _say_change(asking, int((paper.changed_at - sheet.record.created_at).total_seconds()))
        calendar.add_component(asking)
    for promise in promises:
        if promise.due_on:
            summary = _("Due: %(what)s", what=promise.what)
            name = f"{sheet.reference}-promise-{promise.number}"
            calendar.add_component(_entry(name, promise.due_on, summary, now, address))
    return _download(calendar, sheet.reference)


def actions_calendar(actions: Sequence[Listed], address_of: Callable[[int], str]) -> Response:
    """When actions are due and when to look at them again, as a download. Those over are left out.

    Args:
        address_of: the address of an action's page, by its number.

    Raises:
        NotFound: there is no date to put into it.
    """
    calendar = _new_calendar()
    for one in actions:
        days = (
            ("due", one.due_on, _("Due: %(what)s", what=one.what)),
            ("review", one.review_on, _("Look again: %(what)s", what=one.what)),
        )
        for name, on, summary in days if one.status not in OVER else ():
            if on:
                address = address_of(one.id)
                entry = _entry(f"{one.reference}-{name}", on, summary, one.edited_at, address)
                _say_change(entry, one.version)
                calendar.add_component(entry)
    return _download(calendar, "actions")


def _new_calendar() -> "Calendar":
    # Imported here: it takes long to load and most pages never need it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//ICF toolkit//EN")
    calendar.add("version", "2.0")
    return calendar


def _download(calendar: "Calendar", name: str) -> Response:
    if not calendar.subcomponents:
        raise NotFound(_("No dates were given, so there is nothing to put into a calendar."))
    return Response(
        calendar.to_ical(),
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def _entry(name: str, on: date, summary: str, stamp: datetime, address: str) -> "Event":
    from icalendar import Event

    entry = Event()
    entry.add("uid", f"{name}@icf-toolkit")
    entry.add("dtstamp", stamp)
    entry.add("dtstart", on)
    entry.add("summary", summary[:200])
    entry.add("description", address)
    return entry


def _say_change(entry: "Event", revision: int) -> None:
    """Let programs take a change over: to them only a larger number is one."""
    entry.add("sequence", max(0, revision))
    entry.add("last-modified", entry.decoded("dtstamp"))
