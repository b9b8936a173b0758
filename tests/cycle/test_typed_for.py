"""A partnership officer types what came on paper or by telephone, and reads nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from icf.accounts.models import Membership
from icf.assessments.models import Assessment
from icf.assessments.sheet import load
from icf.audit import AuditEntry
from icf.core.answer import Answer
from icf.core.report_json import report_json
from icf.cycle import copies, entering, service
from icf.cycle.due import due_here
from icf.cycle.models import CyclePart
from icf.cycle.tracker import tracked
from icf.db import db, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.plans.action import make_action
from icf.work.subject import take_subject
from tests.partnership_year import DID, DUE_ON, Member, PartnershipYear

RATED = "icf:self-connecting-alignment"


@pytest.fixture
def hillside(year: PartnershipYear) -> Member:
    """An organisation in an open year whose lead asked the partnership to type."""
    found = year.member("Hillside")
    year.open(found)
    asks(found)
    return found


def asks(member: Member, wanted: bool = True) -> None:
    year = member.year
    member.run(
        lambda: entering.ask_for_help(db.session, member.actor, year.now, year.cycle_id, wanted)
    )


def typed(words: str = "We met on Mill Street", **changes: Any) -> entering.Typed:
    given: dict[str, Any] = {
        "depth": "full",
        "answers": {DID: Answer(DID, words)},
        "actions": [{"what": "Open the hall on Sundays"}],
        "answered_by": "Four of the committee",
        "signed_name": "Hana Hill",
        "signed_role": "Chair",
        "came_by": "phone",
        "came_on": date(2026, 9, 25),
    }
    return entering.Typed(**{**given, **changes})


def types(member: Member, said: entering.Typed | None = None) -> int:
    year = member.year
    found: int = year.run(
        lambda: entering.send_typed(
            year.actor, year.now, year.plugins, year.cycle_id, member.id, said or typed()
        )
    )
    return found


def copy_of(member: Member, sent: int) -> copies.Copy:
    found: copies.Copy = member.run(lambda: copies.sent_copy(db.session, member.id, sent))
    return found


def said(copy: copies.Copy) -> str:
    assert copy.report is not None
    return report_json(copy.report)


def test_what_was_typed_is_sent_and_says_who_answered_who_typed_and_how_it_came(
    hillside: Member,
) -> None:
    copy = copy_of(hillside, types(hillside))

    text = said(copy)
    assert (copy.sent.came_by, copy.sent.came_on) == ("phone", date(2026, 9, 25))
    for words in (
        "We met on Mill Street",
        "Open the hall on Sundays",
        "Four of the committee",
        "Olu Officer",
        "On the telephone",
    ):
        assert words in text


def test_it_becomes_their_own_signed_self_evaluation_which_they_can_amend(
    hillside: Member,
) -> None:
    from icf.assessments.service import mark_signed, reopen
    from tests.partnership_year import answer

    year = hillside.year
    copy = copy_of(hillside, types(hillside))
    number = int(copy.sent.reference[1:])
    signed = hillside.run(lambda: load(db.session, hillside.actor, number))

    def amend() -> None:
        again = reopen(db.session, hillside.actor, year.now, year.plugins, number)
        answer(year.plugins, hillside.actor, year.now, again, "We met on Hill Street")
        with write() as session:
            mark_signed(session, hillside.actor, year.now, again, "Hana Hill", "Chair")

    hillside.run(amend)
    second = copy_of(hillside, hillside.sends("It was Hill Street"))

    assert signed.record.signed_name == "Hana Hill"
    assert "Hill Street" in said(second)
    assert not second.sent.is_typed_for
    assert second.sent.number == 2


def test_nobody_types_for_those_who_did_not_ask(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)

    with pytest.raises(Conflict, match="has to ask for it first"):
        types(hillside)
    asks(hillside)
    asks(hillside, wanted=False)
    with pytest.raises(Conflict, match="has to ask for it first"):
        types(hillside)


def test_for_an_organisation_without_an_account_nobody_has_to_ask(
    year: PartnershipYear,
) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)

    def leave() -> None:
        with write() as session:
            session.execute(
                sa.update(Membership)
                .where(Membership.organisation_id == hillside.id)
                .values(ended_at=year.now)
            )

    year.run(leave)

    assert copy_of(hillside, types(hillside)).sent.is_typed_for


def test_nobody_types_over_what_they_began_themselves(hillside: Member) -> None:
    hillside.evaluates("Ours", signed=False)

    with pytest.raises(Conflict, match="begun"):
        types(hillside)


def test_the_partnership_puts_its_own_typing_right_until_they_take_it_up(
    hillside: Member,
) -> None:
    from icf.assessments.service import reopen

    year = hillside.year
    first = copy_of(hillside, types(hillside))
    second = copy_of(
        hillside, types(hillside, typed("We met on Hill Street", actions=[], reason="A slip"))
    )
    newest = int(second.sent.reference[1:])
    hillside.run(lambda: reopen(db.session, hillside.actor, year.now, year.plugins, newest))

    assert (first.sent.number, second.sent.number) == (1, 2)
    assert "Hill Street" in said(second)
    assert "Open the hall on Sundays" in said(second)
    with pytest.raises(Conflict, match="begun"):
        types(hillside)


def test_nothing_else_of_theirs_is_in_the_copy(hillside: Member) -> None:
    def plan() -> None:
        with write() as session:
            subject = take_subject(session, hillside.actor, hillside.year.now)
            make_action(
                session, hillside.actor, hillside.year.now, subject.id, {"what": "Secretplan"}
            )

    hillside.run(plan)

    assert "Secretplan" not in said(copy_of(hillside, types(hillside)))


def test_it_is_as_late_as_it_came_and_not_as_it_was_typed(hillside: Member) -> None:
    year = hillside.year
    year.later((DUE_ON - year.now.date()).days + 3)

    copy = copy_of(hillside, types(hillside, typed(came_on=DUE_ON)))
    late = copy_of(
        hillside, types(hillside, typed(came_on=DUE_ON + timedelta(days=1), reason="More came"))
    )

    assert not copy.sent.is_late
    assert late.sent.is_late


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"answers": {}}, "at least one question"),
        ({"came_on": date(2026, 9, 29)}, "still to come"),
        ({"signed_name": " "}, "who answers"),
    ],
)
def test_what_cannot_be_leaves_nothing_behind(
    hillside: Member, wrong: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        types(hillside, typed(**wrong))

    found = hillside.run(
        lambda: db.session.scalar(
            sa.select(sa.func.count()).where(Assessment.organisation_id == hillside.id)
        )
    )
    assert found == 0


def test_only_officers_type_and_only_leads_ask(
    year: PartnershipYear, hillside: Member, signed_in: Any
) -> None:
    from tests.support import Somewhere

    contributor = signed_in("contributor", organisation=Somewhere(hillside.id, hillside.name))
    board = signed_in("board_member").actor

    with pytest.raises(NotAllowed):
        hillside.run(
            lambda: entering.send_typed(
                hillside.actor, year.now, year.plugins, year.cycle_id, hillside.id, typed()
            )
        )
    with pytest.raises(NotAllowed):
        year.run(lambda: entering.opening(board, year.cycle_id, hillside.id))
    with pytest.raises(NotAllowed):
        hillside.run(
            lambda: entering.ask_for_help(
                db.session, contributor.actor, year.now, year.cycle_id, True
            )
        )


def test_nobody_types_for_those_who_take_no_part_or_once_the_year_is_closed(
    year: PartnershipYear, hillside: Member
) -> None:
    other = year.member("Riverside")

    with pytest.raises(NotFound):
        types(other)
    year.call(service.close_cycle, year.cycle_id, True)
    with pytest.raises(Conflict, match="closed"):
        types(hillside)


def test_asking_and_typing_stand_in_the_organisations_history(hillside: Member) -> None:
    types(hillside)

    found = hillside.run(
        lambda: db.session.scalars(
            sa.select(AuditEntry.what).where(AuditEntry.organisation_id == hillside.id)
        ).all()
    )
    assert {"help_asked", "papers_typed", "sent_to_board"} <= set(found)


def test_the_tracker_and_their_own_page_say_that_it_was_typed(hillside: Member) -> None:
    year = hillside.year
    types(hillside)

    cycle = year.cycle()
    (row,) = year.run(lambda: tracked(db.session, year.actor, cycle, year.now.date()))
    (due,) = hillside.run(lambda: due_here(db.session, hillside.actor, year.now.date()))

    assert row.standing.last.is_typed_for
    assert due.standing.last.sent_by == "Olu Officer"
    assert "typed by the partnership" in year.officer.page(f"/cycles/{year.cycle_id}").main.text
    own = hillside.client.page("/cycle").main.text
    assert "Typed for you by Olu Officer" in own
    assert "On the telephone" in own


def test_a_lead_asks_on_the_page_and_takes_it_back(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    address, key = f"/cycle/{year.cycle_id}/help", year.cycle().key

    def asked() -> bool:
        found: CyclePart = hillside.run(lambda: service.part_in(db.session, hillside.id, key))
        return found.help_asked_at is not None

    assert "Ask a partnership officer to type ours" in hillside.client.page("/cycle").main.text
    hillside.client.send(address, {"do": "ask"})
    is_asked, page = asked(), hillside.client.page("/cycle").main.text
    hillside.client.send(address, {"do": "stop"})

    assert is_asked
    assert "They see nothing else of yours" in page
    assert not asked()


def test_an_officer_types_on_the_page_and_reads_the_copy(year: PartnershipYear) -> None:
    year.now = datetime.now(UTC)
    hillside = year.member("Hillside")
    meets_on = year.now.date() + timedelta(days=180)
    year.open(hillside, meets_on=meets_on - timedelta(days=meets_on.weekday()))
    asks(hillside)
    place = f"/cycles/{year.cycle_id}/organisations/{hillside.id}"
    came = year.now.date()
    form = {
        "came_by": "paper",
        "came_on-day": str(came.day),
        "came_on-month": str(came.month),
        "came_on-year": str(came.year),
        "answered_by": "The committee",
        "signed_name": "Hana Hill",
        "size": "full",
        f"a-{DID}-version": "0",
        f"a-{DID}-value": "We met on Mill Street",
        f"a-{RATED}-version": "0",
        f"a-{RATED}-value": "3",
        "action-1-what": "Open the hall on Sundays",
        "action-2-who": "Hana",
    }

    leads = year.officer.page(place).select_one(f'a[href="{place}/type"]')
    empty = year.officer.send(f"{place}/type", {"size": "full"})
    wrong = year.officer.send(f"{place}/type", form)
    sent = year.officer.send(f"{place}/type", {**form, "action-2-who": ""})
    again = year.officer.page(f"{place}/type")
    unsaid = year.officer.send(f"{place}/type", form)

    assert leads is not None
    assert (empty.status_code, wrong.status_code, unsaid.status_code) == (400, 400, 400)
    assert "Choose how it came to you" in empty.text
    assert "Say what they will do" in wrong.text
    assert sent.status_code == 303, sent.text
    copy = year.officer.page(sent.location).main.text
    assert "We met on Mill Street" in copy
    assert "Typed by the partnership and sent for Hillside" in copy
    assert "We met on Mill Street" in again.main.text
    assert "Say what you put right" in unsaid.text


def test_the_page_of_those_who_did_not_ask_says_so(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    place = f"/cycles/{year.cycle_id}/organisations/{hillside.id}"

    assert "has to ask for it first" in year.officer.page(place).main.text
    assert year.officer.get(f"{place}/type").status_code == 409
    assert hillside.client.get(f"{place}/type").status_code == 403
