"""An application with rows in it, and browsers that look at every page that they fetch.

Fixtures: `app`, `client`, `organisation`, `signed_in`. See each of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from icf.accounts.models import Membership, Organisation, Person
from icf.accounts.session import COOKIE
from icf.accounts.signin import open_sign_in
from icf.app import create_app
from icf.conformance.page import faults_of_page
from icf.db import Base, db, write
from icf.web.actor import Actor

SECRET_KEY = "only-for-tests-" * 3


class CompiledTemplates(BytecodeCache):
    """Templates compiled by one application, for the next one of the same process.

    Every test has an application of its own; without this each would compile the same templates.
    """

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


class CheckedClient(FlaskClient):
    """Looks at each HTML page that it fetches; a page with a fault fails the test.

    `actor` is whoever is signed in, or None.
    """

    actor: Actor | None = None
    look_at_pages = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **{"buffered": True, **kwargs})
        if self.look_at_pages and response.mimetype == "text/html" and response.data:
            faults = faults_of_page(response.text)
            assert not faults, f"{response.request.path} ({response.status}): " + "; ".join(faults)
        return response

    def page(self, path: str, status: int = 200) -> BeautifulSoup:
        """Fetch a page, check its status, and give it parsed."""
        response = self.get(path)
        assert response.status_code == status, f"{path}: {response.status}\n{response.text[:2000]}"
        return BeautifulSoup(response.text, "html.parser")

    def csrf_token(self) -> str:
        """The token that our own pages would send. Asks for no page, so the first call is cheap."""
        with self.session_transaction() as session:
            token = session.setdefault("csrf_token", "0" * 40)
        with self.application.test_request_context():
            signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
            return str(signer.dumps(token))

    def send(self, path: str, fields: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form as one of our own pages would: with its CSRF token."""
        return self.post(path, data={**(fields or {}), "csrf_token": self.csrf_token()}, **kwargs)

    def send_json(self, path: str, body: object, **kwargs: Any) -> TestResponse:
        """Send JSON as our script does: with the CSRF token in a header."""
        headers = {"X-CSRFToken": self.csrf_token(), "Accept": "application/json"}
        return self.post(path, json=body, headers=headers, **kwargs)


@dataclass(frozen=True)
class Somewhere:
    """An organisation that a test made: its id and name."""

    id: int
    name: str


@pytest.fixture
def app(database_url: str, instance_folder: Path) -> Iterator[Flask]:
    """The application with all tables and no rows, and an instance folder of its own."""
    made = create_app(
        {"secret_key": SECRET_KEY, "database_url": database_url}, instance=instance_folder
    )
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    made.test_client_class = CheckedClient
    made.jinja_env.bytecode_cache = COMPILED
    yield made
    with made.app_context():
        db.engine.dispose()
    forget_statements()


def forget_statements() -> None:
    """Let go of the statements that SQLAlchemy compiled for an application that is gone.

    Each mapper keeps those of every engine; after a thousand tests that is a gigabyte.
    """
    for mapper in Base.registry.mappers:
        vars(mapper).get("_compiled_cache", {}).clear()


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A browser in which nobody is signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def make_organisation(app: Flask) -> Callable[..., Somewhere]:
    """`make_organisation(name="Brooktown Council")` gives an organisation."""

    def make(name: str = "Brooktown Council") -> Somewhere:
        with app.app_context(), write() as session:
            row = Organisation(name=name, created_at=datetime.now(UTC))
            session.add(row)
            session.flush()
            return Somewhere(row.id, name)

    return make


@pytest.fixture
def organisation(make_organisation: Callable[..., Somewhere]) -> Somewhere:
    """The organisation that `signed_in` people belong to unless told otherwise."""
    return make_organisation()


@pytest.fixture
def signed_in(app: Flask, organisation: Somewhere) -> Callable[..., CheckedClient]:
    """`signed_in("lead")` gives a browser in which a new person with that role is signed in.

    `signed_in("contributor", organisation=other, name="Ada Example")` for somebody elsewhere.
    `.actor` of the browser is that person. No password is involved, so it is quick.
    """
    made = 0

    def sign_in(
        role: str = "contributor", organisation: Somewhere = organisation, name: str = ""
    ) -> CheckedClient:
        nonlocal made
        made += 1
        name = name or f"Person {made}"
        person_id, secret = _add_person(app, organisation.id, name, made, role)
        client: CheckedClient = app.test_client()  # type: ignore[assignment]
        client.set_cookie(COOKIE, secret)
        email = f"person{made}@example.org"
        client.actor = Actor(person_id, name, email, organisation.id, organisation.name, role)
        return client

    return sign_in


def _add_person(
    app: Flask, organisation_id: int, name: str, number: int, role: str
) -> tuple[int, str]:
    now = datetime.now(UTC)
    with app.app_context(), write() as session:
        person = Person(name=name, email=f"person{number}@example.org", created_at=now)
        session.add(person)
        session.flush()
        session.add(
            Membership(
                organisation_id=organisation_id, person_id=person.id, role=role, created_at=now
            )
        )
        session.flush()
        _, secret = open_sign_in(session, now, person.id, organisation_id)
        return person.id, secret
