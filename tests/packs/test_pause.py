"""An add-on that fails again and again is paused for everybody, and named; nothing is lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import make_url

from icf import audit
from icf.app import create_app
from icf.db import db, in_organisation, write
from icf.migrations import schema_engine
from icf.packs.pause import failures_of, paused_plugins, store_failures, try_again
from icf.packs.service import set_switch
from icf.plugin.manager import Plugins
from icf.plugin.watch import Failure
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.support import SECRET_KEY, CheckedClient, Somewhere

SignIn = Callable[..., CheckedClient]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

CODE = """
from dataclasses import replace
from pathlib import Path
from icf.plugin import CORE_KINDS, hookimpl

def parse(question, scale, fields):
    if Path(__file__).with_name("broken").exists():
        raise RuntimeError("the hose has burst")
    return fields["value"][0]

def display(question, scale, value, language):
    return f"Hose {value}"

@hookimpl
def register_question_kinds():
    return [replace(CORE_KINDS["text"], name="hoses:hose", parse=parse, display=display)]
"""
METADATA = """
name = "hoses"
title = "Hoses and pumps"
version = "1.0"
publisher = "Hillside Fire"
hook_api = ">=1,<2"
stores = "Nothing else."
pack = "pack.yaml"
module = "code.py"
"""
PACK = """
format: 1
pack: hillside-hoses
extends: icf
version: 1.0.0
title: Hoses
publisher: Hillside Fire
language: en
sections:
  - key: hoses
    instrument: planning
    title: The hoses
    questions:
      - {key: one, text: The first hose?, kind: "hoses:hose", depth: quick}
      - {key: two, text: The second hose?, kind: "hoses:hose", depth: quick}
      - {key: three, text: The third hose?, kind: text, depth: quick}
"""
FAILING_SECTION = """
from icf.plugin import ReportSection, hookimpl, plain

@hookimpl
def register_report_sections():
    return [ReportSection("pumps:part", plain("Pumps"), lambda context: 1 / 0)]
"""
SECTION = "/sections/hillside-hoses:hoses"


@pytest.fixture
def hoses(app: Flask, instance_folder: Path, organisation: Somewhere, database_url: str) -> Path:
    """The add-on's folder; it is loaded and switched on. A file `broken` in it makes it fail."""
    folder = instance_folder / "plugins" / "hoses"
    folder.mkdir(parents=True)
    for name, text in (("code.py", CODE), ("plugin.toml", METADATA), ("pack.yaml", PACK)):
        (folder / name).write_text(text, encoding="utf-8")
    app.extensions["icf_plugins"] = loaded_again(instance_folder, database_url)
    with app.app_context(), in_organisation(organisation.id), write() as session:
        set_switch(session, organisation.id, NOW, "hoses", True)
    return folder


def loaded_again(instance: Path, url: str) -> Plugins:
    """The plugins as another process would load them."""
    other = create_app({"secret_key": SECRET_KEY, "database_url": url}, instance=instance)
    found: Plugins = other.extensions["icf_plugins"]
    return found


@pytest.fixture
def lead(signed_in: SignIn) -> CheckedClient:
    return signed_in("lead")


@pytest.fixture
def tasks(hoses: Path, lead: CheckedClient) -> str:
    """The address of a quick checklist in which the first two hoses are answered."""
    new = {"title": "Garden", "kind": "project", "is_new": "yes", "stage": "planning"}
    address = lead.send(lead.send("/work/new", new).location, {"depth": "quick"}).location
    saved = save(lead, address, {"one": "red", "two": "blue"})
    assert saved.status_code == 200, saved.text
    return str(address)


def save(browser: CheckedClient, tasks: str, values: dict[str, str], version: int = 0) -> Any:
    answers = [
        {"key": f"hillside-hoses:{key}", "version": version, "value": value}
        for key, value in values.items()
    ]
    address = f"/assessments/{tasks.rpartition('/')[2]}/answers"
    return browser.send_json(address, {"answers": answers})


def break_it(hoses: Path, lead: CheckedClient, tasks: str, times: int = 3) -> None:
    """Let it fail so many times, in a request each."""
    (hoses / "broken").touch()
    for _time in range(times):
        assert save(lead, tasks, {"one": "green"}, 1).status_code == 422


def failure(plugin: str = "hoses", minutes: float = 0) -> Failure:
    return Failure(
        plugin, "hoses:hose parse", "12345678", "it burst", NOW + timedelta(minutes=minutes)
    )


@pytest.fixture
def rows(app: Flask) -> Iterator[Any]:
    """A transaction to store failures in."""
    with app.app_context(), write() as session:
        yield session


