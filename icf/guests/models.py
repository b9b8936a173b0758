"""Links for guests, and guests who came through them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base


class GuestLink(Base):
    """A link to one checklist, or to some of its sections. Read before any scope: no tenant row.

    Its secret is shown once; only its hash is stored. ``sections`` is empty for the whole
    checklist, ``label`` says for whom the link is.
    """

    __tablename__ = "guest_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment.id"), index=True)
    sections: Mapped[list[Any]] = mapped_column(default=list)
    label: Mapped[str] = mapped_column(sa.String(200))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class GuestVisit(Base):
    """A guest in one browser. ``person_id`` is a person who can never sign in."""

    __tablename__ = "guest_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("guest_link.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    started_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
