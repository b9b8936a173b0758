"""The example partnership's year: every state of an organisation, and no date in the future."""

from collections import Counter
from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Membership, Person
from icf.cycle import service
from icf.cycle.models import Submission
from icf.cycle.tracker import counts, read_copy, tracked
from icf.db import across_organisations, db, in_organisation
from icf.web.actor import Actor
from tests.example.conftest import NOW


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


def test_three_have_sent_one_is_late_one_has_a_later_day_and_one_nothing_to_send(
    loaded_app: Flask,
) -> None:
    with loaded_app.test_request_context():
        who = officer()
        with in_organisation(who.organisation_id):
            (cycle,) = service.cycles(db.session)
            rows = tracked(db.session, who, cycle, NOW.date())
            found = counts(rows)

    assert Counter(one.state for one in rows) == {"sent": 3, "late": 1, "not_started": 1, "nil": 1}
    assert (found.all, found.extended, found.amended) == (6, 1, 1)


def test_everything_of_the_year_happened_before_now_and_says_something(loaded_app: Flask) -> None:
    with loaded_app.app_context(), across_organisations("a test of the example"):
        sent = db.session.scalars(sa.select(Submission)).all()
        moments = [one.sent_at for one in sent]
        numbers = [one.id for one in sent if one.report]

    assert max(moments) < NOW
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
