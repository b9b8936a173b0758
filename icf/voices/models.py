"""Panels, what they were asked, and what they said. Nothing here names anybody of a panel."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant

WAYS = ("link", "paper", "together")


class VoicePanel(Tenant, Base):
    """A panel about a piece of work.

    ``asked`` holds the levels and items as they were when it began; ``staff`` the level that the
    staff chose together, by item, and ``staff_words`` what they add.
    """

    __tablename__ = "voice_panel"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    staff: Mapped[dict[str, Any]] = mapped_column(default=dict)
    staff_words: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    @property
    def reference(self) -> str:
        """What people call it, such as V12."""
        return f"V{self.id}"


class VoiceSheet(Tenant, Base):
    """What one person said, or several together with a show of hands.

    ``counts`` holds how many chose a level, by item and level; ``entered_by`` is the facilitator,
    and empty for what came through the link. Of that only the day is kept.
    """

    __tablename__ = "voice_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("voice_panel.id"), index=True)
    way: Mapped[str] = mapped_column(sa.String(10))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[str] = mapped_column(sa.Text, default="")
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    entered_at: Mapped[datetime]


class VoiceLink(Base):
    """An address for the people of a panel. Read before any scope: no tenant row."""

    __tablename__ = "voice_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("voice_panel.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
