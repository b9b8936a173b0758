"""Workshops: putting a question to the room, closing the vote, what was agreed."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.assessments.posted import Posted
from icf.assessments.saving import SaveOutcome, save_answers
from icf.assessments.sheet import Sheet, load
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import Question
from icf.core.vote import Spread, spread
from icf.db import db, lock_row, write
from icf.errors import Conflict, InvalidInput, NotFound
from icf.plugin.registry import NOTHING_STANDS_STILL, Standstill
from icf.web.actor import Actor
from icf.web.i18n import _, day
from icf.workshops.models import Workshop, WorkshopRoom, WorkshopVote

LIVES = timedelta(hours=4)
"""A vote that nobody closes ends by itself."""

MOST_PEOPLE = 500
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""For codes that are read from a projector: nothing that looks like something else."""
CODE_LENGTH = 6


def questions_to_vote_on(sheet: Sheet) -> list[Question]:
    """The questions of a checklist that are answered with a level."""
    return [
        one for section in sheet.main_sections for one in section.questions if one.scale
        and one.kind == "scale"
    ]  # fmt: skip


def is_asked(sheet: Sheet, question: str) -> bool:
    """Whether a checklist asks a question today: its size or its questions may have changed."""
    return any(one.key == question for section in sheet.main_sections for one in section.questions)


def workshops_of(session: Session, actor: Actor, assessment_id: int) -> list[Workshop]:
    """The votes about a checklist, newest first."""
    statement = sa.select(Workshop).where(
        Workshop.assessment_id == assessment_id, Workshop.organisation_id == actor.organisation_id
    )
    return list(session.scalars(statement.order_by(Workshop.id.desc())))


def workshop(session: Session, actor: Actor, workshop_id: int) -> Workshop:
    """One vote of the actor's organisation, whose checklist is not deleted. Raises NotFound."""
    found = session.scalar(
        sa.select(Workshop).where(
            Workshop.id == workshop_id, Workshop.organisation_id == actor.organisation_id
        )
    )
    if found is None:
        raise NotFound(_("There is no such vote."))
    load(session, actor, found.assessment_id)
    return found


def start(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    question: str,
    levels: Sequence[tuple[str, str]],
    expected: int | None,
) -> int:
    """Put a question to the room. Gives the vote's id.

    Args:
        levels: (key, label) of what can be voted for.
        expected: how many people there are; with the last of their votes it is over.

    Raises:
        Conflict: the checklist is signed off.
        InvalidInput: it is not a question to vote on, or too many people.
    """
    _draft(sheet)
    asked = {one.key: one for one in questions_to_vote_on(sheet)}.get(question)
    if asked is None:
        raise InvalidInput(_("Choose one of the questions shown."), where="question")
    if expected is not None and not 2 < expected <= MOST_PEOPLE:
        raise InvalidInput(
            _("Enter a number of people from 3 to %(most)s, or nothing.", most=MOST_PEOPLE),
            where="expected",
        )
    with write() as session:
        made = Workshop(
            organisation_id=actor.organisation_id,
            assessment_id=sheet.id,
            question=question,
            asked={
                "text": asked.text.in_language(sheet.language),
                "levels": [list(one) for one in levels],
            },
            expected=expected,
            counts={},
            created_by=actor.person_id,
            created_at=now,
            ends_at=now + LIVES,
        )
        session.add(made)
        session.flush()
        session.add(
            WorkshopRoom(
                code=_free_code(session),
                organisation_id=actor.organisation_id,
                workshop_id=made.id,
                ends_at=made.ends_at,
            )
        )
        _note(session, actor, now, "vote opened", made)
        return made.id


def code_of(session: Session, found: Workshop) -> str:
    """The code while the vote is open; empty when it is over."""
    return (
        session.scalar(
            sa.select(WorkshopRoom.code).where(
                WorkshopRoom.workshop_id == found.id,
                WorkshopRoom.organisation_id == found.organisation_id,
            )
        )
        or ""
    )


def voted(session: Session, found: Workshop) -> int:
    """How many have voted. What they voted for nobody sees before it is over."""
    if found.closed_at:
        return found.voters
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(WorkshopVote)
            .where(
                WorkshopVote.workshop_id == found.id,
                WorkshopVote.organisation_id == found.organisation_id,
            )
        )
        or 0
    )


def spread_of(found: Workshop) -> Spread:
    """How the room voted. Only for a vote that is over."""
    levels = [(key, label) for key, label in found.asked["levels"]]
    counts = tuple(found.counts.get(key, 0) for key, _label in levels) if found.counts else ()
    return Spread(tuple(levels), counts, found.voters)


def close(session: Session, actor: Actor, now: datetime, workshop_id: int) -> None:
    """End the vote: the votes are counted and deleted, and the code opens nothing any more."""
    with write() as session:
        found = workshop(session, actor, workshop_id)
        lock_row(session, Workshop, found.id)
        if found.closed_at is None:
            count_and_forget(session, now, found)
            _note(session, actor, now, "vote closed", found)