def test_three_failures_within_ten_minutes_pause(rows: Any) -> None:
    store_failures(rows, NOW, [failure(), failure()])
    assert paused_plugins(rows) == frozenset()

    store_failures(rows, NOW, [failure(minutes=9)])

    assert paused_plugins(rows) == {"hoses"}


def test_failures_that_are_far_apart_do_not_pause(rows: Any) -> None:
    for minutes in (0, 6, 12, 18, 24):
        now = NOW + timedelta(minutes=minutes)
        store_failures(rows, now, [failure(minutes=minutes)])

    assert paused_plugins(rows) == frozenset()


def test_each_add_on_has_failures_of_its_own(rows: Any) -> None:
    store_failures(rows, NOW, [failure("hoses"), failure("pumps"), failure("hoses")])

    assert paused_plugins(rows) == frozenset()


def test_the_framework_itself_is_never_paused(app: Flask, rows: Any) -> None:
    store_failures(rows, NOW, [failure("icf")] * 5)
    watch = app.extensions["icf_plugins"].watch
    for _time in range(5):
        watch.fail("icf", "text parse", ValueError("x"))

    assert paused_plugins(rows) == frozenset()
    assert not watch.is_paused("icf")
    watch.take()


def test_failures_are_kept_for_thirty_days(rows: Any) -> None:
    store_failures(rows, NOW, [failure()])
    later = NOW + timedelta(days=31)

    store_failures(rows, later, [failure(minutes=31 * 24 * 60)])

    assert [one.at for one in failures_of(rows)] == [later]


def test_a_second_try_counts_from_the_beginning(app: Flask, lead: CheckedClient, rows: Any) -> None:
    plugins = app.extensions["icf_plugins"]
    store_failures(rows, NOW, [failure()] * 3)
    try_again(rows, lead.actor, NOW, plugins, "hoses")  # type: ignore[arg-type]

    store_failures(rows, NOW, [failure(minutes=1)] * 2)
    assert paused_plugins(rows) == frozenset()
    store_failures(rows, NOW, [failure(minutes=2)])

    assert paused_plugins(rows) == {"hoses"}


def test_a_paused_add_ons_questions_can_be_read_but_not_changed(
    hoses: Path, lead: CheckedClient, tasks: str
) -> None:
    break_it(hoses, lead, tasks)

    page = lead.page(f"{tasks}{SECTION}")
    (hoses / "broken").unlink()
    refused = save(lead, tasks, {"one": "green", "three": "any"}, 1)

    assert page.text.count("failed several times, so it is paused") == 1
    assert page.text.count("The answer, which cannot be changed now") == 3
    assert "Hose red" in page.text
    assert page.select("[data-question]") == []
    assert refused.status_code == 422
    assert len(refused.json["errors"]) == 2
    assert "Hose red" in lead.page(f"{tasks}{SECTION}").text


def test_the_rest_of_the_checklist_goes_on(hoses: Path, lead: CheckedClient, tasks: str) -> None:
    break_it(hoses, lead, tasks)
    address = f"/assessments/{tasks.rpartition('/')[2]}/answers"
    answer = {"key": "icf:connecting-who", "version": 0, "value": "partly"}

    saved = lead.send_json(address, {"answers": [answer]})

    assert saved.status_code == 200
    assert "Hose blue" in lead.page(f"{tasks}/plan").text


def test_new_checklists_leave_a_paused_add_on_out(
    hoses: Path, lead: CheckedClient, tasks: str
) -> None:
    break_it(hoses, lead, tasks)
    new = {"title": "Other", "kind": "project", "is_new": "yes", "stage": "planning"}

    other = lead.send(lead.send("/work/new", new).location, {"depth": "quick"}).location

    assert "The hoses" not in lead.page(other).text
    assert "The hoses" in lead.page(tasks).text


def test_another_process_knows_with_its_next_request(
    app: Flask,
    hoses: Path,
    lead: CheckedClient,
    tasks: str,
    instance_folder: Path,
    database_url: str,
) -> None:
    break_it(hoses, lead, tasks)
    app.extensions["icf_plugins"] = loaded_again(instance_folder, database_url)

    page = lead.page(f"{tasks}{SECTION}")

    assert "so it is paused" in page.text


def test_three_failures_in_one_request_stop_the_fourth_call(
    app: Flask, hoses: Path, lead: CheckedClient, tasks: str
) -> None:
    watch = app.extensions["icf_plugins"].watch

    for _time in range(3):
        watch.fail("hoses", "hoses:hose display", ValueError("x"))

    assert watch.is_paused("hoses")
    lead.page(tasks)
    assert watch.paused == {"hoses"}


