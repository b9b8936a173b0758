"""One installation with the example in it, for all tests that only read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.app import create_app
from icf.db import Base, across_organisations, db
from icf.example.loaded import Loaded
from icf.example.partnership import load
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.support import SECRET_KEY, CheckedClient

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)


@contextmanager
def new_app(
    databases: SqliteDatabases | PostgresDatabases, paths: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application with empty tables; dropped afterwards."""
    folder = paths.mktemp("example")
    url = databases.migrated(folder)
    made = create_app({"secret_key": SECRET_KEY, "database_url": url}, instance=folder)
    made.testing = True
    made.test_client_class = CheckedClient
    try:
        yield made
    finally:
        with made.app_context():
            db.engine.dispose()
        databases.drop(url)


def every_row(app: Flask) -> dict[str, list[str]]:
    """All tables, but the audit's notes on reading across organisations, which have real times."""
    with app.app_context(), across_organisations("a test of the example"):
        return {
            table.name: sorted(
                repr(tuple(row))
                for row in db.session.execute(sa.select(table))
                if getattr(row, "what", "") != "across_organisations"
            )
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture(scope="session")
def loaded_app(
    databases: SqliteDatabases | PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The example, loaded at ``NOW``."""
    with new_app(databases, tmp_path_factory) as made:
        with made.app_context():
            made.extensions["example"] = load(made.extensions["icf_plugins"], NOW)
        made.extensions["rows"] = every_row(made)
        yield made


@pytest.fixture
def example(loaded_app: Flask) -> Loaded:
    """What was loaded."""
    found: Loaded = loaded_app.extensions["example"]
    return found
