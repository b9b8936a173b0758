"""New databases for tests. Tables are made once, by the migrations; each test gets a copy."""

import shutil
from pathlib import Path
from uuid import uuid4

from sqlalchemy.engine import make_url

from icf.migrations import migrate
from tests.postgresql import PostgresServer


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

    def drop(self, url: str) -> None:
        """Nothing to do: the file goes with the test's folder."""


class PostgresDatabases:
    """Databases on `server`. `folder` is for the lock that migrations may want."""

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
            migrate(make_url(self._server.create_database(self._template)), self._folder)
        return self._server.create_database(_new_name(), self._template)

    def drop(self, url: str) -> None:
        self._server.drop_database(make_url(url).database or "")


def _new_name() -> str:
    return f"test_{uuid4().hex}"