def test_the_problems_page_names_it_with_what_failed_when_and_the_reference(
    hoses: Path,
    lead: CheckedClient,
    tasks: str,
    signed_in: SignIn,
    caplog: pytest.LogCaptureFixture,
) -> None:
    break_it(hoses, lead, tasks)

    page = signed_in("administrator").page("/add-ons/problems")

    card = page.select_one("[aria-labelledby=paused-1]")
    assert card is not None
    assert "Hoses and pumps" in card.text
    assert "hoses:hose parse" in card.text
    assert "RuntimeError: the hose has burst" in card.text
    references = [cell.text for cell in card.select('[data-label="Reference in the log"]')]
    assert len(references) == 3
    assert all(f"reference {one}" in caplog.text for one in references)


def test_the_problems_page_says_how_long_each_call_took(
    hoses: Path, tasks: str, signed_in: SignIn
) -> None:
    page = signed_in("administrator").page("/add-ons/problems")

    rows = {row.th.text: row for row in page.select("tbody tr") if row.th}
    assert "hoses: hoses:hose parse" in rows
    assert rows["hoses: hoses:hose parse"].select("td")[0].text == "2"


def test_everybody_is_told_on_the_add_ons_page(
    hoses: Path, lead: CheckedClient, tasks: str
) -> None:
    break_it(hoses, lead, tasks)

    page = lead.page("/add-ons").text

    assert "Paused because it failed" in page
    assert "Ask an administrator" in page


def test_an_administrator_lets_it_go_on(
    app: Flask, hoses: Path, lead: CheckedClient, tasks: str, signed_in: SignIn
) -> None:
    break_it(hoses, lead, tasks)
    (hoses / "broken").unlink()
    administrator = signed_in("administrator")
    assert lead.send("/add-ons/hoses/try-again").status_code == 403

    reply = administrator.send("/add-ons/hoses/try-again")

    assert reply.status_code == 303
    assert save(lead, tasks, {"one": "green"}, 1).status_code == 200
    assert "Hose green" in lead.page(f"{tasks}/plan").text
    with app.app_context():
        done = db.session.scalars(sa.select(audit.AuditEntry.what)).all()
    assert "add_on_paused" in done
    assert "add_on_tried_again" in done


def test_what_is_paused_cannot_be_switched_on(hoses: Path, lead: CheckedClient, tasks: str) -> None:
    break_it(hoses, lead, tasks)
    lead.send("/question-changes/new?add_on=hoses&on=0", {"choice": "stay"})

    reply = lead.send("/add-ons/hoses")

    assert reply.status_code == 400
    assert "is paused, because it failed several times" in reply.text


def test_answers_are_in_the_plan_where_another_add_ons_section_fails(
    app: Flask,
    hoses: Path,
    lead: CheckedClient,
    tasks: str,
    instance_folder: Path,
    database_url: str,
) -> None:
    pumps = instance_folder / "plugins" / "pumps"
    pumps.mkdir()
    (pumps / "code.py").write_text(FAILING_SECTION, encoding="utf-8")
    metadata = METADATA.replace('"hoses"', '"pumps"').replace('pack = "pack.yaml"', "")
    (pumps / "plugin.toml").write_text(metadata, encoding="utf-8")
    app.extensions["icf_plugins"] = loaded_again(instance_folder, database_url)
    lead.send("/add-ons/pumps")

    assert "Hose red" in lead.page(f"{tasks}/plan").text
    with app.app_context():
        assert [one.doing for one in failures_of(db.session(), "pumps")] == [
            "report section pumps:part"
        ]


def test_what_is_not_paused_cannot_be_tried_again(signed_in: SignIn) -> None:
    assert signed_in("administrator").send("/add-ons/hoses/try-again").status_code == 404


def test_failures_that_cannot_be_stored_are_stored_with_the_next_request(
    app: Flask,
    hoses: Path,
    lead: CheckedClient,
    tasks: str,
    databases: SqliteDatabases | PostgresDatabases,
    database_url: str,
) -> None:
    watch = app.extensions["icf_plugins"].watch
    engine = schema_engine(make_url(databases.owner(database_url)))
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE plugin_failure RENAME TO away")
    break_it(hoses, lead, tasks, times=1)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO plugin_failure")

    lead.page(tasks)

    with app.app_context():
        assert len(failures_of(db.session())) == 1
    assert watch.take() == ()
