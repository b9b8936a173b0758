"""Checklists in lists: what each is and how far it is, from stored counts alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.instruments import form_name
from icf.assessments.models import Assessment, StoredSectionResult
from icf.core.questionnaire import PLANNING
from icf.web.actor import Actor
from icf.work.models import Work


@dataclass(frozen=True)
class Checklist:
    """A line about one checklist."""

    id: int
    work_id: int
    instrument: str
    period: str
    title: str
    version: int
    state: str
    changed_at: datetime
    signed_at: datetime | None
    signed_name: str
    asked: int
    answered: int

    @property
    def reference(self) -> str:
        """What people call it, such as P34."""
        return f"P{self.id}"

    @property
    def name(self) -> str:
        """Which form it is, such as "Planning checklist", with its year or day."""
        return form_name(self.instrument, self.period)

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"


def checklists_of(
    session: Session,
    actor: Actor,
    work_ids: Sequence[int] | None = None,
    instrument: str | None = PLANNING,
) -> list[Checklist]:
    """The organisation's checklists, newest first, in one statement.

    Args:
        work_ids: only those of these pieces of work or subjects; None for all.
        instrument: only those of this form; None for all forms.
    """
    asked = sa.func.coalesce(sa.func.sum(StoredSectionResult.asked), 0)
    answered = sa.func.coalesce(sa.func.sum(StoredSectionResult.answered), 0)
    own = (
        Assessment.organisation_id == actor.organisation_id,
        Assessment.deleted_at.is_(None),
        Work.organisation_id == actor.organisation_id,
        Work.deleted_at.is_(None),
    )
    chosen: list[sa.ColumnElement[bool]] = []
    if work_ids is not None:
        chosen.append(Assessment.work_id.in_(work_ids))
    if instrument is not None:
        chosen.append(Assessment.instrument == instrument)
    columns = (
        Assessment.id,
        Assessment.work_id,
        Assessment.instrument,
        Assessment.period,
        Work.title,
        Assessment.version,
        Assessment.state,
        Assessment.changed_at,
        Assessment.signed_at,
        Assessment.signed_name,
    )
    statement = (
        sa.select(*columns, asked.label("asked"), answered.label("answered"))
        .join(Work, Work.id == Assessment.work_id)
        .outerjoin(
            StoredSectionResult,
            sa.and_(
                StoredSectionResult.assessment_id == Assessment.id,
                StoredSectionResult.organisation_id == actor.organisation_id,
            ),
        )
        .where(*own, *chosen)
        .group_by(*columns)
        .order_by(Assessment.id.desc())
    )
    return [Checklist(**row._mapping) for row in session.execute(statement)]
