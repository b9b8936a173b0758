"""Assessments, one row per answer, everything that an answer was before, and stored results."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from icf.db import Base, Tenant
from icf.work.models import Work


class Assessment(Tenant, Base):
    """One filling-in of an instrument, pinned to one questionnaire.

    ``state`` is ``draft`` or ``signed``. A signed one never changes: reopening makes a new row with
    the next ``version`` that points back through ``previous_id``.

    ``work_id`` is the piece of work, or the subject of a self-evaluation (``icf.work.subject``),
    whose year is the ``period``, such as ``2026/27``; of a check-in it is the day, such as
    ``2026-06-03``. ``copied_from_id`` is the earlier one that is
    shown beside it as "last time", whether or not its answers were copied.
    """

    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    instrument: Mapped[str] = mapped_column(sa.String(80), default="planning")
    period: Mapped[str] = mapped_column(sa.String(20), default="")
    depth: Mapped[str] = mapped_column(sa.String(80))
    suggested_depth: Mapped[str] = mapped_column(sa.String(80), default="")
    depth_reason: Mapped[str] = mapped_column(sa.Text, default="")
    digest: Mapped[str] = mapped_column(sa.ForeignKey("questionnaire.digest"))
    language: Mapped[str] = mapped_column(sa.String(20), default="en")
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assessment.id"))
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assessment.id"))
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    signed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    signed_name: Mapped[str] = mapped_column(sa.String(200), default="")
    signed_role: Mapped[str] = mapped_column(sa.String(200), default="")
    signed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    work: Mapped[Work] = relationship()

    @property
    def reference(self) -> str:
        """What people call it and what ``icf report`` takes, such as P34."""
        return f"P{self.id}"


class AnswerFields:
    """What an answer holds, the same in the answer and in its history (see icf.core.answer)."""

    value: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    blank: Mapped[str | None] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    strength: Mapped[str | None] = mapped_column(sa.String(10))
    displayed: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(20), default="en")
    copied: Mapped[bool] = mapped_column(default=False)
    later: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int]
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]


class StoredAnswer(AnswerFields, Tenant, Base):
    """The answer to one question as it stands. ``version`` starts at 1 and grows by one."""

    __tablename__ = "answer"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), primary_key=True)
    question: Mapped[str] = mapped_column(sa.String(120), primary_key=True)


class AnswerHistory(AnswerFields, Tenant, Base):
    """Every version that an answer ever had, the present one included. Rows are only added.

    ``save_key`` is the idempotency key of the save, so that a save sent twice is known again.
    """

    __tablename__ = "answer_history"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "question", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"))
    question: Mapped[str] = mapped_column(sa.String(120))
    save_key: Mapped[str] = mapped_column(sa.String(80), default="")


class SectionState(Tenant, Base):
    """Whether somebody said that a section is finished."""

    __tablename__ = "section_state"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), primary_key=True)
    section: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    finished: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class Assignment(Tenant, Base):
    """Who is asked to do a section, or the whole checklist when ``section`` is empty.

    Somebody who was only invited has no ``person_id`` but the e-mail address of the invitation.
    """

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    section: Mapped[str] = mapped_column(sa.String(120), default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    due_on: Mapped[date | None]
    assigned_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    assigned_at: Mapped[datetime]


class StoredSectionResult(Tenant, Base):
    """The counts of one section, stored when an answer changes; see icf.core.results."""

    __tablename__ = "section_result"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), primary_key=True)
    section: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    asked: Mapped[int]
    answered: Mapped[int]
    unanswered: Mapped[int]
    blanks: Mapped[dict[str, Any]]
    levels: Mapped[dict[str, Any]]
