"""A worker that is killed in the middle of a job: the next one does it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from icf.db import db, write
from icf.jobs.models import Job
from icf.jobs.service import MINE_FOR, enqueue
from icf.jobs.worker import run_due
from tests.accounts.conftest import make_person
from tests.mail.smtp import MailServer, mail_server
from tests.support import SECRET_KEY

__all__ = ["make_person"]


def start_worker(app: Flask, database_url: str, server: MailServer) -> "subprocess.Popen[str]":
    """`icf worker` in a process of its own."""
    ours = {
        "ICF_INSTANCE": str(app.extensions["icf_settings"].instance),
        "ICF_SECRET_KEY": SECRET_KEY,
        "ICF_DATABASE_URL": database_url,
        "ICF_MAIL_SERVER": "127.0.0.1",
        "ICF_MAIL_PORT": str(server.port),
        "ICF_MAIL_SECURITY": "none",
        "ICF_MAIL_SENDER": "toolkit@example.org",
    }
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-m", "icf", "worker"],
        cwd=root,
        env={**os.environ, **ours},
        stdout=subprocess.DEVNULL,
        text=True,
    )


def state(app: Flask) -> str | None:
    with app.app_context():
        return db.session.scalar(db.select(Job.state))


@pytest.fixture
def asked(app: Flask, make_person: Callable[..., int]) -> None:
    """Ada has asked for a link."""
    make_person("ada@example.org")
    with app.app_context(), write() as session:
        enqueue(session, datetime.now(UTC), "send-reset-link", {"email": "ada@example.org"})


@pytest.mark.usefixtures("asked")
def test_the_job_of_a_worker_that_was_killed_is_done_by_the_next(
    app: Flask, database_url: str
) -> None:
    with mail_server() as server:
        server.mood = "hangs"
        worker = start_worker(app, database_url, server)
        try:
            assert server.hanging.wait(120)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        assert (state(app), server.inbox) == ("running", [])

        server.mood = "takes"
        app.extensions["icf_settings"] = replace(
            app.extensions["icf_settings"],
            mail_server="127.0.0.1",
            mail_port=server.port,
            mail_security="none",
            mail_sender="toolkit@example.org",
        )
        now = datetime.now(UTC)
        assert run_due(app, now) == 0
        assert run_due(app, now + MINE_FOR) == 1

        assert state(app) == "done"
        assert [one["To"] for one in server.inbox] == ["ada@example.org"]


@pytest.mark.usefixtures("asked")
def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_in_hand(
    app: Flask, database_url: str
) -> None:
    with mail_server() as server:
        worker = start_worker(app, database_url, server)
        deadline = datetime.now(UTC) + timedelta(seconds=120)
        while not server.inbox and datetime.now(UTC) < deadline:
            server.hanging.wait(0.05)

        worker.terminate()

        assert worker.wait(120) == 0
        assert len(server.inbox) == 1
        assert state(app) == "done"
