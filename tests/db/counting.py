"""What writers of test_write.py do, in threads and in processes of their own."""

import os
import threading
from pathlib import Path

from flask import Flask

from icf.accounts.models import Setting
from icf.app import create_app
from icf.db import db, lock_row, write


def add_many(
    secret_key: str,
    database_url: str,
    instance: str,
    trace: str,
    times: int,
    app: Flask | None = None,
) -> None:
    """Add 1 to the counter, `times` times, and note each entering and leaving in the trace."""
    used = app or create_app(
        {"secret_key": secret_key, "database_url": database_url}, instance=Path(instance)
    )
    for _ in range(times):
        with used.app_context(), write() as session:
            note(trace, "+")
            row = lock_row(session, Setting, "counter")
            assert row is not None
            row.value = row.value + 1
            session.flush()
            note(trace, "-")
    if app is None:
        with used.app_context():
            db.engine.dispose()


def note(trace: str, sign: str) -> None:
    """One short line, appended in one piece by the operating system."""
    line = f"{sign}{os.getpid()}.{threading.get_ident()}\n".encode()
    descriptor = os.open(trace, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, line)
    os.close(descriptor)
