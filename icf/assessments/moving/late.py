"""Answers that were typed into a page of questions that a checklist has changed since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from icf.assessments.draft import take_draft
from icf.assessments.given import sections_to_answer
from icf.assessments.moving.retired import (
    OnceAsked,
    followed,
    past_of,
    question_once_asked,
)
from icf.assessments.posted import Posted, answer_as_typed
from icf.assessments.saving import (
    SaveOutcome,
    add_answers,
    answer_row,
    meant_answer,
    refuse_others,
    same_answer,
    save_answers,
)
from icf.assessments.sheet import Sheet, load, stored_answers
from icf.core.answer import Answer
from icf.core.kinds import QuestionKind
from icf.db import write
from icf.errors import InvalidInput
from icf.plugin.registry import NOTHING_STANDS_STILL, Standstill
from icf.web.actor import Actor

ANOTHER_VERSION = -1
"""A version that no answer has, so that saving on top of it is a conflict."""


@dataclass(frozen=True)
class Late:
    """What became of answers that came late.

    Args:
        outcome: of the questions that the checklist asks, under the names that they have now.
        posted: those answers as they were sent, under those names.
        kept: the keys of questions that are not asked any more and whose answers were kept.
    """

    outcome: SaveOutcome
    posted: tuple[Posted, ...]
    kept: tuple[str, ...]


def save_late(
    session: Session,
    actor: Actor,
    now: datetime,
    kinds: Mapping[str, QuestionKind],
    assessment_id: int,
    posted: Sequence[Posted],
    paused: Standstill = NOTHING_STANDS_STILL,
    sections: Collection[str] | None = None,
) -> Late:
    """Save what was typed, whatever became of its questions meanwhile; nothing of it is lost.

    An answer to a renamed question is saved under its new name, and clashes with what somebody
    else wrote there. An answer to a question that has gone becomes the newest version of what can
    still be read. Who may not answer a section may not answer what was once asked in it either.

    Args:
        sections: the only ones that may be answered, those that have gone among them; None leaves
            it to the actor's role and to what was given to them.

    Raises:
        NotFound: no such checklist in the organisation.
        NotAllowed: an answer is of a section that the actor may not answer; nothing is saved.
        Conflict: it is signed off.
    """
    if sections is None:
        sections = sections_to_answer(session, actor, assessment_id)
    sheet = load(session, actor, assessment_id)
    pasts = past_of(session, actor, sheet)
    asked: list[Posted] = []
    answers: list[Answer] = []
    for post in posted:
        key = post.key if post.key in sheet.index.question else followed(post.key, sheet, pasts)
        once = None if key else question_once_asked(session, post.key, pasts)
        if once is not None:
            refuse_others(once[0].index, sections, [post.key])
            answers.append(_once_meant(post, once, kinds, sheet))
        else:
            # What was never asked stays as it was sent, and saving says that it is not there.
            asked.append(_under(key or post.key, post, sheet))
    outcome = save_answers(
        session, actor, now, kinds, assessment_id, asked, paused=paused, sections=sections
    )
    _keep(session, actor, now, sheet, answers)
    return Late(outcome, tuple(asked), tuple(answer.question for answer in answers))


def _under(key: str, post: Posted, sheet: Sheet) -> Posted:
    """The same under the name that its question has now, on top of the version that it has now."""
    if key == post.key:
        return post
    was, now = sheet.edited.get(post.key), sheet.edited.get(key)
    if now is None:
        return replace(post, key=key, version=0)
    is_as_seen = (
        was is not None
        and was.version == post.version
        and same_answer(sheet.answers[post.key], sheet.answers[key])
    )
    return replace(post, key=key, version=now.version if is_as_seen else ANOTHER_VERSION)


def _once_meant(
    post: Posted, once: OnceAsked, kinds: Mapping[str, QuestionKind], sheet: Sheet
) -> Answer:
    """What was meant by an answer to a question that has gone."""
    whole, _section, question = once
    try:
        return meant_answer(post, whole.index, kinds, sheet.record, NOTHING_STANDS_STILL)
    except InvalidInput:
        # Nobody can put it right any more, so what was typed is kept as words.
        typed = answer_as_typed(post, question, kinds.get(question.kind))
        said = "\n\n".join(filter(None, [_as_text(typed), post.reason, post.words]))
        return Answer(question.key, words=said, later=post.later)


def _as_text(answer: Answer) -> str:
    value = answer.value
    if isinstance(value, dict):
        return " ".join(filter(None, value.values()))
    return " ".join(value) if isinstance(value, tuple) else str(value or "")


def _keep(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, answers: Sequence[Answer]
) -> None:
    """Each as the newest version of its answer; what it was before stays in its history."""
    if not answers:
        return
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        stored, edited = stored_answers(session, actor, sheet.id)
        rows = []
        for answer in answers:
            known = edited.get(answer.question)
            before = stored.get(answer.question, Answer(answer.question))
            if not same_answer(answer, before):
                version = known.version + 1 if known else 1
                rows.append(answer_row(actor, now, sheet.record, answer, version))
        add_answers(session, actor, rows)
