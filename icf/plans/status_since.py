"""Since when actions stand as they do."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.plans.models import ActionHistory
from icf.web.actor import Actor


def status_since(
    session: Session, actor: Actor, action_ids: Collection[int]
) -> dict[int, datetime]:
    """When the status that each of these actions has now was set, by the action's number."""
    return {number: at for number, (_status, at) in _last_change(session, actor, action_ids)}


def status_at(
    session: Session, actor: Actor, action_ids: Collection[int], at: datetime
) -> dict[int, str]:
    """The status that each of these actions had at a moment; without those made later."""
    return {
        number: status for number, (status, _at) in _last_change(session, actor, action_ids, at)
    }


def _last_change(
    session: Session, actor: Actor, action_ids: Collection[int], until: datetime | None = None
) -> list[tuple[int, tuple[str, datetime]]]:
    found: dict[int, tuple[str, datetime]] = {}
    if not action_ids:
        return []
    rows = session.execute(
        sa.select(ActionHistory.action_id, ActionHistory.status, ActionHistory.edited_at)
        .where(
            ActionHistory.organisation_id == actor.organisation_id,
            ActionHistory.action_id.in_(action_ids),
            sa.true() if until is None else ActionHistory.edited_at <= until,
        )
        .order_by(ActionHistory.action_id, ActionHistory.version)
    )
    for row in rows:
        if row.action_id not in found or found[row.action_id][0] != row.status:
            found[row.action_id] = row.status, row.edited_at
    return list(found.items())
