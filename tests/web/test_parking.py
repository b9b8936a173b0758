"""Nobody loses what they typed because their session ended meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask, request

from icf.accounts.models import Person, SignIn
from icf.accounts.password import password_hash
from icf.db import write
from icf.web import guards
from icf.web.parking import COOKIE
from tests.support import CheckedClient

PASSWORD = "four quiet words together"


@pytest.fixture
def noting(app: Flask) -> Flask:
    """The application with a form that gives back what it was sent."""

    @app.post("/t/note")
    @guards.signed_in
    def note() -> dict[str, list[str]]:
        return {name: request.form.getlist(name) for name in ("words", "groups")}

    return app


def end_session_of(app: Flask, client: CheckedClient) -> None:
    assert client.actor is not None
    long_ago = datetime.now(UTC) - timedelta(days=30)
    with app.app_context(), write() as session:
        person = session.get_one(Person, client.actor.person_id)
        person.password_hash = password_hash(PASSWORD)
        session.execute(
            sa.update(SignIn)
            .where(SignIn.person_id == person.id)
            .values(seen_at=long_ago, expires_at=long_ago)
        )


def test_after_signing_in_again_what_was_typed_is_there_to_be_sent(
    noting: Flask, signed_in: Callable[..., CheckedClient]
) -> None:
    client = signed_in("lead")
    assert client.actor is not None
    end_session_of(noting, client)

    typed = {"words": "An hour of <typing>", "groups": ["young", "carers"]}
    asked = client.send("/t/note", typed)
    client.get(asked.location)
    let_in = client.send(asked.location, {"email": client.actor.email, "password": PASSWORD})
    page = BeautifulSoup(client.get(let_in.location).text, "html.parser")

    form = page.find("form", action="/t/note")
    assert form is not None
    fields = [
        (field["name"], field.get("value") or field.get_text()) for field in form.select("[name]")
    ]
    again = client.post("/t/note", data=_multi(fields))
    assert again.json == {"words": ["An hour of <typing>"], "groups": ["young", "carers"]}
    assert client.get_cookie(COOKIE) is None


def _multi(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in fields:
        found.setdefault(name, []).append(text)
    return found
