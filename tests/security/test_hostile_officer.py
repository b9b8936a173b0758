"""What a partnership officer types for the year and for others, typed with bad intent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from icf.cycle import entering, service
from icf.db import db
from tests.cycle.test_pages import DAYS
from tests.partnership_year import YEAR, Member, PartnershipYear
from tests.partnership_year import year as year
from tests.security.matrix import NoPdf
from tests.security.pages import Filled, forms_of, harm_in, parsed, plain
from tests.security.test_hostile_text import CORPUS
from tests.support import CheckedClient

SHORT = 100
"""What every field of these pages takes."""


@pytest.fixture
def hillside(year: PartnershipYear) -> Member:
    """An organisation of a year by the real clock, which asked the partnership to type for it."""
    year.app.extensions["icf_pdf"] = NoPdf()
    year.now = datetime.now(UTC)
    found = year.member("Hillside")
    meets_on = year.now.date() + timedelta(days=180)
    year.open(found, meets_on=meets_on - timedelta(days=meets_on.weekday()))
    found.run(lambda: entering.ask_for_help(db.session, found.actor, year.now, year.cycle_id, True))
    return found


def form_on(client: CheckedClient, path: str, field: str) -> Filled:
    """The form of a page that has this field."""
    return next(one for one in forms_of(client.get(path)) if field in one.typed)


def in_parts(name: str, day: Any) -> dict[str, str]:
    return {
        f"{name}-day": f"{day.day}",
        f"{name}-month": f"{day.month}",
        f"{name}-year": f"{day.year}",
    }


def sends(client: CheckedClient, filled: Filled, text: str, **more: str) -> None:
    client.look_at_pages = False
    reply = client.send(filled.path, filled.with_text(text) | more)
    assert reply.status_code == 303, (filled.path, reply.text[:5000])


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
def test_what_an_officer_types_is_only_ever_text(
    hillside: Member, signed_in: Any, text: str
) -> None:
    year, text = hillside.year, text[:SHORT]
    officer, one = year.officer, f"/cycles/{year.cycle_id}"
    theirs = f"{one}/organisations/{hillside.id}"
    last = service.date_of(year.cycle(), "due")
    counted = {name: str(number) for name, number in DAYS.items()}
    counted |= in_parts("meets_on", year.cycle().meets_on) | {"title": YEAR, "version": "1"}
    sends(officer, Filled(f"{one}/dates", {}, ["note"]), text, do="save", **counted)
    later = form_on(officer, theirs, "why")
    sends(officer, later, text, do="extend", **in_parts("until", last + timedelta(days=1)))
    typed = form_on(officer, f"{theirs}/type", "answered_by")
    came = in_parts("came_on", year.now.date() - timedelta(days=1))
    sends(officer, typed, text, **came)

    pages = {
        officer: ("/cycles", one, theirs, f"{one}/dates", f"{one}/reminders", "/cycles/sent/1"),
        signed_in("board_member"): (one, "/cycles/sent/1"),
        hillside.client: ("/", "/cycle", "/cycle/sent/1", "/history", "/actions", "/promises"),
    }
    texts = []
    for client, paths in pages.items():
        client.look_at_pages = False
        for path in paths:
            page = parsed(client.get(path))
            assert harm_in(page) == [], path
            texts.append(page.get_text())
    short = plain(text)[:20]
    assert len(typed.typed) > 10
    assert sum(short in plain(words) for words in texts) > 5
