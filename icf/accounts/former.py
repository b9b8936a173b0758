"""People who were removed lately, and bringing them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Membership, Person
from icf.accounts.person import roles_to_give
from icf.db import UNDO_DAYS
from icf.errors import NotAllowed, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _


@dataclass(frozen=True)
class Former:
    """Somebody who was removed, and the role that they had."""

    membership_id: int
    name: str
    role: str
    ended_at: datetime


def former_members(session: Session, actor: Actor, now: datetime) -> list[Former]:
    """Those of the actor's organisation who were removed in the last 30 days, latest first."""
    rows = session.execute(
        sa.select(Membership.id, Person.name, Membership.role, Membership.ended_at)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == actor.organisation_id,
            Membership.ended_at > now - timedelta(days=UNDO_DAYS),
            Person.disabled_at.is_(None),
        )
        .order_by(Membership.ended_at.desc())
    )
    return [Former(row.id, row.name, row.role, row.ended_at) for row in rows if row.ended_at]


def restore_member(session: Session, actor: Actor, now: datetime, membership_id: int) -> None:
    """Bring somebody back with the role that they had; what was handed over stays where it is.

    Raises:
        NotFound: nobody like that was removed lately.
        NotAllowed: only an administrator gives the role that they had.
    """
    if not actor.may("people"):
        raise NotAllowed(_("Only a lead can bring people back."), _("Ask a lead."))
    for one in former_members(session, actor, now):
        if one.membership_id == membership_id:
            if one.role not in roles_to_give(actor):
                raise NotAllowed(_("Only an administrator gives this role."))
            session.get_one(Membership, membership_id).ended_at = None
            session.flush()
            audit.record(
                session, "member_restored", actor, now, "membership", str(membership_id),
                name=one.name,
            )  # fmt: skip
            return
    raise NotFound(_("There is nobody like that to bring back."))
