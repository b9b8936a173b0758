"""Whoever leaves hands everything over in one step, and is out at once."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Membership
from icf.assessments import service as checklists
from icf.assessments.assignment import assign, assignments_of, my_sections
from icf.assessments.given import WHOLE
from icf.assessments.models import Assessment
from icf.audit import AuditEntry
from icf.db import db
from icf.errors import InvalidInput, NotAllowed
from icf.leaving.service import leave
from icf.plans.action import actions_of, add_action, history_of
from icf.plans.signing import promises_of, sign_off
from icf.web.actor import Actor
from icf.work.service import piece_of_work, start_work
from tests.accounts.conftest import is_signed_in
from tests.desk import NOW, WHO, Desk, posted
from tests.support import CheckedClient, Somewhere

SECTION = "icf:connecting"


@pytest.fixture
def someone(desk: Desk, signed_in: Any) -> Callable[..., CheckedClient]:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)

    def sign_in(role: str, name: str = "") -> CheckedClient:
        client: CheckedClient = signed_in(role, organisation=here, name=name)
        return client

    return sign_in


def actor_of(client: CheckedClient) -> Actor:
    assert client.actor is not None
    return client.actor


def membership_of(app: Flask, client: CheckedClient) -> int:
    with app.app_context():
        found = sa.select(Membership.id).where(Membership.person_id == actor_of(client).person_id)
        return db.session.scalars(found).one()


@pytest.fixture
def leaver(desk: Desk, someone: Callable[..., CheckedClient]) -> CheckedClient:
    """Lee, who has a section, a draft, a piece of work and two actions."""
    lee = someone("contributor", "Lee Leaver")
    theirs = Desk(desk.app, actor_of(lee), 0, 0)
    desk.call(assign, desk.sheet(), actor_of(lee).person_id, [SECTION])
    desk.call(add_action, desk.sheet(), {"what": "Book the hall", "who": " lee  leaver "})
    desk.call(add_action, desk.sheet(), {"what": "Somebody else’s", "who": "Bo"})
    theirs.work_id = theirs.call(start_work, {"title": "Lunch club", "lead_name": "Lee Leaver"})
    theirs.call(checklists.start_assessment, theirs.plugins, theirs.work_id, "quick")
    return lee


def test_the_page_shows_before_what_will_be_handed_over(
    app: Flask, desk: Desk, leaver: CheckedClient, someone: Callable[..., CheckedClient]
) -> None:
    page = someone("lead").page(f"/people/{membership_of(app, leaver)}/remove")

    for words in ("Connecting – Millbrook garden", "Lunch club (P2)", "Book the hall"):
        assert words in page.main.text  # type: ignore[union-attr]
    assert "Somebody else’s" not in page.main.text  # type: ignore[union-attr]


def test_everything_goes_to_somebody_else_in_one_step(
    app: Flask, desk: Desk, leaver: CheckedClient, someone: Callable[..., CheckedClient]
) -> None:
    heir = someone("contributor", "Hea Heir")
    path = f"/people/{membership_of(app, leaver)}/remove"

    done = someone("lead").send(path, {"successor": str(actor_of(heir).person_id)})

    assert done.status_code == 303
    mine = desk.run(lambda: my_sections(db.session, actor_of(heir)))
    assert {(one.section, one.work_title) for one in mine} == {
        (SECTION, "Millbrook garden"),
        (WHOLE, "Lunch club"),
    }
    found = {one.what: one for one in desk.call(lambda s, a, _: actions_of(s, a, desk.work_id))}
    assert {what: one.who for what, one in found.items()} == {
        "Book the hall": "Hea Heir",
        "Somebody else’s": "Bo",
    }
    versions = desk.call(lambda s, a, _: history_of(s, a, found["Book the hall"].id))
    assert [" ".join(one.who.split()) for one in versions] == ["Hea Heir", "lee leaver"]
    work = desk.call(lambda s, a, _: piece_of_work(s, a, 2))
    assert work.lead_name == "Hea Heir"
    started = desk.run(lambda: db.session.get(Assessment, 2).created_by)
    assert started == actor_of(heir).person_id


def test_whoever_left_is_signed_out_at_once_and_it_is_written_down(
    app: Flask, desk: Desk, leaver: CheckedClient, someone: Callable[..., CheckedClient]
) -> None:
    heir = actor_of(someone("contributor"))
    number = membership_of(app, leaver)

    desk.call(leave, number, heir.person_id)

    assert not is_signed_in(leaver)
    with app.app_context():
        row = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.what == "handed over")
        ).one()
    assert row.details == {"name": "Lee Leaver", "to": heir.name, "things": 4}


def test_without_anybody_to_take_over_nothing_happens(
    app: Flask, desk: Desk, leaver: CheckedClient, someone: Callable[..., CheckedClient]
) -> None:
    board = actor_of(someone("board_member"))
    number = membership_of(app, leaver)

    for nobody in (None, 99_999, board.person_id, actor_of(leaver).person_id):
        with pytest.raises(InvalidInput):
            desk.call(leave, number, nobody)
    refused = someone("lead").send(f"/people/{number}/remove")

    assert refused.status_code == 400
    assert is_signed_in(leaver)
    given = desk.call(lambda s, a, _: assignments_of(s, a, desk.assessment_id))
    assert [one.name for one in given] == ["Lee Leaver"]


def test_the_last_lead_cannot_hand_over_and_leave(
    app: Flask, desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    heir = actor_of(someone("contributor"))
    with app.app_context():
        last = db.session.scalars(
            sa.select(Membership.id).where(Membership.person_id == desk.actor.person_id)
        ).one()

    with pytest.raises(InvalidInput, match="last lead"):
        desk.call(leave, last, heir.person_id)

    assert desk.run(lambda: db.session.get(Assessment, 1).created_by) == desk.actor.person_id


def test_a_section_that_the_successor_has_already_is_not_doubled(
    app: Flask, desk: Desk, leaver: CheckedClient, someone: Callable[..., CheckedClient]
) -> None:
    heir = actor_of(someone("viewer"))
    desk.call(assign, desk.sheet(), heir.person_id, [SECTION])

    desk.call(leave, membership_of(app, leaver), heir.person_id)

    given = desk.call(lambda s, a, _: assignments_of(s, a, desk.assessment_id))
    assert [one.section for one in given] == [SECTION]


def test_a_signed_plan_keeps_who_promised(
    app: Flask, desk: Desk, leaver: CheckedClient, someone: Callable[..., CheckedClient]
) -> None:
    heir = actor_of(someone("contributor", "Hea Heir"))
    desk.save(posted(WHO, "through"))
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})

    desk.call(leave, membership_of(app, leaver), heir.person_id)

    promised = desk.call(lambda s, a, _: promises_of(s, a, desk.assessment_id))
    assert promised[0].who.split() == ["lee", "leaver"]
    now_does_it = desk.call(lambda s, a, _: actions_of(s, a, desk.work_id))
    assert "Hea Heir" in {one.who for one in now_does_it}


def test_a_contributor_removes_nobody(
    app: Flask, desk: Desk, leaver: CheckedClient, someone: Callable[..., CheckedClient]
) -> None:
    other = actor_of(someone("contributor"))
    number = membership_of(app, leaver)

    with pytest.raises(NotAllowed):
        desk.run(lambda: leave(db.session, other, NOW, number, other.person_id))
