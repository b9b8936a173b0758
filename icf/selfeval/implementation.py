"""The organisation's implementation plan: one for each subject, versioned, with its history."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.db import lock_row, write
from icf.errors import Conflict, NotFound
from icf.selfeval.models import PARTS, ImplementationPlan, ImplementationPlanHistory
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import SELF, Work
from icf.work.subject import take_subject

FIELDS = ("years", *PARTS)


def plan_of(session: Session, actor: Actor, service_id: int | None) -> ImplementationPlan | None:
    """The plan of the organisation as a whole, or of a service; None where nobody wrote one."""
    return session.scalar(
        sa.select(ImplementationPlan)
        .join(Work, Work.id == ImplementationPlan.work_id)
        .where(*_own(actor), Work.service_id == service_id)
    )


def plan(session: Session, actor: Actor, plan_id: int) -> tuple[ImplementationPlan, Work]:
    """One plan of the organisation with its subject.

    Raises:
        NotFound: the organisation has no such plan.
    """
    found = session.execute(
        sa.select(ImplementationPlan, Work)
        .join(Work, Work.id == ImplementationPlan.work_id)
        .where(ImplementationPlan.id == plan_id, *_own(actor))
    ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such implementation plan."))
    return found[0], found[1]


def plans_by_service(session: Session, actor: Actor) -> dict[int | None, ImplementationPlan]:
    """Every plan, by the service that it is of; None for the organisation as a whole."""
    rows = session.execute(
        sa.select(Work.service_id, ImplementationPlan)
        .join(Work, Work.id == ImplementationPlan.work_id)
        .where(*_own(actor))
    )
    return {row.service_id: row.ImplementationPlan for row in rows}


def save_plan(
    session: Session,
    actor: Actor,
    now: datetime,
    service_id: int | None,
    values: Mapping[str, str],
    seen: int,
) -> int:
    """Write the plan, or change it; what it was before is kept.

    Args:
        values: the fields named in ``FIELDS``.
        seen: the version that its writer saw; 0 where there was none.

    Returns:
        The plan's id.

    Raises:
        NotFound: the organisation has no such service.
        Conflict: somebody else changed it meanwhile.
    """
    with write() as session:
        subject = take_subject(session, actor, now, service_id)
        found = plan_of(session, actor, service_id)
        if found:
            lock_row(session, ImplementationPlan, found.id)
        if (found.version if found else 0) != seen:
            raise Conflict(
                _("Somebody else changed this plan while you were writing."),
                _("Put together what you need and save again."),
            )
        if found and all(getattr(found, name) == values[name] for name in FIELDS):
            return found.id
        if found is None:
            found = ImplementationPlan(
                organisation_id=actor.organisation_id, work_id=subject.id, version=0
            )
            session.add(found)
        for name in FIELDS:
            setattr(found, name, values[name])
        found.version += 1
        found.edited_by, found.edited_at = actor.person_id, now
        session.flush()
        session.add(
            ImplementationPlanHistory(
                organisation_id=actor.organisation_id,
                plan_id=found.id,
                version=found.version,
                edited_by=actor.person_id,
                edited_at=now,
                **{name: values[name] for name in FIELDS},
            )
        )
        audit.record(
            session, "implementation plan written", actor, now, "work", subject.reference,
            version=found.version,
        )  # fmt: skip
        return found.id


def history_of(session: Session, actor: Actor, plan_id: int) -> Sequence[ImplementationPlanHistory]:
    """Every version of a plan, newest first."""
    return session.scalars(
        sa.select(ImplementationPlanHistory)
        .where(
            ImplementationPlanHistory.plan_id == plan_id,
            ImplementationPlanHistory.organisation_id == actor.organisation_id,
        )
        .order_by(ImplementationPlanHistory.version.desc())
    ).all()


def _own(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        ImplementationPlan.organisation_id == actor.organisation_id,
        Work.organisation_id == actor.organisation_id,
        Work.kind == SELF,
        Work.deleted_at.is_(None),
    )
