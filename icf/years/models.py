"""Years of the partnership, and which organisations take part in them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant


class Cycle(Base):
    """One year of the partnership. It is no organisation's: everybody who takes part may read it.

    ``key`` names it wherever organisations' own rows are about it, also after they moved to another
    installation. ``days`` are those of ``icf.core.countback.CycleDays``, ``by_hand`` the dates that
    somebody chose instead of the counted ones, by step. ``digest`` is that of the framework's own
    questions when the cycle was opened. ``version`` grows by one with each change.
    """

    __tablename__ = "cycle"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    title: Mapped[str] = mapped_column(sa.String(60), unique=True)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    meets_on: Mapped[date]
    days: Mapped[dict[str, Any]]
    by_hand: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(sa.ForeignKey("questionnaire.digest"))
    core_version: Mapped[str] = mapped_column(sa.String(20))
    follows: Mapped[str] = mapped_column(sa.String(32), default="")
    version: Mapped[int] = mapped_column(default=1)
    opened_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CyclePart(Tenant, Base):
    """An organisation's part in a cycle: since when, until when, and what was agreed.

    ``joined_late``: after the cycle was opened. ``left_at``: it no longer takes part.
    ``help_asked_at``: since when a partnership officer may type for it what it sent on paper or
    said on the telephone; None while nobody of it asked for that.
    """

    __tablename__ = "cycle_part"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "cycle_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_key: Mapped[str] = mapped_column(sa.String(32), index=True)
    joined_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    joined_at: Mapped[datetime]
    joined_late: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]
    extended_until: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(sa.Text, default="")
    extended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    extended_at: Mapped[datetime | None]
    help_asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    help_asked_at: Mapped[datetime | None]
