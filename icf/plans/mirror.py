"""What the other side of an agreed action is told: its state, its day and its status, nothing more.

A proposal has a row at each of the two organisations. Here the other one's row is written; it is
never read for anything else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.db import across_organisations, in_organisation
from icf.errors import Conflict
from icf.plans.models import Action, ActionProposal
from icf.web.actor import Actor
from icf.web.i18n import _

REASON = "an action proposed to another organisation"


@dataclass(frozen=True)
class OtherSide:
    """In whose history a step is written down that somebody of another organisation took.

    It names no person: who works elsewhere is nobody's business here.
    """

    organisation_id: int
    person_id: None = None


def lock_both_sides(session: Session, some: Sequence[ActionProposal]) -> None:
    """Keep both rows of proposals from other writers; what was read before is read afresh.

    Everybody locks in the order of the rows' numbers, so that two who write at the same moment,
    one at each side, wait for each other in turn and never both at once.
    """
    if not some:
        return
    keys, own = [one.key for one in some], [one.id for one in some]
    with across_organisations(REASON):
        session.execute(
            sa.select(ActionProposal.id)
            .where(ActionProposal.key.in_(keys))
            .order_by(ActionProposal.id)
            .with_for_update()
        )
    afresh = sa.select(ActionProposal).where(ActionProposal.id.in_(own))
    session.scalars(afresh, execution_options={"populate_existing": True}).all()


def refuse_agreed(session: Session, found: Action) -> None:
    """Raise Conflict for an action that was agreed with another organisation: it is not deleted."""
    agreed = _accepted(session, [found])
    if agreed:
        raise Conflict(
            _("This was agreed with %(name)s, so it cannot be deleted.", name=agreed[0].other_name),
            _("Stop it instead, and say why: they will see that it was stopped."),
        )


def withdraw_open(session: Session, actor: Actor, now: datetime, found: Action) -> None:
    """Withdraw what was proposed of an action and is not answered yet."""
    waiting = session.scalars(
        sa.select(ActionProposal).where(
            ActionProposal.action_id == found.id,
            ActionProposal.is_ours,
            ActionProposal.state == "proposed",
        )
    ).all()
    lock_both_sides(session, waiting)
    for one in waiting:
        if one.state == "proposed":
            step(session, actor, now, one, {"state": "withdrawn", "answered_at": now})


def tell_other_side(
    session: Session, actor: Actor, now: datetime, actions: Sequence[Action]
) -> None:
    """Let whoever proposed an action see how it stands. Inside the write that changed it."""
    by_id = {one.id: one for one in actions}
    pairs = [(one, by_id[one.action_id or 0]) for one in _accepted(session, actions)]
    changed = [
        (one, found)
        for one, found in pairs
        if (one.status, one.agreed_on) != (found.status, found.due_on)
    ]
    lock_both_sides(session, [one for one, _found in changed])
    for one, found in changed:
        values = {"status": found.status, "status_at": now, "agreed_on": found.due_on}
        step(session, actor, now, one, values, "proposal followed")


def step(
    session: Session,
    actor: Actor,
    now: datetime,
    ours: ActionProposal,
    values: Mapping[str, Any],
    what: str = "",
) -> None:
    """Write one step of a proposal down on both sides, in both histories.

    Args:
        values: columns that both rows have in common.
        what: how the audit calls it; by default after the state that it comes to.
    """
    called = what or f"proposal {values['state']}"
    for name, value in values.items():
        setattr(ours, name, value)
    details = {"what": ours.what, "other": ours.other_name}
    audit.record(session, called, actor, now, "proposal", _number(ours), **details)
    if ours.other_id is None:
        return
    own_name, key, other_id = actor.organisation_name, ours.key, ours.other_id
    with across_organisations(REASON), in_organisation(other_id):
        theirs = session.scalar(sa.select(ActionProposal).where(ActionProposal.key == key))
        if theirs is None:
            return
        for name, value in values.items():
            setattr(theirs, name, value)
        details["other"] = own_name
        side = OtherSide(other_id)
        audit.record(session, f"their {called}", side, now, "proposal", _number(theirs), **details)


def _number(one: ActionProposal) -> str:
    return str(one.id)


def _accepted(session: Session, actions: Sequence[Action]) -> Sequence[ActionProposal]:
    """The proposals of others that became these actions."""
    return session.scalars(
        sa.select(ActionProposal).where(
            ActionProposal.action_id.in_([one.id for one in actions]),
            ActionProposal.is_ours.is_(False),
            ActionProposal.state == "accepted",
        )
    ).all()
