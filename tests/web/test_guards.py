"""Who may see a page, and that the session is looked at before everything else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, g
from werkzeug.test import TestResponse

from icf.accounts.models import ParkedForm, SignIn
from icf.db import db, scope, write
from icf.web import guards
from icf.web.actor import CAPABILITIES, Actor
from icf.web.parking import COOKIE, unpark
from tests.support import CheckedClient, Somewhere

SignedIn = Callable[..., CheckedClient]


@pytest.fixture
def pages(app: Flask) -> Flask:
    """The application with a few routes that only these tests need."""

    @app.route("/t/public", methods=["GET", "POST"])
    @guards.public
    def anybody() -> dict[str, bool]:
        return {"seen": True}

    @app.route("/t/signed-in", methods=["GET", "POST"])
    @guards.signed_in
    def somebody() -> dict[str, object]:
        return {"name": guards.actor().name, "scope": scope()}

    @app.route("/t/people", methods=["GET", "POST"])
    @guards.may("people")
    def people() -> dict[str, bool]:
        return {"seen": True}

    @app.get("/t/twice")
    @guards.signed_in
    def twice() -> dict[str, bool]:
        return {"same": guards.now() is guards.now()}

    return app


def test_every_route_says_who_may_see_it(app: Flask) -> None:
    guards.check_audiences(app)


def test_a_route_that_does_not_say_who_may_see_it_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/t/silent", "silent", lambda: "x")

    with pytest.raises(RuntimeError, match="silent"):
        guards.check_audiences(app)


def test_anybody_sees_a_public_page(pages: Flask, client: CheckedClient) -> None:
    assert client.get("/t/public").json == {"seen": True}


def test_nobody_signed_in_is_led_to_sign_in_and_back(pages: Flask, client: CheckedClient) -> None:
    response = client.get("/t/signed-in?page=2")

    assert response.status_code == 303
    assert response.location == "/sign-in?next=/t/signed-in?page%3D2"


def test_a_script_without_a_session_gets_401(pages: Flask, client: CheckedClient) -> None:
    response = client.post("/t/signed-in", json={})

    assert response.status_code == 401
    assert response.json["status"] == 401  # type: ignore[index]


def test_a_signed_in_person_is_the_actor_in_their_own_scope(
    pages: Flask, signed_in: SignedIn, organisation: Somewhere
) -> None:
    client = signed_in("contributor", name="Ada Example")

    assert client.get("/t/signed-in").json == {"name": "Ada Example", "scope": organisation.id}


def test_the_scope_ends_with_the_request(pages: Flask, signed_in: SignedIn) -> None:
    signed_in("lead").get("/t/signed-in")

    assert scope() is None


@pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("lead", 200)])
def test_a_capability_is_needed(pages: Flask, signed_in: SignedIn, role: str, status: int) -> None:
    assert signed_in(role).get("/t/people").status_code == status


def test_a_form_without_our_token_is_refused(pages: Flask, signed_in: SignedIn) -> None:
    client = signed_in("lead")

    assert client.post("/t/signed-in", data={"a": "b"}).status_code == 400
    assert client.send("/t/signed-in", {"a": "b"}).status_code == 200


def test_a_script_sends_the_token_in_a_header(pages: Flask, signed_in: SignedIn) -> None:
    assert signed_in("lead").send_json("/t/signed-in", {"a": "b"}).status_code == 200


def test_the_moment_of_a_request_is_always_the_same(pages: Flask, signed_in: SignedIn) -> None:
    assert signed_in("lead").get("/t/twice").json == {"same": True}


def test_no_role_may_more_than_the_one_above_it() -> None:
    assert CAPABILITIES["contributor"] < CAPABILITIES["lead"] < CAPABILITIES["administrator"]


def test_an_unknown_capability_is_a_mistake() -> None:
    actor = Actor(1, "Ada", "ada@example.org", 1, "Brooktown", "lead")

    with pytest.raises(ValueError, match="no capability 'fly'"):
        actor.may("fly")
    with pytest.raises(ValueError, match="no capability 'fly'"):
        guards.may("fly")


def end_session(app: Flask, client: CheckedClient) -> None:
    assert client.actor is not None
    long_ago = datetime.now(UTC) - timedelta(days=30)
    with app.app_context(), write() as session:
        session.execute(
            sa.update(SignIn)
            .where(SignIn.person_id == client.actor.person_id)
            .values(seen_at=long_ago, expires_at=long_ago)
        )


def send_after_the_end(pages: Flask, client: CheckedClient) -> tuple[TestResponse, str]:
    """The reply to a form sent after the session ended, and the secret in the cookie it sets."""
    end_session(pages, client)
    response = client.post(
        "/t/people",
        data={"words": "An hour of typing", "many": ["1", "2"], "csrf_token": "old"},
        headers={"Referer": "http://localhost/t/public"},
    )
    cookie = client.get_cookie(COOKIE)
    return response, cookie.value if cookie else ""


def test_what_was_typed_when_the_session_ended_is_kept_for_the_same_person(
    pages: Flask, signed_in: SignedIn
) -> None:
    client = signed_in("lead")
    assert client.actor is not None

    response, secret = send_after_the_end(pages, client)

    assert (response.status_code, response.location) == (303, "/sign-in?next=/t/public")
    with pages.app_context():
        found = unpark(db.session(), datetime.now(UTC), client.actor.person_id, secret)
    assert found is not None
    assert found.path == "/t/people"
    assert found.fields == [("words", "An hour of typing"), ("many", "1"), ("many", "2")]


def test_what_was_typed_is_not_given_to_anybody_else(pages: Flask, signed_in: SignedIn) -> None:
    client, other = signed_in("lead"), signed_in("lead")
    assert other.actor is not None

    _response, secret = send_after_the_end(pages, client)

    with pages.app_context():
        assert unpark(db.session(), datetime.now(UTC), other.actor.person_id, secret) is None


def test_what_was_typed_is_forgotten_after_a_day(pages: Flask, signed_in: SignedIn) -> None:
    client = signed_in("lead")
    assert client.actor is not None

    _response, secret = send_after_the_end(pages, client)

    tomorrow = datetime.now(UTC) + timedelta(hours=25)
    with pages.app_context():
        assert unpark(db.session(), tomorrow, client.actor.person_id, secret) is None


def test_nothing_is_kept_of_somebody_unknown(pages: Flask, client: CheckedClient) -> None:
    client.post("/t/people", data={"words": "Typed by nobody we know"})

    with pages.app_context():
        assert db.session.scalars(sa.select(ParkedForm)).all() == []


def test_today_is_the_day_where_the_people_are(app: Flask) -> None:
    """Half past midnight in summer is still yesterday by UTC: what is due today was overdue."""
    with app.test_request_context():
        g.now = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

        assert guards.today() == date(2026, 7, 2)
