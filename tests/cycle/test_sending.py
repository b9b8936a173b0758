"""Sending to the Board: what is frozen, what stands in the way, amending, and real life."""

from datetime import date

import pytest
import sqlalchemy as sa

from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.sheet import load
from icf.core.canonical import digest_of
from icf.cycle import copies, readiness, sending, service
from icf.cycle.models import SentForEver, Submission, SubmissionPdf
from icf.db import across_organisations, db, in_organisation, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.packs.models import OwnPack, OwnVersion
from icf.plans.signing import save_paper
from tests.partnership_year import DUE_ON, NOW, Member, PartnershipYear, answer, self_evaluation


@pytest.fixture
def hillside(year: PartnershipYear) -> Member:
    """An organisation that takes part in a year that is open."""
    found = year.member("Hillside")
    year.open(found)
    return found


def copy_of(member: Member, sent: int) -> copies.Copy:
    found: copies.Copy = member.run(lambda: copies.sent_copy(db.session, member.id, sent))
    return found


def texts(copy: copies.Copy) -> str:
    return str(copy.report)


def test_what_was_shown_is_what_is_kept_with_its_hash(hillside: Member) -> None:
    made = hillside.evaluates("We met on Mill Street", signed=False)
    hillside.plans(made, "Walk with the neighbours", due_on=date(2027, 5, 1))
    sign(hillside, made)
    shown = would_send(hillside)

    copy = copy_of(hillside, hillside.sends())

    assert copy.report == shown.report
    assert copy.sha256 == shown.sha256 == digest_of(shown.text)
    assert (copy.sent.number, copy.sent.reference) == (1, f"P{made}")
    assert "We met on Mill Street" in texts(copy)
    assert "Walk with the neighbours" in texts(copy)


def test_what_is_written_afterwards_does_not_reach_the_copy(
    year: PartnershipYear, hillside: Member
) -> None:
    made = hillside.evaluates("We met on Mill Street")
    sent = hillside.sends()
    before = copy_of(hillside, sent).report

    amend(hillside, made, "We met on every street")

    assert copy_of(hillside, sent).report == before


@pytest.mark.parametrize("stage", ["not_started", "draft"])
def test_only_what_is_signed_off_is_sent(hillside: Member, stage: str) -> None:
    if stage == "draft":
        hillside.evaluates(signed=False)

    found = ready(hillside)

    assert [one.what for one in found.obstacles] == [stage]
    with pytest.raises(InvalidInput, match="settled"):
        hillside.sends()


def test_a_self_evaluation_of_another_year_or_of_a_service_is_not_sent(hillside: Member) -> None:
    now, plugins = hillside.year.now, hillside.year.plugins
    hillside.run(lambda: self_evaluation(plugins, hillside.actor, now, "Old", year="2025/26"))

    found = ready(hillside)

    assert [one.what for one in found.obstacles] == ["not_started"]


def test_answers_that_were_copied_and_not_looked_at_block_sending(hillside: Member) -> None:
    from icf.assessments.models import StoredAnswer

    hillside.evaluates()

    def mark_as_copied() -> None:
        with write() as session:
            session.execute(
                sa.update(StoredAnswer)
                .where(StoredAnswer.organisation_id == hillside.id)
                .values(copied=True)
            )

    hillside.run(mark_as_copied)
    found = ready(hillside)

    assert [(one.what, one.number) for one in found.obstacles] == [("copied", 1)]
    with pytest.raises(InvalidInput):
        hillside.sends()


def test_what_changed_since_somebody_looked_is_not_sent(hillside: Member) -> None:
    hillside.evaluates()
    year = hillside.year

    def send_something_else() -> None:
        sending.send(
            db.session, hillside.actor, year.now, year.plugins, year.cycle_id, "0" * 64, ""
        )

    with pytest.raises(Conflict, match="nothing was sent"):
        hillside.run(send_something_else)
    assert hillside.run(lambda: copies.sent_of(db.session, hillside.id)) == []


def test_an_amended_copy_has_the_next_number_a_reason_and_says_what_differs(
    hillside: Member,
) -> None:
    made = hillside.evaluates("We met on Mill Street")
    first = hillside.sends()
    amend(hillside, made, "We met on every street")

    with pytest.raises(InvalidInput, match="Say what you changed"):
        hillside.sends()
    second = hillside.sends("We had forgotten some streets")

    copy = copy_of(hillside, second)
    differences = hillside.run(lambda: copies.what_differs(db.session, copy))
    assert (copy.sent.number, copy.sent.reason) == (2, "We had forgotten some streets")
    before = "\n".join(text for one in differences for text in one.before)
    after = "\n".join(text for one in differences for text in one.after)
    assert "We met on Mill Street" in before
    assert "We met on every street" in after
    assert "We met on Mill Street" not in after
    assert "Mill Street" in texts(copy_of(hillside, first))


