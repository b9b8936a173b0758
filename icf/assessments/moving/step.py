"""Pinning open checklists to another questionnaire, with their answers, sizes and results.

No answer row is ever deleted or written over by another question's: what belongs to a renamed
question is written once more under its new key, as a new version with its own history.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import (
    Assessment,
    SectionState,
    StoredAnswer,
    StoredSectionResult,
)
from icf.assessments.saving import add_answers, same_answer
from icf.assessments.sheet import answer_of
from icf.assessments.stored_results import result_row, section_results
from icf.core.answer import Answer
from icf.core.depth import visible_sections
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import Questionnaire
from icf.web.actor import Actor

AT_ONCE = 250
"""Checklists whose answers are in memory at the same time."""

_answer: Any = StoredAnswer.__table__
_assessment: Any = Assessment.__table__
_result: Any = StoredSectionResult.__table__
_state: Any = SectionState.__table__


@dataclass(frozen=True)
class Step:
    """One checklist on its way from one questionnaire to another.

    Args:
        depth: the size that it has from now on.
        renamed: old question keys to new ones.
    """

    id: int
    instrument: str
    old: Questionnaire
    new: Questionnaire
    old_depth: str
    depth: str
    digest: str
    renamed: Mapping[str, str]


@dataclass(frozen=True)
class Taken:
    """What was done for one checklist.

    Args:
        reopened: sections that were finished and ask more now.
    """

    id: int
    reopened: tuple[str, ...]


def take_steps(
    session: Session,
    actor: Actor,
    now: datetime,
    kinds: Mapping[str, QuestionKind],
    steps: Sequence[Step],
) -> list[Taken]:
    """Take steps for checklists whose rows are locked. Runs inside the caller's ``write()``."""
    taken: list[Taken] = []
    for batch in _batches(steps):
        taken += _Batch(session, actor, now, kinds, batch).take()
    return taken


def _batches(steps: Sequence[Step]) -> Iterator[list[Step]]:
    left = iter(steps)
    while batch := list(islice(left, AT_ONCE)):
        yield batch


class _Batch:
    """Some steps, with everything that they read loaded at once."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        now: datetime,
        kinds: Mapping[str, QuestionKind],
        steps: Sequence[Step],
    ) -> None:
        self._session, self._actor, self._now, self._kinds = session, actor, now, kinds
        self._own = actor.organisation_id
        self._steps = steps
        self._ids = [step.id for step in steps]
        self._answers: dict[int, dict[str, Any]] = defaultdict(dict)
        for row in session.execute(self._of(_answer)):
            self._answers[row.assessment_id][row.question] = row
        self._finished: dict[int, set[str]] = defaultdict(set)
        for row in session.execute(self._of(_state).where(_state.c.finished)):
            self._finished[row.assessment_id].add(row.section)

    def take(self) -> list[Taken]:
        taken, written, counted = [], [], []
        for step in self._steps:
            rows = self._answers[step.id]
            before = {key: answer_of(row) for key, row in rows.items()}
            more = list(self._carried(step, rows, before))
            after = before | {row["question"]: _answer_of_values(row) for row in more}
            written += more
            counted += self._results(step, after)
            taken.append(Taken(step.id, self._reopened(step, before, after)))
        self._store(written, counted)
        self._open_again(taken)
        return taken

    def _carried(
        self, step: Step, rows: Mapping[str, Any], before: Mapping[str, Answer]
    ) -> Iterator[dict[str, Any]]:
        """Answers once more, under the names that their questions have now."""
        for was, now in step.renamed.items():
            if was not in before:
                continue
            there = rows.get(now)
            if there is None or not same_answer(before[now], before[was]):
                version = there.version + 1 if there is not None else 1
                yield {**rows[was]._mapping, "question": now, "version": version}

    def _results(self, step: Step, answers: Mapping[str, Answer]) -> list[dict[str, Any]]:
        results = section_results(step.new, step.instrument, step.depth, answers, self._kinds)
        return [result_row(self._actor, step.id, result) for result in results]

    def _reopened(
        self, step: Step, before: Mapping[str, Answer], after: Mapping[str, Answer]
    ) -> tuple[str, ...]:
        """Finished sections that ask something that was not asked before."""
        finished = self._finished[step.id]
        if not finished:
            return ()
        asked = _asked(step.old, step.instrument, step.old_depth, before)
        known = {step.renamed.get(key, key) for key in asked}
        now = visible_sections(step.new, step.instrument, step.depth, after)
        return tuple(
            section.key
            for section in now
            if section.key in finished and any(one.key not in known for one in section.questions)
        )

    def _store(self, written: list[dict[str, Any]], counted: list[dict[str, Any]]) -> None:
        add_answers(self._session, self._actor, written)
        # Results are worked out from answers; those of sections that have gone would still count.
        self._session.execute(
            sa.delete(_result).where(
                _result.c.organisation_id == self._own, _result.c.assessment_id.in_(self._ids)
            )
        )
        if counted:
            self._session.execute(sa.insert(StoredSectionResult), counted)
        self._session.execute(
            sa.update(_assessment)
            .where(
                _assessment.c.organisation_id == self._own,
                _assessment.c.id == sa.bindparam("step_id"),
            )
            .values(
                digest=sa.bindparam("step_digest"),
                depth=sa.bindparam("step_depth"),
                changed_at=self._now,
            ),
            [
                {"step_id": step.id, "step_digest": step.digest, "step_depth": step.depth}
                for step in self._steps
            ],
        )

    def _open_again(self, taken: Iterable[Taken]) -> None:
        pairs = [(one.id, section) for one in taken for section in one.reopened]
        mark_sections(self._session, self._actor, self._now, pairs, finished=False)

    def _of(self, table: Any) -> Any:
        return sa.select(table).where(
            table.c.organisation_id == self._own, table.c.assessment_id.in_(self._ids)
        )


def mark_sections(
    session: Session,
    actor: Actor,
    now: datetime,
    pairs: Sequence[tuple[int, str]],
    finished: bool,
) -> None:
    """Note of sections, as (checklist, section), that they are finished or that they are not."""
    if not pairs:
        return
    session.execute(
        sa.update(_state)
        .where(
            _state.c.organisation_id == actor.organisation_id,
            _state.c.assessment_id == sa.bindparam("of_assessment"),
            _state.c.section == sa.bindparam("of_section"),
        )
        .values(finished=finished, changed_by=actor.person_id, changed_at=now),
        [{"of_assessment": one, "of_section": section} for one, section in pairs],
    )


def _asked(
    whole: Questionnaire, instrument: str, depth: str, answers: Mapping[str, Answer]
) -> set[str]:
    sections = visible_sections(whole, instrument, depth, answers)
    return {question.key for section in sections for question in section.questions}


def _answer_of_values(row: Mapping[str, Any]) -> Answer:
    return answer_of(_Values(row))


class _Values:
    """The columns of a row that is about to be stored, as attributes."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)
