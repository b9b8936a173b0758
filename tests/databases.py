"""New databases for tests. Tables are made once, by the migrations; each test gets a copy."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from sqlalchemy.engine import make_url

from icf.migrations import migrate, prepare_database
from tests.postgresql import OWNER, PostgresServer


class SqliteDatabases:
    """A file `icf.sqlite` in the folder of the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template: Path | None = None

    def empty(self, folder: Path) -> str:
        """The URL of a new database without tables."""
        return f"sqlite:///{folder / 'icf.sqlite'}"

    def migrated(self, folder: Path) -> str:
        """The URL of a new database with all tables and no rows."""
        if self._template is None:
            migrate(make_url(self.empty(self._folder)), self._folder)
            self._template = self._folder / "icf.sqlite"
        shutil.copy(self._template, folder)
        return self.empty(folder)

    def owner(self, url: str) -> str:
        """The URL with which its tables can be changed."""
        return url

    def serving(self, url: str) -> str:
        """The URL that the toolkit serves with."""
        return url

    def drop(self, url: str) -> None:
        """Nothing to do: the file goes with the test's folder."""

    def keep(self, url: str) -> Callable[[], None]:
        """Remember what the database holds. Calling the result puts that back."""
        path, kept = make_url(url).database or "", sqlite3.connect(":memory:")
        with closing(sqlite3.connect(path)) as live:
            live.backup(kept)

        def put_back() -> None:
            with closing(sqlite3.connect(path)) as live:
                live.execute("PRAGMA synchronous=OFF")
                kept.backup(live)

        return put_back


class PostgresDatabases:
    """Databases on `server`. `folder` is for the lock that migrations may want.

    A migrated one is used as the toolkit serves it: as a role that owns nothing.
    """

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._template = ""

    def empty(self, _folder: Path) -> str:
        """The URL of a new database without tables."""
        return self._server.create_database(_new_name())

    def migrated(self, _folder: Path) -> str:
        """The URL of a new database with all tables and no rows."""
        if not self._template:
            self._template = _new_name()
            owner = self._server.create_database(self._template)
            serving = self._server.url(self._template)
            prepare_database(make_url(owner), make_url(serving), self._folder)
        name = _new_name()
        self._server.create_database(name, self._template)
        return self._server.url(name)

    def owner(self, url: str) -> str:
        """The URL with which its tables can be changed."""
        return self._server.url(make_url(url).database or "", OWNER)

    def serving(self, url: str) -> str:
        """The URL that the toolkit serves with."""
        return self._server.url(make_url(url).database or "")

    def keep(self, url: str) -> Callable[[], None]:
        """Remember what the database holds. Calling the result puts that back."""
        name = make_url(url).database or ""
        tables = self._server.run(
            name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        copies = [f"CREATE TABLE kept.{table} AS TABLE {table}" for (table,) in tables]
        self._server.run(name, "; ".join(["CREATE SCHEMA kept", *copies]))
        back = [
            f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept.{table}"
            for (table,) in tables
        ]

        def put_back() -> None:
            # As a replica would: whether what a row points at is there is not asked in between.
            self._server.run(name, "; ".join(["SET session_replication_role = replica", *back]))

        return put_back

    def drop(self, url: str) -> None:
        self._server.drop_database(make_url(url).database or "")


def _new_name() -> str:
    return f"test_{uuid4().hex}"
