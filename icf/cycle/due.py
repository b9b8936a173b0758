"""What is due for an organisation, in the cycles under way that it takes part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.core.countback import DUE, Step
from icf.cycle.copies import sent_of
from icf.cycle.dates import due_on, is_extended, steps_of
from icf.cycle.models import Cycle, CyclePart
from icf.cycle.readiness import Ready, ready
from icf.cycle.service import own_part, taking_part
from icf.cycle.standing import Sent, Standing, standing
from icf.packs.core_version import same_questions, version_of_core
from icf.plans.models import Action
from icf.web.actor import Actor
from icf.work.models import SELF, Work


@dataclass(frozen=True)
class PlanCounts:
    """What the support and action plan has: how many actions, and how many lack something."""

    actions: int
    undated: int
    unmeasured: int


@dataclass(frozen=True)
class Due:
    """One cycle as an organisation sees it.

    Args:
        steps: every date; the last day for sending is everybody's.
        sent: what was sent for it, the latest first.
    """

    cycle: Cycle
    part: CyclePart
    steps: tuple[Step, ...]
    standing: Standing
    ready: Ready
    plan: PlanCounts
    sent: Sequence[Sent]

    @property
    def days_left(self) -> int:
        """Until its last day; negative once that has gone. Only meant for the day it was made."""
        return (self.standing.due_on - self.today).days

    today: date = date.min

    @property
    def other_version(self) -> str:
        """The framework's version that its self-evaluation asks, where the year has another."""
        sheet = self.ready.draft or self.ready.signed
        version = version_of_core(sheet.questionnaire.packs) if sheet else ""
        return "" if not sheet or same_questions(version, self.cycle.core_version) else version

    @property
    def everybodys_day(self) -> date:
        """The last day for those with whom nothing else was agreed."""
        return next(step.on for step in self.steps if step.name == DUE)


def due_here(session: Session, actor: Actor, today: date) -> list[Due]:
    """Every cycle under way that the actor's organisation takes part in."""
    return [_due(session, actor, cycle, part, today) for cycle, part in taking_part(session, actor)]


def due_in(session: Session, actor: Actor, cycle_id: int, today: date) -> Due:
    """One of them. Raises NotFound."""
    cycle, part = own_part(session, actor, cycle_id)
    return _due(session, actor, cycle, part, today)


def _due(session: Session, actor: Actor, cycle: Cycle, part: CyclePart, today: date) -> Due:
    found, sent = ready(session, actor, cycle), sent_of(session, actor.organisation_id, cycle.key)
    where = standing(
        due_on(cycle, part),
        is_extended(cycle, part),
        sent[0] if sent else None,
        found.is_started,
        today,
    )
    plan = _plan(session, actor)
    return Due(cycle, part, steps_of(cycle), where, found, plan, sent, today)


def _plan(session: Session, actor: Actor) -> PlanCounts:
    own = actor.organisation_id
    undated = sa.and_(Action.due_on.is_(None), Action.no_date_reason == "")
    row = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((undated, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((Action.how_we_know == "", 1), else_=0)), 0),
        )
        .select_from(Action)
        .join(Work, Work.id == Action.work_id)
        .where(
            Action.organisation_id == own,
            Work.organisation_id == own,
            Action.deleted_at.is_(None),
            Work.kind == SELF,
            Work.service_id.is_(None),
            Work.deleted_at.is_(None),
        )
    ).one()
    return PlanCounts(*map(int, row))
