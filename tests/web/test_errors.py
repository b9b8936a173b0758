"""What people see when something goes wrong."""

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask, abort, request

from icf.app import create_app
from icf.db import db
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound, PluginError
from icf.web import guards
from icf.web.headers import SECRETS
from tests.support import SECRET_KEY, CheckedClient

KINDS = [
    (InvalidInput, 400),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (PluginError, 500),
    (ZeroDivisionError, 500),
]


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The application with routes that fail in every way."""

    def fails_with(kind: type[Exception]) -> Callable[[], str]:
        @guards.public
        def fail() -> str:
            raise kind("The <b>words</b> of it")

        return fail

    for kind, _status in KINDS:
        app.add_url_rule(f"/t/{kind.__name__}", kind.__name__, fails_with(kind))

    @app.get("/t/abort/<int:status>")
    @guards.public
    def stop(status: int) -> str:
        abort(status)

    return app


@pytest.mark.parametrize(("kind", "status"), KINDS)
def test_each_kind_of_error_has_its_status(
    failing: Flask, client: CheckedClient, kind: type[Exception], status: int
) -> None:
    client.page(f"/t/{kind.__name__}", status=status)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 429, 500, 503])
def test_each_status_has_a_sound_page(failing: Flask, client: CheckedClient, status: int) -> None:
    page = client.page(f"/t/abort/{status}", status=status)

    assert page.h1 is not None


def test_what_can_be_explained_is_explained_and_escaped(
    failing: Flask, client: CheckedClient
) -> None:
    page = client.page("/t/InvalidInput", status=400)

    assert "The <b>words</b> of it" in page.get_text()


@pytest.mark.parametrize(("name", "status"), [("secret", 500), ("token", 500), ("secret", 404)])
def test_no_secret_of_an_address_gets_into_the_log(
    app: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture, name: str, status: int
) -> None:
    @app.get(f"/t/opens/<{name}>")
    @guards.public
    def opens(**_parts: str) -> str:
        raise ZeroDivisionError if status == 500 else NotFound("Nothing")

    with caplog.at_level(logging.WARNING):
        client.page("/t/opens/sesame", status=status)

    assert f"/t/opens/<{name}>" in caplog.text
    assert "sesame" not in caplog.text


def test_what_was_to_be_stored_does_not_get_into_the_log(
    app: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/t/stores")
    @guards.public
    def stores() -> str:
        return str(db.session.scalar(sa.select(sa.func.no_such_function(request.args["said"]))))

    with caplog.at_level(logging.ERROR):
        assert client.get("/t/stores?said=marmalade").status_code >= 500

    assert "no_such_function" in caplog.text
    assert "marmalade" not in caplog.text


def test_every_address_with_a_secret_calls_it_so(app: Flask) -> None:
    parts = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    secret = {name for name in parts if re.search("secret|token|code|hash", name)}

    assert secret <= SECRETS


def test_a_fault_of_ours_shows_a_reference_that_is_in_the_log(
    failing: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        page = client.page("/t/ZeroDivisionError", status=500)

    reference = page.strong.get_text()  # type: ignore[union-attr]
    assert reference in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "words" not in page.get_text()


def test_a_script_gets_json(failing: Flask, client: CheckedClient) -> None:
    response = client.get("/t/Conflict", headers={"Accept": "application/json"})

    assert response.status_code == 409
    assert response.json["message"] == "The <b>words</b> of it"  # type: ignore[index]


def test_a_page_that_is_not_there_says_so(client: CheckedClient) -> None:
    client.page("/no/such/page", status=404)


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.sqlite", "postgresql+psycopg://nobody@127.0.0.1:1/none"]
)
def test_with_the_database_down_there_is_still_a_page(url: str, instance_folder: Path) -> None:
    app = create_app({"secret_key": SECRET_KEY, "database_url": url}, instance=instance_folder)
    client = app.test_client()
    client.set_cookie("icf_sign_in", "somebody")

    response = client.get("/work")

    page = BeautifulSoup(response.text, "html.parser")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert page.h1 is not None


def test_with_the_templates_broken_there_is_still_a_page(
    failing: Flask, client: CheckedClient
) -> None:
    failing.jinja_env.globals["_"] = None

    response = client.get("/t/ZeroDivisionError")

    assert response.status_code == 500
    assert "Something went wrong" in response.text
