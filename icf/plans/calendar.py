"""A calendar file: when to ask how it went, and when each promise is due."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import Response

from icf.assessments.sheet import Sheet
from icf.errors import NotFound
from icf.plans.models import Promise
from icf.web.i18n import _

if TYPE_CHECKING:
    from icalendar import Event


def calendar_file(
    sheet: Sheet,
    ask_again_on: date | None,
    promises: Sequence[Promise],
    now: datetime,
    address: str,
) -> Response:
    """The file as a download.

    Raises:
        NotFound: there is no date to put into it.
    """
    # Imported here: it takes long to load and most pages never need it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//ICF toolkit//EN")
    calendar.add("version", "2.0")
    title = sheet.title
    if ask_again_on:
        calendar.add_component(
            _entry(
                sheet, "ask", ask_again_on, _("How did it go? %(title)s", title=title), now, address
            )
        )
    for promise in promises:
        if promise.due_on:
            summary = _("Due: %(what)s", what=promise.what)
            calendar.add_component(
                _entry(sheet, f"promise-{promise.number}", promise.due_on, summary, now, address)
            )
    if not calendar.subcomponents:
        raise NotFound(_("No dates were given, so there is nothing to put into a calendar."))
    return Response(
        calendar.to_ical(),
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{sheet.reference}.ics"'},
    )


def _entry(sheet: Sheet, name: str, on: date, summary: str, now: datetime, address: str) -> "Event":
    from icalendar import Event

    entry = Event()
    entry.add("uid", f"{sheet.reference}-{name}@icf-toolkit")
    entry.add("dtstamp", now)
    entry.add("dtstart", on)
    entry.add("summary", summary[:200])
    entry.add("description", address)
    return entry