def close_if_over(session: Session, actor: Actor, now: datetime, found: Workshop) -> Workshop:
    """The vote; one whose hours are over is closed first."""
    if found.closed_at is None and found.ends_at <= now:
        close(session, actor, now, found.id)
        return workshop(db.session, actor, found.id)
    return found


def count_and_forget(session: Session, now: datetime, found: Workshop) -> None:
    """Count the votes and delete them; inside the caller's ``write()``."""
    own = (
        WorkshopVote.workshop_id == found.id,
        WorkshopVote.organisation_id == found.organisation_id,
    )
    levels = [(key, label) for key, label in found.asked["levels"]]
    counted = spread(levels, session.scalars(sa.select(WorkshopVote.level).where(*own)).all())
    found.counts = {key: count for (key, _label), count in counted.pairs}
    found.voters = counted.voters
    found.closed_at = min(now, found.ends_at)
    for vote in session.scalars(sa.select(WorkshopVote).where(*own)).all():
        session.delete(vote)
    session.execute(
        sa.delete(WorkshopRoom)
        .where(WorkshopRoom.workshop_id == found.id)
        .execution_options(synchronize_session=False)
    )


def forget_ended(session: Session, now: datetime) -> int:
    """Close every vote whose hours are over; across organisations, inside ``write()``."""
    ended = session.scalars(
        sa.select(Workshop).where(Workshop.closed_at.is_(None), Workshop.ends_at <= now)
    ).all()
    for one in ended:
        count_and_forget(session, now, one)
    return len(ended)


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    kinds: Mapping[str, QuestionKind],
    workshop_id: int,
    version: int,
    level: str,
    dissent: str,
    paused: Standstill = NOTHING_STANDS_STILL,
) -> SaveOutcome:
    """Write what was agreed into the checklist's answer, as any other save; other words stay.

    Sent twice, it is written once.

    Args:
        version: the version of the answer that the person saw.
        level: what was agreed, which need not be what most voted for.
        dissent: what those who saw it otherwise said.

    Raises:
        Conflict: the checklist is signed off, or does not ask the question any more.
        InvalidInput: the vote is not over, or the level was not asked.
    """
    found = workshop(session, actor, workshop_id)
    labels = dict(spread_of(found).levels)
    if found.closed_at is None:
        raise InvalidInput(_("The vote is not over yet."))
    if level not in labels:
        raise InvalidInput(_("Choose what was agreed."), where="agreed")
    sheet = load(session, actor, found.assessment_id)
    _draft(sheet)
    if not is_asked(sheet, found.question):
        raise Conflict(_("The checklist does not ask this question any more."))
    before = sheet.answers.get(found.question)
    said = agreed_words(found, level, dissent)
    if before and found.recorded_at and before.value == level and before.words.endswith(said):
        return SaveOutcome()
    posted = Posted(
        found.question,
        version,
        {"value": [level]},
        words="\n\n".join(filter(None, [before.words if before else "", said])),
        strength=(before.strength if before else "") or "",
    )
    outcome = save_answers(session, actor, now, kinds, sheet.id, [posted], paused=paused)
    if outcome.is_complete:
        with write() as session:
            kept = workshop(session, actor, workshop_id)
            kept.agreed, kept.recorded_at = level, now
            _note(session, actor, now, "vote recorded", kept, section="")
    return outcome


def agreed_words(found: Workshop, level: str, dissent: str) -> str:
    """What is written beside the answer: what was agreed, by how many, and who saw it otherwise."""
    shown, on = spread_of(found), day(found.created_at)
    label = dict(shown.levels)[level]
    if shown.is_few:
        words = [_("Agreed in a workshop on %(date)s: “%(level)s”.", date=on, level=label)]
    else:
        words = [
            _(
                "Agreed in a workshop on %(date)s: “%(level)s”; %(count)s of %(all)s voted for it.",
                date=on,
                level=label,
                count=shown.of(level),
                all=shown.voters,
            )
        ]
        others = [f"“{name}” {count}" for name, count in shown.others(level)]
        if others:
            words.append(_("Others voted %(others)s.", others=", ".join(others)))
    if dissent:
        words.append(_("Those who saw it otherwise: %(dissent)s", dissent=dissent))
    return " ".join(words)


def _draft(sheet: Sheet) -> None:
    if not sheet.is_draft:
        raise Conflict(
            _("This checklist is signed off, so it no longer changes."),
            _("Reopen it as a new version to go on."),
        )


def _free_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))
        if session.get(WorkshopRoom, code) is None:
            return code


def _note(
    session: Session, actor: Actor, now: datetime, what: str, found: Workshop, **details: str
) -> None:
    audit.record(session, what, actor, now, "assessment", f"P{found.assessment_id}", **details)
