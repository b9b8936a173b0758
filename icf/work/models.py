"""Pieces of work, their partners and their places."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from icf.db import Base, Tenant

KINDS = ("project", "event", "service", "policy")
SELF = "self"
"""The kind of a subject: the organisation as a whole, or one of its services, and no piece of work;
see ``icf.work.subject``."""
STAGES = ("idea", "planning", "under_way", "finished")


class Work(Tenant, Base):
    """A piece of work, new or existing, of one lead organisation; or a subject, see ``SELF``."""

    __tablename__ = "work"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    kind: Mapped[str] = mapped_column(sa.String(20), default="project")
    is_new: Mapped[bool] = mapped_column(default=True)
    stage: Mapped[str] = mapped_column(sa.String(20), default="planning")
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service.id"))
    lead_name: Mapped[str] = mapped_column(sa.String(200), default="")
    starts_on: Mapped[date | None]
    marking: Mapped[str] = mapped_column(sa.String(60), default="")
    shared_at: Mapped[datetime | None]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    places: Mapped[list["WorkPlace"]] = relationship(
        order_by="WorkPlace.id", cascade="all, delete-orphan"
    )
    partners: Mapped[list["WorkPartner"]] = relationship(
        order_by="WorkPartner.id", cascade="all, delete-orphan"
    )

    @property
    def is_subject(self) -> bool:
        """Whether it stands for the organisation or one of its services."""
        return self.kind == SELF

    @property
    def reference(self) -> str:
        """What people call it, such as W12."""
        return f"W{self.id}"


class WorkPlace(Tenant, Base):
    """Where a piece of work happens. ``kind``: district, place_partnership, ward, neighbourhood."""

    __tablename__ = "work_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    key: Mapped[str] = mapped_column(sa.String(80), default="")
    name: Mapped[str] = mapped_column(sa.String(200))
    list_name: Mapped[str] = mapped_column(sa.String(120), default="")


class WorkPartner(Tenant, Base):
    """A named partner. One that uses this installation sees the work once the lead shares it."""

    __tablename__ = "work_partner"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("work.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
