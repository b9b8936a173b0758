"""Actions between organisations: each side sees one action of the other, and nothing else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from icf.audit import AuditEntry
from icf.db import across_organisations, db, in_organisation
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.jobs.models import Job
from icf.plans import follow_up, many, proposals
from icf.plans.follow_up import Place
from icf.plans.models import Action, ActionProposal
from icf.work.models import Work
from tests.desk import Desk
from tests.support import CheckedClient, Somewhere

DUE = date(2027, 4, 1)


@pytest.fixture
def partner(desk: Desk, make_organisation: Callable[..., Somewhere], signed_in: Any) -> Desk:
    """The desk of a lead of another organisation; it has no work of its own yet."""
    there = make_organisation("Hillside Group")
    return Desk(desk.app, signed_in("lead", organisation=there, name="Pat Partner").actor, 0, 0)


@pytest.fixture
def browser_of(signed_in: Any) -> Callable[..., CheckedClient]:
    def sign_in(desk: Desk, role: str = "lead") -> CheckedClient:
        here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
        found: CheckedClient = signed_in(role, organisation=here)
        return found

    return sign_in


def ask(desk: Desk, partner: Desk, tell: bool = False, **values: Any) -> int:
    """Propose a new action, and give the number of the row at the other side."""
    made = desk.call(
        follow_up.list_action,
        Place(desk.work_id),
        {"what": "Open the room in the evening", "due_on": DUE, "who": "Secret Sam", **values},
    )
    desk.call(proposals.propose, made, partner.actor.organisation_id, "You have the key", tell=tell)
    return seen(partner)[0].id


def seen(desk: Desk) -> list[ActionProposal]:
    found: list[ActionProposal] = desk.call(lambda s, a, _now: proposals.proposals(s, a))
    return found


def lines(desk: Desk) -> list[tuple[str, int | None]]:
    """What the history of an organisation says about proposals, and who did it."""
    with desk.app.app_context():
        rows = db.session.execute(
            sa.select(AuditEntry.what, AuditEntry.person_id)
            .where(
                AuditEntry.organisation_id == desk.actor.organisation_id,
                AuditEntry.subject == "proposal",
            )
            .order_by(AuditEntry.id)
        )
        return [(row.what, row.person_id) for row in rows]


def test_the_other_side_sees_the_words_of_one_action_and_nothing_else(
    desk: Desk, partner: Desk, browser_of: Callable[..., CheckedClient]
) -> None:
    number = ask(desk, partner, support_needed="A secret")

    page = browser_of(partner).page(f"/actions/proposals/{number}").get_text()

    for words in ("Open the room in the evening", "You have the key", "1 April 2027"):
        assert words in page
    for hidden in ("Secret Sam", "A secret", "Millbrook garden", desk.actor.name):
        assert hidden not in page


def test_the_other_side_cannot_read_the_action_or_the_work(
    desk: Desk, partner: Desk, browser_of: Callable[..., CheckedClient]
) -> None:
    ask(desk, partner)
    client = browser_of(partner)

    for path in ("/actions/1", "/actions/1/edit", f"/actions?work={desk.work_id}"):
        reply = client.get(path)
        assert "Open the room" not in reply.text

    with in_scope(partner):
        assert db.session.scalars(sa.select(Action)).all() == []


def in_scope(desk: Desk) -> Any:
    from contextlib import ExitStack

    stack = ExitStack()
    stack.enter_context(desk.app.app_context())
    stack.enter_context(in_organisation(desk.actor.organisation_id))
    return stack


def test_what_is_accepted_becomes_an_action_of_the_other_side(desk: Desk, partner: Desk) -> None:
    number = ask(desk, partner)

    made = partner.call(proposals.accept, number, Place(), DUE, who="Caretaker")

    with in_scope(partner):
        (found,) = db.session.scalars(sa.select(Action)).all()
        (subject,) = db.session.scalars(sa.select(Work)).all()
    assert (found.id, found.what, found.due_on, found.who) == (
        made, "Open the room in the evening", DUE, "Caretaker",
    )  # fmt: skip
    assert (found.source, found.work_id) == ("proposal", subject.id)
    assert [(one.state, one.agreed_on) for one in seen(desk)] == [("accepted", DUE)]


def test_another_day_needs_a_reason_and_both_sides_know_both_days(
    desk: Desk, partner: Desk
) -> None:
    number, later = ask(desk, partner), DUE + timedelta(days=60)

    with pytest.raises(InvalidInput):
        partner.call(proposals.accept, number, Place(), later)
    partner.call(proposals.accept, number, Place(), later, "The painters come first")

    (ours,) = seen(desk)
    assert (ours.due_on, ours.agreed_on, ours.reason) == (DUE, later, "The painters come first")


def test_declining_needs_a_reason(desk: Desk, partner: Desk) -> None:
    number = ask(desk, partner)

    with pytest.raises(InvalidInput):
        partner.call(proposals.decline, number, " ")
    partner.call(proposals.decline, number, "We have no key any more")

    assert [(one.state, one.reason) for one in seen(desk)] == [
        ("declined", "We have no key any more")
    ]


def test_how_it_goes_is_seen_by_whoever_proposed_it(desk: Desk, partner: Desk) -> None:
    made = partner.call(proposals.accept, ask(desk, partner), Place(), DUE)

    partner.call(follow_up.say_how_it_goes, made, 1, "at_risk", "Our own secret note")
    first = seen(desk)[0].status
    partner.call(many.change_many, [made], {"status": "done"})

    assert (first, seen(desk)[0].status) == ("at_risk", "done")
    with in_scope(desk):
        stored = repr([vars(one) for one in db.session.scalars(sa.select(ActionProposal))])
    assert "secret" not in stored


def test_every_step_stands_in_both_histories_and_names_nobody_of_the_other(
    desk: Desk, partner: Desk
) -> None:
    made = partner.call(proposals.accept, ask(desk, partner), Place(), DUE)
    partner.call(follow_up.say_how_it_goes, made, 1, "done")

    here, there = desk.actor.person_id, partner.actor.person_id
    assert lines(desk) == [
        ("proposal proposed", here),
        ("their proposal accepted", None),
        ("their proposal followed", None),
    ]
    assert lines(partner) == [
        ("their proposal proposed", None),
        ("proposal accepted", there),
        ("proposal followed", there),
    ]


def test_a_proposal_can_be_withdrawn_until_it_is_answered(desk: Desk, partner: Desk) -> None:
    number = ask(desk, partner)
    desk.call(proposals.withdraw, seen(desk)[0].id)

    with pytest.raises(Conflict):
        partner.call(proposals.accept, number, Place(), DUE)

    assert [one.state for one in seen(partner)] == ["withdrawn"]


def test_nobody_answers_for_the_other_side(desk: Desk, partner: Desk) -> None:
    number = ask(desk, partner)

    with pytest.raises(NotFound):
        desk.call(proposals.accept, number, Place(), DUE)
    with pytest.raises(NotFound):
        desk.call(proposals.decline, seen(desk)[0].id, "No")
    with pytest.raises(NotFound):
        partner.call(proposals.withdraw, number)


def test_a_third_organisation_sees_nothing_of_it(
    desk: Desk,
    partner: Desk,
    make_organisation: Callable[..., Somewhere],
    signed_in: Any,
) -> None:
    number = ask(desk, partner)
    third = signed_in("lead", organisation=make_organisation("Third"))

    third.page(f"/actions/proposals/{number}", status=404)
    assert "Open the room" not in third.page("/actions/proposals").get_text()


def test_only_leads_propose_and_answer(
    desk: Desk, partner: Desk, browser_of: Callable[..., CheckedClient]
) -> None:
    number = ask(desk, partner)
    contributor = browser_of(partner, "contributor")

    page = contributor.page(f"/actions/proposals/{number}")
    reply = contributor.send(
        f"/actions/proposals/{number}", {"answer": "accept", "work": "organisation"}
    )

    assert "A lead of your organisation can answer" in page.get_text()
    assert reply.status_code == 403
    colleague = browser_of(desk, "contributor").actor
    with pytest.raises(NotAllowed):
        desk.run(lambda: proposals.propose(db.session, colleague, None, 1, 2))


def test_the_same_action_is_proposed_to_one_organisation_once(desk: Desk, partner: Desk) -> None:
    ask(desk, partner)
    number = seen(desk)[0].action_id

    with pytest.raises(Conflict):
        desk.call(proposals.propose, number, partner.actor.organisation_id)


@pytest.mark.parametrize("other", [None, 987_654])
def test_only_other_organisations_of_this_installation_can_be_asked(
    desk: Desk, other: int | None
) -> None:
    made = desk.call(follow_up.list_action, Place(), {"what": "x"})

    for chosen in (other, desk.actor.organisation_id):
        with pytest.raises(InvalidInput):
            desk.call(proposals.propose, made, chosen)


def test_what_was_agreed_is_stopped_and_not_deleted(desk: Desk, partner: Desk) -> None:
    made = partner.call(proposals.accept, ask(desk, partner), Place(), DUE)

    with pytest.raises(Conflict):
        partner.call(follow_up.delete_listed, made)

    partner.call(follow_up.say_how_it_goes, made, 1, "stopped", "", "No money")
    assert seen(desk)[0].status == "stopped"


def test_deleting_an_action_withdraws_what_was_proposed_of_it(desk: Desk, partner: Desk) -> None:
    ask(desk, partner)

    desk.call(follow_up.delete_listed, seen(desk)[0].action_id)

    assert [one.state for one in seen(partner)] == ["withdrawn"]


def test_leads_get_an_email_only_when_that_is_asked_for(desk: Desk, partner: Desk) -> None:
    ask(desk, partner, tell=False)
    quiet = jobs(desk)
    ask(desk, partner, tell=True)

    assert quiet == []
    assert jobs(desk) == [("tell-proposal", partner.actor.organisation_id)]


def jobs(desk: Desk) -> list[tuple[str, int | None]]:
    with desk.app.app_context(), across_organisations("tests read jobs"):
        found = db.session.execute(sa.select(Job.kind, Job.organisation_id).order_by(Job.id))
        return [(row.kind, row.organisation_id) for row in found]


def test_the_pages_carry_a_proposal_from_one_side_to_the_other(
    desk: Desk, partner: Desk, browser_of: Callable[..., CheckedClient]
) -> None:
    made = desk.call(follow_up.list_action, Place(), {"what": "Share the bus"})
    here, there = browser_of(desk), browser_of(partner)

    here.send(f"/actions/{made}/propose", {"other": " hillside  GROUP", "words": "Please"})
    number = seen(partner)[0].id
    told = there.page("/actions").get_text()
    refused = there.send(
        f"/actions/proposals/{number}", {"answer": "redate", "work": "organisation"}
    )
    accepted = there.send(
        f"/actions/proposals/{number}",
        {
            "answer": "redate", "work": "organisation", "reason": "Not before May",
            "agreed_on-day": "1", "agreed_on-month": "5", "agreed_on-year": "2027",
        },
    )  # fmt: skip

    assert "1 action is proposed to you" in told
    assert refused.status_code == 422
    assert "Enter the day by which you can do it" in refused.text
    assert "Share the bus" in there.page(accepted.location).get_text()
    assert "Not before May" in here.page(f"/actions/proposals/{seen(desk)[0].id}").get_text()


def test_of_two_sides_that_answer_and_withdraw_at_once_one_does_it_and_the_other_is_told(
    desk: Desk, partner: Desk
) -> None:
    start = Barrier(2)

    def press(attempt: tuple[Desk, Callable[..., Any], tuple[Any, ...]]) -> bool:
        who, function, args = attempt
        start.wait()
        try:
            who.call(function, *args)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as people:
        for _round in range(10):
            theirs, ours = ask(desk, partner), seen(desk)[0].id
            both = (
                (partner, proposals.decline, (theirs, "No room")),
                (desk, proposals.withdraw, (ours,)),
            )
            assert sorted(people.map(press, both)) == [False, True]
            assert seen(desk)[-1].state == seen(partner)[-1].state != "proposed"


def test_an_action_is_deleted_while_the_other_side_answers_and_both_sides_agree(
    desk: Desk, partner: Desk
) -> None:
    start = Barrier(2)

    def press(attempt: tuple[Desk, Callable[..., Any], tuple[Any, ...]]) -> str:
        who, function, args = attempt
        start.wait()
        try:
            who.call(function, *args)
        except Conflict:
            return "told"
        return "done"

    with ThreadPoolExecutor(2) as people:
        for _round in range(10):
            theirs, action = ask(desk, partner), seen(desk)[0].action_id
            both = (
                (partner, proposals.accept, (theirs, Place(), DUE)),
                (desk, follow_up.delete_listed, (action,)),
            )
            assert "done" in list(people.map(press, both))
            states = {one.key: one.state for one in seen(desk)}
            assert states == {one.key: one.state for one in seen(partner)}
            assert "proposed" not in states.values()
