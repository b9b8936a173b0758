"""Answers to questions that a checklist does not ask any more: kept, and readable in old words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.assessments.moving.models import Move, MovedAssessment
from icf.assessments.sheet import Edited, Sheet, history
from icf.core.answer import Answer
from icf.core.questionnaire import CORE, Question, Questionnaire, Section
from icf.packs.service import questionnaire
from icf.web.actor import Actor

OnceAsked = tuple[Questionnaire, Section, Question]
"""A question that was asked once, where it stood, and all that was asked then."""


@dataclass(frozen=True)
class Past:
    """A move that changed what one checklist asks; ``undone`` where it was taken back.

    Args:
        renamed: old question keys to new ones.
    """

    digests: tuple[str, str]
    renamed: Mapping[str, str]
    undone: bool


@dataclass(frozen=True)
class NoLongerAsked:
    """A question that is not asked any more, with the answer as it stands.

    Args:
        whole: the questionnaire that asked it.
        versions: what the answer was before, newest first; only where it was asked for.
    """

    question: Question
    section: Section
    whole: Questionnaire
    answer: Answer
    edited: Edited
    versions: Sequence[Any] = ()

    def added_by(self, language: str) -> str:
        """The title of the add-on that asked it; empty for the framework's own questions."""
        if self.question.layer == CORE:
            return ""
        titles = {key: title for key, _version, title in self.whole.packs}
        title = titles.get(self.question.layer)
        return title.in_language(language) if title else self.question.layer

    def is_seen_by_partners(self) -> bool:
        """Whether those whom the plan is shared with may see the answer."""
        return self.section.layer == CORE or self.section.visible_to == "submitted"


def no_longer_asked(
    session: Session, actor: Actor, sheet: Sheet, with_history: bool = False
) -> tuple[NoLongerAsked, ...]:
    """Answers of a checklist whose questions have gone from it. No SQL where there are none.

    An answer that stands under the new name of its question is not among them.
    """
    gone = gone_keys(sheet)
    if not gone:
        return ()
    pasts = past_of(session, actor, sheet)
    told = {key for key in gone if followed(key, sheet, pasts) is None}
    found = _found(session, [key for key in gone if key in told], pasts)
    return tuple(
        NoLongerAsked(
            question,
            section,
            whole,
            sheet.answers[question.key],
            sheet.edited[question.key],
            tuple(history(session, actor, sheet.id, question.key)) if with_history else (),
        )
        for whole, section, question in found
    )


def gone_keys(sheet: Sheet) -> list[str]:
    """The keys of answers that say something, of questions that the checklist does not have."""
    return sorted(
        key
        for key, answer in sheet.answers.items()
        if key not in sheet.index.question and (answer.is_given or answer.words or answer.reason)
    )


def past_of(session: Session, actor: Actor, sheet: Sheet) -> tuple[Past, ...]:
    """The moves of a checklist and of the versions that it reopens, oldest first."""
    rows = session.execute(
        sa.select(MovedAssessment, Move.undone_at)
        .join(Move, Move.id == MovedAssessment.move_id)
        .where(
            MovedAssessment.organisation_id == actor.organisation_id,
            Move.organisation_id == actor.organisation_id,
            MovedAssessment.assessment_id.in_(_versions(session, sheet)),
            MovedAssessment.from_digest != MovedAssessment.to_digest,
        )
        .order_by(MovedAssessment.move_id)
    )
    return tuple(
        Past((row.from_digest, row.to_digest), row.renamed, undone_at is not None)
        for row, undone_at in rows
    )


def followed(key: str, sheet: Sheet, pasts: Iterable[Past]) -> str | None:
    """The key under which a question that has gone stands in the checklist now; None for none."""
    now = key
    for past in pasts:
        back = {to: was for was, to in past.renamed.items()}
        now = back.get(now, now) if past.undone else past.renamed.get(now, now)
    return now if now in sheet.index.question else None


def had_section(session: Session, actor: Actor, sheet: Sheet, section: str) -> bool:
    """Whether a checklist has or had a section, shown or not."""
    if section in sheet.index.section:
        return True
    digests = {digest for past in past_of(session, actor, sheet) for digest in past.digests}
    return any(section in questionnaire(session, one)[1].section for one in digests)


def sections_ever(session: Session, actor: Actor, sheet: Sheet) -> frozenset[str]:
    """The keys of the sections that a checklist has or had, without those of screening."""
    digests = {digest for past in past_of(session, actor, sheet) for digest in past.digests}
    every = [sheet.questionnaire, *(questionnaire(session, one)[0] for one in digests)]
    return frozenset(
        section.key
        for whole in every
        for section in whole.sections
        if section.instrument == sheet.record.instrument
    )


def question_once_asked(session: Session, key: str, pasts: Sequence[Past]) -> OnceAsked | None:
    """A question that a checklist asked once, in the words of the last time."""
    return next(_found(session, [key], pasts), None)


def digests_before(
    session: Session, actor: Actor, assessment_ids: Iterable[int]
) -> Mapping[int, Sequence[str]]:
    """What checklists asked around their moves, newest first; in one statement, without one where
    no checklist is named."""
    wanted = list(assessment_ids)
    if not wanted:
        return {}
    found: dict[int, list[str]] = {}
    moved = sa.select(MovedAssessment).where(
        MovedAssessment.organisation_id == actor.organisation_id,
        MovedAssessment.assessment_id.in_(wanted),
    )
    for row in session.scalars(moved.order_by(MovedAssessment.move_id.desc())):
        found.setdefault(row.assessment_id, []).extend((row.to_digest, row.from_digest))
    return found


def question_ever(session: Session, actor: Actor, sheet: Sheet, key: str) -> Question | None:
    """A question that a checklist asks, shown or not, or asked once; None if it never did."""
    question = sheet.index.question.get(key)
    if question is None:
        once = question_once_asked(session, key, past_of(session, actor, sheet))
        question = once[2] if once else None
    return question


def _found(session: Session, keys: Sequence[str], pasts: Sequence[Past]) -> Iterator[OnceAsked]:
    digests = dict.fromkeys(digest for past in reversed(pasts) for digest in reversed(past.digests))
    wholes = [questionnaire(session, digest)[0] for digest in digests] if keys else []
    for key in keys:
        for whole in wholes:
            if key in whole.index.question:
                yield whole, whole.index.section_of[key], whole.index.question[key]
                break


def _versions(session: Session, sheet: Sheet) -> list[int]:
    """The checklist and those that it goes on from: reopened or copied ones brought answers."""
    ids, earlier = [sheet.id], sheet.record.previous_id
    while earlier is not None and earlier not in ids:
        ids.append(earlier)
        earlier = session.scalar(sa.select(Assessment.previous_id).where(Assessment.id == earlier))
    return ids
