"""What we will do, what was dismissed, what the Board's paper says, and what was promised."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant


class ActionFields:
    """What an action says, the same in the action, its history and the promise made of it."""

    what: Mapped[str] = mapped_column(sa.Text)
    who: Mapped[str] = mapped_column(sa.String(200), default="")
    due_on: Mapped[date | None]
    no_date_reason: Mapped[str] = mapped_column(sa.Text, default="")
    how_we_know: Mapped[str] = mapped_column(sa.Text, default="")
    support_needed: Mapped[str] = mapped_column(sa.Text, default="")
    support_offered: Mapped[str] = mapped_column(sa.Text, default="")
    budget: Mapped[str] = mapped_column(sa.String(20), default="")
    approach: Mapped[str] = mapped_column(sa.String(80), default="")
    question: Mapped[str] = mapped_column(sa.String(120), default="")


class Action(ActionFields, Tenant, Base):
    """One thing we will do. ``source``: ``own``, ``question`` or ``suggestion``."""

    __tablename__ = "action"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    source: Mapped[str] = mapped_column(sa.String(20), default="own")
    suggestion: Mapped[str] = mapped_column(sa.String(120), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class ActionHistory(ActionFields, Tenant, Base):
    """Every version that an action ever had. Rows are only added."""

    __tablename__ = "action_history"
    __table_args__ = (sa.UniqueConstraint("action_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id"))
    version: Mapped[int]
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]


class Promise(ActionFields, Tenant, Base):
    """An action as it stood when the plan was signed off. Never changed."""

    __tablename__ = "promise"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"))
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id"))
    number: Mapped[int]


class DismissedSuggestion(Tenant, Base):
    """A suggested action that somebody does not want; no reason needed, and it can come back."""

    __tablename__ = "dismissed_suggestion"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), primary_key=True)
    suggestion: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    dismissed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    dismissed_at: Mapped[datetime]


class PlanPaper(Tenant, Base):
    """What only the officer can supply for the plan's paper; asked at sign-off, all optional.

    ``decisions`` and ``risks`` are lists of short texts, in order. ``answered_by`` says who really
    answered, and ``typed_by`` who typed it in for them; empty when that was the same people.
    """

    __tablename__ = "plan_paper"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), primary_key=True)
    meeting: Mapped[str] = mapped_column(sa.String(200), default="")
    meets_on: Mapped[date | None]
    agenda_item: Mapped[str] = mapped_column(sa.String(60), default="")
    is_public: Mapped[bool | None]
    decisions: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[str] = mapped_column(sa.Text, default="")
    risks: Mapped[list[Any]] = mapped_column(default=list)
    resources: Mapped[str] = mapped_column(sa.Text, default="")
    equality: Mapped[str] = mapped_column(sa.Text, default="")
    ask_again_on: Mapped[date | None]
    answered_by: Mapped[str] = mapped_column(sa.Text, default="")
    typed_by: Mapped[str] = mapped_column(sa.String(200), default="")
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    changed_at: Mapped[datetime]
