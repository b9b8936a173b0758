"""R5: when the database cannot be written, nobody reads “saved”; later the same save is stored."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.db import db
from tests.reliability.checklists import Desk

LONG = "Everybody whom we asked said the same. " * 500


@contextmanager
def with_pragma(app: Flask, pragma: str) -> Iterator[None]:
    """Every connection is opened with one more PRAGMA."""

    def execute(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA {pragma}")

    with app.app_context():
        engine = db.engine
    engine.dispose()
    sa.event.listen(engine, "connect", execute)
    try:
        yield
    finally:
        sa.event.remove(engine, "connect", execute)
        engine.dispose()


@contextmanager
def full_disk(app: Flask, file: Path) -> Iterator[None]:
    """There is room for the pages that the database has, and no more."""
    with sqlite3.connect(file) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    with with_pragma(app, f"max_page_count={pages}"):
        yield


@contextmanager
def read_only(app: Flask, _file: Path) -> Iterator[None]:
    """The file may be read, but not written."""
    with with_pragma(app, "query_only=1"):
        yield


@contextmanager
def locked(app: Flask, file: Path) -> Iterator[None]:
    """Another program is writing and does not stop."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with with_pragma(app, "busy_timeout=50"):
            yield
    finally:
        other.close()


FAULTS = [full_disk, read_only, locked]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_save_that_cannot_be_stored_never_says_saved_and_works_later(
    fault: Any, app: Flask, desk: Desk, database: str, tmp_path: Path
) -> None:
    if database != "sqlite":
        return
    answer = {"key": desk.questions[0], "version": 0, "value": "partly", "words": LONG.strip()}
    body = {"idempotency_key": "one", "answers": [answer]}

    with fault(app, tmp_path / "icf.sqlite"):
        refused, said = desk.autosave(body)
        unchanged = desk.sheet(desk.assessment_id).answers
    accepted, then_said = desk.autosave(body)

    assert refused == 503
    assert "saved" not in said
    assert said["reference"]
    assert unchanged == {}
    assert accepted == 200
    assert then_said["saved"][0]["version"] == 1
    assert desk.sheet(desk.assessment_id).answers[desk.questions[0]].words == LONG.strip()


@pytest.mark.parametrize("fault", FAULTS)
def test_without_the_script_the_page_says_that_something_went_wrong(
    fault: Any, app: Flask, desk: Desk, database: str, tmp_path: Path
) -> None:
    if database != "sqlite":
        return
    question = desk.questions[0]
    form = {f"a-{question}-version": "0", f"a-{question}-value": "partly",
            f"a-{question}-words": LONG}  # fmt: skip
    address = f"/checklists/{desk.assessment_id}/questions/{question}"

    with fault(app, tmp_path / "icf.sqlite"):
        refused = desk.browser.send(address, form)
    accepted = desk.browser.send(address, form)

    assert refused.status_code == 503
    assert "Saved" not in refused.text
    assert accepted.status_code == 302
