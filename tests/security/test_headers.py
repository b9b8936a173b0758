"""The same protection on every route, whoever asks and whatever becomes of it."""

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from icf.web.guards import PUBLIC
from tests.security.matrix import NoPdf
from tests.security.world import Place, address, audience_of, methods_of, rules
from tests.support import CheckedClient

NOT_PERSONAL = ("assets.", "theme.", "health.")


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


@pytest.mark.parametrize(
    "path", ["/no/such/page", "/work/0", "/static/../secret", "/theme/zzz.css", "/link/x", "//x/y"]
)
def test_error_pages_have_them(client: CheckedClient, path: str) -> None:
    reply = client.get(path)

    assert reply.status_code >= 300
    check(reply, path)


def test_methods_that_no_route_takes_do_nothing(app: Flask, ours: Place) -> None:
    client = ours.browsers["administrator"]

    for rule, path in addresses(app, ours):
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            assert client.open(path, method=method).status_code == 405, f"{method} {path}"
        if "POST" not in methods_of(rule):
            assert client.send(path).status_code in (404, 405), path
        if "GET" not in methods_of(rule):
            assert client.get(path).status_code == 405, path


def test_head_says_what_get_says_without_a_body(app: Flask, ours: Place) -> None:
    client = ours.browsers["lead"]

    for rule, path in addresses(app, ours):
        if "GET" in methods_of(rule) and rule.endpoint != "reports.plan_pdf":
            head = client.head(path)
            assert head.status_code == client.get(path).status_code, path
            assert head.data == b"", path