def test_late_is_allowed_and_marked_and_an_agreed_later_day_is_not_late(
    year: PartnershipYear, hillside: Member
) -> None:
    other = year.member("Riverside")
    year.call(service.add_organisations, year.cycle_id, [other.id])
    year.call(service.extend, year.cycle_id, other.id, date(2027, 1, 5), "Ill")
    hillside.evaluates()
    other.evaluates()
    year.later((DUE_ON - year.now.date()).days + 1)

    late, agreed = copy_of(hillside, hillside.sends()), copy_of(other, other.sends())

    assert (late.sent.is_late, agreed.sent.is_late) == (True, False)


def test_the_last_day_counts_until_its_end_where_the_partnership_is(
    year: PartnershipYear, hillside: Member
) -> None:
    hillside.evaluates()
    year.now = year.now.replace(year=2026, month=12, day=18, hour=23, minute=59)

    assert not copy_of(hillside, hillside.sends()).sent.is_late


def test_nothing_to_send_needs_a_reason_and_can_be_followed_by_papers(hillside: Member) -> None:
    year = hillside.year

    def say(reason: str) -> int:
        return sending.send_nil(db.session, hillside.actor, year.now, year.cycle_id, reason)

    with pytest.raises(InvalidInput, match="Say why"):
        hillside.run(lambda: say("  "))
    nil = hillside.run(lambda: say("We began in May"))
    hillside.evaluates()
    papers = hillside.sends("We have something after all")

    assert copy_of(hillside, nil).sent.is_nil
    assert copy_of(hillside, nil).report is None
    assert (copy_of(hillside, papers).sent.number, copy_of(hillside, papers).sent.is_nil) == (
        2,
        False,
    )


def test_a_button_pressed_twice_says_once_that_there_is_nothing_to_send(hillside: Member) -> None:
    year = hillside.year

    def say() -> int:
        return sending.send_nil(
            db.session, hillside.actor, year.now, year.cycle_id, "We began late"
        )

    hillside.run(say)
    with pytest.raises(Conflict, match="already"):
        hillside.run(say)

    assert len(hillside.run(lambda: copies.sent_of(db.session, hillside.id))) == 1


def test_the_copy_says_who_really_answered_and_who_typed(hillside: Member) -> None:
    made = hillside.evaluates(signed=False)
    paper = {"answered_by": "Ada of the lunch club, on paper", "typed_by": "Tom of the library"}

    def say_who() -> None:
        sheet = load(db.session, hillside.actor, made)
        save_paper(db.session, hillside.actor, hillside.year.now, sheet, paper)

    hillside.run(say_who)
    sign(hillside, made)

    said = texts(copy_of(hillside, hillside.sends()))

    assert "Ada of the lunch club, on paper" in said
    assert "Tom of the library, for those who answered" in said


def test_only_a_lead_sends(hillside: Member, signed_in: object) -> None:
    from tests.support import Somewhere

    contributor = signed_in(  # type: ignore[operator]
        "contributor", organisation=Somewhere(hillside.id, hillside.name)
    ).actor
    hillside.evaluates()
    paper = would_send(hillside)
    year = hillside.year

    with pytest.raises(NotAllowed, match="Only a lead"):
        hillside.run(
            lambda: sending.send(
                db.session, contributor, year.now, year.plugins, year.cycle_id, paper.sha256
            )
        )


def test_nobody_sends_for_a_year_in_which_they_take_no_part(year: PartnershipYear) -> None:
    year.open(year.member("Hillside"))
    other = year.member("Riverside")
    other.evaluates()

    with pytest.raises(NotFound, match="takes no part"):
        other.sends()


