"""Work that comes round by itself: each morning, or each Monday morning.

A row says on which day each was last put in, and whoever moves it on puts the job in, so that of
several workers only one does. Days that passed while no worker ran are not made up for: the next
morning brings one job.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from icf.config import Settings
from icf.db import db, write
from icf.jobs.models import JobRound
from icf.jobs.registry import KINDS
from icf.jobs.service import enqueue

MORNING = timedelta(hours=7)
"""When the day of a round begins, in the time zone of the installation."""


def round_day(app: Flask, now: datetime) -> date:
    """The day whose rounds are due: until seven in the morning it is still the day before."""
    settings: Settings = app.extensions["icf_settings"]
    local = now.astimezone(ZoneInfo(settings.time_zone)).replace(tzinfo=None)
    return (local - MORNING).date()


def begin_rounds(app: Flask, now: datetime) -> int:
    """Put in the jobs that have come round; answers how many.

    Seen for the first time, a round is only noted: an installation that is updated on a Thursday
    sends nobody a list of the week before Monday.
    """
    settings: Settings = app.extensions["icf_settings"]
    due = {
        name: _first_day(kind.every, round_day(app, now))
        for name, kind in KINDS.items()
        if kind.every and kind.wanted(settings)
    }
    with app.app_context():
        known = {row.kind: row.last_on for row in db.session.scalars(sa.select(JobRound))}
        if all(known.get(name, date.min) >= day for name, day in due.items()):
            return 0
        with write() as session:
            begun = [name for name, day in due.items() if _moves_on(session, name, day)]
            for name in begun:
                enqueue(session, now, name, {})
    return len(begun)


def _first_day(every: str, day: date) -> date:
    return day - timedelta(days=day.weekday()) if every == "monday" else day


def _moves_on(session: Session, name: str, day: date) -> bool:
    """Whether it was us who moved the row on to this day."""
    moved = session.execute(
        sa.update(JobRound)
        .where(JobRound.kind == name, JobRound.last_on < day)
        .values(last_on=day)
        .returning(JobRound.kind)
    )
    if moved.first() is not None:
        return True
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgresql else sqlite.insert
    noted = insert(JobRound).values(kind=name, last_on=day)
    session.execute(noted.on_conflict_do_nothing())
    return False
