"""Who else has a checklist open."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from icf.db import db, write
from icf.talk.models import Presence
from icf.talk.presence import FORGOTTEN, HERE, note_presence, others_here
from icf.web.actor import Actor
from tests.desk import NOW, Desk
from tests.support import Somewhere


def come(desk: Desk, actor: Actor, after: timedelta = timedelta()) -> None:
    def work() -> None:
        with write() as session:
            note_presence(session, actor, NOW + after, desk.assessment_id)

    desk.run(work)


def others(desk: Desk, after: timedelta = timedelta()) -> list[str]:
    return list(
        desk.run(lambda: others_here(db.session, desk.actor, NOW + after, desk.assessment_id))
    )


def test_others_are_here_until_they_miss_two_beats(desk: Desk, colleague: Actor) -> None:
    come(desk, desk.actor)
    come(desk, colleague)

    assert others(desk, HERE - timedelta(seconds=1)) == ["Colleague"]
    assert others(desk, HERE + timedelta(seconds=1)) == []


def test_coming_again_counts_from_then(desk: Desk, colleague: Actor) -> None:
    come(desk, colleague)
    come(desk, colleague, HERE)

    assert others(desk, HERE * 1.5) == ["Colleague"]


def test_after_an_hour_nothing_is_kept(desk: Desk, colleague: Actor) -> None:
    come(desk, colleague)
    come(desk, desk.actor, FORGOTTEN + timedelta(seconds=1))

    kept = desk.run(lambda: db.session.scalars(sa.select(Presence.person_id)).all())
    assert kept == [desk.actor.person_id]


def test_the_page_learns_who_else_is_here_in_words(
    desk: Desk, signed_in: Any, organisation: Somewhere
) -> None:
    path = f"/checklists/{desk.assessment_id}/here"
    ada = signed_in("contributor", organisation=organisation, name="Ada Example")
    ben = signed_in("contributor", organisation=organisation, name="Ben Example")

    assert ada.send_json(path, {}).json == {"words": ""}
    assert ben.send_json(path, {}).json == {"words": "Ada Example has this checklist open too."}


def test_another_organisation_learns_nothing(
    desk: Desk, signed_in: Any, make_organisation: Any
) -> None:
    stranger = signed_in("lead", organisation=make_organisation("Elsewhere"))

    assert stranger.send_json(f"/checklists/{desk.assessment_id}/here", {}).status_code == 404
