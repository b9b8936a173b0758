"""Composed questionnaires, stored once each, and which add-ons an organisation has on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant


class StoredQuestionnaire(Base):
    """A composed questionnaire under the SHA-256 of its canonical JSON; kept for ever as it is."""

    __tablename__ = "questionnaire"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    document: Mapped[str] = mapped_column(sa.Text)
    stored_at: Mapped[datetime]


class PluginSwitch(Tenant, Base):
    """Whether an add-on is on for an organisation. No row means off."""

    __tablename__ = "plugin_switch"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "plugin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(sa.String(60))
    on: Mapped[bool]
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    changed_at: Mapped[datetime]
