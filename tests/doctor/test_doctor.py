"""The doctor finds each fault that it knows, says the cure, and finds nothing in a sound place."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask, Response
from sqlalchemy.engine import make_url

from icf import config
from icf.app import create_app
from icf.backup.service import back_up
from icf.cli import main
from icf.config import Settings
from icf.db import db, write
from icf.doctor.commands import HERE, findings, live_checks
from icf.doctor.finding import Finding
from icf.doctor.folder import check_backups, file_system
from icf.doctor.live import check_https
from icf.migrations import schema_engine
from icf.plugin.models import PluginPause
from tests.backup.conftest import installation  # noqa: F401 a fixture
from tests.browser.server import live_server
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.support import SECRET_KEY


@pytest.fixture
def sound(installation: Settings) -> Settings:  # noqa: F811
    """An installation that nothing is wrong with."""
    (installation.instance / "secret").chmod(0o600)
    installation.instance.chmod(0o700)
    shutil.rmtree(installation.instance / "plugins")
    return replace(installation, secret_key=SECRET_KEY)


def faults(settings: Settings, *names: str) -> list[Finding]:
    checks = {name: HERE[name] for name in names} if names else HERE
    return [one for one in findings(settings, checks) if one.state != "ok"]


def test_nothing_is_wrong_with_a_sound_installation(sound: Settings) -> None:
    assert faults(sound) == []


def test_every_fault_comes_with_a_cure(sound: Settings) -> None:
    broken = replace(sound, secret_key="short", database_url="sqlite:////nowhere/at/all.sqlite")

    found = faults(broken)

    assert {"secret", "tables"} <= {one.check for one in found}
    assert all(one.cure for one in found)


def one_fault(settings: Settings, check: str) -> str:
    (found,) = faults(settings, check)
    assert found.cure
    return f"{found.state}: {found.words}"


def test_a_secret_that_others_can_read_is_found(sound: Settings) -> None:
    (sound.instance / "secret").chmod(0o640)

    assert "failed: Others on this machine can read" in one_fault(sound, "secret")


def test_a_folder_that_others_can_look_into_is_found(sound: Settings) -> None:
    sound.instance.chmod(0o755)

    assert "warning: Others on this machine can look" in one_fault(sound, "secret")


def test_tables_of_another_step_are_found(
    sound: Settings, databases: SqliteDatabases | PostgresDatabases
) -> None:
    engine = schema_engine(make_url(databases.owner(sound.database)))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()

    assert "step 0001" in one_fault(sound, "tables")


def test_add_ons_that_are_refused_or_paused_are_named(app: Flask, sound: Settings) -> None:
    folder = sound.instance / "plugins" / "broken"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text("name = 3")
    with app.app_context(), write() as session:
        session.add(PluginPause(plugin="place_standard", paused_at=datetime.now(UTC)))

    found = faults(sound, "add-ons")

    assert [one.state for one in found] == ["failed", "warning"]
    assert "broken" in found[0].words
    assert "place_standard" in found[1].words


@pytest.mark.database("sqlite")
def test_a_damaged_database_is_found(sound: Settings) -> None:
    path = Path(make_url(sound.database).database or "")
    content = bytearray(path.read_bytes())
    content[8192:40_000] = os.urandom(40_000 - 8192)
    path.write_bytes(content)

    assert any("damaged" in one.words or "malformed" in one.words for one in faults(sound))


@pytest.mark.database("postgresql")
@pytest.mark.parametrize(
    ("role", "words"),
    [("icf_owner", "warning: “icf_owner” owns the tables"), ("icf", "failed: “icf” passes")],
)
def test_serving_as_more_than_the_role_for_it_is_found(
    sound: Settings, role: str, words: str
) -> None:
    url = make_url(sound.database).set(username=role)

    assert words in one_fault(replace(sound, database_url=str(url)), "database")


@pytest.mark.database("postgresql")
def test_a_table_without_protection_is_found(sound: Settings) -> None:
    engine = schema_engine(make_url(sound.database_owner))
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE work DISABLE ROW LEVEL SECURITY")
    engine.dispose()

    assert "failed: These tables are not protected: work." in one_fault(sound, "database")


def test_backups_that_are_missing_old_or_spoilt_are_found(sound: Settings) -> None:
    none = list(check_backups(sound))
    made = back_up(sound)
    fresh = list(check_backups(sound))
    old = made.path.read_bytes().replace(
        made.manifest.made_at[:10].encode(),
        f"{datetime.now(UTC) - timedelta(days=9):%Y-%m-%d}".encode(),
    )
    made.path.write_bytes(old)
    late = list(check_backups(sound))
    made.path.write_bytes(old[:5_000])
    spoilt = list(check_backups(sound))

    assert [one.state for one in none] == ["failed"]
    assert [one.state for one in fresh] == ["ok", "warning"]
    assert late[0].state == "failed"
    assert "hours old" in late[0].words
    assert "no whole backup" in spoilt[0].words


def test_a_network_disk_is_told_from_one_of_this_machine(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "share"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {share} nfs4 rw 0 0\n")

    assert file_system(share / "instance", mounts) == "nfs4"
    assert file_system(tmp_path / "shared", mounts) == "ext4"
    assert file_system(tmp_path, tmp_path / "none") == ""


@pytest.fixture
def site(sound: Settings, instance_folder: Path) -> Iterator[Callable[..., Flask]]:
    """`site(https=True)` gives an application to look at from outside."""
    made = []

    def make(**settings: Any) -> Flask:
        given = {"secret_key": SECRET_KEY, "database_url": sound.database, **settings}
        made.append(create_app(given, instance=instance_folder))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def look(app: Flask, settings: Settings) -> list[Finding]:
    with live_server(app) as server:
        return list(findings(settings, {"site": live_checks(server.url)["site"]}))


def test_a_site_as_we_serve_it_is_sound(site: Callable[..., Flask], sound: Settings) -> None:
    found = look(site(), sound)

    assert {one.state for one in found} == {"ok"}
    assert {one.check for one in found} == {"site", "headers", "cookies"}
    assert len(found) >= 5


def test_a_web_server_in_front_that_spoils_headers_and_cookies_is_found(
    site: Callable[..., Flask], sound: Settings
) -> None:
    app = site()

    def spoil(response: Response) -> Response:
        response.headers.pop("Content-Security-Policy", None)
        response.headers["X-Frame-Options"] = "ALLOWALL"
        cookies = response.headers.getlist("Set-Cookie")
        response.headers.setlist("Set-Cookie", [one.replace("; HttpOnly", "") for one in cookies])
        return response

    app.wsgi_app = _Spoiling(app.wsgi_app, spoil)  # type: ignore[method-assign]

    found = [one for one in look(app, sound) if one.state == "failed"]

    assert sum(one.check == "headers" for one in found) == 3
    assert any("Content-Security-Policy, X-Frame-Options" in one.words for one in found)
    assert any("lacks HttpOnly" in one.words for one in found)


class _Spoiling:
    """A web server in front."""

    def __init__(self, inner: Any, spoil: Callable[[Response], Response]) -> None:
        self._inner, self._spoil = inner, spoil

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self._spoil(Response.from_app(self._inner, environ))(environ, start_response)


def test_a_site_that_does_not_answer_is_found(sound: Settings) -> None:
    found = list(findings(sound, {"site": live_checks("http://127.0.0.1:1")["site"]}))

    assert "does not answer" in found[0].words


def test_a_site_without_https_is_found(sound: Settings) -> None:
    words = [one.words for one in check_https(sound, "http://toolkit.example.org")]

    assert any("is not https" in one for one in words)
    assert any("Cookies would travel" in one for one in words)


@pytest.mark.database("sqlite")
def test_the_command_ends_with_1_when_something_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(config.INSTANCE_VARIABLE, str(tmp_path / "instance"))
    runner = CliRunner()
    runner.invoke(main, ["init"])

    fine = runner.invoke(main, ["doctor"])
    told = runner.invoke(main, ["doctor", "--deploy", "--address", "http://127.0.0.1:1", "--json"])

    assert fine.exit_code == 0, fine.output
    assert all(line.startswith(("ok", "warning")) for line in fine.output.splitlines())
    assert told.exit_code == 1
    assert {"https", "site", "backups"} <= {
        one["check"] for one in json.loads(told.output) if one["state"] == "failed"
    }
