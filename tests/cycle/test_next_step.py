"""The first page and "This year" say what to do next about the year, in one button."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.partnership_year import Member, PartnershipYear


@pytest.fixture
def hillside(year: PartnershipYear) -> Member:
    """An organisation in a year that is open, by the real clock."""
    year.now = datetime.now(UTC)
    day = year.now.date() + timedelta(days=180)
    found = year.member("Hillside")
    year.open(found, meets_on=day - timedelta(days=day.weekday()))
    return found


def headings(page: Any) -> list[str]:
    return [one.get_text(strip=True) for one in page.main.find_all("h2")]


@pytest.mark.parametrize("path", ["/", "/cycle"])
def test_what_was_not_begun_begins_there(hillside: Member, path: str) -> None:
    buttons = hillside.client.page(path).select("a.govuk-button[href^='/self-evaluation']")

    assert [one["href"] for one in buttons] == ["/self-evaluation/start"]


def test_what_is_due_stands_before_work_that_waits(hillside: Member) -> None:
    started = hillside.client.send("/work/new", {"title": "A walk", "kind": "event"})
    hillside.client.get(started.location)

    page = hillside.client.page("/")

    assert headings(page)[0] == "Due this year"
    assert "No checklist yet" in headings(page)


def test_members_of_the_board_are_led_to_what_was_sent(hillside: Member, signed_in: Any) -> None:
    page = signed_in("board_member").page("/")

    assert page.main.find("a", string="What was sent to the Board, 2026/27")
