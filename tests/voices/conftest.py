"""A panel about the desk's piece of work, and a browser of its lead."""

from typing import Any

import pytest

from icf.voices.service import hear, start_panel
from tests.desk import Desk
from tests.desk import colleague as colleague
from tests.desk import desk as desk
from tests.support import CheckedClient, Somewhere

ITEM = "real-say"


@pytest.fixture
def panel(desk: Desk) -> int:
    made: int = desk.call(start_panel, desk.work_id, "The tenants’ panel")
    return made


@pytest.fixture
def lead(desk: Desk, signed_in: Any) -> CheckedClient:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    browser: CheckedClient = signed_in("lead", organisation=here, name="Lena")
    return browser


def say(desk: Desk, panel: int, *levels: str, words: str = "") -> list[int]:
    """Sheets of paper that say these levels of one statement."""
    return [desk.call(hear, panel, "paper", {ITEM: {level: 1}}, words) for level in levels]
