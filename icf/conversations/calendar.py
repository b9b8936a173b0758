"""A calendar file of conversations that are still to come."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import Response

from icf.conversations.register import Entry
from icf.web.address import whole_address
from icf.web.i18n import _

if TYPE_CHECKING:
    from icalendar import Event


def calendar_file(entries: Sequence[Entry], now: datetime) -> Response:
    """The file as a download; one without entries is an empty calendar."""
    # Imported here: it takes long to load and most pages never need it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//ICF toolkit//EN")
    calendar.add("version", "2.0")
    for one in entries:
        calendar.add_component(_entry(one, now))
    return Response(
        calendar.to_ical(),
        mimetype="text/calendar",
        headers={"Content-Disposition": 'attachment; filename="conversations.ics"'},
    )


def _entry(one: Entry, now: datetime) -> "Event":
    from icalendar import Event

    summary = f"{one.organisation}: {one.title}"
    if one.starts_on is None:
        summary = _("%(what)s (day not known yet)", what=summary)
    endpoint = "conversations.show" if one.ours else "conversations.of_others"
    entry = Event()
    entry.add("uid", f"{one.reference}@icf-toolkit")
    entry.add("dtstamp", now)
    entry.add("dtstart", one.first_day)
    # The end of a whole-day entry is the day after its last; the last of all days has none.
    if one.last_day < date.max:
        entry.add("dtend", one.last_day + timedelta(days=1))
    entry.add("summary", summary[:200])
    entry.add("location", ", ".join(one.place_names)[:200])
    entry.add("description", whole_address(endpoint, conversation_id=one.id))
    return entry
