"""Counting the SQL statements that a page or a save takes; the benchmarks print the same counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask

from icf.db import db


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the database gets inside the block, without BEGIN and COMMIT."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
