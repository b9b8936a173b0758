"""Which reminders were planned, so that none is planned twice."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant


class Reminder(Tenant, Base):
    """A person was, or will be, reminded of something: once for each day that it was due.

    ``kind``: ``action``, ``late_action``, ``review_action``, ``section`` or ``week``. ``subject``:
    the number of an action, or checklist and section; empty for the list of a week, whose
    ``due_on`` is its Monday.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "person_id", "kind", "subject", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    subject: Mapped[str] = mapped_column(sa.String(140), default="")
    due_on: Mapped[date]
    planned_at: Mapped[datetime]
