"""The application as a whole."""

from pathlib import Path

import pytest
from flask import Flask

from icf.app import create_app
from icf.errors import ConfigError
from tests.support import SECRET_KEY, CheckedClient


def test_it_is_up_and_its_database_answers(client: CheckedClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_without_a_secret_it_does_not_start(instance_folder: Path) -> None:
    with pytest.raises(ConfigError, match="Run icf init"):
        create_app({}, instance=instance_folder)


def test_without_its_folder_it_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Run icf init"):
        create_app({"secret_key": SECRET_KEY}, instance=tmp_path / "none")


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense", "sqlite+aiosqlite:///x"])
def test_another_kind_of_database_is_refused(instance_folder: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="database_url"):
        create_app({"secret_key": SECRET_KEY, "database_url": url}, instance=instance_folder)


def test_templates_of_a_plugin_are_found_under_its_name(app: Flask) -> None:
    for name, folder in app.extensions["icf_plugins"].template_folders().items():
        for file in folder.glob("*.html"):
            assert app.jinja_env.get_template(f"{name}/{file.name}")


def test_behind_a_trusted_proxy_the_address_is_that_of_the_visitor(
    database_url: str, instance_folder: Path
) -> None:
    app = create_app(
        {"secret_key": SECRET_KEY, "database_url": database_url, "trusted_proxies": 1},
        instance=instance_folder,
    )

    response = app.test_client().get(
        "/account", headers={"X-Forwarded-Prefix": "/icf", "X-Forwarded-Proto": "https"}
    )

    assert response.location.startswith("/icf/sign-in")


def test_without_a_trusted_proxy_such_headers_count_for_nothing(client: CheckedClient) -> None:
    response = client.get("/account", headers={"X-Forwarded-Prefix": "/icf"})

    assert response.location.startswith("/sign-in")
