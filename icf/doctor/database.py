"""The database: that it answers, has the right tables, and keeps what it should keep."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from sqlalchemy.engine import URL

from icf.config import Settings
from icf.db.engine import database_url, is_sqlite
from icf.db.roles import serving_role
from icf.db.row_security import unprotected_tables
from icf.doctor.finding import Finding, failed, ok, warning
from icf.migrations import check_migrated, newest_step, schema_engine

OLDEST_SQLITE = (3, 38, 0)
WAL_RESET_MENDED = (3, 51, 3)


def check_tables(settings: Settings) -> Iterator[Finding]:
    """The tables are those that this version needs."""
    check_migrated(database_url(settings.database))
    yield ok("tables", f"They are at step {newest_step()}, which this version needs.")


def check_database(settings: Settings) -> Iterator[Finding]:
    """What the kind of database has to be asked."""
    url = database_url(settings.database)
    yield from _sqlite(url) if is_sqlite(url) else _postgresql(url)


def _sqlite(url: URL) -> Iterator[Finding]:
    version = sqlite3.sqlite_version_info
    words = f"SQLite {sqlite3.sqlite_version}."
    if version < OLDEST_SQLITE:
        yield failed("database", words, "Use a Python with SQLite 3.38 or later.")
    elif version < WAL_RESET_MENDED:
        # It takes two writers or checkpoints at once, which icf/db/write.py rules out.
        kept = "Its fault in resetting the log cannot happen while only the toolkit writes."
        yield ok("database", f"{words} {kept}")
    else:
        yield ok("database", words)
    with closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        sound = connection.execute("PRAGMA quick_check").fetchone()[0]
    if mode != "wal":
        yield warning(
            "database", f"It keeps its log as “{mode}”.", "Start icf serve once: it sets WAL."
        )
    if sound == "ok":
        yield ok("database", "Its pages are sound.")
    else:
        yield failed("database", f"It is damaged: {sound}.", "Stop serving and restore a backup.")


def _postgresql(url: URL) -> Iterator[Finding]:
    engine = schema_engine(url)
    try:
        with engine.connect() as connection:
            role, bare = serving_role(connection), unprotected_tables(connection)
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
    finally:
        engine.dispose()
    yield ok("database", f"PostgreSQL {version}.")
    two_roles = "Serve as a role of its own, see docs/deploying.md, PostgreSQL."
    if role.passes_policies:
        yield failed("role", f"“{role.name}” passes through row-level security.", two_roles)
    elif role.owns_tables:
        yield warning(
            "role", f"“{role.name}” owns the tables, so it could switch protection off.", two_roles
        )
    else:
        yield ok("role", f"“{role.name}” reads and writes rows, and nothing else.")
    if bare:
        yield failed("rows", f"These tables are not protected: {', '.join(bare)}.", "Run icf init.")
    else:
        yield ok("rows", "PostgreSQL keeps organisations apart in every table.")
