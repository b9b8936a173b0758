"""An assessment as it is read: its questionnaire, its answers and who wrote them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Person
from icf.assessments.instruments import Pages, form_name, full_title, pages_of
from icf.assessments.models import (
    AnswerHistory,
    Assessment,
    SectionState,
    StoredAnswer,
)
from icf.core.answer import Answer
from icf.core.depth import visible_sections
from icf.core.index import QuestionnaireIndex
from icf.core.questionnaire import (
    EVALUATION,
    PLANNING,
    SELF_EVALUATION,
    Question,
    Questionnaire,
    Section,
)
from icf.core.results import Progress, progress
from icf.errors import NotFound
from icf.packs.service import questionnaire as stored_questionnaire
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work

SCREENING = "screening"

_ID = sa.bindparam("assessment_id", type_=sa.Integer)
_ORGANISATION = sa.bindparam("organisation_id", type_=sa.Integer)
_answer = StoredAnswer.__table__
_assessment = Assessment.__table__
_person = Person.__table__
_state = SectionState.__table__
_work = Work.__table__

# Every page runs these, so they are built once, and on tables, which is quicker than on classes.
_RECORD = (
    sa.select(
        *_assessment.c,
        _work.c.title.label("work_title"),
        _work.c.service_id.label("work_service_id"),
        _work.c.stage.label("work_stage"),
        _work.c.is_new.label("work_is_new"),
        _work.c.marking.label("work_marking"),
        _work.c.lead_name.label("work_lead_name"),
    )
    .join_from(_assessment, _work, _work.c.id == _assessment.c.work_id)
    .where(
        _assessment.c.id == _ID,
        _assessment.c.organisation_id == _ORGANISATION,
        _work.c.organisation_id == _ORGANISATION,
        _assessment.c.deleted_at.is_(None),
        _work.c.deleted_at.is_(None),
    )
)
_ANSWERS = (
    sa.select(*_answer.c, _person.c.name.label("editor"))
    .join_from(_answer, _person, _person.c.id == _answer.c.edited_by)
    .where(_answer.c.assessment_id == _ID, _answer.c.organisation_id == _ORGANISATION)
)
_FINISHED = sa.select(_state.c.section).where(
    _state.c.assessment_id == _ID, _state.c.organisation_id == _ORGANISATION, _state.c.finished
)


@dataclass(frozen=True)
class Edited:
    """Which version an answer is at, who wrote it and when."""

    version: int
    by: int
    at: datetime
    name: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything about one assessment that a page, a result or a report reads.

    ``record`` is a row with the assessment's columns and ``work_title``, ``work_stage``,
    ``work_marking``.
    """

    record: Any
    questionnaire: Questionnaire
    index: QuestionnaireIndex
    answers: Mapping[str, Answer]
    edited: Mapping[str, Edited]
    finished: frozenset[str] = frozenset()

    @property
    def id(self) -> int:
        return int(self.record.id)

    @property
    def reference(self) -> str:
        """What people call it, such as P34."""
        return f"P{self.id}"

    @property
    def title(self) -> str:
        """What it is called in lists and above its pages."""
        record = self.record
        return full_title(record.work_title, record.instrument, record.period)

    @property
    def form_title(self) -> str:
        """What kind of form it is, in the words of its pack."""
        if self.is_check_in:
            return form_name(self.record.instrument, self.record.period)
        return self.index.instrument[self.record.instrument].title.in_language(self.language)

    @property
    def is_check_in(self) -> bool:
        """Whether it is an evaluation on the way, and not at the end."""
        return bool(self.record.instrument == EVALUATION and self.record.period)

    @property
    def is_planning(self) -> bool:
        """Whether it is a planning checklist, which begins with a suggested size."""
        return bool(self.record.instrument == PLANNING)

    @property
    def is_self_evaluation(self) -> bool:
        """Whether it is the yearly look at an organisation or one of its services."""
        return bool(self.record.instrument == SELF_EVALUATION)

    @property
    def pages(self) -> Pages:
        """Where the pages are that only this kind of form has."""
        return pages_of(self.record.instrument)

    @property
    def is_draft(self) -> bool:
        return bool(self.record.state == "draft")

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections that are asked and shown, screening first, each with its shown questions."""
        return (*self.screening, *self.main_sections)

    @cached_property
    def screening(self) -> tuple[Section, ...]:
        """The screening questions, when the form and the depth have any."""
        if not self.is_planning or not self.index.depth[self.record.depth].screening:
            return ()
        return visible_sections(self.questionnaire, SCREENING, self.record.depth, self.answers)

    @cached_property
    def main_sections(self) -> tuple[Section, ...]:
        """The sections of the instrument itself, without screening."""
        return visible_sections(
            self.questionnaire, self.record.instrument, self.record.depth, self.answers
        )

    @cached_property
    def progress(self) -> Progress:
        """Counts over the instrument's own questions."""
        return progress(self.main_sections, self.answers)

    def section(self, key: str) -> Section:
        """A section that is asked and shown.

        Raises:
            NotFound: there is none with this key.
        """
        for section in self.sections:
            if section.key == key:
                return section
        raise NotFound(
            _("This checklist has no such section."), _("Go back to the task list."), key
        )

    def question(self, key: str) -> tuple[Section, Question]:
        """A question that is asked and shown, with its section.

        Raises:
            NotFound: there is none with this key.
        """
        for section in self.sections:
            for question in section.questions:
                if question.key == key:
                    return section, question
        raise NotFound(
            _("This checklist has no such question."), _("Go back to the task list."), key
        )

    @property
    def language(self) -> str:
        return str(self.record.language)

    @property
    def blanks(self) -> tuple[str, ...]:
        """The kinds of blank that the instrument offers."""
        return self.index.instrument[self.record.instrument].blanks


