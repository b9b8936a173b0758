"""P4: how many SQL statements a page and a save take. tests/reliability has it as a test, too."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks.installation import Installation
from benchmarks.result import Result
from icf.db import db

KEY = "icf:connecting-who"


def measured(installation: Installation) -> list[Result]:
    """Counted, not timed."""
    app = installation.app()
    client = installation.client(app)
    checklist = installation.ordinary[0]
    page = f"/checklists/{checklist}/questions/{KEY}"
    client.get(page)
    with counted(app) as of_page:
        client.get(page)
    with counted(app) as of_overview:
        client.get(f"/checklists/{checklist}")
    return [
        _count("SQL statements of a question page", len(of_page), "<= 6", "<= 4"),
        _count("SQL statements of the task list", len(of_overview), "<= 6", "<= 4"),
    ]


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the database is given inside the block, without BEGIN and COMMIT."""
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


def _count(what: str, count: int, gate: str, goal: str) -> Result:
    return Result("P4", what, count, (count, count), gate, goal)
