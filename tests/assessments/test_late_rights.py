"""Who may answer a section may answer what was once asked in it, and nobody else may."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from icf.assessments import service
from icf.assessments.assignment import assign
from icf.assessments.models import AnswerHistory
from icf.assessments.moving.carry_out import undo
from icf.assessments.moving.late import save_late
from icf.assessments.saving import copy_last_time
from icf.db import db
from icf.errors import NotAllowed, NotFound
from tests.desk import CHANNELS, WHO, Desk, posted
from tests.own_questions import CROSSING, KEY, LIGHTS, MINE, publish, switch_own
from tests.support import CheckedClient, Somewhere

STREET, CONNECTING = f"{KEY}:street", "icf:connecting"
Reader = Callable[..., CheckedClient]


@pytest.fixture
def move(desk: Desk) -> int:
    """What was asked about the street is asked no more, and was answered before. The move."""
    own = publish(desk, "1.0.0", [LIGHTS, CROSSING])
    switch_own(desk, own)
    desk.assessment_id = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    desk.save(posted(MINE, "yes", words="All of them"))
    return switch_own(desk, own, "move", on=False)


@pytest.fixture
def reader(desk: Desk, move: int, signed_in: Callable[..., CheckedClient]) -> Reader:
    """`reader("viewer", STREET)`: somebody with a role, who was given sections before the move."""

    def come(role: str, *sections: str) -> CheckedClient:
        here = Somewhere(desk.actor.organisation_id, "Brooktown")
        browser = signed_in(role, organisation=here)
        if sections:
            # Only what a checklist asks can be given, so it is given before the questions went.
            desk.call(undo, desk.plugins, move)
            person_id = browser.actor.person_id  # type: ignore[union-attr]
            desk.call(assign, desk.sheet(), person_id, sections)
            switch_own(desk, publish(desk, "2.0.0", [CROSSING]), "move", on=False)
        assert MINE not in desk.sheet().index.question
        return browser

    return come


def late_form(key: str = MINE, version: int = 1, words: str = "One broken") -> dict[str, str]:
    value = "no" if key == MINE else "partly"
    return {
        f"a-{key}-version": str(version), f"a-{key}-value": value, f"a-{key}-words": words,
    }  # fmt: skip


def versions(desk: Desk) -> int:
    counted = sa.select(sa.func.count()).select_from(AnswerHistory)
    return int(desk.run(lambda: db.session.scalar(counted)))


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
@pytest.mark.parametrize("sections", [(), (CONNECTING,)])
def test_somebody_who_only_reads_does_not_answer_what_is_no_longer_asked(
    desk: Desk, reader: Reader, role: str, sections: tuple[str, ...]
) -> None:
    browser, before = reader(role, *sections), versions(desk)

    for path in (f"questions/{MINE}", f"sections/{STREET}"):
        reply = browser.send(f"/checklists/{desk.assessment_id}/{path}", late_form())
        assert reply.status_code == 403, path

    assert versions(desk) == before
    assert desk.sheet().answers[MINE].words == "All of them"


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
@pytest.mark.parametrize("section", [STREET, ""])
def test_somebody_who_was_given_the_section_is_let_in(
    desk: Desk, reader: Reader, role: str, section: str
) -> None:
    browser = reader(role, section)

    reply = browser.send(f"/checklists/{desk.assessment_id}/questions/{MINE}", late_form())

    assert reply.status_code == 302
    assert desk.sheet().answers[MINE].words == "One broken"


def test_one_answer_that_may_not_be_given_keeps_the_others_from_being_saved(
    desk: Desk, reader: Reader
) -> None:
    browser = reader("viewer", CONNECTING)
    both = late_form(WHO, 0, "Given to me") | late_form()

    reply = browser.send(f"/checklists/{desk.assessment_id}/sections/{CONNECTING}", both)

    assert reply.status_code == 403
    assert WHO not in desk.sheet().answers


def test_what_has_gone_does_not_open_the_sections_that_are_asked(
    desk: Desk, reader: Reader
) -> None:
    browser = reader("viewer", STREET)
    both = late_form(CHANNELS, 0, "Not mine") | late_form()

    reply = browser.send(f"/checklists/{desk.assessment_id}/sections/{STREET}", both)

    assert reply.status_code == 403
    assert CHANNELS not in desk.sheet().answers
    assert desk.sheet().answers[MINE].words == "All of them"


def test_those_who_were_given_nothing_save_nothing_late(desk: Desk, move: int) -> None:
    def work(session: Any, actor: Any, now: Any) -> None:
        kinds = desk.plugins.registry.kinds()
        save_late(session, actor, now, kinds, desk.assessment_id, [posted(MINE)], sections=())

    with pytest.raises(NotAllowed):
        desk.call(work)


def test_an_answer_of_last_time_to_what_is_no_longer_asked_is_not_copied(
    desk: Desk, move: int
) -> None:
    desk.call(undo, desk.plugins, move)
    desk.assessment_id = desk.call(
        service.start_assessment, desk.plugins, desk.work_id, "quick", desk.assessment_id
    )
    switch_own(desk, publish(desk, "2.0.0", [CROSSING]), "move")
    before = versions(desk)

    with pytest.raises(NotFound):
        desk.call(copy_last_time, desk.plugins, desk.sheet(), MINE)

    assert versions(desk) == before
