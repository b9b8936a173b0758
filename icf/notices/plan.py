"""One job for each organisation, and no reminder twice."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Organisation
from icf.db import write
from icf.jobs.registry import Run
from icf.jobs.service import enqueue
from icf.notices.models import Reminder

KEPT_FOR = timedelta(days=90)


class Due(NamedTuple):
    """What a person is to be reminded of; see ``Reminder``."""

    person_id: int
    kind: str
    subject: str
    due_on: date


def in_each_organisation(run: Run, kind: str) -> None:
    """Put in a job of this kind for each organisation that is open."""
    with write() as session:
        opened = sa.select(Organisation.id).where(Organisation.closed_at.is_(None))
        for organisation_id in session.scalars(opened.order_by(Organisation.id)).all():
            enqueue(session, run.now, kind, {}, organisation_id)


def note_new(session: Session, now: datetime, wanted: Iterable[Due]) -> list[Due]:
    """Those that were never planned before. They are noted, and old notes forgotten.

    Call it inside the write that puts their jobs in. If another worker plans the same at the same
    moment, the one that comes second fails, and finds nothing to do when it is tried again.
    """
    known = {
        Due(row.person_id, row.kind, row.subject, row.due_on)
        for row in session.scalars(sa.select(Reminder))
    }
    new = sorted(set(wanted) - known)
    session.add_all(Reminder(**one._asdict(), planned_at=now) for one in new)
    old = sa.delete(Reminder).where(Reminder.planned_at < now - KEPT_FOR)
    session.execute(old)
    session.flush()
    return new
