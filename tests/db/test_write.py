"""One writer at a time, readers never wait, and a write stores everything or nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Organisation, Setting
from icf.db import db, lock_row, write
from tests.db.counting import add_many
from tests.support import SECRET_KEY

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HANG_SECONDS = 60


@pytest.fixture
def counter(app: Flask) -> Flask:
    """An application with one number in it, 0."""
    with app.app_context(), write() as session:
        session.add(Setting(key="counter", value=0))
    return app


def value_of(app: Flask) -> object:
    with app.app_context():
        return db.session.get_one(Setting, "counter").value


def test_threads_and_processes_write_one_after_the_other_and_lose_nothing(
    counter: Flask, database: str, database_url: str, instance_folder: Path, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    arguments = (SECRET_KEY, database_url, str(instance_folder), str(trace), 15)
    process = get_context("spawn").Process(target=add_many, args=arguments)

    process.start()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            pool.submit(add_many, *arguments, app=counter)
    process.join()

    assert process.exitcode == 0
    assert value_of(counter) == 45
    if database == "sqlite":
        assert_never_together(trace.read_text().split())


def assert_never_together(lines: list[str]) -> None:
    """Whoever enters (+) leaves (-) before anybody else enters."""
    assert len(lines) == 90
    for entered, left in zip(lines[::2], lines[1::2], strict=True):
        assert (entered[0], left[0]) == ("+", "-")
        assert entered[1:] == left[1:]


def test_readers_do_not_wait_for_a_writer(counter: Flask) -> None:
    entered, leave = Event(), Event()

    def slow_writer() -> None:
        with counter.app_context(), write() as session:
            session.get_one(Setting, "counter").value = 1
            session.flush()
            entered.set()
            leave.wait(HANG_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(slow_writer)
        assert entered.wait(HANG_SECONDS)
        seen = value_of(counter)
        was_writing = not writer.done()
        leave.set()

    assert seen == 0
    assert was_writing


def test_what_was_read_before_is_read_afresh_inside_write(counter: Flask) -> None:
    def change() -> None:
        with counter.app_context(), write() as session:
            session.get_one(Setting, "counter").value = 7

    with counter.app_context():
        row = db.session.get_one(Setting, "counter")
        assert row.value == 0
        with ThreadPoolExecutor(1) as pool:
            pool.submit(change).result()
        with write():
            assert row.value == 7


def make_half(counter: Flask) -> None:
    with write() as session:
        session.add(Organisation(name="Half made", created_at=NOW))
        session.flush()
        session.get_one(Setting, "counter").value = 1 // 0


def test_a_write_that_fails_leaves_nothing(counter: Flask) -> None:
    with counter.app_context():
        with pytest.raises(ZeroDivisionError):
            make_half(counter)

        assert db.session.scalars(sa.select(Organisation)).all() == []
        assert db.session.get_one(Setting, "counter").value == 0


def test_after_a_write_that_failed_the_next_one_works(counter: Flask) -> None:
    with counter.app_context():
        with pytest.raises(sa.exc.IntegrityError), write() as session:
            session.add_all([Organisation(name="Twice", created_at=NOW) for _ in range(2)])
        with write() as session:
            session.get_one(Setting, "counter").value = 1

        assert db.session.get_one(Setting, "counter").value == 1


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(Setting).values(value=1),
        sa.delete(Setting),
        sa.insert(Setting).values(key="x", value=1),
        sa.text("DELETE FROM setting"),
    ],
)
def test_no_statement_writes_outside_write(counter: Flask, statement: sa.Executable) -> None:
    with counter.app_context(), pytest.raises(RuntimeError, match=r"outside write\(\)"):
        db.session.execute(statement)

    assert value_of(counter) == 0


def test_no_row_is_stored_outside_write(counter: Flask) -> None:
    with counter.app_context():
        db.session.add(Setting(key="stray", value=1))

        with pytest.raises(RuntimeError, match=r"outside write\(\)"):
            db.session.commit()


def test_write_does_not_nest(counter: Flask) -> None:
    again = write()

    with counter.app_context(), write(), pytest.raises(RuntimeError, match="inside write"):
        again.__enter__()


def test_locking_a_row_outside_write_is_a_mistake(counter: Flask) -> None:
    with counter.app_context(), pytest.raises(RuntimeError, match="outside write"):
        lock_row(db.session(), Setting, "counter")


def test_sqlite_is_opened_safely(counter: Flask, database: str) -> None:
    if database != "sqlite":
        return
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "wal_autocheckpoint": 0,
        "foreign_keys": 1,
    }

    with counter.app_context():
        found = {name: db.session.scalar(sa.text(f"PRAGMA {name}")) for name in wanted}

    assert found == wanted


def test_on_sqlite_the_log_is_moved_into_the_database_again_and_again(
    counter: Flask, database: str, tmp_path: Path
) -> None:
    if database != "sqlite":
        return
    sizes = []

    with counter.app_context():
        for number in range(30):
            with write() as session:
                session.get_one(Setting, "counter").value = str(number) * 400_000
            sizes.append((tmp_path / "icf.sqlite-wal").stat().st_size)

    assert max(sizes) < 7_000_000
    assert any(later < earlier for earlier, later in pairwise(sizes))
