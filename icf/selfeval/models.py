"""The organisation's implementation plan and everything that it was before."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant

PARTS = ("awareness", "needed", "measured", "reported")
"""The four parts, in their order."""


class ImplementationFields:
    """What the plan says: which years it is for, and its four parts."""

    years: Mapped[str] = mapped_column(sa.String(120), default="")
    awareness: Mapped[str] = mapped_column(sa.Text, default="")
    needed: Mapped[str] = mapped_column(sa.Text, default="")
    measured: Mapped[str] = mapped_column(sa.Text, default="")
    reported: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int]
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]


class ImplementationPlan(ImplementationFields, Tenant, Base):
    """How an organisation or a service brings the framework in; one for each subject."""

    __tablename__ = "implementation_plan"
    __table_args__ = (sa.UniqueConstraint("work_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"))

    @property
    def reference(self) -> str:
        """What people call it and what ``icf report implementation-plan`` takes, such as I3."""
        return f"I{self.id}"


class ImplementationPlanHistory(ImplementationFields, Tenant, Base):
    """Every version that a plan ever had, the present one included. Rows are only added."""

    __tablename__ = "implementation_plan_history"
    __table_args__ = (sa.UniqueConstraint("plan_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("implementation_plan.id"))
