"""Work that nobody has touched for years, so that somebody decides whether it is still needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.work.models import SELF, Work


@dataclass(frozen=True)
class Old:
    """A piece of work, when it was last changed, and how many checklists it has."""

    work_id: int
    title: str
    last_change: datetime
    checklists: int


def long_untouched(session: Session, now: datetime, years: int) -> Sequence[Old]:
    """The organisation's work that nobody has changed for so many years, oldest first."""
    found = session.execute(
        sa.select(
            Work.id,
            Work.title,
            Work.created_at,
            sa.func.max(Assessment.changed_at),
            sa.func.count(Assessment.id),
        )
        .outerjoin(
            Assessment,
            sa.and_(
                Assessment.work_id == Work.id,
                Assessment.organisation_id == Work.organisation_id,
                Assessment.deleted_at.is_(None),
            ),
        )
        .where(Work.deleted_at.is_(None), Work.kind != SELF)
        .group_by(Work.id, Work.title, Work.created_at)
    )
    limit = _years_before(now, years)
    old = [
        Old(work_id, title, max(filter(None, (created, changed))), count)
        for work_id, title, created, changed, count in found
    ]
    return sorted((one for one in old if one.last_change < limit), key=lambda one: one.last_change)


def _years_before(now: datetime, years: int) -> datetime:
    try:
        return now.replace(year=now.year - years)
    except ValueError:  # the 29th of February
        return now.replace(year=now.year - years, day=28)
