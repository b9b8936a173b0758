"""One row for every state change, written in the same transaction as the change."""

from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from icf.db import Base


class AuditEntry(Base):
    """Who did what, when. ``organisation_id`` is None for the installation itself."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    person_id: Mapped[int | None]
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(60), default="")
    subject_id: Mapped[str] = mapped_column(sa.String(120), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Doer(Protocol):
    """Whoever did it; ``icf.web.actor.Actor`` is one."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def organisation_id(self) -> int: ...


def record(
    session: Session,
    what: str,
    actor: Doer | None,
    now: datetime,
    /,
    subject: str = "",
    subject_id: str = "",
    **details: object,
) -> None:
    """Write down a change, in the transaction that makes it.

    Args:
        what: a verb in the past with what it was done to, such as ``assessment_signed``.
        actor: None when nobody was signed in, as on the command line.
        subject: the table of what was changed.
        subject_id: its key, as text.
        details: what else somebody needs to understand it later; never whole answers.
    """
    session.execute(
        sa.insert(AuditEntry.__table__).values(  # type: ignore[arg-type]
            organisation_id=actor.organisation_id if actor else None,
            person_id=actor.person_id if actor else None,
            at=now,
            what=what,
            subject=subject,
            subject_id=subject_id,
            details=details,
        )
    )