def load(session: Session, actor: Actor, assessment_id: int) -> Sheet:
    """One assessment of the actor's organisation with all its answers.

    Raises:
        NotFound: there is none, it is deleted, or it is another organisation's.
    """
    # One connection for all statements: looking it up for each costs as much as a short statement.
    connection = session.connection()
    record = assessment_record(connection, actor, assessment_id)
    questionnaire, index = stored_questionnaire(session, record.digest)
    answers, edited = stored_answers(connection, actor, assessment_id)
    return Sheet(
        record=record,
        questionnaire=questionnaire,
        index=index,
        answers=answers,
        edited=edited,
        finished=_finished_sections(connection, actor, assessment_id),
    )


def assessment_record(session: Session | sa.Connection, actor: Actor, assessment_id: int) -> Any:
    """The assessment's own columns and those of its work that pages need.

    Raises:
        NotFound: there is none, it is deleted, or it is another organisation's.
    """
    record = session.execute(_RECORD, _of(actor, assessment_id)).one_or_none()
    if record is None:
        raise NotFound(_("There is no such checklist."), _("It may have been deleted."))
    return record


def stored_answers(
    session: Session | sa.Connection, actor: Actor, assessment_id: int
) -> tuple[dict[str, Answer], dict[str, Edited]]:
    """All answers of an assessment by question key, and who wrote each."""
    rows = session.execute(_ANSWERS, _of(actor, assessment_id)).all()
    answers = {row.question: answer_of(row) for row in rows}
    edited = {
        row.question: Edited(row.version, row.edited_by, row.edited_at, row.editor) for row in rows
    }
    return answers, edited


def answer_of(row: Any) -> Answer:
    """The core's answer of a stored row; lists become tuples."""
    value = tuple(row.value) if isinstance(row.value, list) else row.value
    return Answer(
        question=row.question,
        value=value,
        blank=row.blank,
        reason=row.reason,
        words=row.words,
        strength=row.strength,
        displayed=row.displayed,
        copied=row.copied,
        later=row.later,
    )


def history(session: Session, actor: Actor, assessment_id: int, question: str) -> Collection[Any]:
    """Every version of one answer, newest first, with the editor's name."""
    return session.execute(
        sa.select(AnswerHistory, Person.name.label("editor"))
        .join(Person, Person.id == AnswerHistory.edited_by)
        .where(
            AnswerHistory.assessment_id == assessment_id,
            AnswerHistory.question == question,
            AnswerHistory.organisation_id == actor.organisation_id,
        )
        .order_by(AnswerHistory.version.desc())
    ).all()


def _of(actor: Actor, assessment_id: int) -> dict[str, int]:
    return {"assessment_id": assessment_id, "organisation_id": actor.organisation_id}


def _finished_sections(
    session: Session | sa.Connection, actor: Actor, assessment_id: int
) -> frozenset[str]:
    rows = session.execute(_FINISHED, _of(actor, assessment_id))
    return frozenset(row.section for row in rows)


def with_answers(
    sheet: Sheet, answers: Mapping[str, Answer], versions: Mapping[str, int] | None = None
) -> Sheet:
    """The same sheet with some answers replaced, for showing what was typed but not saved.

    Args:
        versions: those that the person saw, by question: sent again, they must not seem newer.
    """
    seen = versions or {}
    edited = {
        key: replace(one, version=seen.get(key, one.version)) for key, one in sheet.edited.items()
    }
    return replace(sheet, answers={**sheet.answers, **answers}, edited=edited)
