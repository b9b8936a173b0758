"""Changing many actions with one save, and undoing that save."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.db import write
from icf.errors import InvalidInput
from icf.plans.action import FIELDS, STATE, change
from icf.plans.follow_up import touch_drafts
from icf.plans.mirror import tell_other_side
from icf.plans.models import Action, ActionHistory
from icf.plans.status import PRIORITIES, STATUSES, STOPPED
from icf.web.actor import Actor
from icf.web.i18n import _

MOST = 100
CHANGEABLE = (*STATE, "who", "due_on", "no_date_reason", "priority")
"""What one save can change in many actions, and what undoing it brings back."""


@dataclass(frozen=True)
class Saved:
    """What one save did.

    Args:
        done: number and new version of each action that changed.
        left: how many had changed meanwhile, or had nothing to change.
    """

    done: tuple[tuple[int, int], ...]
    left: int
    work_ids: frozenset[int]


def change_many(
    session: Session,
    actor: Actor,
    now: datetime,
    action_ids: Sequence[int],
    values: Mapping[str, Any],
) -> Saved:
    """Change the same things in many actions, in one transaction.

    Args:
        values: those of ``CHANGEABLE`` that change. Stopping needs a ``stopped_reason``.

    Raises:
        InvalidInput: no action or nothing to change was chosen; no such status or priority; stopped
            without a reason.
    """
    _check(action_ids, values)
    with write() as session:
        found = _locked(session, actor, now, action_ids, _of_a_plan(values))
        changed = [one for one in found if _differs(one, values)]
        for one in changed:
            change(session, actor, now, one, _without_reason(values))
        tell_other_side(session, actor, now, changed)
        return _saved(changed, len(action_ids))


def undo_many(
    session: Session, actor: Actor, now: datetime, done: Sequence[tuple[int, int]]
) -> Saved:
    """Bring back what one save changed; an action that changed since then stays as it is.

    Args:
        done: as ``Saved`` has it.
    """
    versions = dict(done[:MOST])
    with write() as session:
        found = _locked(session, actor, now, list(versions))
        before = _earlier(session, actor, versions)
        changed = [one for one in found if one.version == versions[one.id] and one.id in before]
        for one in changed:
            values = {name: getattr(before[one.id], name) for name in CHANGEABLE}
            change(session, actor, now, one, values, "action change undone")
        tell_other_side(session, actor, now, changed)
        return _saved(changed, len(versions))


def _check(action_ids: Sequence[int], values: Mapping[str, Any]) -> None:
    if not action_ids:
        raise InvalidInput(_("Tick at least one action."), where="action")
    if len(action_ids) > MOST:
        raise InvalidInput(_("Change at most %(most)s at a time.", most=MOST), where="action")
    if not values:
        raise InvalidInput(_("Choose what should change."), where="status")
    if values.get("status", "done") not in STATUSES or values.get("priority", "") not in PRIORITIES:
        raise InvalidInput(_("Choose one of the statuses shown."), where="status")
    if values.get("status") == STOPPED and not values.get("stopped_reason"):
        raise InvalidInput(_("Say why they were stopped."), where="stopped_reason")


def _without_reason(values: Mapping[str, Any]) -> dict[str, Any]:
    """Going on again takes the reason for stopping away, and a date the reason for having none."""
    cleared: dict[str, Any] = {}
    if "status" in values and values["status"] != STOPPED:
        cleared["stopped_reason"] = ""
    if values.get("due_on"):
        cleared["no_date_reason"] = ""
    return {**values, **cleared}


def _differs(one: Action, values: Mapping[str, Any]) -> bool:
    return any(getattr(one, name) != value for name, value in _without_reason(values).items())


def _of_a_plan(values: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    """The actions of which a plan would promise something else after this change.

    Status alone changes no plan, unless something is stopped or goes on again.
    """
    if set(values) & set(FIELDS) or values.get("status") == STOPPED:
        return sa.true()
    return Action.status == STOPPED if "status" in values else sa.false()


def _locked(
    session: Session,
    actor: Actor,
    now: datetime,
    action_ids: Sequence[int],
    of_a_plan: sa.ColumnElement[bool] | None = None,
) -> Sequence[Action]:
    """The actions, kept from other writers; open checklists that would promise them are told."""
    wanted = (
        Action.organisation_id == actor.organisation_id,
        Action.id.in_(action_ids),
        Action.deleted_at.is_(None),
    )
    plans = sa.select(Action.work_id).where(*wanted, sa.true() if of_a_plan is None else of_a_plan)
    works = session.scalars(plans.distinct()).all()
    touch_drafts(session, actor, now, works)
    statement = sa.select(Action).where(*wanted).order_by(Action.id).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).all()


def _earlier(
    session: Session, actor: Actor, versions: Mapping[int, int]
) -> Mapping[int, ActionHistory]:
    """By action, what it was before the version that is to be undone."""
    rows = session.scalars(
        sa.select(ActionHistory).where(
            ActionHistory.organisation_id == actor.organisation_id,
            ActionHistory.action_id.in_(versions),
        )
    )
    return {one.action_id: one for one in rows if one.version == versions[one.action_id] - 1}


def _saved(changed: Sequence[Action], asked: int) -> Saved:
    return Saved(
        tuple((one.id, one.version) for one in changed),
        asked - len(changed),
        frozenset(one.work_id for one in changed),
    )
