"""Does jobs, one after the other: in a thread of ``icf serve``, or in ``icf worker``."""

import logging
import secrets
from contextlib import nullcontext
from datetime import UTC, date, datetime
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import OperationalError

from icf.db import db, in_organisation, write
from icf.jobs.registry import KINDS, Run
from icf.jobs.rounds import begin_rounds, round_day
from icf.jobs.service import (
    Taken,
    is_any_due,
    note_done,
    note_failed,
    note_progress,
    take_next,
)

LOOK_EVERY_SECONDS = 2.0

_log = logging.getLogger("icf.jobs")


class Worker:
    """Takes what is due until it is told to stop."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stop = Event()
        self._rounds_on: date | None = None

    def start(self) -> Thread:
        """Work in a thread of its own, which ends with the process."""
        thread = Thread(target=self.work, name="icf-worker", daemon=True)
        thread.start()
        return thread

    def work(self) -> None:
        """Work until ``stop`` is called. A database that is away for a while is waited for."""
        while not self._stop.is_set():
            try:
                self._begin_rounds(datetime.now(UTC))
                run_due(self._app)
            except OperationalError:
                _log.exception("The database did not answer; looking again soon")
            self._stop.wait(LOOK_EVERY_SECONDS)

    def _begin_rounds(self, now: datetime) -> None:
        """The database is asked once a day only, not every two seconds."""
        today = round_day(self._app, now)
        if today != self._rounds_on:
            begin_rounds(self._app, now)
            self._rounds_on = today

    def stop(self) -> None:
        """Finish the job in hand, and take no other."""
        self._stop.set()


def run_due(app: Flask, now: datetime | None = None) -> int:
    """Do everything that is due; answers how many jobs were tried.

    Args:
        now: the moment it is, for tests; by default that of each job.
    """
    count = 0
    while _run_next(app, now or datetime.now(UTC)):
        count += 1
    return count


def _run_next(app: Flask, now: datetime) -> bool:
    with app.app_context():
        if not is_any_due(db.session(), now):
            return False
        with write() as session:
            taken = take_next(session, now)
    if taken is None:
        return False
    problem = _try(app, now, taken)
    with app.app_context(), write() as session:
        if problem is None:
            note_done(session, now, taken)
        else:
            note_failed(session, now, taken, *problem)
    return True


def _try(app: Flask, now: datetime, taken: Taken) -> tuple[str, str] | None:
    """Do the work; gives what went wrong and the reference in the log, or None."""

    def report(percent: int) -> None:
        with write() as session:
            note_progress(session, now, taken, percent)

    place = taken.organisation_id
    try:
        with app.app_context(), in_organisation(place) if place else nullcontext():
            KINDS[taken.kind].work(Run(taken.arguments, place, now, report))
    except Exception as error:  # noqa: BLE001 whatever it is, the job waits and the worker goes on
        reference = secrets.token_hex(4)
        _log.error(
            "Job %s (%s) failed, try %s, reference %s",
            taken.id, taken.kind, taken.tries, reference, exc_info=error,
        )  # fmt: skip
        return f"{type(error).__name__}: {error}", reference
    return None
