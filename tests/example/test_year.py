"""The example partnership's annual cycles: three years, every state, each copy of its own year."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Membership, Organisation, Person
from icf.cycle import service
from icf.cycle.dates import date_of
from icf.cycle.models import Cycle, CyclePart, Submission
from icf.cycle.tracker import counts, read_copy, tracked
from icf.db import across_organisations, db, in_organisation
from icf.web.actor import Actor
from tests.example.conftest import NOW

Rows = Callable[[Any], Sequence[Any]]


@pytest.fixture
def rows(loaded_app: Flask) -> Iterator[Rows]:
    """``rows(Cycle)`` gives all rows of a table, in their order."""
    with loaded_app.app_context(), across_organisations("a test of the example"):
        yield lambda model: db.session.scalars(sa.select(model).order_by(model.id)).all()


def officer() -> Actor:
    """The partnership officer of the example."""
    row = db.session.execute(
        sa.select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.role == "partnership_officer")
    ).one()
    person, membership = row
    role = membership.role
    return Actor(person.id, person.name, person.email, membership.organisation_id, "Council", role)


def test_three_cycles_follow_one_another_and_the_last_is_under_way(rows: Rows) -> None:
    found = rows(Cycle)

    assert len(found) == 3
    assert [one.follows for one in found] == ["", found[0].key, found[1].key]
    assert [bool(one.closed_at) for one in found] == [True, True, False]
    assert all(service.next_title(one.title) == after.title for one, after in pairwise(found))
    assert date_of(found[-1], "due") < NOW.date() < found[-1].meets_on


def test_this_year_three_have_sent_one_is_late_one_has_a_later_day_and_one_nothing_to_send(
    loaded_app: Flask,
) -> None:
    with loaded_app.test_request_context():
        who = officer()
        with in_organisation(who.organisation_id):
            cycle = service.cycles(db.session)[0]
            found = tracked(db.session, who, cycle, NOW.date())
            numbers = counts(found)

    assert Counter(one.state for one in found) == {"sent": 3, "late": 1, "started": 1, "nil": 1}
    assert (numbers.all, numbers.extended, numbers.amended) == (6, 1, 1)


def test_everything_that_happens_in_real_life_happens_in_the_earlier_years(rows: Rows) -> None:
    earlier = {one.key for one in rows(Cycle)[:2]}
    sent = [one for one in rows(Submission) if one.cycle_key in earlier]
    parts = [one for one in rows(CyclePart) if one.cycle_key in earlier]

    assert len({one.organisation_id for one in sent}) == len(rows(Organisation)) == 6
    assert any(one.is_late for one in sent)
    assert any(one.is_nil and one.reason for one in sent)
    assert any(one.number == 2 and one.reason for one in sent)
    assert any(one.joined_late for one in parts)
    typed = next(one for one in sent if one.came_by)
    assert typed.came_on < typed.sent_at.date()
    assert "Talked about" in typed.report
    assert "Let carers choose the hour of a visit" in typed.report
    assert any(one.services for one in sent)
    extended = {(one.organisation_id, one.cycle_key) for one in parts if one.extended_until}
    in_time = {(one.organisation_id, one.cycle_key) for one in sent if not one.is_late}
    assert extended & in_time
    assert {(one.organisation_id, one.cycle_key) for one in sent} == {
        (one.organisation_id, one.cycle_key) for one in parts
    }


def test_every_copy_was_sent_while_its_cycle_was_open_and_before_now(rows: Rows) -> None:
    cycles = {one.key: one for one in rows(Cycle)}

    for one in rows(Submission):
        cycle = cycles[one.cycle_key]
        assert cycle.opened_at < one.sent_at < (cycle.closed_at or NOW) <= NOW
        assert one.is_nil or f"the annual cycle {cycle.title}" in one.report


def test_a_copy_says_what_became_of_the_actions_of_the_year_before_and_nothing_later(
    rows: Rows,
) -> None:
    council = next(one.id for one in rows(Organisation) if "Council" in one.name)
    first, second = (
        next(
            copy.report
            for copy in rows(Submission)
            if copy.organisation_id == council and copy.cycle_key == cycle.key
        )
        for cycle in rows(Cycle)[:2]
    )

    assert "Walk one ward with people who live there" in first
    assert "Nineteen groups, seven of them on none of our lists" not in first
    assert "Hand the next £5,000" not in first
    assert "Nineteen groups, seven of them on none of our lists" in second
    assert "Hand the next £5,000" in second


def test_what_was_amended_this_year_can_be_read_beside_what_was_sent_first(
    loaded_app: Flask,
) -> None:
    with loaded_app.app_context(), across_organisations("a test of the example"):
        key = db.session.scalars(sa.select(Cycle.key).order_by(Cycle.id.desc())).first()
        sent = db.session.scalars(sa.select(Submission).filter_by(cycle_key=key)).all()
        numbers = [one.id for one in sent if one.report]

    assert len(numbers) == 4
    with loaded_app.test_request_context():
        reader = replace(officer(), role="board_member")
        with in_organisation(reader.organisation_id):
            amended = [
                one for number in numbers if (one := read_copy(reader, number))[1] is not None
            ]
    ((copy, differences),) = amended
    assert "stopped coming" in str(copy.report)
    assert differences
