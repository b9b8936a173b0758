"""A vote on one question of a checklist, its code, and the votes while it is open."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant


class Workshop(Tenant, Base):
    """One question, put to the people in a room.

    ``asked`` holds the question's words and levels as they were; ``counts`` how many voted for each
    level, once the vote is over and unless they were few; ``expected`` how many people there are.
    """

    __tablename__ = "workshop"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    question: Mapped[str] = mapped_column(sa.String(120))
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    expected: Mapped[int | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    voters: Mapped[int] = mapped_column(default=0)
    agreed: Mapped[str] = mapped_column(sa.String(80), default="")
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]


class WorkshopRoom(Base):
    """The code on the projector, while the vote is open. Read before any scope: no tenant row."""

    __tablename__ = "workshop_room"

    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("workshop.id"), index=True)
    ends_at: Mapped[datetime]


class WorkshopVote(Tenant, Base):
    """One browser's vote while the vote is open; then they are counted and deleted.

    ``voter`` is the hash of a number that only that browser has, so that it votes once.
    """

    __tablename__ = "workshop_vote"
    __table_args__ = (sa.UniqueConstraint("workshop_id", "voter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("workshop.id"), index=True)
    voter: Mapped[str] = mapped_column(sa.String(64))
    level: Mapped[str] = mapped_column(sa.String(80))
