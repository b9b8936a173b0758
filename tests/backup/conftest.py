"""An installation to back up, and an empty place to restore it to, on either database."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from icf.config import Settings, load_settings
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.postgresql import installed_programs
from tests.support import SECRET_KEY

PROGRAMS = str(installed_programs() / "bin")


@pytest.fixture
def installation(
    app: Flask,
    databases: SqliteDatabases | PostgresDatabases,
    database_url: str,
    instance_folder: Path,
) -> Settings:
    """The settings of the application's installation, which has a secret and an add-on."""
    (instance_folder / "secret").write_text(SECRET_KEY)
    (instance_folder / "plugins" / "own").mkdir(parents=True)
    (instance_folder / "plugins" / "own" / "pack.yaml").write_text("ours")
    given = {
        "database_url": database_url,
        "database_owner_url": databases.owner(database_url),
        "postgresql_programs": PROGRAMS,
    }
    return load_settings(instance_folder, given, {})


@pytest.fixture
def new_place(
    databases: SqliteDatabases | PostgresDatabases, tmp_path: Path
) -> Callable[[str], Path]:
    """`new_place("b")` gives an empty instance folder that names an empty database."""

    def make(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "db").mkdir()
        owner = databases.empty(folder / "db")
        serving = databases.serving(owner)
        (folder / "db").rmdir()
        lines = [f'postgresql_programs = "{PROGRAMS}"']
        if not owner.startswith("sqlite"):
            lines += [f'database_url = "{serving}"', f'database_owner_url = "{owner}"']
        (folder / "icf.toml").write_text("\n".join(lines))
        return folder

    return make
