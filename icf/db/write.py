"""The one way to write: one writer at a time, in this process and in all others.

SQLite has one writer anyway. Waiting for our own lock, instead of for SQLite's polling, is fair and
an order of magnitude quicker for the slowest writer. As every checkpoint runs under the lock too,
the fault in the WAL reset of SQLite before 3.51.3, which needs two of them at once, cannot happen.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.db.scope import db, writing

Row = TypeVar("Row")

CHECKPOINT_BYTES = 4_000_000
"""How long SQLite's write-ahead log may become before its pages are moved into the database."""


class WriteLock:
    """Held by one thread of one process at a time.

    Args:
        path: the file through which processes lock each other out.
        database: SQLite's file, whose write-ahead log is shortened under the same lock.
    """

    def __init__(self, path: Path, database: Path) -> None:
        self._path = path
        self._threads = Lock()
        self._log = Path(f"{database}-wal")
        self._log_bytes = 0
        self._due_at_bytes = CHECKPOINT_BYTES

    @contextmanager
    def held(self, engine: sa.Engine) -> Iterator[None]:
        """Wait for the lock; a checkpoint follows when one is due."""
        # Opened afresh each time: a file opened before a fork would share its lock with the child.
        with self._threads:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
                self._checkpoint_if_due(engine)
            finally:
                os.close(descriptor)

    def _checkpoint_if_due(self, engine: sa.Engine) -> None:
        size = self._log.stat().st_size if self._log.exists() else 0
        if size < self._log_bytes:
            self._due_at_bytes = CHECKPOINT_BYTES
        self._log_bytes = size
        if size >= self._due_at_bytes:
            _checkpoint(engine)
            # Readers may have kept it from finishing: try again somewhat later, not on each write.
            self._due_at_bytes = size + CHECKPOINT_BYTES // 4


def _checkpoint(engine: sa.Engine) -> None:
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    finally:
        connection.close()


_locks: WeakKeyDictionary[sa.Engine, WriteLock] = WeakKeyDictionary()


def lock_writes(engine: sa.Engine, lock: WriteLock) -> None:
    """Let every ``write()`` to this database hold the lock."""
    _locks[engine] = lock


@contextmanager
def write() -> Iterator[Session]:
    """One transaction that stores everything or nothing. Whatever was read before is read afresh.

    Yields:
        ``db.session``. It is committed at the end; any exception rolls it back.
    """
    session = db.session()
    if writing.get():
        raise RuntimeError("write() was used inside write(): pass the session on instead.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Rows were changed before write(): change them inside it.")
    # A read that is still open would keep the log from being shortened, and would be out of date.
    session.rollback()
    lock = _locks.get(db.engine)
    with lock.held(db.engine) if lock else nullcontext(), _transaction(session):
        yield session


@contextmanager
def _transaction(session: Session) -> Iterator[None]:
    token = writing.set(True)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        writing.reset(token)


def lock_row(session: Session, model: type[Row], key: Any) -> Row | None:
    """The row, kept from other writers until the transaction ends; None when there is none.

    On SQLite the whole database is locked while writing, so it is read as usual.
    """
    if not writing.get():
        raise RuntimeError("lock_row() was used outside write().")
    return session.get(model, key, with_for_update=True, populate_existing=True)


def scrub(engine: sa.Engine) -> None:
    """Write SQLite's file anew, so that it keeps nothing of what was deleted or overwritten.

    PostgreSQL does so by itself as it goes along.
    """
    lock = _locks.get(engine)
    if lock is None:
        return
    # Connections that other threads have read with would keep the old pages of the log.
    engine.dispose()
    with lock.held(engine):
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
