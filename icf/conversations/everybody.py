"""Who have we not thought about? What a piece of work says about each group of people.

Answers, what became of promises and what we will do are looked through for the words of each
group. Evidence is what people told us or we checked, and the conversations of the register, which
name their groups outright.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.page import answer_in_words
from icf.assessments.sheet import Sheet
from icf.conversations.models import Conversation
from icf.conversations.words import GROUPS
from icf.core.answer import Answer
from icf.core.everybody import Item, Row, grid
from icf.core.questionnaire import EVALUATION, Question, Section
from icf.evaluation.promises import asked_back
from icf.plans.action import actions_of
from icf.plans.models import ActionFields, Promise
from icf.web.actor import Actor

CHECKED = ("checked", "told")
"""How sure somebody has to be for an answer to count as evidence."""


def everybody(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    sections: tuple[Section, ...] | None = None,
    actions: Sequence[ActionFields] | None = None,
) -> tuple[Row, ...]:
    """The grid of one checklist, evaluation or self-evaluation.

    Args:
        sections: those whose answers the reader may see; None for all that are shown.
        actions: what will be done, where a paper has it as it was promised; None for what the
            list of actions has.
    """
    items = [
        *_answers(sheet, sheet.main_sections if sections is None else sections),
        *_promises(session, actor, sheet),
        *_actions(actions_of(session, actor, sheet.record.work_id) if actions is None else actions),
        *_conversations(session, actor, sheet.record.work_id),
    ]
    return grid(items)


def group_name(key: str) -> str:
    """A group as screens call it."""
    return str(GROUPS[key])


def _answers(sheet: Sheet, sections: tuple[Section, ...]) -> Iterator[Item]:
    for section in sections:
        for question in section.questions:
            answer = sheet.answers.get(question.key)
            if answer is not None and (answer.is_given or answer.words):
                yield from _of_answer(sheet, question, answer)


def _of_answer(sheet: Sheet, question: Question, answer: Answer) -> Iterator[Item]:
    title = question.text.in_language(sheet.language)
    # Levels of a scale and the words of a choice are ours, not about anybody in particular.
    said = answer_in_words(answer) if question.kind == "text" or answer.blank else ""
    text = "\n".join(filter(None, [said, answer.words]))
    yield Item("answer", question.key, title, text)
    if answer.strength in CHECKED:
        yield Item("evidence", question.key, title, text)


def _promises(session: Session, actor: Actor, sheet: Sheet) -> Iterator[Item]:
    """What an evaluation says of what we said we would do."""
    if sheet.record.instrument != EVALUATION:
        return
    for one in asked_back(session, actor, sheet):
        if one.review is not None:
            said = (one.review.why, one.review.evidence, one.review.learned)
            item = Item("answer", one.reference, one.promise.what, "\n".join(filter(None, said)))
            yield item
            if one.review.strength in CHECKED:
                yield replace(item, where="evidence")


def _actions(actions: Sequence[ActionFields]) -> Iterator[Item]:
    for one in actions:
        number = one.action_id if isinstance(one, Promise) else getattr(one, "id", 0)
        yield Item("action", f"A{number}", one.what, _words_of(one))


def _words_of(one: ActionFields) -> str:
    said = (one.what, one.who, one.how_we_know, one.support_needed, one.support_offered)
    return "\n".join(filter(None, said))


def _conversations(session: Session, actor: Actor, work_id: int) -> Iterator[Item]:
    found = session.scalars(
        sa.select(Conversation)
        .where(
            Conversation.organisation_id == actor.organisation_id,
            Conversation.work_id == work_id,
            Conversation.deleted_at.is_(None),
            Conversation.state.in_(("held", "under_way")),
        )
        .order_by(Conversation.id)
    )
    for one in found:
        text = "\n".join([one.title, *map(str, one.other_groups), one.results])
        yield Item("evidence", one.reference, one.title, text, tuple(map(str, one.groups)))
