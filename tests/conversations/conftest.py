"""A conversation to enter, and another organisation that looks at the register."""

from datetime import date
from typing import Any

import pytest

from icf.conversations.service import add_conversation
from tests.desk import Desk
from tests.desk import colleague as colleague
from tests.desk import desk as desk

VALUES: dict[str, Any] = {
    "title": "A walk along Mill Street",
    "state": "planned",
    "month": date(2027, 5, 1),
    "places": ["dalton-2026"],
    "neighbourhoods": ["Mill Street"],
    "groups": ["tenants"],
    "other_groups": ["The walking group"],
    "topics": "The crossing and the lights",
    "approaches": ["icf:connecting"],
    "tools": ["A walk round the place", "Over soup"],
}


def talk(desk: Desk, **values: Any) -> int:
    """Enter a conversation; gives its id."""
    made: int = desk.call(add_conversation, {**VALUES, **values})
    return made


@pytest.fixture
def others(desk: Desk, signed_in: Any, make_organisation: Any) -> Desk:
    """The desk of another organisation."""
    there = make_organisation("Hillside Police")
    return Desk(desk.app, signed_in("lead", organisation=there, name="Otto").actor, 0, 0)
