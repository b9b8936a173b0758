"""R6: backups made while people write are whole, and come back identical."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from icf import audit
from icf.accounts.models import Setting
from icf.app import create_app
from icf.backup.service import back_up, restore
from icf.config import Settings
from icf.db import db, write
from tests.backup.conftest import installation, new_place  # noqa: F401 fixtures

WRITERS = 4


class Writer(threading.Thread):
    """Stores a row in two tables at once, again and again; knows what was acknowledged."""

    def __init__(self, app: Flask, name: str) -> None:
        super().__init__(daemon=True)
        self._app, self._name = app, name
        self._stopped = threading.Event()
        self.acknowledged = 0

    def run(self) -> None:
        while not self._stopped.is_set():
            number = self.acknowledged + 1
            with self._app.app_context(), write() as session:
                session.merge(Setting(key=self._name, value=number))
                session.flush()
                audit.record(session, "wrote", None, datetime.now(UTC), self._name, str(number))
            self.acknowledged = number

    def stop(self) -> None:
        self._stopped.set()
        self.join()


@contextmanager
def writing(app: Flask) -> Iterator[list[Writer]]:
    writers = [Writer(app, f"writer-{number}") for number in range(WRITERS)]
    for one in writers:
        one.start()
    try:
        yield writers
    finally:
        for one in writers:
            one.stop()


def stored(app: Flask) -> dict[str, tuple[int, int]]:
    """For each writer its last number, and how many lines it left in the audit."""
    with app.app_context():
        last = db.session.execute(sa.select(Setting.key, Setting.value)).all()
        lines = sa.select(sa.func.count()).select_from(audit.AuditEntry)
        return {
            key: (value, db.session.scalar(lines.where(audit.AuditEntry.subject == key)) or 0)
            for key, value in last
            if key.startswith("writer-")
        }


def restored_app(folder: Path) -> Flask:
    return create_app(instance=folder)


def test_backups_under_writers_come_back_identical(
    app: Flask,
    installation: Settings,  # noqa: F811
    new_place: Callable[[str], Path],  # noqa: F811
    request: pytest.FixtureRequest,
    figure: Callable[..., None],
) -> None:
    rounds, identical, written = request.config.getoption("backups"), 0, 0
    with writing(app) as writers:
        for number in range(rounds):
            before = {one._name: one.acknowledged for one in writers}
            made = back_up(installation, installation.instance.parent / f"{number}.tar")
            folder = new_place(f"restored-{number}")
            # It compares every table with what the snapshot held.
            assert restore(made.path, folder).manifest == made.manifest
            again = restored_app(folder)
            found = stored(again)
            with again.app_context():
                db.engine.dispose()
            identical += 1
            for name, acknowledged in before.items():
                value, lines = found.get(name, (0, 0))
                assert value == lines >= acknowledged, f"{name}: {value}, {lines}, {acknowledged}"
            made.path.unlink()
        written = sum(one.acknowledged for one in writers)

    figure("R6", f"{identical} of {rounds} backups identical, {written} writes meanwhile")
    assert written > rounds


def test_a_backup_with_nobody_writing_is_the_live_database(
    app: Flask,
    installation: Settings,  # noqa: F811
    new_place: Callable[[str], Path],  # noqa: F811
) -> None:
    with writing(app) as writers:
        deadline = time.monotonic() + 120
        while min(one.acknowledged for one in writers) < 5:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    made, folder = back_up(installation), new_place("restored")

    restore(made.path, folder)
    again = restored_app(folder)

    assert stored(again) == stored(app)
    with again.app_context():
        db.engine.dispose()
