"""Headers on every reply, and cookies that only browsers and we can read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from icf.app import create_app
from tests.support import SECRET_KEY, CheckedClient


@pytest.mark.parametrize("path", ["/healthz", "/no/such/page", "/static/icf.css", "/sign-in"])
def test_every_reply_has_the_headers(client: CheckedClient, path: str) -> None:
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_of_signed_in_people_are_not_stored(
    signed_in: Callable[..., CheckedClient],
) -> None:
    assert signed_in("lead").get("/account").headers["Cache-Control"] == "no-store"


def test_without_https_nothing_claims_it(client: CheckedClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_with_https_cookies_and_headers_say_so(database_url: str, instance_folder: Path) -> None:
    app: Flask = create_app(
        {"secret_key": SECRET_KEY, "database_url": database_url, "https": True},
        instance=instance_folder,
    )

    response = app.test_client().get("/sign-in", base_url="https://localhost")

    cookie = response.headers["Set-Cookie"]
    assert "max-age=" in response.headers["Strict-Transport-Security"]
    assert cookie.startswith("__Host-")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie


def test_an_asset_with_its_hash_may_be_kept_for_a_year(app: Flask, client: CheckedClient) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("icf.css")  # type: ignore[operator]

    response = client.get(address)

    assert response.status_code == 200
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert "immutable" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/static/../config.py", "/static/nothing.css"])
def test_only_assets_are_served(client: CheckedClient, path: str) -> None:
    assert client.get(path).status_code == 404
