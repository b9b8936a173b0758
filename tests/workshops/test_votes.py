"""Votes in a workshop: private, once for each browser, over in hours, and forgotten."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from icf.assessments.service import delete_assessment
from icf.db import across_organisations, db
from icf.errors import Conflict, InvalidInput, NotFound, TooManyTries
from icf.jobs.registry import Run
from icf.plans.signing import sign_off
from icf.work.service import delete_work
from icf.workshops import room, service
from icf.workshops.forget import forget_votes
from icf.workshops.models import WorkshopRoom, WorkshopVote
from tests.desk import NOW, WHO, posted
from tests.workshops.conftest import cast, code, put

LATER = NOW + service.LIVES


def spread(desk, number):
    return desk.call(lambda s, a, _n: service.spread_of(service.workshop(s, a, number)))


def left(desk):
    with desk.app.app_context(), across_organisations("a test counts rows"):
        return [
            db.session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (WorkshopVote, WorkshopRoom)
        ]


def morning(app, now):
    with app.app_context():
        forget_votes(Run({}, None, now, lambda _percent: None))


def answered(desk):
    return desk.sheet().answers[WHO]


def recorded(desk, number, level="partly", dissent="", version=0):
    kinds = desk.plugins.registry.kinds(None)
    return desk.call(service.record, kinds, number, version, level, dissent)


def test_the_votes_are_counted_and_forgotten_when_it_is_closed(desk):
    number = put(desk)
    cast(desk, number, "partly", "partly", "todo")
    assert left(desk) == [3, 1]

    desk.call(service.close, number)

    assert spread(desk, number).counts == (1, 2, 0)
    assert left(desk) == [0, 0]


def test_before_it_is_over_nothing_of_how_people_voted_is_told(desk):
    number = put(desk)
    cast(desk, number, "partly", "partly", "todo")

    assert spread(desk, number).counts == ()
    assert desk.call(lambda s, a, _n: service.voted(s, service.workshop(s, a, number))) == 3


def test_the_last_expected_vote_ends_it(desk):
    number = put(desk, expected=3)

    cast(desk, number, "partly", "through", "todo")

    assert spread(desk, number).counts == (1, 1, 1)
    with pytest.raises(NotFound):
        cast(desk, number, "todo")


def test_a_browser_votes_once_and_can_change_its_vote(desk):
    number = put(desk)
    cast(desk, number, "todo", "todo", "todo")
    cast(desk, number, "partly")

    desk.call(service.close, number)

    assert spread(desk, number).counts == (2, 1, 0)


def test_of_two_votes_nothing_is_told(desk):
    number = put(desk)
    cast(desk, number, "partly", "todo")

    desk.call(service.close, number)

    assert spread(desk, number).is_few
    assert spread(desk, number).counts == ()
    assert "voted" not in desk.call(
        lambda s, a, _n: service.agreed_words(service.workshop(s, a, number), "todo", "")
    )


def test_it_ends_by_itself_after_hours_and_each_morning_it_is_forgotten(desk, app):
    number = put(desk)
    cast(desk, number, "partly", "partly", "todo")

    with pytest.raises(NotFound):
        cast(desk, number, "partly", now=LATER)
    morning(app, LATER - timedelta(seconds=1))
    assert left(desk) == [3, 1]
    morning(app, LATER)

    assert left(desk) == [0, 0]
    assert spread(desk, number).counts == (1, 2, 0)


def test_what_was_agreed_is_the_answer_with_the_dissent_and_earlier_words_stay(desk):
    desk.save(posted(WHO, "todo", words="We had not begun.", strength="told"))
    number = put(desk)
    cast(desk, number, "partly", "partly", "todo")
    desk.call(service.close, number)

    outcome = recorded(desk, number, dissent="One thought that the hall is too far.", version=1)

    assert outcome.is_complete
    answer = answered(desk)
    assert answer.value == "partly"
    assert answer.strength == "told"
    assert answer.words == (
        "We had not begun.\n\nAgreed in a workshop on 21 November 2026: “Partly”; 2 of 3 voted for"
        " it. Others voted “Still to do” 1. Those who saw it otherwise: One thought that the hall"
        " is too far."
    )


def test_an_answer_that_somebody_changed_meanwhile_is_not_overwritten(desk):
    number = put(desk)
    cast(desk, number, "partly", "partly", "todo")
    desk.call(service.close, number)
    desk.save(posted(WHO, "through", words="Mine"))

    outcome = recorded(desk, number, version=0)

    assert outcome.clashes
    assert answered(desk).words == "Mine"


def test_only_what_was_asked_can_be_agreed_and_only_when_it_is_over(desk):
    number = put(desk)
    with pytest.raises(InvalidInput):
        recorded(desk, number)
    desk.call(service.close, number)

    with pytest.raises(InvalidInput):
        recorded(desk, number, level="perhaps")


def test_a_signed_checklist_takes_neither_votes_nor_what_was_agreed(desk):
    desk.save(posted(WHO, "partly", words="We asked"))
    number = put(desk)
    desk.call(service.close, number)
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})

    with pytest.raises(Conflict):
        put(desk)
    with pytest.raises(Conflict):
        recorded(desk, number)


def test_a_deleted_checklist_opens_no_room(desk):
    number = put(desk)
    found = code(desk, number)
    desk.call(delete_assessment, desk.assessment_id)

    with desk.app.test_request_context(), pytest.raises(NotFound):
        room.open_room(db.session(), NOW, found, "b", "::1")


def test_deleted_work_opens_no_room(desk):
    number = put(desk)
    found = code(desk, number)
    desk.call(delete_work, desk.work_id)

    with desk.app.test_request_context(), pytest.raises(NotFound):
        room.open_room(db.session(), NOW, found, "b", "::1")


@pytest.mark.parametrize(("question", "expected"), [("icf:nothing", None), (WHO, 2), (WHO, 501)])
def test_only_questions_with_levels_and_rooms_of_people(desk, question, expected):
    with pytest.raises(InvalidInput):
        put(desk, expected, question)


def test_a_code_is_taken_however_it_is_typed(desk):
    found = code(desk, put(desk))

    with desk.app.test_request_context():
        typed = f" {found[:3].lower()}-{found[3:]} "
        assert room.open_room(db.session(), NOW, typed, "b", "::1").code == found


def test_guessing_codes_is_slowed_down_by_address(desk):
    number = put(desk)

    def guess(address):
        with desk.app.test_request_context():
            room.open_room(db.session(), NOW, "AAAAAA", "b", address)

    for _one in range(room.GUESSES.at_once):
        with pytest.raises(NotFound):
            guess("::1")
    with pytest.raises(TooManyTries):
        guess("::1")
    with pytest.raises(NotFound):
        guess("::2")
    assert code(desk, number)


def test_nobody_reaches_a_vote_of_another_organisation(desk, signed_in, make_organisation):
    number = put(desk)
    there = make_organisation("Hillside Police")
    theirs = type(desk)(desk.app, signed_in("lead", organisation=there).actor, 0, 0)

    for change in (
        lambda: theirs.call(service.close, number),
        lambda: recorded(theirs, number),
    ):
        with pytest.raises(NotFound):
            change()


def test_a_voter_of_one_room_cannot_be_told_in_another(desk):
    first, second = put(desk), put(desk)
    cast(desk, first, "todo")
    cast(desk, second, "todo")

    with desk.app.app_context(), across_organisations("a test"):
        voters = db.session.scalars(sa.select(WorkshopVote.voter)).all()

    assert len(set(voters)) == 2
