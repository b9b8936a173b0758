"""The counts of sections, stored beside the answers that they are of."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import StoredSectionResult
from icf.core.answer import Answer
from icf.core.depth import visible_sections
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import Questionnaire
from icf.core.results import SectionResult, section_result
from icf.core.touched import touched_sections
from icf.web.actor import Actor


def store_results(
    session: Session,
    actor: Actor,
    kinds: Mapping[str, QuestionKind],
    record: Any,
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    changed: Iterable[str] | None = None,
) -> None:
    """Count sections again and store what was counted.

    Args:
        changed: the questions whose answers changed; None counts every section.
    """
    touched = None if changed is None else touched_sections(questionnaire, tuple(changed))
    results = section_results(
        questionnaire, record.instrument, record.depth, answers, kinds, touched
    )
    rows = [result_row(actor, record.id, result) for result in results]
    if rows:
        session.execute(upsert(session, actor, StoredSectionResult, "section"), rows)


def section_results(
    questionnaire: Questionnaire,
    instrument: str,
    depth: str,
    answers: Mapping[str, Answer],
    kinds: Mapping[str, QuestionKind],
    only: Collection[str] | None = None,
) -> list[SectionResult]:
    """The counts of the sections of an instrument; a hidden section counts nothing.

    Args:
        only: keys of sections; None for every section.
    """
    scales = {scale.key: scale for scale in questionnaire.scales}
    shown = {s.key: s for s in visible_sections(questionnaire, instrument, depth, answers)}
    return [
        section_result(
            shown.get(section.key, replace(section, questions=())), answers, scales, kinds
        )
        for section in questionnaire.sections
        if section.instrument == instrument and (only is None or section.key in only)
    ]


def result_row(actor: Actor, assessment_id: int, result: SectionResult) -> dict[str, Any]:
    """The columns of one stored result."""
    return {
        "organisation_id": actor.organisation_id,
        "assessment_id": assessment_id,
        "section": result.section,
        "asked": result.asked,
        "answered": result.answered,
        "unanswered": result.unanswered,
        "blanks": dict(result.blanks),
        "levels": {scale: dict(counts) for scale, counts in result.levels.items()},
    }


def upsert(session: Session, actor: Actor, model: Any, key: str) -> Any:
    """The statement that inserts a row or, where its key is there, replaces what it says."""
    dialect = session.get_bind().dialect.name
    return _upsert_into(dialect, model.__table__, key, actor.organisation_id)


@lru_cache(maxsize=256)
def _upsert_into(dialect_name: str, table: sa.Table, key: str, organisation_id: int) -> Any:
    # Both write it alike; loading only the one that is used saves a tenth of the time to start.
    dialect: Any = import_module(f"sqlalchemy.dialects.{dialect_name}")
    statement = dialect.insert(table)
    keys = ("assessment_id", key)
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.c
        if column.name not in keys
    }
    return statement.on_conflict_do_update(
        index_elements=list(keys),
        set_=changed,
        where=table.c.organisation_id == organisation_id,
    )
