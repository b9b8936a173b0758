"""Checklists as add-ons see them: with an add-on's own questions and answers alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment, StoredAnswer
from icf.assessments.sheet import Sheet, answer_of
from icf.core.answer import Answer
from icf.core.questionnaire import CORE, Section
from icf.packs.service import questionnaire as stored_questionnaire
from icf.plugin import FilledIn, Place
from icf.web.i18n import day_of
from icf.work.models import Work, WorkPlace

AT_ONCE = 500
"""Checklists whose answers are read in one statement."""


def checklists_with(
    session: Session, organisation_id: int, layers: Collection[str], handed_over: bool = False
) -> tuple[FilledIn, ...]:
    """The checklists of an organisation that have answers to questions of some packs, newest first.

    Args:
        layers: the keys of the packs.
        handed_over: only what others may read: the newest version of what was signed off, without
            the parts that are only for us.
    """
    if not layers:
        return ()
    records = _records(session, organisation_id, layers)
    if handed_over:
        records = [one for one in records if one.state == "signed"]
    replaced = {record.previous_id for record in records}
    if handed_over:
        records = [one for one in records if one.id not in replaced]
    places = _places(session, organisation_id, {record.work_id for record in records})
    answers = _answers(session, organisation_id, [record.id for record in records])
    found = []
    for record in records:
        questionnaire, index = stored_questionnaire(session, record.digest)
        sheet = Sheet(record, questionnaire, index, answers.get(record.id, {}), {})
        newest = record.id not in replaced
        found.append(filled_in(sheet, layers, places[record.work_id], newest, handed_over))
    return tuple(found)


def filled_in(
    sheet: Sheet,
    layers: Collection[str],
    places: Iterable[Place],
    is_newest: bool = True,
    handed_over: bool = False,
) -> FilledIn:
    """One checklist with the questions and answers of some packs alone."""
    record = sheet.record
    sections = [one for one in sheet.sections if not (handed_over and is_only_ours(one))]
    shown = [one for section in sections for one in section.questions if one.layer in layers]
    return FilledIn(
        reference=sheet.reference,
        title=record.work_title,
        places=tuple(places),
        state=record.state,
        version=record.version,
        is_newest=is_newest,
        depth=record.depth,
        started_on=day_of(record.created_at),
        changed_on=day_of(record.changed_at),
        signed_on=day_of(record.signed_at) if record.signed_at else None,
        questions=tuple(shown),
        answers={one.key: sheet.answers[one.key] for one in shown if one.key in sheet.answers},
    )


def is_only_ours(section: Section) -> bool:
    """Whether the answers of a section are left out of what others read."""
    return section.layer != CORE and section.visible_to == "us"


def places_of(work: Work) -> tuple[Place, ...]:
    """The places of a piece of work as values."""
    return tuple(Place(place.kind, place.name) for place in work.places)


def _records(session: Session, organisation_id: int, layers: Collection[str]) -> list[Any]:
    """Rows as ``Sheet`` wants them."""
    own = sa.or_(
        *(StoredAnswer.question.startswith(f"{one}:", autoescape=True) for one in sorted(layers))
    )
    with_answers = sa.select(StoredAnswer.assessment_id).where(
        StoredAnswer.organisation_id == organisation_id, own
    )
    statement = (
        sa.select(*Assessment.__table__.c, Work.title.label("work_title"))
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.organisation_id == organisation_id,
            Work.organisation_id == organisation_id,
            Assessment.deleted_at.is_(None),
            Work.deleted_at.is_(None),
            Assessment.id.in_(with_answers),
        )
        .order_by(Assessment.id.desc())
    )
    return list(session.execute(statement).all())


def _places(
    session: Session, organisation_id: int, works: Collection[int]
) -> Mapping[int, list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    for some in _batches(sorted(works)):
        rows = session.execute(
            sa.select(WorkPlace.work_id, WorkPlace.kind, WorkPlace.name)
            .where(WorkPlace.organisation_id == organisation_id, WorkPlace.work_id.in_(some))
            .order_by(WorkPlace.id)
        )
        for row in rows:
            found[row.work_id].append(Place(row.kind, row.name))
    return found


def _answers(
    session: Session, organisation_id: int, assessments: list[int]
) -> Mapping[int, dict[str, Answer]]:
    found: dict[int, dict[str, Answer]] = defaultdict(dict)
    for some in _batches(assessments):
        rows = session.execute(
            sa.select(*StoredAnswer.__table__.c).where(
                StoredAnswer.organisation_id == organisation_id,
                StoredAnswer.assessment_id.in_(some),
            )
        )
        for row in rows:
            found[row.assessment_id][row.question] = answer_of(row)
    return found


def _batches(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
