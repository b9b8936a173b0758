"""Comments on questions, reviews of checklists, and who was last seen where."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant


class Comment(Tenant, Base):
    """What somebody said about a question. ``reply_to`` is the first comment of a conversation.

    ``asked_id``: whom it asks to deal with it. ``named``: ids of the people whom the words name.
    Only the first comment of a conversation is asked of somebody and settled.
    """

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    question: Mapped[str] = mapped_column(sa.String(120))
    reply_to: Mapped[int | None] = mapped_column(sa.ForeignKey("comment.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    asked_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    named: Mapped[list[Any]] = mapped_column(default=list)
    said_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    said_at: Mapped[datetime]
    settled_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class Review(Tenant, Base):
    """Somebody was asked to look at a checklist. ``answer``: empty, ``changes`` or ``approved``."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.String(10), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Presence(Tenant, Base):
    """When somebody last had a checklist open. Kept for minutes; nobody is watched."""

    __tablename__ = "presence"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    seen_at: Mapped[datetime]
