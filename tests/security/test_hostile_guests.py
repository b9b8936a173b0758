"""Guests type with bad intent as well: their names and answers are only ever text."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from icf.assessments.sheet import load
from icf.db import db, in_organisation
from icf.guests.link import make_link
from tests.security.pages import fill_all, harm_in, parsed, plain
from tests.security.test_hostile_text import (
    CORPUS,
    LONG_WORD,
    WORDS,
    furnished,  # noqa: F401 a fixture
)
from tests.security.world import Place
from tests.support import CheckedClient

NAME = "Gus "
"""What a name begins with, so that it can be told from everything else."""


def guest_address(app: Flask, place: Place) -> str:
    """The address of a link to every section of the organisation's checklist."""
    actor = place.browsers["lead"].actor
    assert actor is not None
    with app.test_request_context(), in_organisation(place.id):
        sheet = load(db.session, actor, place.ids["assessment_id"])
        secret = make_link(db.session, actor, datetime.now(UTC), sheet, "Tenants’ group", (), 14)
    return f"/guest/link/{secret}"


def hostile_guest(app: Flask, place: Place, text: str) -> CheckedClient:
    """A guest who comes in under the text, cut to what a name may be."""
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    client.look_at_pages = False
    came = client.send(guest_address(app, place), {"name": (NAME + text)[:150]})
    assert came.status_code == 303, came.text
    return client


def guest_pages(client: CheckedClient) -> list[str]:
    """The guest's own pages: the list of sections, and each section."""
    links = parsed(client.get("/guest")).select("main .govuk-task-list a")
    return ["/guest", *(str(one["href"]) for one in links)]


def answer_everything(client: CheckedClient, text: str) -> int:
    """Type the text into every field of every section; gives how many."""
    return sum(fill_all(client, path, text) for path in guest_pages(client))


def pages_about(place: Place) -> list[str]:
    """Where the people of the organisation meet what a guest wrote, and their name."""
    checklist = f"/checklists/{place.ids['assessment_id']}"
    section = f"{checklist}/sections/icf:connecting"
    question = f"{checklist}/questions/{WORDS}"
    return [
        checklist, section, question, f"{checklist}/history", f"{checklist}/guests",
        f"{checklist}/plan", f"{checklist}/print", f"{checklist}/sense-check", "/history", "/",
    ]  # fmt: skip


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
def test_what_a_guest_types_is_only_ever_text(
    app: Flask,
    furnished: Place,  # noqa: F811
    text: str,
    figure: Callable[..., None],
) -> None:
    guest = hostile_guest(app, furnished, text)
    fields = answer_everything(guest, text)
    lead = furnished.browsers["lead"]

    own = [parsed(guest.get(path)) for path in guest_pages(guest)]
    replies = [lead.get(path) for path in pages_about(furnished)]
    theirs = [parsed(reply) for reply in replies]

    figure("S5", f"guest, {text[:12]!r}: {fields} fields, {len(own) + len(theirs)} pages")
    assert {reply.status_code for reply in replies} == {200}
    assert [harm_in(page) for page in (*own, *theirs)] == [[]] * len(own + theirs)
    name, short = plain(NAME + text)[:20], plain(text)[:20]
    assert name in plain(own[0].get_text())
    assert sum(name in plain(page.get_text()) for page in theirs) >= 2
    assert sum(short in plain(page.get_text()) for page in own) > 5
    assert sum(short in plain(page.get_text()) for page in theirs) > 3
    assert fields > 20


def test_a_guest_gets_everything_back_that_is_too_long(
    app: Flask,
    furnished: Place,  # noqa: F811
) -> None:
    guest = hostile_guest(app, furnished, "x")
    page = guest_pages(guest)[1]

    fill_all(guest, page, LONG_WORD)

    assert guest.get(page).status_code == 200


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\x00", "x" * 151, LONG_WORD])
def test_a_name_that_is_none_lets_nobody_in(
    app: Flask,
    furnished: Place,  # noqa: F811
    name: str,
) -> None:
    client: CheckedClient = app.test_client()  # type: ignore[assignment]

    reply = client.send(guest_address(app, furnished), {"name": name})

    assert reply.status_code == 400
    assert client.get("/guest").status_code == 410
