"""A copy of a PostgreSQL database with PostgreSQL's own programs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from icf.backup.contents import Contents, contents
from icf.db.row_security import see_all_rows
from icf.errors import ConfigError
from icf.migrations import schema_engine, shown

PLAIN = ("--no-owner", "--no-privileges")
"""Who owns what, and who may what, is said by ``icf init`` where it is restored."""


def dump_database(url: URL, target: Path, programs: str = "") -> Contents:
    """Dump the database as it is at one moment, and say what it holds at that moment.

    Args:
        programs: the folder of ``pg_dump``; empty for the one that is found.
    """
    with _snapshot(url) as connection:
        name = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        # With the policies on, so that a role that is no superuser may do it: it sees all rows.
        _run(
            "pg_dump", url, programs, *PLAIN, "--format=custom", "--enable-row-security",
            f"--snapshot={name}", f"--file={target}",
        )  # fmt: skip
        return contents(connection)


def restore_database(url: URL, dump: Path, programs: str = "") -> Contents:
    """Put a dump into an empty database, all or nothing, and say what is in it then."""
    _run("pg_restore", url, programs, *PLAIN, "--exit-on-error", "--single-transaction", str(dump))
    with _snapshot(url) as connection:
        return contents(connection)


def check_dump(dump: Path, programs: str = "") -> None:
    """Refuse a file that PostgreSQL cannot read as a dump."""
    _run("pg_restore", None, programs, "--list", str(dump))


def is_empty(url: URL) -> bool:
    """Whether there is no table in the database."""
    with _snapshot(url) as connection:
        return not sa.inspect(connection).get_table_names()


@contextmanager
def _snapshot(url: URL) -> Iterator[Connection]:
    engine = schema_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            see_all_rows(connection)
            connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")
            yield connection
    finally:
        engine.dispose()


def _run(program: str, url: URL | None, programs: str, *arguments: str) -> None:
    path = shutil.which(program, path=programs or None)
    if path is None:
        raise ConfigError(
            f"The program {program} is not there.",
            "Install PostgreSQL's client programs, or say where they are: postgresql_programs.",
            programs,
        )
    environment = {**os.environ, "PGOPTIONS": "-c icf.across=on"}
    if url is not None:
        environment["PGPASSWORD"] = str(url.password or "")
        plain = url.set(drivername="postgresql", password=None)
        arguments = (f"--dbname={plain.render_as_string(hide_password=False)}", *arguments)
    done = subprocess.run(
        [path, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        where = shown(url) if url is not None else ""
        raise ConfigError(f"{program} failed: {done.stderr.strip()}", where=where)
