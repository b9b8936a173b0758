"""E-mails about actions: who is reminded, of what, and that none of them quotes anything."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from icf.plans import follow_up, proposals
from icf.plans.follow_up import Place
from icf.web.actor import Actor
from tests.desk import Desk
from tests.notices.conftest import MONDAY, SUNDAY, Post, to
from tests.support import Somewhere

TUESDAY = MONDAY + timedelta(days=1)
SECRET = "Our secret words"


def put(post: Post, **values: Any) -> int:
    """An action that no checklist brought, which says something that no e-mail may quote."""
    said = {"what": SECRET, "how_we_know": SECRET, "support_needed": SECRET}
    number: int = post.desk.call(
        follow_up.list_action, Place(post.desk.work_id), {**said, **values}
    )
    return number


def test_the_chosen_colleague_is_reminded_of_an_action_without_a_checklist(
    post: Post, rae: Actor
) -> None:
    number = put(
        post, due_on=TUESDAY.date() + timedelta(days=7), who="The parks team",
        owner_id=rae.person_id,
    )  # fmt: skip
    post.morning(MONDAY)

    (mail,) = post.morning(TUESDAY)

    assert to(mail) == [rae.email]
    text = mail.get_content()
    assert f"https://toolkit.example.org/actions/{number}" in text.split()
    assert f"A{number} of “Millbrook garden”" in text
    assert SECRET not in mail.as_string()


@pytest.mark.parametrize("status", ["done", "stopped"])
def test_what_is_over_is_not_brought_up(post: Post, rae: Actor, status: str) -> None:
    number = put(post, due_on=TUESDAY.date() + timedelta(days=7), owner_id=rae.person_id)
    post.desk.call(follow_up.say_how_it_goes, number, 1, status, "", "No money")
    post.morning(MONDAY)

    assert post.morning(TUESDAY) == []


def test_a_day_to_look_again_is_brought_up_once(post: Post, rae: Actor) -> None:
    put(post, review_on=TUESDAY.date() + timedelta(days=7), owner_id=rae.person_id)
    post.morning(MONDAY)

    (mail,) = post.morning(TUESDAY)
    again = [post.morning(TUESDAY + timedelta(days=day)) for day in (1, 2)]

    assert "What we wanted to look at again" in mail.get_content()
    assert again == [[], []]


def test_what_was_done_while_the_email_waited_is_not_in_it(post: Post, rae: Actor) -> None:
    number = put(post, due_on=TUESDAY.date() + timedelta(days=7), owner_id=rae.person_id)
    post.morning(MONDAY)
    post.server.mood = "refuses"
    post.morning(TUESDAY)
    post.desk.call(follow_up.say_how_it_goes, number, 1, "done")
    post.server.mood = "takes"

    assert post.send(TUESDAY + timedelta(hours=5)) == []


@pytest.fixture
def partner(
    post: Post, make_organisation: Callable[..., Somewhere], signed_in: Callable[..., Any]
) -> Desk:
    """A lead of another organisation, who has a contributor beside them."""
    there = make_organisation("Hillside Group")
    signed_in("contributor", organisation=there, name="Con")
    return Desk(post.app, signed_in("lead", organisation=there, name="Pat").actor, 0, 0)


def test_leads_are_told_that_something_is_proposed_and_not_what(post: Post, partner: Desk) -> None:
    other = partner.actor.organisation_id
    post.desk.call(proposals.propose, put(post), other, SECRET, tell=True)

    (mail,) = post.send(SUNDAY)

    assert to(mail) == [partner.actor.email]
    assert "Brooktown Council proposes something" in str(mail["Subject"])
    assert "/actions/proposals/" in mail.get_content()
    assert SECRET not in mail.as_string()
    assert post.desk.actor.name not in mail.get_content()


def test_what_was_withdrawn_while_the_email_waited_is_not_sent(post: Post, partner: Desk) -> None:
    other = partner.actor.organisation_id
    number = post.desk.call(proposals.propose, put(post), other, tell=True)
    post.desk.call(proposals.withdraw, number)

    assert post.send(SUNDAY) == []


def test_whoever_proposed_it_is_told_the_answer_without_its_words(
    post: Post, partner: Desk
) -> None:
    post.desk.call(proposals.propose, put(post), partner.actor.organisation_id)
    waiting = partner.call(lambda s, a, _now: proposals.proposals(s, a)[0].id)
    partner.call(proposals.decline, waiting, "A reason that stays inside")

    (mail,) = post.send(SUNDAY)

    assert to(mail) == [post.desk.actor.email]
    assert str(mail["Subject"]) == "Hillside Group says no"
    assert "stays inside" not in mail.get_content()
