"""What we will do, what was dismissed, what the Board's paper says, and what was promised."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
    resources: Mapped[str] = mapped_column(sa.Text, default="")
    priority: Mapped[str] = mapped_column(sa.String(10), default="")
    starts_on: Mapped[date | None]
    approach: Mapped[str] = mapped_column(sa.String(80), default="")
    question: Mapped[str] = mapped_column(sa.String(120), default="")


class ActionState:
    """How an action stands, the same in the action and its history; a promise has none of it.

    ``status`` is one of ``icf.plans.status.STATUSES``. ``owner_id`` is the colleague who is
    reminded; ``who`` says in words who does it.
    """

    status: Mapped[str] = mapped_column(sa.String(12), default="not_rated")
    stopped_reason: Mapped[str] = mapped_column(sa.Text, default="")
    review_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class Action(ActionFields, ActionState, Tenant, Base):
    """One thing we will do, of a piece of work or of the organisation itself.

    ``source``: ``own``, ``question``, ``suggestion``, ``conversation`` or
    ``proposal``. ``assessment_id`` is the
    checklist through which it came, None for an action that was put straight into the list.
    ``approach`` and ``question`` are the first of what it answers; ``links`` has all of it.
    """

    __tablename__ = "action"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    assessment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    source: Mapped[str] = mapped_column(sa.String(20), default="own")
    suggestion: Mapped[str] = mapped_column(sa.String(120), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    links: Mapped[list["ActionLink"]] = relationship(
        order_by="ActionLink.id", cascade="all, delete-orphan"
    )

    @property
    def reference(self) -> str:
        """What people call it, such as A12."""
        return f"A{self.id}"


class ActionLink(Tenant, Base):
    """Something that an action answers; it may answer several.

    ``kind`` and ``key``: ``approach`` and its key, ``question`` and its key, ``finding`` and what
    was found in our own words. Of a ``promise`` the row is ``promise_id``, and ``key`` is empty.
    """

    __tablename__ = "action_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    key: Mapped[str] = mapped_column(sa.String(300), default="")
    promise_id: Mapped[int | None] = mapped_column(sa.ForeignKey("promise.id"))


class ActionNote(Tenant, Base):
    """How it went so far, in words, with the status of that day. Rows are only added."""

    __tablename__ = "action_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id"), index=True)
    words: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[str] = mapped_column(sa.String(12), default="not_rated")
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    written_at: Mapped[datetime]


class ActionProposal(Tenant, Base):
    """An action that one organisation proposes to another: a row on each side with one ``key``.

    Each side reads its own row alone, so that neither ever reads anything else of the other; every
    step writes both. ``action_id`` is the action of the row's own organisation: on the side that
    proposes from the start, on the other once it has accepted.

    ``state``: ``proposed``, ``accepted``, ``declined`` or ``withdrawn``. ``due_on`` is the day that
    was proposed, ``agreed_on`` the one that was agreed to. ``status`` and ``status_at`` say how it
    goes at the side that accepted.
    """

    __tablename__ = "action_proposal"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32))
    is_ours: Mapped[bool]
    other_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    other_name: Mapped[str] = mapped_column(sa.String(200))
    action_id: Mapped[int | None] = mapped_column(sa.ForeignKey("action.id"), index=True)
    what: Mapped[str] = mapped_column(sa.Text)
    how_we_know: Mapped[str] = mapped_column(sa.Text, default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(sa.String(12), default="proposed")
    agreed_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    status: Mapped[str] = mapped_column(sa.String(12), default="not_rated")
    status_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class ActionHistory(ActionFields, ActionState, Tenant, Base):
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
