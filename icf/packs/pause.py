"""Pausing an add-on that fails again and again, for every organisation and in all processes."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from icf import audit
from icf.core.questionnaire import CORE
from icf.db import db, lock_row, write
from icf.db.scope import writing
from icf.errors import NotFound
from icf.plugin.manager import Plugins
from icf.plugin.models import PAUSED_NAMES, PluginFailure, PluginPause, paused_names
from icf.plugin.watch import PAUSE_AFTER, WITHIN, Failure
from icf.web.actor import Actor
from icf.web.i18n import _

log = logging.getLogger(__name__)

KEPT_DAYS = 30
"""For how long failures are kept and shown."""


def init_app(app: Flask) -> None:
    """Store failures when a request or a command ends, before its answer is sent."""
    app.teardown_appcontext(_keep_failures)


def paused_plugins(session: Session) -> frozenset[str]:
    """The names of the add-ons that are paused."""
    return paused_names(session.scalar(sa.select(PAUSED_NAMES)))


def store_failures(session: Session, now: datetime, failures: Sequence[Failure]) -> None:
    """Store failures and pause whoever failed too often. Call it inside a write."""
    fields = [vars(one) | {"doing": one.doing[:120]} for one in failures]
    session.execute(sa.insert(PluginFailure), fields)
    too_old = now - timedelta(days=KEPT_DAYS)
    session.execute(sa.delete(PluginFailure).where(PluginFailure.at < too_old))
    for name in sorted({one.plugin for one in failures} - {CORE}):
        _pause_if_due(session, now, name)


def failures_of(session: Session, name: str = "") -> Sequence[PluginFailure]:
    """What failed lately, newest first; of all add-ons, or of one."""
    statement = sa.select(PluginFailure).order_by(PluginFailure.at.desc(), PluginFailure.id.desc())
    if name:
        statement = statement.where(PluginFailure.plugin == name)
    return session.scalars(statement.limit(100)).all()


def pauses(session: Session) -> Sequence[PluginPause]:
    """Those that are paused now, longest first."""
    found = sa.select(PluginPause).where(PluginPause.paused_at.is_not(None))
    return session.scalars(found.order_by(PluginPause.paused_at, PluginPause.plugin)).all()


def try_again(session: Session, actor: Actor, now: datetime, plugins: Plugins, name: str) -> None:
    """Let a paused add-on go on. Call it inside a write.

    Raises:
        NotFound: no add-on with this name is paused.
    """
    pause = lock_row(session, PluginPause, name)
    if pause is None or pause.paused_at is None:
        raise NotFound(_("No add-on of this name is paused."))
    pause.paused_at, pause.tried_again_at = None, now
    audit.record(session, "add_on_tried_again", actor, now, "plugin", name)
    session.flush()
    plugins.watch.paused = paused_plugins(session)


def _pause_if_due(session: Session, now: datetime, name: str) -> None:
    _make_row(session, name)
    # Locked, so that of two processes in which it fails at once, the second sees the first's row.
    pause = lock_row(session, PluginPause, name)
    if pause is None or pause.paused_at is not None:
        return
    since = max(filter(None, (now - WITHIN, pause.tried_again_at)))
    counted = sa.select(PluginFailure.doing, PluginFailure.reference).where(
        PluginFailure.plugin == name, PluginFailure.at > since
    )
    lately = session.execute(counted.order_by(PluginFailure.id.desc())).all()
    if len(lately) >= PAUSE_AFTER:
        pause.paused_at = now
        last = {"doing": lately[0].doing, "reference": lately[0].reference}
        audit.record(session, "add_on_paused", None, now, "plugin", name, **last)
        log.error("The plugin “%s” is paused: it failed %s times.", name, len(lately))
    session.flush()


def _make_row(session: Session, name: str) -> None:
    dialect: Any = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    row = dialect.insert(PluginPause.__table__).values(plugin=name)
    session.execute(row.on_conflict_do_nothing())


def _keep_failures(_error: BaseException | None = None) -> None:
    watch = current_app.extensions["icf_plugins"].watch
    failures = () if writing.get() else watch.take()
    if not failures:
        return
    # What the request left undone is undone by now; its session must not be in the way.
    db.session.remove()
    try:
        with write() as session:
            store_failures(session, datetime.now(UTC), failures)
            session.flush()
            paused = paused_plugins(session)
        watch.paused = paused
    except (SQLAlchemyError, OSError):
        watch.put_back(failures)
        log.exception("The failures of plugins could not be stored; the next request tries again.")
