"""The rows behind what an add-on keeps for an organisation: see ``icf.plugin.store``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.db import db, write
from icf.errors import Conflict, PluginError
from icf.packs.models import PluginStored, PluginSwitch
from icf.plugin.store import (
    MOST_CHANGES,
    MOST_TOTAL_BYTES,
    Stored,
    as_json,
    checked_key,
)
from icf.web.i18n import _


@dataclass(frozen=True)
class Change:
    """What is to be stored under a key.

    Args:
        text: JSON; None forgets the key.
        expected: the version that has to be there still, 0 for none; None asks nothing.
        version: the new one, unless a larger one is there by then.
    """

    text: str | None
    expected: int | None
    version: int


def kept_of(session: Session, organisation_id: int) -> Mapping[str, tuple[int, int]]:
    """How many values each add-on keeps for the organisation, and how many bytes they have."""
    rows = session.execute(
        sa.select(PluginStored.plugin, sa.func.count(), sa.func.sum(PluginStored.size))
        .where(PluginStored.organisation_id == organisation_id)
        .group_by(PluginStored.plugin)
    )
    return {plugin: (count, int(size)) for plugin, count, size in rows}


class WaitingStore:
    """A ``Store`` that collects what is set, to be stored in one write with ``keep``.

    So no plugin's code runs while the database is locked, and nothing of a failing one is kept.

    Args:
        may_write: whether it can be changed; a page that is only read cannot.
    """

    def __init__(
        self, plugin: str, organisation_id: int, now: datetime, may_write: bool = True
    ) -> None:
        self._plugin, self._organisation_id, self._now = plugin, organisation_id, now
        self.may_write = may_write
        self._changes: dict[str, Change] = {}

    def get(self, key: str) -> Stored | None:
        waiting = self._changes.get(checked_key(self._plugin, key))
        if waiting is None:
            return self._stored(key)
        text = waiting.text
        return None if text is None else Stored(json.loads(text), waiting.version)

    def set(self, key: str, value: Any, version: int | None = None) -> None:
        self._change(key, as_json(self._plugin, key, value), version)

    def delete(self, key: str, version: int | None = None) -> None:
        self._change(key, None, version)

    def keys(self, prefix: str = "") -> tuple[str, ...]:
        found = db.session.scalars(
            sa.select(PluginStored.key).where(
                *self._own, PluginStored.key.startswith(prefix, autoescape=True)
            )
        )
        known = {key for key in found if key not in self._changes}
        known |= {key for key, change in self._changes.items() if change.text is not None}
        # SQLite takes A for a when it compares beginnings.
        return tuple(sorted(key for key in known if key.startswith(prefix)))

    def keep(self, actor: audit.Doer | None) -> None:
        """Store everything that was set, or nothing.

        Raises:
            Conflict: somebody else changed one of the values since.
            PluginError: it would be more than a plugin may keep.
        """
        if not self._changes:
            return
        with write() as session:
            # Locked, so that two at once see what the other stored.
            session.scalar(
                sa.select(PluginSwitch.id)
                .where(
                    PluginSwitch.organisation_id == self._organisation_id,
                    PluginSwitch.plugin == self._plugin,
                )
                .with_for_update()
            )
            rows = self._rows(session)
            for key, change in self._changes.items():
                self._apply(session, key, change, rows.get(key), actor)
            session.flush()
            self._refuse_too_much(session)
            audit.record(
                session, "add_on_store_changed", actor, self._now, "plugin", self._plugin,
                keys=sorted(self._changes)
            )  # fmt: skip
        self._changes = {}

    @property
    def _own(self) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            PluginStored.organisation_id == self._organisation_id,
            PluginStored.plugin == self._plugin,
        )

    def _stored(self, key: str) -> Stored | None:
        columns = (PluginStored.value, PluginStored.version)
        found = db.session.execute(
            sa.select(*columns).where(*self._own, PluginStored.key == key)
        ).one_or_none()
        return Stored(json.loads(found.value), found.version) if found else None

    def _change(self, key: str, text: str | None, version: int | None) -> None:
        if not self.may_write:
            raise PluginError(
                "A page that is only read was about to store something.",
                'Store it when a form is sent: let the route take ("GET", "POST").',
                f"plugin {self._plugin}",
            )
        current, waiting = self.get(key), self._changes.get(key)
        there = current.version if current else 0
        if version is not None and version != there:
            raise _changed_meanwhile()
        # What grows with the clock grows on when a key was forgotten and comes back.
        new = max(there + 1, int(self._now.timestamp() * 1_000_000))
        self._changes[key] = Change(text, waiting.expected if waiting else version, new)
        if len(self._changes) > MOST_CHANGES:
            raise PluginError(
                f"More than {MOST_CHANGES} values were about to be stored at once.",
                "Put what belongs together under one key.",
                f"plugin {self._plugin}",
            )

    def _rows(self, session: Session) -> Mapping[str, PluginStored]:
        found = session.scalars(
            sa.select(PluginStored).where(*self._own, PluginStored.key.in_(self._changes))
        )
        return {row.key: row for row in found}

    def _apply(
        self,
        session: Session,
        key: str,
        change: Change,
        row: PluginStored | None,
        actor: audit.Doer | None,
    ) -> None:
        there = row.version if row else 0
        if change.expected is not None and change.expected != there:
            raise _changed_meanwhile()
        if change.text is None:
            if row:
                session.delete(row)
            return
        if row is None:
            row = PluginStored(organisation_id=self._organisation_id, plugin=self._plugin, key=key)
            session.add(row)
        row.value, row.size = change.text, len(change.text.encode())
        row.version = max(there + 1, change.version)
        row.changed_by, row.changed_at = actor.person_id if actor else None, self._now

    def _refuse_too_much(self, session: Session) -> None:
        total = session.scalar(sa.select(sa.func.sum(PluginStored.size)).where(*self._own)) or 0
        if total > MOST_TOTAL_BYTES:
            raise PluginError(
                f"Its store would have {total:,} bytes; {MOST_TOTAL_BYTES:,} is the most.",
                "Delete what is no longer needed.",
                f"plugin {self._plugin}",
            )


def _changed_meanwhile() -> Conflict:
    return Conflict(
        _("Somebody else changed this while you were writing."),
        _("Go back, load the page again and put together what you need."),
    )
