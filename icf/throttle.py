"""Slows down whoever tries too often, without ever locking anybody out.

A limit lets through so many tries at once, and after that one in every so much time. What is
counted is named by what is tried and by whom: an account, an address, a browser. Only a hash of
that name is stored, with the moment at which all tries of it will be forgotten.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from icf.db import Base
from icf.errors import TooManyTries

NO_TIME = timedelta()


class Tries(Base):
    """How often something was tried. ``clear_at``: from then on it is as if it never was."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    clear_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Limit:
    """``at_once`` tries one after the other; then one more whenever ``every`` has passed."""

    at_once: int
    every: timedelta


@dataclass(frozen=True)
class Count:
    """What is counted: ``what`` is tried, such as ``sign-in``, and ``whose`` tries they are."""

    limit: Limit
    what: str
    whose: str

    @property
    def key(self) -> str:
        """What stands for it in the table, so that the table names nobody."""
        return hashlib.sha256(f"{self.what}\n{self.whose}".encode()).hexdigest()


def refuse_if_waiting(session: Session, now: datetime, counts: Sequence[Count]) -> None:
    """Refuse without counting anything: it writes nothing, so a flood of tries holds nobody up.

    Raises:
        TooManyTries: with the moment from which the next try is taken.
    """
    stored = _clear_at(session, counts)
    wait = max((_wait(now, one, stored.get(one.key, now)) for one in counts), default=NO_TIME)
    if wait > NO_TIME:
        raise TooManyTries(now + wait)


def take_try(session: Session, now: datetime, counts: Sequence[Count]) -> None:
    """Count one try, before it is looked at. Of many in the same moment only the allowed pass.

    Raises:
        TooManyTries: with the moment from which the next try is taken; nothing is counted then.
    """
    for one in sorted(counts, key=lambda count: count.key):
        _make_row(session, now, one)
    _clear_at(session, counts, lock=True)
    refuse_if_waiting(session, now, counts)
    _add(session, now, counts, 1)
    session.execute(sa.delete(Tries).where(Tries.clear_at < now - timedelta(days=1)))


def give_back(session: Session, now: datetime, counts: Sequence[Count]) -> None:
    """Uncount a try that turned out right."""
    _add(session, now, counts, -1)


def _wait(now: datetime, count: Count, clear_at: datetime) -> timedelta:
    limit = count.limit
    return max(clear_at, now) + limit.every - limit.at_once * limit.every - now


def _add(session: Session, now: datetime, counts: Sequence[Count], tries: int) -> None:
    stored = _clear_at(session, counts)
    for one in counts:
        later = max(stored.get(one.key, now), now) + tries * one.limit.every
        session.execute(sa.update(Tries).where(Tries.key == one.key).values(clear_at=later))


def _clear_at(session: Session, counts: Sequence[Count], lock: bool = False) -> dict[str, datetime]:
    statement = sa.select(Tries.key, Tries.clear_at).where(
        Tries.key.in_([one.key for one in counts])
    )
    if lock:
        # In one order, so that two who count the same things never wait for each other.
        statement = statement.order_by(Tries.key).with_for_update()
    return {row.key: row.clear_at for row in session.execute(statement)}


def _make_row(session: Session, now: datetime, count: Count) -> None:
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgresql else sqlite.insert
    statement = insert(Tries).values(key=count.key, clear_at=now)
    session.execute(statement.on_conflict_do_nothing())
