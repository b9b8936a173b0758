"""What every test shares: which database, an instance folder, and how hard Hypothesis tries.

Tests that need a database ask for `database_url` or `instance_folder`. With `--database all` each
of them runs twice, on SQLite and on PostgreSQL. Fixtures with rows live in
tests/<feature>/conftest.py.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.databases import PostgresDatabases, SqliteDatabases
from tests.postgresql import PostgresServer

pytest_plugins = ["tests.support", "tests.desk"]

hypothesis.settings.register_profile("dev", max_examples=50, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")

DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*DATABASES, "all"),
        default=os.environ.get("TEST_DATABASE", "sqlite"),
        help="where the tests that need a database run (default: sqlite)",
    )
    parser.addoption(
        "--kills",
        type=int,
        default=20 if os.environ.get("CI") else 5,
        help="how often tests/reliability kills the server (the long run: 1000)",
    )
    parser.addoption(
        "--saves",
        type=int,
        default=1000,
        help="how many autosaves tests/reliability sends through a bad network (long: 10000)",
    )
    parser.addoption(
        "--fuzz",
        type=int,
        default=3000 if os.environ.get("CI") else 600,
        help="how many hostile packs and workbooks tests/packfile reads (the long run: 100000)",
    )
    parser.addoption(
        "--backups",
        type=int,
        default=10,
        help="how many backups tests/reliability makes and restores under writers (long: 100)",
    )
    parser.addoption(
        "--guesses",
        type=int,
        default=1000,
        help="how many passwords tests/accounts guesses at sign-in (long: 10000)",
    )
    parser.addoption("--screenshots", help="a folder for the pictures that browser tests take")


def pytest_collection_finish() -> None:
    """Look for garbage rarely: it took a third of the time, in a heap that is mostly imports."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("database")
        names = DATABASES if chosen == "all" else (chosen,)
        # What only one database can do is tested on that one, whichever was asked for.
        if bound := metafunc.definition.get_closest_marker("database"):
            names = bound.args
        metafunc.parametrize("database", names, scope="session")


FIGURE = "figure"


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """`figure("S2", "0 rows")` prints what a test measured at the end of the run."""

    def note(key: str, words: str) -> None:
        record_property(FIGURE, f"{key:<4} {words}")

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed = terminalreporter.stats.get("passed", [])
    lines = [words for one in passed for name, words in one.user_properties if name == FIGURE]
    if lines:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(sorted(set(lines))))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """One server for each worker; it starts in a second, when the first test wants it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def databases(
    database: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> SqliteDatabases | PostgresDatabases:
    folder = tmp_path_factory.mktemp("databases")
    if database == "sqlite":
        return SqliteDatabases(folder)
    return PostgresDatabases(request.getfixturevalue("postgresql_server"), folder)


@pytest.fixture
def database_url(databases: SqliteDatabases | PostgresDatabases, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own, with all tables and no rows."""
    url = databases.migrated(tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture
def empty_database_url(
    databases: SqliteDatabases | PostgresDatabases, tmp_path: Path
) -> Iterator[str]:
    """The URL of a database of this test's own, without tables."""
    url = databases.empty(tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture
def instance_folder(tmp_path: Path) -> Path:
    """An empty instance folder of this test's own."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder
