"""What has to be remembered between two requests of somebody who is not signed in yet.

The browser holds a secret; the row is taken out when it is used, so that nothing works twice.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Pending
from icf.accounts.secret import new_secret, secret_hash

LIFE = timedelta(minutes=10)


class Found(NamedTuple):
    """``held`` is whatever the purpose needs."""

    person_id: int | None
    held: dict[str, Any]


def keep_pending(
    session: Session, now: datetime, purpose: str, person_id: int | None = None, **held: Any
) -> str:
    """Remember it for ten minutes; answers the secret that finds it."""
    session.execute(sa.delete(Pending).where(Pending.expires_at <= now))
    secret, hashed = new_secret()
    row = Pending(
        token_hash=hashed, purpose=purpose, person_id=person_id, held=held, expires_at=now + LIFE
    )
    session.add(row)
    session.flush()
    return secret


def find_pending(session: Session, now: datetime, purpose: str, secret: str) -> Found | None:
    """What is remembered, left where it is."""
    row = session.execute(
        sa.select(Pending.person_id, Pending.held).where(*_which(now, purpose, secret))
    ).one_or_none()
    return None if row is None else Found(*row)


def take_pending(session: Session, now: datetime, purpose: str, secret: str) -> Found | None:
    """What was remembered; of two who ask in the same moment only one gets it."""
    row = session.execute(
        sa.delete(Pending)
        .where(*_which(now, purpose, secret))
        .returning(Pending.person_id, Pending.held)
    ).one_or_none()
    return None if row is None else Found(*row)


def _which(now: datetime, purpose: str, secret: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Pending.token_hash == secret_hash(secret),
        Pending.purpose == purpose,
        Pending.expires_at > now,
    )
