"""Guests whose sections are not asked any more: nothing opens to them, and nothing is lost."""

from collections.abc import Callable

import pytest

from icf.assessments import service
from tests.desk import Desk, posted
from tests.guests.conftest import SECTION
from tests.own_questions import CROSSING, KEY, LAMPS, LIGHTS, MINE, publish, switch_own
from tests.support import CheckedClient

STREET = f"{KEY}:street"
Come = Callable[..., CheckedClient]


@pytest.fixture
def own(desk: Desk) -> int:
    """A version of our own questions that the checklist asks; its section is that of the street."""
    version = publish(desk, "1.0.0", [LIGHTS, CROSSING])
    switch_own(desk, version)
    desk.assessment_id = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    desk.save(posted(MINE, "yes", words="All of them"))
    return version


def late_form(value: str = "no", version: int = 1) -> dict[str, str]:
    start = f"a-{MINE}-"
    return {
        f"{start}version": str(version), f"{start}value": value, f"{start}words": "One broken",
    }  # fmt: skip


def test_a_link_to_nothing_but_sections_that_have_gone_opens_no_other(
    desk: Desk, own: int, guest: Come
) -> None:
    client = guest(STREET)
    switch_own(desk, own, "move", on=False)

    page = client.page("/guest", 410)

    assert page.h1.text == "Nothing is left to answer"  # type: ignore[union-attr]
    client.page(f"/guest/sections/{SECTION}", 404)
    client.page(f"/guest/sections/{STREET}", 404)
    answer = {"answers": [{"key": "icf:connecting-who", "version": 0, "value": "partly"}]}
    assert client.send_json("/guest/answers", answer).status_code == 403


@pytest.mark.parametrize("given", [(STREET,), ()])
def test_what_a_guest_typed_into_a_section_that_has_gone_is_kept(
    desk: Desk, own: int, guest: Come, given: tuple[str, ...]
) -> None:
    client = guest(*given)
    switch_own(desk, own, "move", on=False)

    reply = client.send(f"/guest/sections/{STREET}", late_form())

    assert reply.headers["Location"] == "/guest"
    assert desk.sheet().answers[MINE].words == "One broken"
    assert "What you typed is kept" in client.get("/guest").text


def test_a_guest_of_another_section_does_not_answer_what_has_gone(
    desk: Desk, own: int, guest: Come
) -> None:
    client = guest(SECTION)
    switch_own(desk, own, "move", on=False)

    for section in (STREET, SECTION):
        assert client.send(f"/guest/sections/{section}", late_form()).status_code == 403

    assert desk.sheet().answers[MINE].words == "All of them"


def test_a_renamed_question_clashes_on_the_guests_page_with_both_texts(
    desk: Desk, own: int, guest: Come
) -> None:
    client = guest(STREET)
    switch_own(desk, publish(desk, "2.0.0", [LAMPS], aliases="{lights: lamps}"), "move")
    desk.save(posted(f"{KEY}:lamps", "yes", 1, words="Mended since"))

    reply = client.send(f"/guest/sections/{STREET}", late_form())

    assert reply.status_code == 409
    assert "Mended since" in reply.text
    assert "One broken" in reply.text
    assert desk.sheet().answers[f"{KEY}:lamps"].words == "Mended since"
