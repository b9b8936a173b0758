"""Composed questionnaires, stored once each, and what an organisation asks beside the framework."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
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


class OwnStep(Tenant, Base):
    """One change of a draft, with the draft as it was before, so that it can be undone.

    ``version`` is the ``draft_version`` that the change led to; ``what`` says what was done, in
    the words of the page.
    """

    __tablename__ = "own_step"
    __table_args__ = (sa.UniqueConstraint("pack_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(sa.ForeignKey("own_pack.id"), index=True)
    version: Mapped[int]
    before: Mapped[str] = mapped_column(sa.Text)
    what: Mapped[str] = mapped_column(sa.String(300))
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime]


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


PUBLISHED = ("pack_id", "version", "text", "meaning_unchanged", "published_by", "published_at")
"""What of a published version stays as it is for ever."""


class PublishedForEver(RuntimeError):
    """Somebody's code tried to change a published version."""


@event.listens_for(OwnVersion, "before_update")
def _refuse_change(_mapper: Any, _connection: Any, version: OwnVersion) -> None:
    state = sa.inspect(version)
    changed = [name for name in PUBLISHED if state.attrs[name].history.has_changes()]
    if changed:
        raise PublishedForEver(f"A published version never changes: {', '.join(changed)}.")


ON_SQLITE = f"""
CREATE TRIGGER own_version_stays BEFORE UPDATE OF {", ".join(PUBLISHED)} ON own_version
BEGIN SELECT RAISE(ABORT, 'A published version never changes.'); END
"""
ON_POSTGRESQL = (
    """
CREATE OR REPLACE FUNCTION own_version_stays() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'A published version never changes.'; END
$$ LANGUAGE plpgsql
""",
    f"""
CREATE TRIGGER own_version_stays BEFORE UPDATE OF {", ".join(PUBLISHED)} ON own_version
FOR EACH ROW EXECUTE FUNCTION own_version_stays()
""",
)
"""The database refuses too. A migration that rebuilds the table has to make the trigger anew."""

for _dialect, _statements in (("sqlite", (ON_SQLITE,)), ("postgresql", ON_POSTGRESQL)):
    for _statement in _statements:
        _made = sa.DDL(_statement.replace("%", "%%"))
        event.listen(OwnVersion.__table__, "after_create", _made.execute_if(dialect=_dialect))
