"""Starting an evaluation or a check-in of a piece of work, from what was planned and promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.checklists import Checklist, checklists_of
from icf.assessments.models import Assessment
from icf.assessments.service import Start, begin
from icf.assessments.sheet import Sheet, load
from icf.core.questionnaire import EVALUATION, PLANNING
from icf.db import lock_row, write
from icf.evaluation.models import Evaluation
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.models import Work
from icf.work.service import piece_of_work


@dataclass(frozen=True)
class StartEvaluation:
    """What somebody starts.

    Args:
        depth: the key of a size that asks something of the evaluation.
        check_in_on: the day of a check-in on the way; None for the evaluation at the end.
        copies: whether to begin with the answers of the one before, each "copied, not checked".
    """

    depth: str
    check_in_on: date | None = None
    copies: bool = False

    @property
    def period(self) -> str:
        """What ``Assessment.period`` holds: the day of a check-in, or nothing."""
        return self.check_in_on.isoformat() if self.check_in_on else ""


def start_evaluation(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    work_id: int,
    wanted: StartEvaluation,
) -> int:
    """Start it, or go on with the one of the same kind that is open: pressing twice makes one.

    Returns:
        The assessment's id.

    Raises:
        NotFound: the organisation has no such piece of work.
        InvalidInput: there is no such size.
    """
    with write() as session:
        work = piece_of_work(session, actor, work_id)
        lock_row(session, Work, work.id)
        before = evaluations_of(session, actor, work_id)
        for one in before:
            if one.is_draft and one.period == wanted.period:
                return one.id
        earlier = next((one for one in before if not one.is_draft), None)
        plan = newest_signed_plan(session, actor, work_id)
        start = Start(
            EVALUATION,
            wanted.depth,
            period=wanted.period,
            earlier=earlier.id if earlier else None,
            copies=wanted.copies and earlier is not None,
        )
        made = begin(session, actor, now, plugins, work, start)
        session.add(
            Evaluation(
                organisation_id=actor.organisation_id,
                assessment_id=made,
                plan_id=plan.id if plan else None,
            )
        )
        return made


def evaluations_of(session: Session, actor: Actor, work_id: int) -> Sequence[Checklist]:
    """The evaluations and check-ins of a piece of work, newest first."""
    return checklists_of(session, actor, [work_id], EVALUATION)


def newest_signed_plan(session: Session, actor: Actor, work_id: int) -> Checklist | None:
    """The plan of a piece of work that was signed off last; None where none is."""
    signed = [one for one in checklists_of(session, actor, [work_id], PLANNING) if one.signed_at]
    return max(signed, key=lambda one: (one.signed_at, one.id), default=None)


@dataclass(frozen=True)
class Versions:
    """An evaluation with the versions that it reopens.

    Args:
        ids: its own id first, then those before it.
        started_at: when the first of them was started.
    """

    ids: tuple[int, ...]
    started_at: datetime

    @property
    def first(self) -> int:
        """The id of the version that was started, and not reopened."""
        return self.ids[-1]


def versions_of(session: Session, actor: Actor, sheet: Sheet) -> Versions:
    """The evaluation's versions, newest first."""
    rows = session.execute(
        sa.select(Assessment.id, Assessment.previous_id, Assessment.created_at).where(
            Assessment.organisation_id == actor.organisation_id,
            Assessment.work_id == sheet.record.work_id,
            Assessment.instrument == EVALUATION,
        )
    )
    known = {row.id: row for row in rows}
    ids = [sheet.id]
    while (before := known[ids[-1]].previous_id) in known:
        ids.append(before)
    return Versions(tuple(ids), known[ids[-1]].created_at)


def plan_of(session: Session, actor: Actor, sheet: Sheet) -> Sheet | None:
    """The plan that an evaluation starts from, as it was signed; None where there is none."""
    plan_id = session.scalar(
        sa.select(Evaluation.plan_id).where(
            Evaluation.assessment_id == versions_of(session, actor, sheet).first,
            Evaluation.organisation_id == actor.organisation_id,
        )
    )
    return load(session, actor, plan_id) if plan_id else None
