"""The checklists of one piece of work that can be put beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.instruments import form_name
from icf.assessments.models import Assessment
from icf.assessments.sheet import Sheet, load
from icf.core.compare import FillingIn
from icf.core.questionnaire import EVALUATION, SELF_EVALUATION
from icf.web.actor import Actor
from icf.web.i18n import _, day
from icf.work.models import Work

MOST_YEARS = 12
"""As many as a chart can show."""


@dataclass(frozen=True)
class Other:
    """A checklist that another can be compared with."""

    id: int
    name: str


def filling_in(sheet: Sheet) -> FillingIn:
    """A sheet as the core compares it."""
    record = sheet.record
    return FillingIn(sheet.questionnaire, record.instrument, record.depth, sheet.answers)


def others_of(session: Session, actor: Actor, sheet: Sheet) -> list[Other]:
    """The other checklists of the same piece of work, newest first."""
    rows = _checklists(session, actor, sheet.record.work_id)
    return [Other(row.id, side_name(row)) for row in rows if row.id != sheet.id]


def side_name(record: Any) -> str:
    """What it is called beside another, such as "P34, 2026/27, version 2, signed off on …"."""
    is_check_in = record.instrument == EVALUATION and record.period
    named = form_name(record.instrument, record.period) if is_check_in else record.period
    parts = [f"P{record.id}", *filter(None, [named])]
    if record.version > 1:
        parts.append(_("version %(number)s", number=record.version))
    if record.signed_at:
        parts.append(_("signed off on %(date)s", date=day(record.signed_at)))
    else:
        parts.append(_("draft of %(date)s", date=day(record.changed_at)))
    return ", ".join(parts)


def earlier_of(sheet: Sheet, others: Sequence[Other]) -> Other | None:
    """The one to compare with when nobody chose: where it came from, else the newest before it."""
    came_from = {sheet.record.previous_id, sheet.record.copied_from_id}
    known = [one for one in others if one.id in came_from]
    known += [one for one in others if one.id < sheet.id] + list(others)
    return known[0] if known else None


def years_of(
    session: Session, actor: Actor, work_id: int, instrument: str = SELF_EVALUATION
) -> list[Sheet]:
    """Every self-evaluation of one subject, oldest first: of each only its newest version."""
    rows = [row for row in _checklists(session, actor, work_id) if row.instrument == instrument]
    replaced = {row.previous_id for row in rows}
    newest = sorted(row.id for row in rows if row.id not in replaced)
    return [load(session, actor, one) for one in newest[-MOST_YEARS:]]


def _checklists(session: Session, actor: Actor, work_id: int) -> Sequence[Any]:
    return session.execute(
        sa.select(
            Assessment.id, Assessment.version, Assessment.instrument, Assessment.period,
            Assessment.previous_id,
            Assessment.signed_at, Assessment.changed_at,
        )
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.work_id == work_id,
            Assessment.organisation_id == actor.organisation_id,
            Assessment.deleted_at.is_(None),
            Work.organisation_id == actor.organisation_id,
            Work.deleted_at.is_(None),
        )
        .order_by(Assessment.id.desc())
    ).all()  # fmt: skip