@pytest.mark.parametrize(
    "change",
    [
        {"report": "{}"},
        {"sha256": "0" * 64},
        {"number": 7},
        {"is_late": True},
        {"due_on": date(2030, 1, 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_sent_copy_never_changes_whoever_tries(hillside: Member, change: dict) -> None:
    hillside.evaluates()
    sent = hillside.sends()

    def through_the_class() -> None:
        with write() as session:
            row = session.get_one(Submission, sent)
            for name, value in change.items():
                setattr(row, name, value)

    def past_it() -> None:
        with write() as session:
            session.execute(
                sa.update(Submission)
                .where(Submission.id == sent, Submission.organisation_id == hillside.id)
                .values(change)
                .execution_options(synchronize_session=False)
            )

    with pytest.raises(SentForEver):
        hillside.run(through_the_class)
    with pytest.raises(sa.exc.DBAPIError, match="never changes"):
        hillside.run(past_it)


def test_the_pdf_is_kept_as_it_was_made_first(hillside: Member) -> None:
    hillside.evaluates()
    sent = hillside.sends()

    def keep(content: bytes) -> bytes:
        with write() as session:
            return copies.keep_pdf(session, hillside.id, hillside.year.now, sent, content)

    assert hillside.run(lambda: keep(b"first")) == b"first"
    assert hillside.run(lambda: keep(b"second")) == b"first"
    assert hillside.run(lambda: copies.kept_pdf(db.session, hillside.id, sent)) == b"first"

    def change() -> None:
        with write() as session:
            session.get_one(SubmissionPdf, sent).content = b"third"

    with pytest.raises(SentForEver):
        hillside.run(change)


def test_deleting_the_self_evaluation_for_good_leaves_the_copy(
    year: PartnershipYear, hillside: Member
) -> None:
    from icf.assessments.models import Assessment
    from icf.history.purge import purge

    made = hillside.evaluates("We met on Mill Street")
    sent = hillside.sends()
    with year.app.app_context(), across_organisations("a test"), write() as session:
        session.get_one(Assessment, made).deleted_at = year.now
    year.later(40)

    with year.app.app_context():
        purge(year.now)

    assert "We met on Mill Street" in texts(copy_of(hillside, sent))


OWN = """
format: 1
pack: streets
extends: icf
version: 1.0.0
language: en
title: Our streets
publisher: Us
sections:
  - key: ours
    instrument: self_evaluation
    title: Only for us
    visible_to: us
    questions:
      - {key: secret, text: What do we keep to ourselves?, kind: text}
  - key: theirs
    instrument: self_evaluation
    title: What we will do
    visible_to: submitted
    questions:
      - {key: open, text: What may everybody know?, kind: text}
"""


@pytest.mark.parametrize("depth", ["quick", "standard"])
def test_of_added_sections_only_those_meant_for_it_are_sent(
    year: PartnershipYear, depth: str
) -> None:
    """Whatever they are called: the plan is called the same."""
    hillside = year.member("Hillside")
    hillside.run(lambda: switch_own_questions_on(hillside))
    year.open(hillside)
    made = hillside.evaluates(signed=False, depth=depth)
    kinds = year.plugins.registry.kinds(None)
    posted = [
        Posted("streets:secret", 0, {"value": ["We quarrelled"]}),
        Posted("streets:open", 0, {"value": ["We made it up"]}),
    ]
    hillside.run(lambda: save_answers(db.session, hillside.actor, year.now, kinds, made, posted))
    sign(hillside, made)

    paper = would_send(hillside)

    assert "We made it up" in paper.text
    assert [part.title for part in paper.report.parts].count("Support and action plan") == 1
    assert "We quarrelled" not in paper.text
    assert "What do we keep" not in paper.text


def switch_own_questions_on(member: Member) -> None:
    with write() as session:
        pack = OwnPack(key="streets", title="Our streets", created_at=member.year.now)
        session.add(pack)
        session.flush()
        session.add(
            OwnVersion(pack_id=pack.id, version="1.0.0", text=OWN, is_on=True, published_at=NOW)
        )


def would_send(member: Member) -> sending.Paper:
    year = member.year
    found: sending.Paper = member.run(
        lambda: sending.would_send(db.session, member.actor, year.now, year.plugins, year.cycle_id)
    )
    return found


def ready(member: Member) -> readiness.Ready:
    cycle = member.year.cycle()
    found: readiness.Ready = member.run(lambda: readiness.ready(db.session, member.actor, cycle))
    return found


def sign(member: Member, assessment_id: int) -> None:
    from icf.assessments.service import mark_signed

    def go() -> None:
        with write() as session:
            mark_signed(session, member.actor, member.year.now, assessment_id, "Ada", "Manager")

    member.run(go)


def amend(member: Member, assessment_id: int, words: str) -> None:
    """Reopen the self-evaluation, answer anew and sign it off again."""
    from icf.assessments.service import reopen

    year = member.year

    def go() -> int:
        found = reopen(db.session, member.actor, year.now, year.plugins, assessment_id)
        answer(year.plugins, member.actor, year.now, found, words)
        return found

    sign(member, member.run(go))


def test_the_scope_of_another_organisation_holds_no_copy(
    year: PartnershipYear, hillside: Member
) -> None:
    other = year.member("Riverside")
    hillside.evaluates()
    sent = hillside.sends()

    with year.app.app_context(), in_organisation(other.id), pytest.raises(NotFound):
        copies.sent_copy(db.session, other.id, sent)
