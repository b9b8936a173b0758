"""What the partnership sees of everybody: who is due, what was sent, and sent copies. Nothing else.

Everything that is read across organisations for the annual cycle is read in this module, inside
``_looking``: it asks for the capability first, and each look is written to the audit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Membership, Organisation, Person
from icf.assessments.models import Assessment
from icf.core.report_diff import Difference
from icf.cycle.copies import (
    LISTED,
    Copy,
    keep_pdf,
    kept_pdf,
    sent_copy,
    sent_of,
    sent_row,
    what_differs,
)
from icf.cycle.dates import due_on, is_extended
from icf.cycle.models import Cycle, CyclePart, Submission
from icf.cycle.readiness import is_for
from icf.cycle.service import REASON, part_in
from icf.cycle.standing import STATES, Sent, Standing, standing
from icf.db import across_organisations, db, in_organisation, write
from icf.errors import NotAllowed, NotFound
from icf.packs.core_version import same_questions
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work

LEADS = ("lead", "administrator")
"""Whom the partnership writes to: leads; administrators where an organisation has no lead."""


@dataclass(frozen=True)
class Contact:
    """A lead of an organisation, to write to."""

    name: str
    email: str


@dataclass(frozen=True)
class Tracked:
    """One organisation in the tracker. It names nobody but its leads.

    Args:
        extension_reason: why a later day was agreed; empty for everybody's day.
        other_questions: it answered other questions of the framework than the cycle has.
    """

    organisation_id: int
    name: str
    standing: Standing
    joined_late: bool
    extension_reason: str
    contacts: tuple[Contact, ...]
    other_questions: bool

    @property
    def state(self) -> str:
        """One of ``icf.cycle.standing.STATES``."""
        return self.standing.state


@dataclass(frozen=True)
class Counts:
    """How many organisations there are in each state, and with each mark."""

    states: Mapping[str, int]
    all: int
    extended: int
    sent_late: int
    amended: int
    joined_late: int


def tracked(session: Session, actor: Actor, cycle: Cycle, today: date) -> list[Tracked]:
    """Everybody who takes part in a cycle, by name: never by how they do.

    Raises:
        NotAllowed: the actor does not run cycles.
    """
    with _looking(actor, "run_cycle") as session:
        parts = _parts(session, cycle.key)
        last = _last_sent(session, cycle.key)
        started = _started(session, cycle.title)
        contacts = _contacts(session, [part.organisation_id for part, _name in parts])
        found = []
        for part, name in parts:
            number = part.organisation_id
            where = standing(
                due_on(cycle, part), is_extended(cycle, part), last.get(number),
                number in started, today,
            )  # fmt: skip
            who, otherwise = tuple(contacts[number]), _asked_otherwise(cycle, where.last)
            reason = part.extension_reason
            found.append(Tracked(number, name, where, part.joined_late, reason, who, otherwise))
        return found


def counts(rows: Sequence[Tracked]) -> Counts:
    """How many there are of each sort. Nothing is scored, and nobody is ranked."""
    states = Counter(one.state for one in rows)
    sent = [one.standing.last for one in rows if one.standing.last is not None]
    return Counts(
        states={state: states[state] for state in STATES},
        all=len(rows),
        extended=sum(one.standing.is_extended for one in rows),
        sent_late=sum(one.is_late for one in sent),
        amended=sum(one.is_amended for one in sent),
        joined_late=sum(one.joined_late for one in rows),
    )


def everything_sent(session: Session, actor: Actor, cycle: Cycle) -> list[tuple[str, Sent]]:
    """(organisation, what it sent last) for a cycle, by name; for whoever reads what was sent."""
    with _looking(actor, "read_submitted") as session:
        rows = session.execute(sa.select(Organisation.id, Organisation.name))
        names = {row.id: row.name for row in rows}
        last = _last_sent(session, cycle.key)
        found = [(names[number], one) for number, one in last.items()]
        return sorted(found, key=lambda pair: pair[0].casefold())


def one_tracked(
    session: Session, actor: Actor, cycle: Cycle, organisation_id: int, today: date
) -> tuple[Tracked, CyclePart, list[Sent]]:
    """One organisation of the tracker, its part in the cycle, and all that it sent for it.

    Raises:
        NotAllowed: the actor does not run cycles.
        NotFound: they take no part.
    """
    rows = tracked(session, actor, cycle, today)
    found = next((one for one in rows if one.organisation_id == organisation_id), None)
    if found is None:
        raise NotFound(_("This organisation takes no part in this annual cycle."))
    with _looking(actor, "run_cycle"), in_organisation(organisation_id):
        part = part_in(db.session, organisation_id, cycle.key)
        db.session.expunge(part)
        return found, part, sent_of(db.session, organisation_id, cycle.key)


def read_copy(actor: Actor, submission_id: int) -> tuple[Copy, Sequence[Difference] | None]:
    """A sent copy of any organisation, and what differs from the one before it.

    Raises:
        NotAllowed: the actor does not read what was sent.
        NotFound: there is no such copy.
    """
    with _looking(actor, "read_submitted") as session:
        place = _place_of(session, submission_id)
        with in_organisation(place):
            copy = sent_copy(db.session, place, submission_id)
            return copy, what_differs(db.session, copy)


def read_pdf(actor: Actor, submission_id: int) -> bytes | None:
    """The PDF of a sent copy as it was first made; None when it has not been. Raises as above."""
    with _looking(actor, "read_submitted") as session:
        place = _place_of(session, submission_id)
        with in_organisation(place):
            return kept_pdf(db.session, place, submission_id)


def keep_first_pdf(actor: Actor, now: datetime, copy: Copy, content: bytes) -> bytes:
    """Keep the PDF of a copy that had none. Raises as above."""
    with (
        _looking(actor, "read_submitted"),
        write() as session,
        in_organisation(copy.organisation_id),
    ):
        return keep_pdf(session, copy.organisation_id, now, copy.sent.id, content)


@contextmanager
def _looking(actor: Actor, capability: str) -> Iterator[Session]:
    if not actor.may(capability):
        raise NotAllowed(_("Your role does not let you do this."))
    with across_organisations(REASON):
        yield db.session


def _place_of(session: Session, submission_id: int) -> int:
    found = session.scalar(
        sa.select(Submission.organisation_id).where(Submission.id == submission_id)
    )
    if found is None:
        raise NotFound(_("There is no such copy."))
    return found


def _parts(session: Session, key: str) -> list[tuple[CyclePart, str]]:
    rows = session.execute(
        sa.select(CyclePart, Organisation.name)
        .join(Organisation, Organisation.id == CyclePart.organisation_id)
        .where(
            CyclePart.cycle_key == key,
            CyclePart.left_at.is_(None),
            Organisation.closed_at.is_(None),
        )
        .order_by(sa.func.lower(Organisation.name))
    )
    return [(part, name) for part, name in rows]


def _last_sent(session: Session, key: str) -> dict[int, Sent]:
    rows = session.execute(
        sa.select(*LISTED).where(Submission.cycle_key == key).order_by(Submission.number)
    )
    return {row.organisation_id: sent_row(row) for row in rows}


def _started(session: Session, year: str) -> set[int]:
    """The organisations that began their self-evaluation for the year; nothing of what it says."""
    found = session.scalars(
        sa.select(Assessment.organisation_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(sa.or_(sa.and_(*is_for(year)), sa.and_(*is_for(year, of_service=True))))
    )
    return set(found)


def _contacts(session: Session, wanted: Sequence[int]) -> Mapping[int, list[Contact]]:
    rows = session.execute(
        sa.select(Membership.organisation_id, Membership.role, Person.name, Person.email)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id.in_(wanted),
            Membership.role.in_(LEADS),
            Membership.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(sa.func.lower(Person.name))
    ).all()
    led = {row.organisation_id for row in rows if row.role == "lead"}
    found: dict[int, list[Contact]] = defaultdict(list)
    for row in rows:
        if row.role == "lead" or row.organisation_id not in led:
            found[row.organisation_id].append(Contact(row.name, row.email))
    return found


def _asked_otherwise(cycle: Cycle, last: Sent | None) -> bool:
    version = last.core_version if last else ""
    return bool(version) and not same_questions(version, cycle.core_version)
