"""Which plan an evaluation asks back, and what was said of each promise."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant


class Evaluation(Tenant, Base):
    """What an assessment of the evaluation form starts from; a reopened version has the same.

    ``plan_id`` is the newest signed plan on the day it was started; None where there was none.
    """

    __tablename__ = "evaluation"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assessment.id"))


class ReviewFields:
    """What is said of a promise, the same in the answer and in its history.

    ``answer`` is one of ``icf.core.evaluation.PROMISE_ANSWERS`` or empty; ``strength`` is how sure
    we are (``think``, ``checked``, ``told``), and ``who_says`` a name or a group.
    """

    answer: Mapped[str] = mapped_column(sa.String(10), default="")
    why: Mapped[str] = mapped_column(sa.Text, default="")
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    strength: Mapped[str] = mapped_column(sa.String(10), default="")
    who_says: Mapped[str] = mapped_column(sa.String(200), default="")
    learned: Mapped[str] = mapped_column(sa.Text, default="")


class PromiseReview(ReviewFields, Tenant, Base):
    """What one evaluation says of one promise. ``carried_id`` is the action that it goes on as."""

    __tablename__ = "promise_review"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "promise_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    promise_id: Mapped[int] = mapped_column(sa.ForeignKey("promise.id"), index=True)
    carried_id: Mapped[int | None] = mapped_column(sa.ForeignKey("action.id"))
    version: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]


class PromiseReviewHistory(ReviewFields, Tenant, Base):
    """Every version of what was said of a promise. Rows are only added."""

    __tablename__ = "promise_review_history"
    __table_args__ = (sa.UniqueConstraint("review_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("promise_review.id"))
    version: Mapped[int]
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]
