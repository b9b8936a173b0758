"""Reminders each morning and lists each Monday: once each, whoever plans them and however often."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from icf.accounts.emails import NONE
from icf.accounts.models import Person
from icf.assessments.service import finish_section
from icf.db import db, in_organisation, write
from icf.evaluation.signing import sign_evaluation_off
from icf.evaluation.start import StartEvaluation, start_evaluation
from icf.guests.link import come_in, make_link
from icf.jobs.models import Job, JobRound
from icf.jobs.rounds import begin_rounds
from icf.jobs.service import enqueue
from icf.jobs.worker import run_due
from icf.notices.models import Reminder
from icf.plans.action import delete_action
from icf.plans.signing import sign_off
from icf.web.actor import Actor
from tests.desk import WHO, Desk, posted
from tests.notices.conftest import MONDAY, SUNDAY, Post, to
from tests.support import Somewhere

SECTION = "icf:connecting"
TUESDAY = MONDAY + timedelta(days=1)
DAY = timedelta(days=1)


def week_off(post: Post) -> None:
    """Let the Monday pass, so that only reminders are left to look at."""
    post.morning(MONDAY)


def test_an_action_is_brought_up_a_week_before_and_once_when_it_is_late(
    post: Post, rae: Actor
) -> None:
    due = TUESDAY.date() + timedelta(days=8)
    post.action(due, who="rae viewer ")
    week_off(post)

    sent = {day: post.morning(MONDAY + day * DAY) for day in range(1, 21)}

    said = {day: [one["Subject"] for one in mails] for day, mails in sent.items() if mails}
    lists = {6 + 1: ["What waits for you"], 14: ["What waits for you"]}
    assert {day: subjects for day, subjects in said.items() if day not in lists} == {
        2: ["What is due soon"],
        10: ["What is late, or due soon"],
    }
    assert {to(*mails)[0] for mails in sent.values() if mails} == {rae.email}


def test_an_action_of_nobody_is_brought_up_to_whoever_wrote_it(post: Post, rae: Actor) -> None:
    post.action(TUESDAY.date() + timedelta(days=7), who="The parks team")
    week_off(post)

    assert to(*post.morning(TUESDAY)) == [post.desk.actor.email]


def test_another_day_for_an_action_is_another_reminder(post: Post, rae: Actor) -> None:
    from icf.plans.action import edit_action

    number = post.action(TUESDAY.date() + timedelta(days=7), who=rae.name)
    week_off(post)
    first = post.morning(TUESDAY)
    later = {"what": "Secret", "due_on": TUESDAY.date() + timedelta(days=8)}
    post.desk.call(edit_action, post.desk.sheet(), number, 1, later)

    again = post.morning(TUESDAY + DAY)

    assert (len(first), len(again)) == (1, 1)
    assert "2 December 2026" in again[0].get_content()


def test_a_section_is_brought_up_three_days_before_unless_it_is_finished(
    post: Post, rae: Actor
) -> None:
    post.give(rae, SECTION, TUESDAY.date() + timedelta(days=3))
    post.give(rae, "icf:communicating", TUESDAY.date() + timedelta(days=4))
    post.send()
    week_off(post)
    first = post.morning(TUESDAY)
    post.desk.call(finish_section, post.desk.assessment_id, "icf:communicating", True)

    assert to(*first) == [rae.email]
    assert "27 November 2026" in first[0].get_content()
    assert post.morning(TUESDAY + DAY) == []


def test_several_things_of_a_morning_come_in_one_email(post: Post, rae: Actor) -> None:
    for days in (1, 2, 3):
        post.action(TUESDAY.date() + timedelta(days=days), who=rae.name)
    post.action(TUESDAY.date() - timedelta(days=2), who=rae.name)
    post.give(rae, SECTION, TUESDAY.date() + timedelta(days=1))
    post.send()
    begin_rounds(post.app, MONDAY)

    (mail,) = post.morning(TUESDAY)[:1]

    text = mail.get_content()
    assert text.count("/actions/") == 4
    assert "the day has passed" in text
    assert "Sections that were given to you" in text


def test_what_was_taken_out_while_the_email_waited_is_not_in_it(post: Post, rae: Actor) -> None:
    number = post.action(TUESDAY.date() + timedelta(days=3), who=rae.name)
    week_off(post)
    post.server.mood = "refuses"
    post.morning(TUESDAY)
    post.desk.call(delete_action, post.desk.sheet(), number)
    post.server.mood = "takes"

    assert post.send(TUESDAY + timedelta(hours=5)) == []
    assert set(post.states()) == {"done"}


def test_nobody_is_flooded_after_a_long_pause(post: Post, rae: Actor) -> None:
    for days in range(1, 100):
        post.action(MONDAY.date() + timedelta(days=days), who=rae.name)

    mails = post.morning(MONDAY + timedelta(days=70, hours=1))

    assert sorted(one["Subject"] for one in mails) == [
        "What is late, or due soon",
        "What waits for you",
    ]
    first = min(mails, key=lambda one: str(one["Subject"]))
    assert first.get_content().count("/actions/") == 14 + 1 + 7
    assert post.morning(MONDAY + timedelta(days=70, hours=2)) == []


def test_the_list_comes_on_monday_morning_where_people_are(post: Post, rae: Actor) -> None:
    post.review(rae)
    post.send()

    early = post.morning(datetime(2026, 11, 23, 6, 59, tzinfo=UTC))
    (mail,) = post.morning(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    later = [post.morning(MONDAY + timedelta(days=day)) for day in range(1, 7)]

    assert early == []
    assert (mail["To"], mail["Subject"]) == (rae.email, "What waits for you")
    assert "Waiting for your review" in mail.get_content()
    assert later == [[]] * 6
    assert len(post.morning(MONDAY + timedelta(days=7))) == 1


def test_in_summer_seven_is_seven_too(post: Post, rae: Actor) -> None:
    post.review(rae)
    post.send()
    begin_rounds(post.app, datetime(2027, 6, 6, 12, tzinfo=UTC))
    post.send(datetime(2027, 6, 6, 12, tzinfo=UTC))

    assert post.morning(datetime(2027, 6, 7, 5, 59, tzinfo=UTC)) == []
    assert len(post.morning(datetime(2027, 6, 7, 6, 0, tzinfo=UTC))) == 1


def test_the_list_says_what_the_first_page_says(post: Post, rae: Actor) -> None:
    post.comment("Secret, who paid?", asked=rae)
    post.give(rae, SECTION, date(2026, 11, 20))
    post.action(date(2026, 11, 30), who=rae.name)
    post.send()

    mails = post.morning(MONDAY)

    text = next(one for one in mails if one["Subject"] == "What waits for you").get_content()
    assert "Sections that were given to you" in text
    assert " answered, by 20 November 2026 (late)" in text
    assert f"{post.desk.actor.name} asks you" in text
    assert "What we said we would do, in your name" in text
    assert "by 30 November 2026" in text


def test_whoever_nothing_waits_for_gets_no_list(post: Post, rae: Actor) -> None:
    assert post.morning(MONDAY) == []


def test_the_list_alone_is_a_choice(post: Post, rae: Actor) -> None:
    post.choose(rae, "weekly")
    post.review(rae)
    post.action(MONDAY.date() + timedelta(days=3), who=rae.name)
    assert post.send() == []

    (mail,) = post.morning(MONDAY)

    assert mail["Subject"] == "What waits for you"


def test_stopping_counts_for_lists_that_wait(post: Post, rae: Actor) -> None:
    post.review(rae)
    post.send()
    post.server.mood = "refuses"
    post.morning(MONDAY)
    assert "queued" in post.states()
    post.choose(rae, NONE)
    post.server.mood = "takes"

    assert post.send(MONDAY + DAY) == []
    assert set(post.states()) == {"done"}


def test_two_workers_plan_once(post: Post, rae: Actor) -> None:
    post.review(rae)
    post.action(MONDAY.date() + timedelta(days=3), who=rae.name)
    post.send()

    def work() -> None:
        begin_rounds(post.app, MONDAY)
        run_due(post.app, MONDAY)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    post.morning(MONDAY + timedelta(hours=1))

    assert sorted(one["Subject"] for one in post.server.inbox[1:]) == [
        "What is due soon",
        "What waits for you",
    ]


def test_a_plan_that_is_made_again_after_a_worker_died_reminds_nobody_twice(
    post: Post, rae: Actor
) -> None:
    post.review(rae)
    post.action(MONDAY.date() + timedelta(days=3), who=rae.name)
    post.send()
    first = post.morning(MONDAY)
    with post.app.app_context(), write() as session:
        enqueue(session, MONDAY, "plan-week", {})
        enqueue(session, MONDAY, "plan-reminders", {})

    assert len(first) == 2
    assert post.send(MONDAY + timedelta(hours=1)) == []


def test_three_weeks_without_a_worker_bring_one_list(post: Post, rae: Actor) -> None:
    post.review(rae)
    post.send()

    mails = post.morning(MONDAY + timedelta(days=23))

    assert [one["Subject"] for one in mails] == ["What waits for you"]


def test_an_installation_that_is_new_to_this_waits_for_its_first_monday(
    post: Post, rae: Actor
) -> None:
    post.review(rae)
    post.send()
    with post.app.app_context(), write() as session:
        session.execute(sa.delete(JobRound))

    assert post.morning(MONDAY + 3 * DAY) == []
    assert len(post.morning(MONDAY + 7 * DAY)) == 1


def test_notes_about_reminders_are_kept_for_months_and_not_for_ever(post: Post, rae: Actor) -> None:
    post.action(MONDAY.date() + timedelta(days=3), who=rae.name)
    post.morning(MONDAY)
    before = post.rows(Reminder)
    post.change(Person, rae.person_id, disabled_at=SUNDAY)

    post.morning(MONDAY + timedelta(days=100))

    with post.app.app_context(), in_organisation(post.desk.actor.organisation_id):
        oldest = db.session.scalar(sa.select(sa.func.min(Reminder.planned_at)))
    assert before == 3
    assert oldest == MONDAY + timedelta(days=100)


def test_guests_and_people_who_only_look_at_shared_work_get_nothing(
    post: Post, signed_in: Any
) -> None:
    here = Somewhere(post.desk.actor.organisation_id, post.desk.actor.organisation_name)
    board = signed_in("board_member", organisation=here, name="Bo Board").actor
    made = post.desk.call(make_link, post.desk.sheet(), "Walkers", [], 14)
    secret = made[1] if isinstance(made, tuple) else made

    def come() -> None:
        with write() as session:
            come_in(session, SUNDAY, secret, "Gil Guest")

    with post.app.test_request_context():
        come()
    post.action(MONDAY.date() + timedelta(days=3), who="Gil Guest")
    post.action(MONDAY.date() + timedelta(days=3), who=board.name)

    assert set(to(*post.morning(MONDAY))) == {post.desk.actor.email}


def test_each_organisation_hears_of_its_own_work_only(
    post: Post, rae: Actor, make_organisation: Any, signed_in: Any
) -> None:
    elsewhere = signed_in("lead", organisation=make_organisation("Elsewhere"), name=rae.name).actor
    post.action(MONDAY.date() + timedelta(days=3), who=rae.name)

    assert set(to(*post.morning(MONDAY))) == {rae.email}
    assert elsewhere.email not in to(*post.server.inbox)


@pytest.mark.parametrize("kind", ["plan-week", "plan-reminders"])
def test_an_installation_without_organisations_plans_nothing(app: Any, kind: str) -> None:
    with app.app_context(), write() as session:
        enqueue(session, MONDAY, kind, {})

    assert run_due(app, MONDAY) == 1
    with app.app_context():
        assert db.session.scalars(sa.select(Job.state)).all() == ["done"]


def asks(post: Post, now: datetime) -> list[str]:
    """The texts of a morning's e-mails that ask how it went."""
    texts = [mail.get_content() for mail in post.morning(now)]
    return [text for text in texts if "ask how it went" in text]


def test_on_its_day_whoever_planned_it_is_led_to_asking_how_it_went_and_once(post: Post) -> None:
    sign_to_ask_on(post, MONDAY.date())

    [letter] = asks(post, MONDAY)

    assert f"/work/{post.desk.work_id}/evaluate" in letter
    assert asks(post, TUESDAY) == []


def test_nobody_is_asked_how_it_went_once_it_was_said(post: Post) -> None:
    sign_to_ask_on(post, TUESDAY.date())
    desk, wanted = post.desk, StartEvaluation("quick")
    evaluation = desk.call(start_evaluation, desk.plugins, desk.work_id, wanted)
    there = Desk(desk.app, desk.actor, evaluation, desk.work_id)
    there.save(posted("icf:eval-changed-different", "More people come."))
    desk.call(sign_evaluation_off, there.sheet(), "Ada Lead", "", {})

    assert asks(post, MONDAY) + asks(post, TUESDAY) == []


def sign_to_ask_on(post: Post, day: date) -> None:
    desk = post.desk
    desk.save(posted(WHO, "partly"))
    desk.call(sign_off, desk.sheet(), "Ada Lead", "", {"ask_again_on": day})
