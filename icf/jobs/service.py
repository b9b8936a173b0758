"""The one door to jobs: put one in, take the next, say what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.errors import NotFound
from icf.jobs.models import Job
from icf.jobs.registry import KINDS
from icf.web.actor import Actor
from icf.web.i18n import _

MINE_FOR = timedelta(minutes=5)
"""A worker that says nothing for so long counts as dead."""

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""How long a job that failed waits before it is tried again; after the last it stays failed."""

DONE_KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Taken:
    """A job that a worker has taken. ``tries`` tells this try from any other."""

    id: int
    kind: str
    organisation_id: int | None
    arguments: Mapping[str, Any]
    tries: int


def enqueue(
    session: Session,
    now: datetime,
    kind: str,
    arguments: Mapping[str, Any],
    organisation_id: int | None = None,
) -> Job:
    """Put a job in, in the transaction of whatever wants it: with that it is stored, or is not.

    Args:
        arguments: anything that JSON can hold; ids rather than secrets and texts.
    """
    if kind not in KINDS:
        raise ValueError(f"Nobody does jobs of the kind {kind!r}.")
    job = Job(
        kind=kind,
        organisation_id=organisation_id,
        arguments=dict(arguments),
        created_at=now,
        due_at=now,
    )
    session.add(job)
    session.flush()
    return job


def take_next(session: Session, now: datetime) -> Taken | None:
    """Take the job that is due longest, one whose worker died included; None when none is due.

    Two workers never take the same: SQLite has one writer, PostgreSQL skips what is locked.
    """
    waiting = sa.and_(Job.state == "queued", Job.due_at <= now)
    abandoned = sa.and_(Job.state == "running", Job.mine_until <= now)
    job = session.scalar(
        sa.select(Job)
        .where(waiting | abandoned)
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.state, job.tries, job.progress_percent = "running", job.tries + 1, 0
    job.mine_until = now + MINE_FOR
    session.flush()
    return Taken(job.id, job.kind, job.organisation_id, job.arguments, job.tries)


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to take; it only reads."""
    due = sa.or_(
        sa.and_(Job.state == "queued", Job.due_at <= now),
        sa.and_(Job.state == "running", Job.mine_until <= now),
    )
    return session.scalar(sa.select(Job.id).where(due).limit(1)) is not None


def note_progress(session: Session, now: datetime, taken: Taken, percent: int) -> None:
    """The worker is alive and so far."""
    _change(session, taken, progress_percent=percent, mine_until=now + MINE_FOR)


def note_done(session: Session, now: datetime, taken: Taken) -> None:
    """It is done. Jobs done long ago are forgotten on the way."""
    _change(
        session,
        taken,
        state="done",
        progress_percent=100,
        arguments={},
        mine_until=None,
        ended_at=now,
        problem="",
        reference="",
    )
    old = sa.and_(Job.state == "done", Job.ended_at < now - DONE_KEPT_FOR)
    session.execute(sa.delete(Job).where(old))


def note_failed(
    session: Session, now: datetime, taken: Taken, problem: str, reference: str
) -> None:
    """It is tried again after a while; after the last try an administrator has to look at it."""
    said = {"problem": problem[:300], "reference": reference, "mine_until": None}
    if taken.tries > len(WAITS):
        _change(session, taken, state="failed", ended_at=now, **said)
    else:
        _change(session, taken, state="queued", due_at=now + WAITS[taken.tries - 1], **said)


def failed_jobs(session: Session) -> Sequence[Job]:
    """Those that nobody tries any more, newest first."""
    statement = sa.select(Job).where(Job.state == "failed").order_by(Job.id.desc())
    return session.scalars(statement).all()


def waiting_jobs(session: Session) -> Sequence[Job]:
    """Those that are still to be done, oldest first."""
    statement = sa.select(Job).where(Job.state.in_(("queued", "running"))).order_by(Job.id)
    return session.scalars(statement).all()


def try_again(session: Session, actor: Actor, now: datetime, job_id: int) -> None:
    """Let a failed job, or one that waits after a failure, start from the beginning.

    Raises:
        NotFound: there is no such job, or it is running or done.
    """
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.state not in ("failed", "queued"):
        raise NotFound(_("There is no such job to try again."))
    job.state, job.tries, job.due_at, job.ended_at = "queued", 0, now, None
    session.flush()
    audit.record(session, "job_tried_again", actor, now, "job", str(job_id), kind=job.kind)


def _change(session: Session, taken: Taken, **values: Any) -> None:
    """Change it if it is still this worker's: another may have taken it meanwhile."""
    session.execute(
        sa.update(Job)
        .where(Job.id == taken.id, Job.state == "running", Job.tries == taken.tries)
        .values(**values)
    )
