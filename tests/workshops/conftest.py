"""A vote on the first question of the desk's checklist, and people who vote."""

from datetime import UTC, datetime
from typing import Any

import pytest

from icf.assessments.sheet import load
from icf.db import db
from icf.workshops import room, service
from tests.desk import NOW, WHO, Desk
from tests.desk import colleague as colleague
from tests.desk import desk as desk
from tests.support import CheckedClient, Somewhere

LEVELS = [("todo", "Still to do"), ("partly", "Partly"), ("through", "Thought through")]


def put(desk: Desk, expected: int | None = None, question: str = WHO, now: datetime = NOW) -> int:
    """Put a question to the room; gives the vote's id."""

    def work() -> int:
        sheet = load(db.session, desk.actor, desk.assessment_id)
        return service.start(db.session, desk.actor, now, sheet, question, LEVELS, expected)

    made: int = desk.run(work)
    return made


def put_now(desk: Desk, expected: int | None = None) -> int:
    """The same by the real clock, which the pages ask."""
    return put(desk, expected, now=datetime.now(UTC))


def code(desk: Desk, number: int) -> str:
    def read(session: Any, actor: Any, _now: Any) -> str:
        return service.code_of(session, service.workshop(session, actor, number))

    found: str = desk.call(read)
    return found


def cast(desk: Desk, number: int, *levels: str, now: Any = NOW) -> None:
    """One vote from one browser for each level."""
    for place, level in enumerate(levels):
        with desk.app.test_request_context():
            opened = room.open_room(db.session(), now, code(desk, number), f"b{place}", "::1")
            room.vote(now, opened, f"b{place}", level)


@pytest.fixture
def lead(desk: Desk, signed_in: Any) -> CheckedClient:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    browser: CheckedClient = signed_in("lead", organisation=here, name="Lena")
    return browser
