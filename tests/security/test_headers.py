"""The same protection on every route, whoever asks and whatever becomes of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask, Response
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from icf.accounts.models import Organisation, SignIn
from icf.accounts.person import add_membership, create_person
from icf.app import create_app
from icf.db import db, write
from icf.web.guards import PUBLIC, public
from icf.web.headers import SECRETS
from tests.security.matrix import NoPdf
from tests.security.pages import PASSWORD
from tests.security.world import Place, address, audience_of, id_names, methods_of, rules
from tests.support import SECRET_KEY, CheckedClient

NOT_PERSONAL = ("assets.", "theme.", "health.")
NO_SECRETS = {"depth", "ending", "form", "key", "number", "path", "plugin", "step"}
"""Parts of addresses for everybody that anybody may guess."""


def check(reply: TestResponse, where: str) -> None:
    headers = reply.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'", where
    assert policy["frame-ancestors"] == "'none'", where
    assert policy["base-uri"] == "'none'", where
    assert policy["form-action"] == "'self'", where
    assert policy["script-src"] == policy["style-src"] == "'self'", where
    assert "unsafe" not in headers["Content-Security-Policy"], where
    assert "http:" not in headers["Content-Security-Policy"], where
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["X-Frame-Options"] == "DENY", where
    assert headers["Referrer-Policy"] == "same-origin", where
    assert "Server" not in headers, where


def addresses(app: Flask, place: Place) -> list[tuple[Rule, str]]:
    return [(rule, address(app, rule, place.ids)) for rule in rules(app)]


def test_every_route_has_them_for_somebody_signed_in(app: Flask, ours: Place) -> None:
    app.extensions["icf_pdf"] = NoPdf()
    client = ours.browsers["administrator"]

    for rule, path in addresses(app, ours):
        for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"):
            reply = client.open(path, method=method)
            check(reply, f"{method} {path} {reply.status_code}")
            if not rule.endpoint.startswith(NOT_PERSONAL):
                assert reply.headers["Cache-Control"] == "no-store", f"{method} {path}"


def test_every_route_has_them_for_nobody(app: Flask, client: CheckedClient, ours: Place) -> None:
    for rule, path in addresses(app, ours):
        for method in ("GET", "POST", "OPTIONS", "PUT"):
            reply = client.open(path, method=method)
            check(reply, f"{method} {path} {reply.status_code}")
            if audience_of(app, rule) != PUBLIC:
                assert reply.headers.get("Cache-Control") in (None, "no-store")
                assert ours.mark not in reply.text


def test_no_search_engine_keeps_an_address_with_a_secret(app: Flask, client: CheckedClient) -> None:
    client.look_at_pages = False
    secret = [rule for rule in rules(app) if not SECRETS.isdisjoint(rule.arguments)]

    for rule in secret:
        for method in ("GET", "POST", "HEAD", "PUT"):
            reply = client.open(address(app, rule, {}), method=method)
            told = reply.headers.getlist("X-Robots-Tag")
            # A method that no route takes leads to no view, and shows nothing of its address.
            wanted = [] if reply.status_code == 405 else ["noindex, nofollow"]
            assert told == wanted, f"{method} {rule}"
    assert len(secret) > 5


def test_every_word_in_a_public_address_is_known_to_be_a_secret_or_not(app: Flask) -> None:
    words = {
        name
        for rule in rules(app)
        if audience_of(app, rule) == PUBLIC and not rule.endpoint.startswith(NOT_PERSONAL)
        for name in rule.arguments
    }

    assert words >= {"secret", "code"}
    assert words - SECRETS <= NO_SECRETS, "Call a part that lets somebody do something a secret"


@pytest.mark.parametrize(
    "path", ["/no/such/page", "/work/0", "/static/../secret", "/theme/zzz.css", "/link/x", "//x/y"]
)
def test_error_pages_have_them(client: CheckedClient, path: str) -> None:
    reply = client.get(path)

    assert reply.status_code >= 300
    check(reply, path)


def test_methods_that_no_route_takes_do_nothing(app: Flask, ours: Place) -> None:
    client = ours.browsers["administrator"]
    routes = app.url_map.bind("localhost")

    for _rule, path in addresses(app, ours):
        # Two routes may share an address: one that reads, one that writes.
        taken = set(routes.allowed_methods(path))
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            assert client.open(path, method=method).status_code == 405, f"{method} {path}"
        if "POST" not in taken:
            assert client.send(path).status_code in (404, 405), path
        if "GET" not in taken:
            assert client.get(path).status_code == 405, path


def test_head_says_what_get_says_without_a_body(app: Flask, ours: Place) -> None:
    client = ours.browsers["lead"]

    for rule, path in addresses(app, ours):
        if "GET" in methods_of(rule) and rule.endpoint != "reports.plan_pdf":
            head = client.head(path)
            assert head.status_code == client.get(path).status_code, path
            assert head.data == b"", path


@pytest.fixture
def https_app(database_url: str, instance_folder: Path) -> Iterator[Flask]:
    settings = {"secret_key": SECRET_KEY, "database_url": database_url, "https": True}
    made = create_app(settings, instance=instance_folder)
    made.config["PROPAGATE_EXCEPTIONS"] = False
    made.add_url_rule("/x/broken/page", "broken", public(lambda: 1 / 0))
    made.add_url_rule("/x/broken/file", "file", public(lambda: Response("x", mimetype="text/csv")))
    yield made
    with made.app_context():
        db.engine.dispose()


def test_over_https_every_reply_says_so_and_every_cookie_stays_with_this_host(
    https_app: Flask, figure: Callable[..., None]
) -> None:
    client, count, cookies = https_app.test_client(), 0, []
    paths = [address(https_app, rule, {}) for rule in rules(https_app) if not id_names(rule)]
    signed_out = "/x/no/such", "/x/broken/page", "/x/broken/file", "/link/guessed", "/sign-out"

    for path in (*paths, *signed_out):
        for method in ("GET", "POST"):
            count += 1
            reply = client.open(path, method=method, base_url="https://localhost")
            check(reply, path)
            assert reply.headers["Strict-Transport-Security"] == "max-age=31536000", path
            cookies += reply.headers.getlist("Set-Cookie")

    figure("S4", f"{count} replies over https, errors and files included: all headers")
    assert count > 80
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert flag in cookie.split("; "), cookie
        assert "Domain=" not in cookie


def test_over_https_signing_in_and_out_sets_such_cookies_too(https_app: Flask) -> None:
    with https_app.app_context(), write() as session:
        place = Organisation(name="Brooktown Council", created_at=datetime.now(UTC))
        session.add(place)
        session.flush()
        person = create_person(session, datetime.now(UTC), "Ada", "ada@example.org", PASSWORD)
        add_membership(session, datetime.now(UTC), place.id, person.id, "lead")
    client, secure = https_app.test_client(), {"base_url": "https://localhost"}
    page = BeautifulSoup(client.get("/sign-in", **secure).text, "html.parser")
    sent = {
        "csrf_token": page.select_one("[name=csrf_token]")["value"],  # type: ignore[index]
        "email": "ada@example.org",
        "password": PASSWORD,
    }
    origin = {"Referer": "https://localhost/sign-in"}

    signed_in = client.post("/sign-in", data=sent, headers=origin, **secure)
    names = {cookie.partition("=")[0] for cookie in signed_in.headers.getlist("Set-Cookie")}
    with https_app.app_context(), write() as session:
        session.execute(sa.update(SignIn).values(seen_at=datetime(2020, 1, 1, tzinfo=UTC)))
    parked = client.post("/work/new", data={"title": "Typed"}, headers=origin, **secure)
    parked_names = {one.partition("=")[0] for one in parked.headers.getlist("Set-Cookie")}

    assert signed_in.status_code == 303
    assert "__Host-icf_sign_in" in names
    assert "__Host-icf_typed" in parked_names
    assert all(one.startswith("__Host-") for one in names | parked_names)
