"""Conversations with communities, what people said in them, and pages for those who took part."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from icf.db import Base, Tenant

STATES = ("planned", "under_way", "held", "cancelled")
ANSWERS = ("", "done", "will", "cannot")


class Conversation(Tenant, Base):
    """An entry of the register.

    ``month`` is the first day of the month in which it begins; ``starts_on`` and ``ends_on`` are
    empty while only the month is known. ``places`` holds ``{kind, key, name, list_name}``,
    ``groups`` the keys of ``icf.conversations.words.GROUPS``, ``approaches`` keys of approaches,
    ``tools`` names. ``results`` and ``results_link`` never leave the organisation by the register.
    """

    __tablename__ = "conversation"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(20), default="planned")
    month: Mapped[date]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service.id"))
    work_id: Mapped[int | None] = mapped_column(sa.ForeignKey("work.id"), index=True)
    places: Mapped[list[Any]] = mapped_column(default=list)
    groups: Mapped[list[Any]] = mapped_column(default=list)
    other_groups: Mapped[list[Any]] = mapped_column(default=list)
    topics: Mapped[str] = mapped_column(sa.Text, default="")
    approaches: Mapped[list[Any]] = mapped_column(default=list)
    tools: Mapped[list[Any]] = mapped_column(default=list)
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    only_us: Mapped[bool] = mapped_column(default=False)
    results: Mapped[str] = mapped_column(sa.Text, default="")
    results_link: Mapped[str] = mapped_column(sa.String(500), default="")
    thanks: Mapped[str] = mapped_column(sa.Text, default="")
    ask_here: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    points: Mapped[list["ConversationPoint"]] = relationship(
        order_by="ConversationPoint.id", cascade="all, delete-orphan"
    )

    @property
    def reference(self) -> str:
        """What people call it, such as C12."""
        return f"C{self.id}"


class ConversationPoint(Tenant, Base):
    """Something that people said, and our answer: done, will do, cannot; empty while open."""

    __tablename__ = "conversation_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id"), index=True)
    said: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.String(10), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    action_id: Mapped[int | None] = mapped_column(sa.ForeignKey("action.id"))
    version: Mapped[int] = mapped_column(default=1)


class ConversationPage(Base):
    """An address at which those who took part read what became of it. Read before any scope.

    Its secret is shown once; only its hash is stored. Switched off it never works again.
    """

    __tablename__ = "conversation_page"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
