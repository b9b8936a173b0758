"""The real server in a process of its own, which can be killed, and what it is asked to store."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Self

from bs4 import BeautifulSoup

from icf.accounts.models import Membership, Organisation, Person
from icf.accounts.session import COOKIE
from icf.accounts.signin import open_sign_in
from icf.app import create_app
from icf.assessments.service import start_assessment
from icf.assessments.sheet import load
from icf.db import db, in_organisation, write
from icf.db.engine import database_url
from icf.migrations import migrate
from icf.web.actor import Actor
from icf.work.service import start_work
from tests.house.source import ROOT
from tests.support import SECRET_KEY

ICF_SERVE = ("-m", "icf", "serve", "--port", "0")
SESSION_COOKIE = "icf_session"


class Served:
    """An installation with one person and one checklist, and a server for it.

    Args:
        folder: an empty folder, which becomes the instance.
        program: what Python runs; it prints ``Serving on http://127.0.0.1:<port>`` first.
    """

    def __init__(self, folder: Path, program: Sequence[str] = ICF_SERVE) -> None:
        self.folder = folder
        self.port = 0
        self._program = program
        self._process: subprocess.Popen[str] | None = None
        (folder / "secret").write_text(SECRET_KEY)
        migrate(database_url(f"sqlite:///{self.database}"), folder)
        self._furnish()

    @property
    def database(self) -> Path:
        return self.folder / "icf.sqlite"

    def start(self) -> None:
        """Serve on a free port; comes back once it answers."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("ICF_")}
        self._process = subprocess.Popen(
            [sys.executable, *self._program],
            cwd=ROOT,
            env={**kept, "ICF_INSTANCE": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("Serving on"), line
        self.port = int(line.split()[2].rpartition(":")[2])

    def kill(self) -> None:
        """What the operating system does when there is no memory left: kill -9."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _furnish(self) -> None:
        now = datetime.now(UTC)
        app = create_app({"secret_key": SECRET_KEY}, instance=self.folder)
        with app.app_context(), write() as session:
            place = Organisation(name="Brooktown Council", created_at=now)
            person = Person(name="Ada Example", email="ada@example.org", created_at=now)
            session.add_all([place, person])
            session.flush()
            ids = {"organisation_id": place.id, "person_id": person.id}
            session.add(Membership(**ids, role="lead", created_at=now))
            session.flush()
            _, self.secret = open_sign_in(session, now, person.id, place.id)
            self.actor = Actor(person.id, person.name, person.email, place.id, place.name, "lead")
        with app.test_request_context(), in_organisation(self.actor.organisation_id):
            plugins = app.extensions["icf_plugins"]
            work = start_work(db.session, self.actor, now, {"title": "Millbrook garden"})
            self.assessment_id = start_assessment(
                db.session, self.actor, now, plugins, work, "standard"
            )
            sections = load(db.session, self.actor, self.assessment_id).main_sections
            self.questions = [one.key for section in sections for one in section.questions]
            db.engine.dispose()


class Unanswered(Exception):
    """Nobody knows what became of the request: it or the reply was lost."""


class Browser:
    """Asks a ``Served`` over one connection, as the script of our pages does."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._connection: HTTPConnection | None = None
        self._cookies = f"{COOKIE}={served.secret}"
        question = served.questions[0]
        reply, page = self._ask("GET", f"/checklists/{served.assessment_id}/questions/{question}")
        token = BeautifulSoup(page, "html.parser").select_one("[name=csrf_token]")
        assert token is not None
        self._token = str(token["value"])
        self._cookies += "; " + (reply.getheader("Set-Cookie") or "").partition(";")[0]

    def save(self, answer: dict[str, Any], key: str) -> tuple[int, Any]:
        """Save one answer. Status and body. Raises Unanswered."""
        body = json.dumps({"idempotency_key": key, "answers": [answer]})
        path = f"/assessments/{self._served.assessment_id}/answers"
        reply, text = self._ask("POST", path, body)
        return reply.status, json.loads(text)

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[Any, str]:
        headers = {"Cookie": self._cookies, "Accept": "application/json"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": self._token}
        try:
            if self._connection is None:
                self._connection = HTTPConnection("127.0.0.1", self._served.port, timeout=60)
            self._connection.request(method, path, body, headers)
            reply = self._connection.getresponse()
            return reply, reply.read().decode()
        except (OSError, HTTPException) as error:
            self.close()
            raise Unanswered(str(error)) from error
