"""A kind of job that notes what it was asked for, and fails when it is told to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from icf.db import db, scope, write
from icf.jobs.models import Job
from icf.jobs.registry import KINDS, Kind, Run
from icf.jobs.service import enqueue
from icf.jobs.worker import run_due

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


class Office:
    """Puts jobs in and lets workers loose on them, some minutes after NOW."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.done: list[Any] = []
        self.scopes: list[int | None] = []
        self.broken = False

    def work(self, run: Run) -> None:
        self.scopes.append(scope())
        if self.broken:
            raise ConnectionError("The post is on strike.")
        run.report(50)
        self.done.append(run.arguments["what"])

    def put(self, what: str = "a letter", organisation_id: int | None = None) -> int:
        with self.app.app_context(), write() as session:
            return enqueue(session, NOW, "test", {"what": what}, organisation_id).id

    def run(self, **later: int) -> int:
        return run_due(self.app, NOW + timedelta(**later))

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a service in a transaction of its own."""
        with self.app.app_context(), write() as session:
            return function(session, *args)

    def job(self, job_id: int) -> Job:
        with self.app.app_context():
            found = db.session.get_one(Job, job_id)
            db.session.expunge(found)
            return found


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(app)
    monkeypatch.setitem(KINDS, "test", Kind("Send a letter", made.work))
    return made
