"""A toolkit of its own in an empty folder, to try a plugin in: one organisation, one lead."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from icf.accounts.models import Membership, Organisation, Person
from icf.accounts.session import COOKIE
from icf.accounts.signin import open_sign_in
from icf.app import create_app
from icf.assessments.service import start_assessment
from icf.db import db, in_organisation, write
from icf.errors import PluginError
from icf.migrations import migrate
from icf.packs.pages import set_public
from icf.packs.pause import try_again
from icf.packs.service import set_switch
from icf.plugin.discover import Sources
from icf.plugin.manager import PluginRecord, Plugins
from icf.web.actor import Actor
from icf.work.service import start_work

T = TypeVar("T")

ORGANISATION = "Millbrook Council (a trial)"
PERSON = "Ada Trial"
ADDRESS = "ada@example.org"


@dataclass(frozen=True)
class Trial:
    """An instance folder with a migrated database. Applications are opened on it, one at a time.

    Args:
        secret: what the lead's browser holds, so that no password is needed.
    """

    instance: Path
    actor: Actor
    secret: str
    secret_key: str = field(repr=False)

    @contextmanager
    def opened(
        self, *plugins: Path, switched_on: bool = True, installed: bool = False
    ) -> Iterator["Desk"]:
        """The toolkit with these plugins' folders and no others, until the block ends.

        Args:
            switched_on: whether the organisation switches them on, as a lead does.
            installed: whether to use those that are installed with pip as well.
        """
        app = _application(self.instance, self.secret_key, plugins, installed)
        desk = Desk(app, self.actor, self.secret)
        try:
            if switched_on:
                desk.switch(True)
            yield desk
        finally:
            if renderer := app.extensions.get("icf_pdf"):
                renderer.close()
            with app.app_context():
                db.engine.dispose()


def new_trial(folder: Path) -> Trial:
    """A trial in an empty folder, with its tables, its organisation and its lead."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    secret_key = secrets.token_urlsafe(48)
    migrate(make_url(_database(folder)), folder)
    app = _application(folder, secret_key)
    now = datetime.now(UTC)
    with app.app_context(), write() as session:
        organisation = Organisation(name=ORGANISATION, created_at=now)
        session.add(organisation)
        session.flush()
        person_id, secret = _signed_in(session, now, organisation.id, "lead")
        actor = Actor(person_id, PERSON, ADDRESS, organisation.id, ORGANISATION, "lead")
    with app.app_context():
        db.engine.dispose()
    return Trial(folder, actor, secret, secret_key)


@dataclass
class Desk:
    """The application, with somebody signed in at a browser."""

    app: Flask
    actor: Actor
    secret: str

    @property
    def plugins(self) -> Plugins:
        """What was found and loaded."""
        found: Plugins = self.app.extensions["icf_plugins"]
        return found

    @property
    def stranger(self) -> FlaskClient:
        """A browser in which nobody is signed in."""
        return self.app.test_client()

    def browser_of(self, role: str) -> FlaskClient:
        """A browser in which a new person with some role is signed in."""
        now, organisation_id = datetime.now(UTC), self.actor.organisation_id
        with self.app.app_context(), write() as session:
            _person_id, secret = _signed_in(session, now, organisation_id, role)
        client = self.app.test_client()
        client.set_cookie(COOKIE, secret)
        return client

    @property
    def records(self) -> tuple[PluginRecord, ...]:
        """The plugins under trial: all but the framework itself."""
        return tuple(record for record in self.plugins.found if record.source != "builtin")

    @cached_property
    def browser(self) -> FlaskClient:
        """Where the lead is signed in."""
        client = self.app.test_client()
        client.set_cookie(COOKIE, self.secret)
        return client

    def switch(self, on: bool) -> None:
        """Switch the plugins under trial on or off for the organisation.

        Raises:
            PluginError: one of them does not load.
        """
        for record in self.records:
            if on and record.problem:
                raise PluginError(record.problem)
        now, organisation_id = datetime.now(UTC), self.actor.organisation_id
        with self.app.app_context(), in_organisation(organisation_id), write() as session:
            for record in self.records:
                set_switch(session, organisation_id, now, record.name, on)

    def run(self, work: Callable[[], T]) -> T:
        """Run something as a request would: with the database and the organisation in scope."""
        with self.app.test_request_context(), in_organisation(self.actor.organisation_id):
            return work()

    def make_public(self, public: bool) -> None:
        """Let anybody read the public pages of the plugins under trial, or stop it."""
        now, organisation_id = datetime.now(UTC), self.actor.organisation_id
        with self.app.app_context(), in_organisation(organisation_id), write() as session:
            for record in self.records:
                set_public(session, self.actor, now, self.plugins, record.name, public)

    def call(self, service: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a service with the session, the actor and the time."""
        now = datetime.now(UTC)
        return self.run(lambda: service(db.session, self.actor, now, *args, **kwargs))

    def get(self, path: str) -> TestResponse:
        """Fetch a page."""
        return self.browser.get(path)

    def send(
        self, path: str, fields: Mapping[str, Sequence[str]], browser: FlaskClient | None = None
    ) -> TestResponse:
        """Send a form as our pages do, from the lead's browser or another one."""
        client = browser or self.browser
        return client.post(path, data={**fields, "csrf_token": [self._token(client)]})

    def send_json(self, path: str, body: object) -> TestResponse:
        """Send JSON as the script of our pages does."""
        headers = {"X-CSRFToken": self._token(self.browser), "Accept": "application/json"}
        return self.browser.post(path, json=body, headers=headers)

    def start(self, depth: str = "full", copy_from: int | None = None) -> int:
        """Start a checklist of a new piece of work; gives its id."""
        work_id = self.call(start_work, {"title": "Millbrook garden"})
        return self.call(start_assessment, self.plugins, work_id, depth, copy_from)

    def go_on(self) -> None:
        """Forget failures, so that a plugin that failed three times is not paused in the trial."""
        watch = self.plugins.watch
        watch.take()
        for name in watch.paused:
            with self.app.app_context(), write() as session:
                try_again(session, self.actor, datetime.now(UTC), self.plugins, name)

    def _token(self, browser: FlaskClient) -> str:
        with browser.session_transaction() as session:
            token = session.setdefault("csrf_token", secrets.token_hex(20))
        with self.app.test_request_context():
            signer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
            return str(signer.dumps(token))


def _signed_in(session: Session, now: datetime, organisation_id: int, role: str) -> tuple[int, str]:
    """A new person with a role, and what their browser holds."""
    address = ADDRESS if role == "lead" else f"{secrets.token_hex(6)}@example.org"
    person = Person(name=PERSON, email=address, created_at=now)
    session.add(person)
    session.flush()
    ids = {"organisation_id": organisation_id, "person_id": person.id}
    session.add(Membership(**ids, role=role, created_at=now))
    session.flush()
    _row, secret = open_sign_in(session, now, person.id, organisation_id)
    return person.id, secret


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'icf.sqlite'}"


def _application(
    instance: Path, secret_key: str, plugins: tuple[Path, ...] = (), installed: bool = False
) -> Flask:
    settings = {
        "secret_key": secret_key,
        "database_url": _database(instance),
        "language": "en",
        "https": False,
        "trusted_proxies": 0,
        "pdf_workers": 1,
    }
    sources = Sources(builtin=("icf.builtin",), installed=installed, folders=plugins)
    app = create_app(settings, instance, sources)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app
