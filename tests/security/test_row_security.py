"""PostgreSQL keeps organisations apart by itself, whatever a statement forgets to say."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import make_url

from icf.accounts.models import Service
from icf.db import across_organisations, db, in_organisation, write
from icf.db.base import tenant_tables
from icf.db.roles import let_serve, serving_role
from icf.db.row_security import unprotected_tables
from icf.errors import ConfigError
from icf.migrations import migrate, schema_engine
from icf.work.models import Work
from tests.postgresql import APP, OWNER, PostgresServer
from tests.security.world import Place
from tests.support import CheckedClient

pytestmark = pytest.mark.database("postgresql")

COUNT = "SELECT count(*) FROM {}"


@pytest.fixture
def filled(
    app: Flask,
    make_place: Callable[[str, str], Place],
) -> tuple[Place, Place]:
    """Two organisations with rows in every tenant table that the toolkit fills by itself."""
    return make_place("Brooktown", "Quokkamark"), make_place("Hillside", "Zebramark")


@pytest.fixture
def connect(app: Flask, database_url: str) -> Iterator[Callable[..., psycopg.Connection[Any]]]:
    """`connect(role)` opens the test's database without anything of ours in between."""
    opened = []

    def open_as(role: str = APP) -> psycopg.Connection[Any]:
        url = make_url(database_url)
        connection = psycopg.connect(dbname=url.database, host=url.query["host"], user=role)
        opened.append(connection)
        return connection

    yield open_as
    for connection in opened:
        connection.close()


def say(connection: psycopg.Connection[Any], organisation: object, across: str = "") -> None:
    connection.execute(
        "SELECT set_config('icf.organisation', %s, true), set_config('icf.across', %s, true)",
        (str(organisation), across),
    )


def counts(connection: psycopg.Connection[Any]) -> dict[str, int]:
    return {
        name: connection.execute(COUNT.format(name)).fetchone()[0]  # type: ignore[arg-type, index]
        for name in sorted(tenant_tables())
    }


def test_every_tenant_table_is_protected_and_no_other(connect: Callable[..., Any]) -> None:
    found = connect().execute("SELECT tablename, policyname FROM pg_policies").fetchall()

    assert {table for table, _policy in found} == tenant_tables()
    assert sorted(found) == sorted(
        (table, policy) for table in tenant_tables() for policy in ("all_rows", "own_rows")
    )


@pytest.mark.parametrize("role", [APP, OWNER])
def test_nobody_sees_a_row_while_no_organisation_is_named(
    filled: tuple[Place, Place], connect: Callable[..., Any], role: str, figure: Callable[..., None]
) -> None:
    found = counts(connect(role))

    figure("S2", f"{role}: {sum(found.values())} rows of {len(found)} tables without a scope")
    assert set(found.values()) == {0}


@pytest.mark.parametrize("role", [APP, OWNER])
def test_an_organisation_sees_its_rows_and_no_others(
    filled: tuple[Place, Place], connect: Callable[..., Any], role: str
) -> None:
    connection = connect(role)
    say(connection, "", across="on")
    everything = counts(connection)
    parts = {}
    for (number,) in connection.execute("SELECT id FROM organisation").fetchall():
        say(connection, number)
        parts[number] = counts(connection)

    assert {name: sum(part[name] for part in parts.values()) for name in everything} == everything
    assert parts[filled[0].id]["work"] == parts[filled[1].id]["work"] > 0
    say(connection, 987_654)
    assert set(counts(connection).values()) == {0}


def test_a_view_shows_no_more_than_its_reader_may_see(
    filled: tuple[Place, Place], connect: Callable[..., Any]
) -> None:
    owner, reader = connect(OWNER), connect()
    owner.execute("CREATE VIEW titles AS SELECT title FROM work")
    owner.execute(f"GRANT SELECT ON titles TO {APP}")
    owner.commit()

    nothing = reader.execute("SELECT * FROM titles").fetchall()
    say(reader, filled[0].id)
    own = reader.execute("SELECT * FROM titles").fetchall()

    assert nothing == []
    assert own
    assert all(filled[0].mark in title for (title,) in own)


def test_a_connection_that_served_one_organisation_says_nothing_of_it_to_the_next(
    app: Flask, filled: tuple[Place, Place]
) -> None:
    seen = []
    with app.app_context():
        for place in filled * 3:
            with in_organisation(place.id):
                db.session.scalar(sa.select(Work.id).limit(1))
            with db.engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                left = driver.execute("SELECT current_setting('icf.organisation', true)")
                seen.append((driver.info.backend_pid, left.fetchone()[0]))
                assert driver.execute(COUNT.format("work")).fetchone()[0] == 0

    assert len({pid for pid, _left in seen}) == 1
    assert {left for _pid, left in seen} <= {"", None}


