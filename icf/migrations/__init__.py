"""Brings the tables of a database to what this version of the toolkit needs.

The steps are in ``versions``, oldest first; each is a file that never changes once it was released.
``python -m icf.migrations "what changes"`` drafts the next one from the difference between the
models and the steps so far; read it and tidy it by hand before you commit it. Both databases run
every step in the tests, which also compare the result with the models.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

import icf.accounts.models
import icf.assessments.models
import icf.assessments.moving.models
import icf.audit
import icf.conversations.models
import icf.cycle.models
import icf.evaluation.models
import icf.guests.models
import icf.jobs.models
import icf.notices.models
import icf.packs.models
import icf.plans.models
import icf.plugin.models
import icf.reports.models
import icf.talk.models
import icf.throttle
import icf.voices.models
import icf.work.models
import icf.workshops.models  # noqa: F401 all of these say what tables there are
from icf import paths
from icf.db.engine import is_sqlite, open_sqlite, write_lock
from icf.db.roles import let_serve
from icf.db.row_security import protect_all, see_all_rows
from icf.errors import ConfigError

_POSTGRES_LOCK = 4_702_111
"""Any number, as long as it stays the same: only one process migrates at a time."""


def migrate(url: URL, instance: Path) -> None:
    """Create the tables, or change them to what this version needs. All of it, or nothing."""
    from alembic import command

    engine = schema_engine(url)
    try:
        lock = write_lock(url, instance).held(engine) if is_sqlite(url) else nullcontext()
        with lock, _transaction(engine) as connection:
            command.upgrade(alembic_config(connection), "head")
            if not is_sqlite(url):
                # Of the models, not of a list: a step that adds a table cannot forget it.
                protect_all(connection)
    finally:
        engine.dispose()


def prepare_database(owner: URL, serving: URL, instance: Path) -> None:
    """Bring the tables up to date as their owner, and let the role that serves use them.

    Args:
        owner, serving: the same where one role does both, as always on SQLite.
    """
    migrate(owner, instance)
    if owner != serving:
        engine = schema_engine(owner)
        try:
            with engine.begin() as connection:
                let_serve(connection, serving)
        finally:
            engine.dispose()


def check_migrated(url: URL) -> None:
    """Refuse a database whose tables are older or newer than this version needs.

    Raises:
        ConfigError: with what to do.
    """
    found, needed = _revision_of(url), newest_step()
    if found == needed:
        return
    if found is None:
        raise ConfigError("There are no tables yet.", "Run icf init.", shown(url))
    newer = int(found) > int(needed)
    raise ConfigError(
        f"The database has the tables of step {found}, but this version needs step {needed}.",
        "Install the newer version of the toolkit again." if newer else "Run icf init.",
        shown(url),
    )


def shown(url: URL) -> str:
    """The address without its password."""
    return url.render_as_string(hide_password=True)


def alembic_config(connection: Connection) -> Any:
    """Alembic's own configuration: these scripts, on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations_folder()))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def newest_step() -> str:
    """The number of the newest step, such as ``0001``."""
    steps = sorted((paths.migrations_folder() / "versions").glob("[0-9]*.py"))
    return steps[-1].name.partition("_")[0]


def _revision_of(url: URL) -> str | None:
    if is_sqlite(url) and not Path(url.database or "").exists():
        return None
    engine = schema_engine(url)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
            return None if found is None else str(found)
    finally:
        engine.dispose()


def schema_engine(url: URL) -> Engine:
    """An engine for changing tables, without the checks that other statements have to pass."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if is_sqlite(url):
        # open_sqlite switches off the driver's own transactions, so _begin is needed.
        sa.event.listen(engine, "connect", open_sqlite)
        sa.event.listen(engine, "connect", _let_tables_be_rebuilt)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _let_tables_be_rebuilt(connection: Any, _record: Any) -> None:
    # SQLite changes a table by copying it and dropping the old one. With foreign keys on, that
    # would delete every row that points at it; they are checked before the commit instead.
    connection.execute("PRAGMA foreign_keys=OFF")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        if not is_sqlite(engine.url):
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
            see_all_rows(connection)
        yield connection
        if is_sqlite(engine.url):
            _refuse_broken_references(connection)


def _refuse_broken_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = sorted({str(row[0]) for row in broken})
        raise RuntimeError(f"Rows of {tables} would point at rows that are gone; nothing changed.")
