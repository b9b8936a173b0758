"""Everything that was promised is asked back, and what is said of it is never lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
import sqlalchemy as sa

from icf.assessments import service
from icf.audit import AuditEntry
from icf.errors import Conflict, InvalidInput, NotFound
from icf.evaluation.carry import carry_over
from icf.evaluation.ledger import ledger
from icf.evaluation.promises import history_of, save_review
from icf.evaluation.start import plan_of
from icf.plans.action import action, actions_of, add_action, delete_action
from icf.plans.follow_up import say_how_it_goes
from icf.plans.signing import promises_of, sign_off
from tests.desk import Desk
from tests.evaluation.conftest import DIFFERENT, PROMISED, REACHED, posted


def whats(asked):
    return [one.promise.what for one in asked]


def save(looking, sheet, promise_id, version, actor=None, **said):
    def work():
        from icf.db import db
        from tests.desk import NOW

        who = actor or looking.desk.actor
        return save_review(db.session, who, NOW, sheet, promise_id, version, said)

    return looking.desk.run(work)


def test_everything_in_the_signed_plan_is_asked_back_in_its_order(looking):
    assert whats(looking.asked()) == list(PROMISED)
    assert all(one.in_newest and not one.answer for one in looking.asked())


def test_without_a_signed_plan_nothing_is_asked_back(desk):
    from tests.evaluation.conftest import Looking

    looking = Looking(desk, 0)
    looking.evaluation_id = looking.start()

    sheet = looking.sheet()

    assert looking.asked() == []
    assert desk.call(lambda s, a, _n: plan_of(s, a, sheet)) is None


def test_pressing_start_twice_makes_one(looking):
    assert looking.start() == looking.evaluation_id


def test_what_a_newer_plan_no_longer_holds_is_asked_back_as_well(planned):
    desk = planned.desk
    newer = desk.call(service.reopen, desk.plugins, planned.plan_id)
    first = desk.call(lambda s, a, _n: promises_of(s, a, planned.plan_id))[0].action_id
    desk.call(delete_action, desk.sheet(newer), first)
    desk.call(sign_off, desk.sheet(newer), "Ada Lead", "Manager", {})
    planned.evaluation_id = planned.start()

    asked = planned.asked()

    assert sorted(whats(asked)) == sorted(PROMISED)
    assert [one.reference for one in asked if not one.in_newest] == [f"P{planned.plan_id}"]
    assert [one.promise.what for one in asked if not one.in_newest] == [PROMISED[0]]


def test_what_is_said_is_kept_with_its_history(looking):
    looking.say(0, "partly", why="Rain")
    looking.say(0, "kept", version=1, why="It dried up", who_says="The hostel", strength="told")

    one = looking.asked()[0]
    rows = looking.desk.call(lambda s, a, _n: history_of(s, a, one.review.id))

    assert (one.answer, one.version, one.review.who_says) == ("kept", 2, "The hostel")
    assert [(row[0].answer, row[0].why) for row in rows] == [
        ("kept", "It dried up"),
        ("partly", "Rain"),
    ]


def test_the_same_save_sent_twice_is_stored_once(looking):
    first = looking.say(0, "kept", why="Done")
    again = looking.say(0, "kept", why="Done")

    assert (first.version, again.version, again.theirs) == (1, 1, None)


def test_two_people_never_overwrite_each_other(looking, colleague):
    sheet, promise = looking.sheet(), looking.asked()[0].promise.id
    save(looking, sheet, promise, 0, answer="kept", why="Mine")

    second = save(looking, sheet, promise, 0, colleague, answer="not", why="Theirs")

    one = looking.asked()[0]
    assert second.theirs is not None
    assert second.theirs.editor == looking.desk.actor.name
    assert (one.answer, one.review.why, one.version) == ("kept", "Mine", 1)


def test_a_save_whose_reply_got_lost_is_no_clash_though_somebody_went_on_from_it(
    looking, colleague
):
    sheet, promise = looking.sheet(), looking.asked()[0].promise.id
    save(looking, sheet, promise, 0, answer="not", why="Mine")
    save(looking, sheet, promise, 1, colleague, answer="not", why="Mine and theirs")

    again = save(looking, sheet, promise, 0, answer="not", why="Mine")
    more = save(looking, sheet, promise, again.version, answer="not", why="Mine, and more")

    assert (again.version, again.theirs) == (1, None)
    assert more.theirs is not None
    assert looking.asked()[0].review.why == "Mine and theirs"


def test_an_old_window_of_the_same_person_does_not_pass_for_saved(looking):
    looking.say(0, "not", why="First")
    looking.say(0, "not", why="Second", version=1)

    stale = looking.say(0, "not", why="First")

    assert stale.theirs is not None
    assert looking.asked()[0].review.why == "Second"


def test_the_audit_tells_what_became_of_a_promise_and_not_every_pause_in_typing(looking):
    looking.say(0, "not", why="Ra")
    looking.say(0, "not", why="Rain", version=1)
    looking.say(0, "kept", why="Rain", version=2)

    names = looking.desk.call(lambda s, _a, _n: list(s.scalars(sa.select(AuditEntry.what))))

    assert names.count("promise reviewed") == 2


@pytest.mark.parametrize("said", [{"answer": "perhaps"}, {"strength": "surely"}])
def test_an_answer_that_is_none_of_ours_is_refused(looking, said):
    with pytest.raises(InvalidInput):
        save(looking, looking.sheet(), looking.asked()[0].promise.id, 0, **said)

    assert looking.asked()[0].review is None


def test_a_promise_of_other_work_cannot_be_answered_here(looking):
    with pytest.raises(NotFound):
        save(looking, looking.sheet(), 987_654, 0, answer="kept")


def test_a_signed_evaluation_does_not_change(looking):
    looking.answer(posted(REACHED, "mostly"))
    before = looking.sheet()
    looking.sign()

    with pytest.raises(Conflict):
        looking.say(0, "kept")
    with pytest.raises(Conflict):
        looking.desk.call(carry_over, before, looking.asked()[0].promise.id)


def test_carrying_over_twice_makes_one_action_that_begins_as_it_was_promised(looking):
    desk, promise = looking.desk, looking.asked()[0].promise.id
    first = desk.call(carry_over, looking.sheet(), promise)

    again = desk.call(carry_over, looking.sheet(), promise)
    made = desk.call(lambda s, a, _n: action(s, a, first))

    assert first == again
    assert (made.what, made.source, made.due_on) == (PROMISED[0], "promise", None)
    assert looking.asked()[0].carried.id == first
    assert looking.asked()[0].answer == ""


def test_a_day_that_has_gone_by_is_left_open_and_one_to_come_stays(desk):
    from tests.evaluation.conftest import WHO, Looking

    desk.save(posted(WHO, "partly"))
    desk.call(add_action, desk.sheet(), {"what": "Soon", "due_on": date(2026, 1, 5)})
    desk.call(add_action, desk.sheet(), {"what": "Later", "due_on": date(2027, 1, 5)})
    desk.call(sign_off, desk.sheet(), "Ada", "", {})
    looking = Looking(desk, desk.assessment_id)
    looking.evaluation_id = looking.start()
    made = [desk.call(carry_over, looking.sheet(), one.promise.id) for one in looking.asked()]

    days = [desk.call(lambda s, a, _n, one=one: action(s, a, one)).due_on for one in made]

    assert days == [None, date(2027, 1, 5)]


def test_a_carried_over_action_that_was_deleted_can_be_carried_over_again(looking):
    desk, promise = looking.desk, looking.asked()[0].promise.id
    first = desk.call(carry_over, looking.sheet(), promise)
    desk.call(delete_action, looking.sheet(), first)
    assert looking.asked()[0].carried is None

    assert desk.call(carry_over, looking.sheet(), promise) != first


@pytest.mark.parametrize(("is_done", "number"), [(False, 4), (True, 5)])
def test_what_a_check_in_carried_over_goes_on_as_that_until_it_is_done(planned, is_done, number):
    desk, check_in = planned.desk, planned.start(check_in_on=date(2026, 6, 3))
    planned.answer(posted(REACHED, "little"), assessment_id=check_in)
    promise = planned.asked(check_in)[0].promise.id
    carried = desk.call(carry_over, planned.sheet(check_in), promise)
    planned.sign(check_in)
    if is_done:
        desk.call(say_how_it_goes, carried, 1, "done")
    final = planned.start()

    again = desk.call(carry_over, planned.sheet(final), promise)

    every = desk.call(lambda s, a, _n: actions_of(s, a, desk.work_id))
    assert (again == carried, len(every)) == (not is_done, number)
    assert {one.promise.id: one.carried for one in planned.asked(final)}[promise].id == again


def test_two_who_carry_over_at_once_make_one_action(looking):
    desk, sheet, promise = looking.desk, looking.sheet(), looking.asked()[0].promise.id
    start = Barrier(3)

    def press(_number):
        start.wait()
        return desk.call(carry_over, sheet, promise)

    with ThreadPoolExecutor(3) as people:
        made = set(people.map(press, range(3)))

    every = desk.call(lambda s, a, _n: actions_of(s, a, desk.work_id))
    assert len(made) == 1
    assert len(every) == len(PROMISED) + 1
    assert all(one.version == 1 for one in every)


def test_signing_off_promises_only_what_goes_on(looking):
    desk = looking.desk
    looking.answer(posted(REACHED, "mostly"))
    desk.call(carry_over, looking.sheet(), looking.asked()[1].promise.id)
    desk.call(add_action, looking.sheet(), {"what": "Something new"})
    looking.sign()

    promised = desk.call(lambda s, a, _n: promises_of(s, a, looking.evaluation_id))
    every = desk.call(lambda s, a, _n: actions_of(s, a, desk.work_id))

    assert sorted(one.what for one in promised) == sorted([PROMISED[1], "Something new"])
    assert len(every) == len(PROMISED) + 2


def test_the_next_evaluation_asks_what_is_open_and_what_was_carried_over(looking):
    looking.answer(posted(REACHED, "mostly"))
    looking.say(0, "kept")
    looking.say(1, "not")
    looking.desk.call(carry_over, looking.sheet(), looking.asked()[1].promise.id)
    looking.sign()

    following = looking.start()

    asked = looking.asked(following)
    assert sorted(whats(asked)) == sorted([PROMISED[1], PROMISED[2]])
    carried = next(one for one in asked if one.promise.what == PROMISED[1])
    assert carried.reference == f"P{looking.evaluation_id}"


def test_a_check_in_settles_nothing_and_is_there_next_time(planned):
    check_in = planned.start(check_in_on=date(2026, 6, 3))
    planned.evaluation_id = check_in
    planned.answer(posted(REACHED, "little", words="Half"), assessment_id=check_in)
    planned.say(0, "partly", why="Half of it")
    planned.sign(check_in)

    final = planned.start(copies=True)

    first = planned.asked(final)[0]
    sheet = planned.sheet(final)
    held = planned.sheet(check_in)
    title = planned.desk.run(lambda: held.title)
    assert title == "Check-in on 3 June 2026: Millbrook garden"
    assert (first.answer, first.last.review.why, first.last.is_check_in) == ("", "Half of it", True)
    assert (sheet.answers[REACHED].words, sheet.answers[REACHED].copied) == ("Half", True)
    assert len(planned.asked(final)) == len(PROMISED)


def test_a_reopened_evaluation_goes_on_from_what_was_said(looking):
    looking.answer(posted(REACHED, "mostly"))
    looking.say(0, "partly", why="Rain")
    looking.sign()
    desk = looking.desk
    newer = desk.call(service.reopen, desk.plugins, looking.evaluation_id)
    assert (looking.asked(newer)[0].answer, looking.asked(newer)[0].version) == ("partly", 0)

    looking.say(0, "kept", assessment_id=newer)

    assert [looking.asked(one)[0].answer for one in (newer, looking.evaluation_id)] == [
        "kept",
        "partly",
    ]


def test_the_ledger_forgets_an_answer_that_a_reopened_version_took_back(looking):
    looking.answer(posted(REACHED, "mostly"))
    looking.say(0, "kept")
    looking.say(1, "not")
    looking.sign()
    newer = looking.desk.call(service.reopen, looking.desk.plugins, looking.evaluation_id)
    looking.say(0, "", why="We were wrong", assessment_id=newer)

    lines = looking.desk.call(lambda session, actor, _now: ledger(session, actor))

    assert {line.promise.what: line.answer for line in lines} == {
        PROMISED[0]: "", PROMISED[1]: "not", PROMISED[2]: "",
    }  # fmt: skip


def test_a_plan_signed_while_it_is_open_does_not_change_what_is_asked(looking):
    desk = looking.desk
    newer = desk.call(service.reopen, desk.plugins, looking.plan_id)
    desk.call(add_action, desk.sheet(newer), {"what": "One more"})
    desk.call(sign_off, desk.sheet(newer), "Ada Lead", "Manager", {})

    assert whats(looking.asked()) == list(PROMISED)


def test_signing_off_can_say_that_the_work_is_finished(looking):
    looking.answer(posted(DIFFERENT, "More people sit down."))

    looking.sign(work_is_finished=True)

    assert looking.sheet().record.work_stage == "finished"


def test_suggestions_are_those_of_the_evaluation(looking):
    from icf.plans.action import suggestions

    looking.answer(posted(REACHED, "little"))
    kinds, sheet = looking.desk.plugins.registry.kinds(None), looking.sheet()

    found = looking.desk.call(lambda s, a, _n: suggestions(s, a, sheet, (), kinds))

    assert [one.key for one in found] == ["icf:eval-visit-absent", "icf:eval-hand-list-on"]


def test_desk_of_another_organisation_sees_none_of_it(looking, signed_in, make_organisation):
    other = signed_in("lead", organisation=make_organisation("Elsewhere")).actor
    there = Desk(looking.desk.app, other, 0, 0)

    with pytest.raises(NotFound):
        there.sheet(looking.evaluation_id)
