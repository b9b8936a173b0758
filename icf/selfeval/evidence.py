"""What an organisation's own work says about an approach: promises of signed plans, strong answers.

It is offered beside the questions; whoever answers decides which of the words to take.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from icf.assessments.models import Assessment, StoredAnswer
from icf.assessments.page import strength_label
from icf.assessments.sheet import Sheet, answer_of
from icf.core.answer import Answer
from icf.core.questionnaire import CORE, PLANNING, SELF_EVALUATION, STATUS, Question
from icf.packs.service import questionnaire as stored_questionnaire
from icf.plans.models import Action, Promise
from icf.plans.standing import in_words
from icf.plans.status_since import status_since
from icf.web.actor import Actor
from icf.web.i18n import _, day
from icf.work.models import Work

MOST = 12
"""How many of each kind are offered."""

YEARS = 2
"""How old a plan may be, so that what stands here is about this year and the last."""


@dataclass(frozen=True)
class Evidence:
    """Something from our own work, to be read and taken over.

    Args:
        key: names it among all that is offered here.
        words: what would be added to the answer.
        about: where it comes from: the kind, the work and the day.
        reference: of the form it is from, such as P34.
        assessment_id: of that form.
        thing: what it is about, where there can be more about it; the first of them is offered.
    """

    key: str
    words: str
    about: str
    reference: str
    assessment_id: int
    thing: str = ""


Source = Callable[[Session, Actor, Sheet, str], Sequence[Evidence]]
"""Gives what there is about an approach, newest first."""


def from_own_work(session: Session, actor: Actor, sheet: Sheet, approach: str) -> list[Evidence]:
    """Everything that is offered for an approach, from every source; each thing once."""
    found: dict[str, Evidence] = {}
    for source in SOURCES:
        for one in source(session, actor, sheet, approach)[:MOST]:
            found.setdefault(one.thing or one.key, one)
    return list(found.values())


def thing_promised(action_id: int) -> str:
    """What a promise, and what became of it, is about."""
    return f"action-{action_id}"


def promises_made(
    session: Session, actor: Actor, sheet: Sheet, approach: str
) -> Sequence[Evidence]:
    """What was promised in signed plans."""
    rows = session.execute(
        sa.select(Promise.id, Promise.action_id, Promise.what, Promise.how_we_know, *ABOUT)
        .join(Assessment, Assessment.id == Promise.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Promise.organisation_id == actor.organisation_id,
            Promise.approach == approach,
            *of_signed(actor, sheet),
        )
        .order_by(Assessment.signed_at.desc(), Promise.number)
        .limit(MOST)
    )
    return [
        Evidence(
            f"promise-{row.id}",
            _with_measure(row.what, row.how_we_know),
            _(
                "Promised in the plan of “%(title)s”, %(date)s",
                title=row.title,
                date=signed_on(row),
            ),
            f"P{row.assessment_id}",
            row.assessment_id,
            thing_promised(row.action_id),
        )
        for row in rows
    ]


def promised_last_year(
    session: Session, actor: Actor, sheet: Sheet, approach: str
) -> Sequence[Evidence]:
    """What the self-evaluation before this one promised, with how it stands in the list now."""
    rows = session.execute(
        sa.select(Promise.id, Promise.number, Action, Assessment.period, *ABOUT)
        .join(Assessment, Assessment.id == Promise.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .join(Action, Action.id == Promise.action_id)
        .where(
            Promise.organisation_id == actor.organisation_id,
            Action.organisation_id == actor.organisation_id,
            Action.deleted_at.is_(None),
            Promise.approach == approach,
            Assessment.id != sheet.id,
            Assessment.period < sheet.record.period,
            Assessment.work_id == sheet.record.work_id,
            *of_signed(actor, sheet, SELF_EVALUATION),
        )
        .order_by(Assessment.period.desc(), Promise.number)
        .limit(MOST)
    ).all()
    since = status_since(session, actor, [row.Action.id for row in rows])
    return [
        Evidence(
            f"year-{row.id}",
            f"{row.Action.what.strip()} "
            f"({in_words(row.Action, since.get(row.Action.id, row.Action.created_at))})",
            _(
                "Promised in the self-evaluation %(year)s, %(date)s; how it stands is from the"
                " list of actions",
                year=row.period,
                date=signed_on(row),
            ),
            f"P{row.assessment_id}",
            row.assessment_id,
            thing_promised(row.Action.id),
        )
        for row in rows
    ]


def strong_answers(
    session: Session, actor: Actor, sheet: Sheet, approach: str
) -> Sequence[Evidence]:
    """Answers of signed planning checklists that people told us, or that we checked."""
    found: list[Evidence] = []
    for row, question, answer in answers_about(session, actor, sheet, approach):
        if not _is_strong(question, answer):
            continue
        about = _(
            "“%(question)s” – %(answer)s, %(sure)s. From the checklist of “%(title)s”, %(date)s",
            question=question.text.in_language(row.language),
            answer=answer.displayed,
            sure=strength_label(answer.strength).lower(),
            title=row.title,
            date=signed_on(row),
        )
        key = f"answer-{row.assessment_id}-{question.key}"
        found.append(
            Evidence(key, answer.words.strip(), about, f"P{row.assessment_id}", row.assessment_id)
        )
        if len(found) == MOST:
            break
    return found


SOURCES: list[Source] = [promised_last_year, promises_made, strong_answers]
"""In the order in which they are shown. A feature above adds its own."""

ABOUT = (
    Assessment.id.label("assessment_id"),
    Assessment.signed_at,
    Assessment.digest,
    Assessment.language,
    Work.title,
)


def of_signed(
    actor: Actor, sheet: Sheet, instrument: str = PLANNING
) -> tuple[sa.ColumnElement[bool], ...]:
    """The newest signed version of each form of a kind, of the subject's own work.

    The statement joins ``Assessment`` with ``Work``.
    """
    newer, own = aliased(Assessment), actor.organisation_id
    reopened = sa.select(newer.previous_id).where(
        newer.organisation_id == own,
        newer.previous_id.is_not(None),
        newer.state == "signed",
        newer.deleted_at.is_(None),
    )
    service_id = sheet.record.work_service_id
    of_service = (Work.service_id == service_id,) if service_id else ()
    return (
        Assessment.organisation_id == own,
        Assessment.instrument == instrument,
        Assessment.state == "signed",
        Assessment.signed_at >= sheet.record.created_at - timedelta(days=365 * YEARS),
        Assessment.deleted_at.is_(None),
        Work.organisation_id == own,
        Work.deleted_at.is_(None),
        Assessment.id.not_in(reopened),
        *of_service,
    )


def answers_about(
    session: Session, actor: Actor, sheet: Sheet, approach: str, instrument: str = PLANNING
) -> Iterator[tuple[Any, Question, Answer]]:
    """Answers with words to the framework's own questions about an approach, newest form first."""
    rows = session.execute(
        sa.select(*StoredAnswer.__table__.c, *ABOUT[1:])
        .join(Assessment, Assessment.id == StoredAnswer.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            StoredAnswer.organisation_id == actor.organisation_id,
            StoredAnswer.strength.in_(("told", "checked")),
            StoredAnswer.words != "",
            StoredAnswer.question.startswith(f"{CORE}:"),
            *of_signed(actor, sheet, instrument),
        )
        .order_by(Assessment.signed_at.desc(), StoredAnswer.question)
    )
    for row in rows:
        _whole, index = stored_questionnaire(session, row.digest)
        section = index.section_of.get(row.question)
        if section and section.approach == approach and section.instrument == instrument:
            yield row, index.question[row.question], answer_of(row)


def _is_strong(question: Question, answer: Answer) -> bool:
    """Thought through and checked; or whatever people told us."""
    if question.scale != STATUS or not answer.has_value:
        return False
    return answer.strength == "told" or answer.value == "through"


def _with_measure(what: str, how_we_know: str) -> str:
    words = what.strip()
    return f"{words} ({how_we_know.strip()})" if how_we_know.strip() else words


def signed_on(row: Any) -> str:
    """The day on which it was signed off, in words."""
    return day(row.signed_at)
