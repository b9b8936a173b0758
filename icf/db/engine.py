"""How the database is opened: SQLite made safe for many readers and one writer."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from icf.db.row_security import has_row_security, say_scope
from icf.db.scope import is_across, is_flushing, scope, writing
from icf.db.statement import changes_rows, check_scope, finding_compiler
from icf.db.write import WriteLock, lock_writes
from icf.errors import ConfigError

POOL_SIZE = 20
"""Connections kept open, at least as many as threads that answer requests."""

ON_CONNECT = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    # Checkpoints run under the write lock only, and shorten the log when they could finish.
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA journal_size_limit=1000000",
    "PRAGMA foreign_keys=ON",
)


def engine_options(url: URL) -> dict[str, Any]:
    """What SQLAlchemy needs to know beside the URL."""
    # Errors go into the log, and what was to be stored may be an answer or a hash of a password.
    usual = {"pool_size": POOL_SIZE, "hide_parameters": True}
    if is_sqlite(url):
        # Only other programs can make us wait here; our own writers wait for the write lock.
        return usual | {"connect_args": {"timeout": 10}}
    return usual | {"pool_pre_ping": True}


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def database_url(text: str) -> URL:
    """The setting as SQLAlchemy understands it.

    Raises:
        ConfigError: it is no URL, or of a database that the toolkit does not use.
    """
    try:
        url = make_url(text)
    except sa.exc.ArgumentError as error:
        raise ConfigError("This is no address of a database.", _CURE, "database_url") from error
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ConfigError(f"“{url.drivername}” databases are not supported.", _CURE, "database_url")
    return url


_CURE = "Use sqlite:////path/to/icf.sqlite or postgresql+psycopg://user:password@host/name."


def prepare(engine: Engine, instance: Path) -> None:
    """Make the engine refuse what strays, and give SQLite its lock and checkpoints."""
    engine.dialect.statement_compiler = finding_compiler(engine.dialect.statement_compiler)
    event.listen(engine, "before_cursor_execute", _check)
    if is_sqlite(engine.url):
        lock_writes(engine, write_lock(engine.url, instance))
        event.listen(engine, "connect", open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif has_row_security(engine.dialect):
        event.listen(engine, "begin", _begin_postgresql)


def write_lock(url: URL, instance: Path) -> WriteLock:
    """The lock of a SQLite database."""
    return WriteLock(instance / "write.lock", Path(url.database or ""))


def _check(
    _connection: Connection,
    _cursor: Any,
    statement: str,
    _parameters: Any,
    context: Any,
    _many: bool,
) -> None:
    if not writing.get() and changes_rows(context, statement):
        raise RuntimeError(f"A statement would write outside write(): {statement[:200]}")
    if not is_across() and not is_flushing():
        check_scope(context, statement, scope())


def open_sqlite(connection: Any, _record: Any) -> None:
    """Set up each connection to SQLite."""
    # Without this, Python's driver begins transactions by itself, and too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ON_CONNECT:
        cursor.execute(pragma)
    cursor.close()


def _begin_postgresql(connection: Connection) -> None:
    # With nobody in scope there is nothing to say: no row of any organisation is seen then.
    if scope() is not None or is_across():
        say_scope(connection, scope(), is_across())


def _begin_sqlite(connection: Connection) -> None:
    if writing.get():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # It cannot fail, as nothing is locked before the first read; so the shortest way will do.
        connection.connection.cursor().execute("BEGIN")
