"""Composed questionnaires, stored once each, and what an organisation asks beside the framework."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from icf.db import Base, Tenant


class StoredQuestionnaire(Base):
    """A composed questionnaire under the SHA-256 of its canonical JSON; kept for ever as it is."""

    __tablename__ = "questionnaire"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    document: Mapped[str] = mapped_column(sa.Text)
    stored_at: Mapped[datetime]


class PluginSwitch(Tenant, Base):
    """Whether an add-on is on for an organisation, and its pages public. No row means off."""

    __tablename__ = "plugin_switch"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "plugin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(sa.String(60))
    on: Mapped[bool]
    public: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class PluginStored(Tenant, Base):
    """A value that an add-on keeps for an organisation, as JSON. It outlives the add-on.

    ``version`` grows with every change, and goes on growing for a key that was deleted and is set
    again, so that nobody mistakes the new value for the old one.
    """

    __tablename__ = "plugin_stored"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "plugin", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str] = mapped_column(sa.String(200))
    value: Mapped[str] = mapped_column(sa.Text)
    size: Mapped[int]
    version: Mapped[int] = mapped_column(sa.BigInteger)
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class OwnPack(Tenant, Base):
    """An organisation's own questions: a draft that is worked on, and versions that never change.

    ``draft`` is the pack file's text as it stands, empty when there is nothing unpublished;
    ``draft_version`` grows by one with each change, so that two editors notice each other.
    """

    __tablename__ = "own_pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    draft: Mapped[str] = mapped_column(sa.Text, default="")
    draft_version: Mapped[int] = mapped_column(default=0)
    draft_changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    draft_changed_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class OwnVersion(Tenant, Base):
    """A published version of an organisation's own questions. Its text never changes.

    ``is_on``: new checklists ask it; at most one version of a pack is on.
    ``meaning_unchanged``: it only corrects the version before, so that open drafts take it unasked.
    """

    __tablename__ = "own_version"
    __table_args__ = (sa.UniqueConstraint("pack_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(sa.ForeignKey("own_pack.id"), index=True)
    version: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.Text)
    meaning_unchanged: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    is_on: Mapped[bool] = mapped_column(default=False)
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    published_at: Mapped[datetime]

    pack: Mapped[OwnPack] = relationship()
