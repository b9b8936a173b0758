"""The steps make exactly the tables that the models describe, on both databases."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from icf.db import Base
from icf.errors import ConfigError
from icf.migrations import check_migrated, migrate, newest_step, schema_engine


def test_the_steps_give_the_tables_of_the_models(empty_database_url: str, tmp_path: Path) -> None:
    url = sa.make_url(empty_database_url)

    migrate(url, tmp_path)

    engine = schema_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(empty_database_url: str, tmp_path: Path) -> None:
    url = sa.make_url(empty_database_url)
    migrate(url, tmp_path)

    migrate(url, tmp_path)

    check_migrated(url)


def test_an_empty_database_is_refused_with_the_cure(empty_database_url: str) -> None:
    with pytest.raises(ConfigError, match=r"no tables yet\. Run icf init"):
        check_migrated(sa.make_url(empty_database_url))


@pytest.mark.parametrize(
    ("found", "cure"), [("0000", "Run icf init"), ("9999", "newer version of the toolkit")]
)
def test_another_step_is_refused_with_the_cure(
    empty_database_url: str, tmp_path: Path, found: str, cure: str
) -> None:
    url = sa.make_url(empty_database_url)
    migrate(url, tmp_path)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE alembic_version SET version_num = :found"), {"found": found}
        )
    engine.dispose()

    with pytest.raises(ConfigError, match=cure) as caught:
        check_migrated(url)

    assert found in str(caught.value)
    assert newest_step() in str(caught.value)


def test_looking_at_a_database_that_is_not_there_does_not_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        check_migrated(sa.make_url(f"sqlite:///{tmp_path / 'none.sqlite'}"))

    assert not (tmp_path / "none.sqlite").exists()


def test_rebuilding_a_table_on_sqlite_keeps_the_rows_that_point_at_it(tmp_path: Path) -> None:
    engine = schema_engine(sa.make_url(f"sqlite:///{tmp_path / 'a.sqlite'}"))
    with engine.begin() as connection:
        for line in (
            "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
            "CREATE TABLE child (id INTEGER, parent INTEGER REFERENCES parent ON DELETE CASCADE)",
            "INSERT INTO parent VALUES (1)",
            "INSERT INTO child VALUES (1, 1)",
            "CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT)",
            "INSERT INTO parent_new SELECT id, '' FROM parent",
            "DROP TABLE parent",
            "ALTER TABLE parent_new RENAME TO parent",
        ):
            connection.exec_driver_sql(line)

        assert connection.exec_driver_sql("SELECT count(*) FROM child").scalar() == 1
    engine.dispose()
