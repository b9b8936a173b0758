"""What is to be done later, and what became of it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base


class Job(Base):
    """One piece of work. Workers serve all organisations, so it is no tenant row.

    ``state``: ``queued``, ``running``, ``done`` or ``failed``. ``due_at``: when it is tried next.
    ``mine_until``: until then the worker that took it is believed to be alive. ``arguments`` are
    forgotten once it is done.
    """

    __tablename__ = "job"
    __table_args__ = (sa.Index(None, "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(10), default="queued")
    progress_percent: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    mine_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    reference: Mapped[str] = mapped_column(sa.String(8), default="")


class JobRound(Base):
    """On which day work that comes round by itself was last put in."""

    __tablename__ = "job_round"

    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    last_on: Mapped[date]
