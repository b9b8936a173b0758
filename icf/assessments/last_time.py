"""Last time's answers, as this time's questions can use them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from icf.assessments.sheet import Sheet, assessment_record, stored_answers
from icf.core.answer import Answer
from icf.core.change import Aliases
from icf.core.kinds import QuestionKind
from icf.core.last_time import Before, Gone, answered_before, not_asked_now
from icf.core.moving import both_ways
from icf.core.questionnaire import Questionnaire
from icf.core.scale import Scale
from icf.errors import NotFound
from icf.packs.selection import selection
from icf.packs.service import aliases_of
from icf.packs.service import questionnaire as stored_questionnaire
from icf.plugin.manager import Plugins
from icf.web.actor import Actor

CHOSEN = ("scale", "choice", "choices")
"""Kinds of questions whose answers are shown by labels, which may have other words now."""


@dataclass(frozen=True)
class LastTime:
    """What stands beside a filling-in.

    Args:
        on: when last time was signed off, or changed last; None where there was none.
        period: the year or the day that it was about, as its record has it.
        before: by the keys of the questions that are asked now.
        gone: what is not asked any more, or not shown.
        scales: those of last time, by key.
    """

    on: datetime | None = None
    period: str = ""
    before: Mapping[str, Before] = field(default_factory=dict)
    gone: tuple[Gone, ...] = ()
    scales: Mapping[str, Scale] = field(default_factory=dict)


def last_time(session: Session, actor: Actor, plugins: Plugins, sheet: Sheet) -> LastTime:
    """Last time's answers beside those of a sheet; empty where there was no last time."""
    earlier = sheet.record.copied_from_id or sheet.record.previous_id
    found = _earlier(session, actor, earlier) if earlier else None
    if found is None:
        return LastTime()
    record, old, answers = found
    aliases = aliases_between(session, actor, plugins, old, sheet.questionnaire)
    instrument, shown = sheet.record.instrument, sheet.main_sections
    return LastTime(
        record.signed_at or record.changed_at,
        record.period,
        answered_before(old, sheet.questionnaire, answers, aliases),
        not_asked_now(old, sheet.questionnaire, instrument, answers, aliases, shown),
        old.index.scale,
    )


def answers_that_fit(
    session: Session,
    actor: Actor,
    plugins: Plugins,
    earlier: int,
    new: Questionnaire,
    language: str,
) -> dict[str, Answer]:
    """The answers of an earlier assessment that can be given again, by the keys of now.

    In the words of now; those whose levels or choices are others now are left out.

    Args:
        language: of what is filled in now.
    """
    found = _earlier(session, actor, earlier)
    if found is None:
        return {}
    _record, old, answers = found
    aliases = aliases_between(session, actor, plugins, old, new)
    kinds = plugins.registry.kinds(None)
    return {
        key: _in_words_of_now(one.answer, new, kinds, language)
        for key, one in answered_before(old, new, answers, aliases).items()
        if one.fits
    }


def aliases_between(
    session: Session, actor: Actor, plugins: Plugins, old: Questionnaire, new: Questionnaire
) -> Aliases:
    """What the packs that are on say about questions that were renamed, in either direction."""
    if old is new:
        return {}
    known = aliases_of(session, plugins, selection(session, actor.organisation_id))
    return both_ways(old, new, known, known)


def _in_words_of_now(
    answer: Answer, new: Questionnaire, kinds: Mapping[str, QuestionKind], language: str
) -> Answer:
    """An answer with the label that its level or choice has now."""
    question = new.index.question[answer.question]
    if question.kind not in CHOSEN or not answer.has_value:
        return answer
    scale = new.index.scale.get(question.scale)
    shown = kinds[question.kind].display(question, scale, answer.value, language)
    return replace(answer, displayed=shown)


def _earlier(
    session: Session, actor: Actor, assessment_id: int
) -> tuple[Any, Questionnaire, Mapping[str, Answer]] | None:
    """Its record, what it asked and its answers; None where it was deleted since."""
    try:
        record = assessment_record(session, actor, assessment_id)
    except NotFound:
        return None
    whole, _index = stored_questionnaire(session, record.digest)
    return record, whole, stored_answers(session, actor, assessment_id)[0]
