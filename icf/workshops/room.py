"""The room: what a code opens, and a vote from a phone. Nobody is known here."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Organisation
from icf.assessments.models import Assessment
from icf.audit import AuditEntry
from icf.db import across_organisations, db, in_organisation, lock_row, write
from icf.errors import InvalidInput, NotFound
from icf.throttle import Count, Limit, refuse_if_waiting, take_try
from icf.web.i18n import _
from icf.work.models import Work
from icf.workshops.models import Workshop, WorkshopRoom, WorkshopVote
from icf.workshops.service import MOST_PEOPLE, count_and_forget

REASON = "a vote in a workshop"
GUESSES = Limit(at_once=30, every=timedelta(seconds=20))
"""Wrong codes from one address."""
VOTES = Limit(at_once=300, every=timedelta(seconds=1))
"""Votes with one code, changed ones too."""


@dataclass(frozen=True)
class Opened:
    """What a code opens. ``has_voted``: this browser has; how is not shown to whoever holds it."""

    code: str
    organisation_id: int
    workshop_id: int
    organisation: str
    brand: str
    text: str
    levels: tuple[tuple[str, str], ...]
    has_voted: bool


def plain_code(typed: str) -> str:
    """A code as it is stored, however it was typed.

    >>> plain_code(" abc-def ")
    'ABCDEF'
    """
    return "".join(letter for letter in typed.upper() if letter.isalnum())[:12]


def open_room(session: Session, now: datetime, code: str, voter: str, address: str) -> Opened:
    """What a code opens for a browser. Outside any organisation.

    Args:
        voter: what only this browser knows.
        address: where the request comes from; wrong codes are counted by it.

    Raises:
        NotFound: there is no such vote, or it is over.
        TooManyTries: too many wrong codes.
    """
    guess = [Count(GUESSES, "workshop code", address)]
    refuse_if_waiting(session, now, guess)
    row = session.execute(
        sa.select(WorkshopRoom, Organisation)
        .join(Organisation, Organisation.id == WorkshopRoom.organisation_id)
        .where(
            WorkshopRoom.code == plain_code(code),
            WorkshopRoom.ends_at > now,
            Organisation.closed_at.is_(None),
        )
    ).one_or_none()
    found = _opened(*row, voter) if row else None
    if found is None:
        with write() as rows:
            take_try(rows, now, guess)
        raise NotFound(
            _("There is no open vote with this code."),
            _("Look at the screen: the code may be another one, or the vote is over."),
        )
    return found


def vote(now: datetime, opened: Opened, voter: str, level: str) -> bool:
    """Keep a vote; voting again changes it. Outside any organisation.

    Returns:
        Whether the vote is over with it, because everybody who was expected has voted.

    Raises:
        InvalidInput: the level was not asked.
        NotFound: the vote was closed meanwhile.
        TooManyTries: more votes than a room can give.
    """
    if level not in dict(opened.levels):
        raise InvalidInput(_("Choose one of the answers."), where="level")
    with across_organisations(REASON), write() as session:
        take_try(session, now, [Count(VOTES, "workshop vote", opened.code)])
        with in_organisation(opened.organisation_id):
            found = lock_row(session, Workshop, opened.workshop_id)
            if found is None or found.closed_at or found.ends_at <= now:
                raise NotFound(_("The vote is over."), _("Look at the screen."))
            _keep(session, found, _hash(opened.code, voter), level)
            count = session.scalar(
                sa.select(sa.func.count())
                .select_from(WorkshopVote)
                .where(WorkshopVote.workshop_id == found.id)
                .where(WorkshopVote.organisation_id == found.organisation_id)
            )
            is_over = found.expected is not None and (count or 0) >= found.expected
            assessment_id = found.assessment_id
            if is_over:
                count_and_forget(session, now, found)
        if is_over:
            _note(session, now, opened.organisation_id, assessment_id)
    return is_over


def _keep(session: Session, found: Workshop, voter: str, level: str) -> None:
    own = (
        WorkshopVote.workshop_id == found.id,
        WorkshopVote.organisation_id == found.organisation_id,
    )
    before = session.scalar(sa.select(WorkshopVote).where(*own, WorkshopVote.voter == voter))
    if before is not None:
        before.level = level
        return
    count = session.scalar(sa.select(sa.func.count()).select_from(WorkshopVote).where(*own))
    if (count or 0) >= MOST_PEOPLE:
        raise InvalidInput(_("This vote has all the votes that it can take."), where="level")
    session.add(
        WorkshopVote(
            organisation_id=found.organisation_id, workshop_id=found.id, voter=voter, level=level
        )
    )
    session.flush()


def _opened(room: WorkshopRoom, organisation: Organisation, voter: str) -> Opened | None:
    place, number, code = room.organisation_id, room.workshop_id, room.code
    name, brand = organisation.name, organisation.look.get("brand", "")
    # Whoever votes may be signed in for another organisation.
    with across_organisations(REASON), in_organisation(place):
        found = db.session.scalar(
            sa.select(Workshop)
            .join(Assessment, Assessment.id == Workshop.assessment_id)
            .join(Work, Work.id == Assessment.work_id)
            .where(
                Workshop.id == number,
                Workshop.closed_at.is_(None),
                Assessment.deleted_at.is_(None),
                Work.deleted_at.is_(None),
            )
        )
        if found is None:
            return None
        mine = db.session.scalar(
            sa.select(WorkshopVote.id).where(
                WorkshopVote.workshop_id == number,
                WorkshopVote.organisation_id == place,
                WorkshopVote.voter == _hash(code, voter),
            )
        )
        levels = tuple((key, label) for key, label in found.asked["levels"])
        return Opened(
            code, place, number, name, brand, found.asked["text"], levels, mine is not None
        )


def _hash(code: str, voter: str) -> str:
    """A browser in one room; in another it is somebody else."""
    return hashlib.sha256(f"{code}\n{voter}".encode()).hexdigest()


def _note(session: Session, now: datetime, organisation_id: int, assessment_id: int) -> None:
    session.execute(
        sa.insert(AuditEntry.__table__).values(  # type: ignore[arg-type]
            organisation_id=organisation_id,
            person_id=None,
            at=now,
            what="vote ended",
            subject="assessment",
            subject_id=f"P{assessment_id}",
            details={},
        )
    )
