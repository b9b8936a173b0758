"""At sign-off the list of actions comes to say what the evaluation says; nothing is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from icf.assessments import service
from icf.audit import AuditEntry
from icf.db import db
from icf.evaluation.carry import carry_over
from icf.evaluation.promises import save_review
from icf.evaluation.settling import settle, standings
from icf.evaluation.signing import goes_on, sign_evaluation_off
from icf.plans.action import action, add_action
from icf.plans.follow_up import notes_of, say_how_it_goes
from icf.plans.signing import promises_of, sign_off
from tests.desk import NOW, posted
from tests.evaluation.conftest import PROMISED, REACHED
from tests.evaluation.test_pages import address


def at(looking, minutes, function, *args, **kwargs):
    """Call a service some minutes after NOW."""
    desk, then = looking.desk, NOW + timedelta(minutes=minutes)
    return desk.run(lambda: function(db.session, desk.actor, then, *args, **kwargs))


def say(looking, place, answer, minutes=0, assessment_id=0):
    sheet, asked = looking.sheet(assessment_id), looking.asked(assessment_id)[place]
    promise, said = asked.promise.id, {"answer": answer}
    at(looking, minutes, save_review, sheet, promise, asked.version, said)


def sign(looking, minutes=60, assessment_id=0, **more):
    sheet = looking.sheet(assessment_id)
    return at(looking, minutes, sign_evaluation_off, sheet, "Ada Lead", "", {}, **more)


def listed(looking, place=0, assessment_id=0):
    """The action of one promise, as the list has it."""
    number = looking.asked(assessment_id)[place].promise.action_id
    return looking.desk.call(lambda s, a, _n: action(s, a, number))


def notes(looking, number):
    return [one.words for one in looking.desk.call(lambda s, a, _n: notes_of(s, a, number))]


def stand(looking, assessment_id=0):
    sheet, asked = looking.sheet(assessment_id), looking.asked(assessment_id)
    return looking.desk.call(lambda s, a, _n: standings(s, a, sheet, asked))


@pytest.fixture
def answered(looking):
    """An evaluation that can be signed off."""
    looking.answer(posted(REACHED, "mostly"))
    return looking


def test_what_was_kept_is_done_with_a_note_that_says_which_evaluation_said_so(answered):
    say(answered, 0, "kept")
    assert listed(answered).status == "not_rated"

    sign(answered)

    found = listed(answered)
    said = answered.desk.call(
        lambda s, _a, _n: s.scalars(sa.select(AuditEntry).filter_by(what="action kept")).all()
    )
    assert found.status == "done"
    assert notes(answered, found.id) == [
        f"P{answered.evaluation_id}, which looks back at it, says that it was kept."
    ]
    assert [one.subject_id for one in said] == [found.reference]


def test_what_was_carried_over_is_stopped_and_says_as_what_it_goes_on(answered, browser):
    say(answered, 1, "not")
    made = answered.desk.call(carry_over, answered.sheet(), answered.asked()[1].promise.id)

    sign(answered)

    old = listed(answered, 1)
    page = browser.page(f"/actions/{old.id}").main
    assert (old.status, old.stopped_reason) == ("stopped", f"Goes on as A{made}.")
    assert page.find("a", href=f"/actions/{made}")
    promised = answered.desk.call(lambda s, a, _n: promises_of(s, a, answered.evaluation_id))
    assert [one.action_id for one in promised] == [made]


@pytest.mark.parametrize("answer", ["partly", "not", "changed", ""])
def test_whatever_else_was_said_leaves_the_action_open(answered, answer):
    if answer:
        say(answered, 0, answer)

    assert sign(answered) == []

    assert listed(answered).status == "not_rated"


def test_a_status_set_after_the_answer_was_written_stays(answered):
    say(answered, 0, "kept", minutes=1)
    at(answered, 5, say_how_it_goes, listed(answered).id, 1, "at_risk")
    before = stand(answered)

    sign(answered)

    assert [(one.becomes, one.wants_a_look) for one in before[:1]] == [("", True)]
    assert listed(answered).status == "at_risk"


def test_a_status_set_before_the_answer_follows_it(answered):
    at(answered, 1, say_how_it_goes, listed(answered).id, 1, "at_risk")
    say(answered, 0, "kept", minutes=5)

    sign(answered)

    assert listed(answered).status == "done"


def test_what_is_stopped_already_is_left_and_somebody_is_asked_to_look(answered, browser):
    at(answered, 1, say_how_it_goes, listed(answered).id, 1, "stopped", "", "No money")
    say(answered, 0, "kept", minutes=5)

    page = browser.page(address(answered, "/sign-off-evaluation")).main.get_text(" ", strip=True)
    sign(answered)

    assert "Look at these yourself" in page
    assert "No money" in page
    assert listed(answered).status == "stopped"


def test_settling_a_second_time_changes_nothing(answered):
    say(answered, 0, "kept")
    sheet = answered.sheet()
    assert len(sign(answered)) == 1
    version = listed(answered).version

    def again():
        from icf.db import write

        with write() as session:
            return settle(session, answered.desk.actor, NOW, sheet)

    assert answered.desk.run(again) == []
    assert listed(answered).version == version


def test_when_signing_fails_the_list_stays_as_it_was(answered):
    from icf.errors import Conflict

    say(answered, 0, "kept")

    with pytest.raises(Conflict):
        sign(answered, seen=NOW - timedelta(days=1))

    assert listed(answered).status == "not_rated"


def test_the_page_says_beforehand_what_will_happen(answered, browser):
    say(answered, 0, "kept")
    say(answered, 1, "not")
    made = answered.desk.call(carry_over, answered.sheet(), answered.asked()[1].promise.id)

    page = browser.page(address(answered, "/sign-off-evaluation")).main

    words = " ".join(page.get_text().split())
    assert f"{PROMISED[0]} – becomes “Done”, because it was kept." in words
    assert f"{PROMISED[1]} – is stopped, because it goes on as A{made}." in words
    assert PROMISED[2] not in words


def test_reopening_takes_nothing_back_and_says_what_to_look_at(answered, browser):
    say(answered, 0, "kept")
    sign(answered)
    newer = at(answered, 90, service.reopen, answered.desk.plugins, answered.evaluation_id)
    say(answered, 0, "not", minutes=95, assessment_id=newer)

    page = browser.page(f"/checklists/{newer}/promises").main.get_text(" ", strip=True)
    sign(answered, minutes=99, assessment_id=newer)

    assert "Reopening takes nothing of that back." in page
    assert "Look at these yourself" in page
    assert listed(answered, 0, newer).status == "done"


def test_what_went_on_twice_is_promised_once(planned):
    check_in = planned.start()
    planned.evaluation_id = check_in
    planned.answer(posted(REACHED, "little"), assessment_id=check_in)
    planned.desk.call(carry_over, planned.sheet(), planned.asked()[0].promise.id)
    sign(planned, minutes=10)
    planned.evaluation_id = at(planned, 20, _start_again, planned)
    first = next(one for one in planned.asked() if one.promise.what == PROMISED[0])
    planned.desk.call(carry_over, planned.sheet(), first.promise.id)

    again = planned.desk.call(carry_over, planned.sheet(), first.promise.id)
    sheet = planned.sheet()

    going = planned.desk.call(lambda s, a, _n: goes_on(s, a, sheet))

    assert [one.id for one in going] == [again]


def _start_again(session, actor, now, looking):
    from icf.evaluation.start import StartEvaluation, start_evaluation

    work_id, plugins = looking.desk.work_id, looking.desk.plugins
    return start_evaluation(session, actor, now, plugins, work_id, StartEvaluation("quick"))


def plan_again(looking, reopened_at, signed_at):
    """Reopen the plan and sign its next version."""
    desk = looking.desk
    newer = at(looking, reopened_at, service.reopen, desk.plugins, looking.plan_id)
    at(looking, signed_at, sign_off, desk.sheet(newer), "Ada Lead", "", {})


@pytest.mark.parametrize("signed_at", [30, 120])
def test_what_was_kept_is_not_asked_again_because_a_plan_lists_it_once_more(answered, signed_at):
    say(answered, 0, "kept", minutes=5)
    if signed_at < 60:
        plan_again(answered, 10, signed_at)
    sign(answered, minutes=60)
    if signed_at > 60:
        plan_again(answered, 90, signed_at)

    following = at(answered, 200, _start_again, answered)

    asked = answered.asked(following)
    assert sorted(one.promise.what for one in asked) == sorted(PROMISED[1:])


def test_what_was_kept_and_taken_up_again_is_asked_with_the_answer_of_then(answered):
    say(answered, 0, "kept", minutes=5)
    sign(answered, minutes=60)
    at(answered, 70, say_how_it_goes, listed(answered).id, 2, "on_track", "Every month now")
    plan_again(answered, 90, 120)

    following = at(answered, 200, _start_again, answered)

    again = next(one for one in answered.asked(following) if one.promise.what == PROMISED[0])
    assert again.last.review.answer == "kept"


def test_another_open_form_learns_that_it_would_promise_less(answered):
    desk = answered.desk
    newer = at(answered, 10, service.reopen, desk.plugins, answered.plan_id)
    answered.desk.call(carry_over, answered.sheet(), answered.asked()[1].promise.id)
    before = desk.sheet(newer).record.changed_at

    sign(answered, minutes=60)

    assert desk.sheet(newer).record.changed_at > before


def test_signing_off_at_the_page_says_how_many_actions_followed(answered, browser):
    say(answered, 0, "kept")

    sent = browser.send(
        address(answered, "/sign-off-evaluation"), {"do": "sign", "signed_name": "Bea"}
    )

    words = browser.page(sent.location).get_text(" ", strip=True)
    assert "1 action is done or goes on as another now" in words


def test_an_action_that_is_added_meanwhile_is_none_of_it(answered):
    answered.desk.call(add_action, answered.sheet(), {"what": "Something new"})

    assert [one.action.what for one in stand(answered)] == list(PROMISED)