def test_a_statement_that_slips_past_our_own_check_finds_only_own_rows(
    app: Flask, filled: tuple[Place, Place]
) -> None:
    with app.app_context(), in_organisation(filled[0].id):
        driver = db.session.connection().connection.driver_connection
        found = driver.execute("SELECT DISTINCT organisation_id FROM answer").fetchall()

    assert found == [(filled[0].id,)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE work SET title = 'x' WHERE organisation_id = {theirs}",
        "DELETE FROM action WHERE organisation_id = {theirs}",
    ],
)
def test_rows_of_others_cannot_be_changed(
    filled: tuple[Place, Place], connect: Callable[..., Any], change: str
) -> None:
    connection = connect()
    say(connection, filled[0].id)

    assert connection.execute(change.format(theirs=filled[1].id)).rowcount == 0


def test_rows_cannot_be_put_into_or_given_to_another_organisation(
    filled: tuple[Place, Place], connect: Callable[..., Any]
) -> None:
    ours, theirs = filled
    for change in (
        f"INSERT INTO service (organisation_id, name) VALUES ({theirs.id}, 'Evil')",
        f"UPDATE service SET organisation_id = {theirs.id}",
    ):
        connection = connect()
        say(connection, ours.id)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE work DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_rows ON work",
        "CREATE TABLE mine (id integer)",
        "UPDATE alembic_version SET version_num = '9999'",
        "SET ROLE icf_owner",
    ],
)
def test_the_role_that_serves_cannot_take_the_wall_down(
    connect: Callable[..., Any], change: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connect().execute(change)


def raw_titles() -> list[str]:
    driver = db.session.connection().connection.driver_connection
    return [title for (title,) in driver.execute("SELECT title FROM work ORDER BY id").fetchall()]


def test_the_database_follows_each_change_of_scope_within_one_write(
    app: Flask, filled: tuple[Place, Place]
) -> None:
    ours, theirs = filled
    with app.app_context(), write():
        none = raw_titles()
        with in_organisation(ours.id):
            one = raw_titles()
        with across_organisations("tests compare rows"):
            everything = raw_titles()
            with in_organisation(theirs.id):
                other = raw_titles()
            again = raw_titles()
        after = raw_titles()

    assert none == after == []
    assert everything == again
    assert sorted(one + other) == sorted(everything)


def test_a_failure_within_a_scope_is_told_as_it_was(
    app: Flask, filled: tuple[Place, Place]
) -> None:
    """And the next transaction on the same connection begins afresh."""
    ours, _theirs = filled

    def fail() -> None:
        with write() as session, in_organisation(ours.id):
            session.add_all([Service(name="Twice"), Service(name="Twice")])
            session.flush()

    with app.app_context(), pytest.raises(sa.exc.IntegrityError):
        fail()

    with app.app_context(), in_organisation(ours.id):
        assert raw_titles()
    with app.app_context():
        assert raw_titles() == []


def test_pages_work_as_the_role_that_serves(
    app: Flask, signed_in: Callable[..., CheckedClient]
) -> None:
    with app.app_context():
        role = serving_role(db.session.connection())

    assert role.name == APP
    assert not role.passes_policies
    assert not role.owns_tables
    assert signed_in("lead").get("/").status_code == 200


def test_a_table_that_lost_its_protection_is_named_and_gets_it_back(
    database_url: str, postgresql_server: PostgresServer, tmp_path: Path
) -> None:
    owner = make_url(postgresql_server.url(make_url(database_url).database or "", OWNER))
    engine = schema_engine(owner)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE work NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql("DROP POLICY own_rows ON action")
    with engine.connect() as connection:
        assert unprotected_tables(connection) == ["action", "work"]

    migrate(owner, tmp_path)

    with engine.connect() as connection:
        assert unprotected_tables(connection) == []
    engine.dispose()


def test_a_role_that_is_not_there_has_to_be_made_by_somebody_who_may(
    empty_database_url: str, tmp_path: Path
) -> None:
    owner = make_url(empty_database_url)
    migrate(owner, tmp_path)
    engine = schema_engine(owner)

    with (
        engine.begin() as connection,
        pytest.raises(ConfigError, match="CREATE ROLE icf_nobody LOGIN"),
    ):
        let_serve(connection, owner.set(username="icf_nobody"))
    engine.dispose()


def test_an_owner_who_may_make_roles_makes_the_one_that_serves(
    empty_database_url: str, tmp_path: Path
) -> None:
    superuser = make_url(empty_database_url).set(username="icf")
    serving = superuser.set(username=f"odd \" '{tmp_path.name}", password="it's")
    migrate(superuser, tmp_path)
    engine = schema_engine(superuser)
    with engine.begin() as connection:
        let_serve(connection, serving)
    engine.dispose()

    engine = schema_engine(serving)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(COUNT.format("work")).scalar_one() == 0
        assert not serving_role(connection).owns_tables
    engine.dispose()
