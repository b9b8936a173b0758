"""What people see of an add-on that failed: accessible on a desktop and on a phone."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from icf.accounts.session import COOKIE
from icf.app import create_app
from icf.config import Settings
from icf.db import db, in_organisation, write
from icf.packs.pause import store_failures
from icf.packs.service import set_switch
from icf.plugin.watch import Failure
from tests.browser.accessibility import accessibility_faults
from tests.browser.server import LiveServer
from tests.support import CheckedClient

NOW = datetime.now(UTC)
CONVERSATION = {
    "held": "yes",
    "held-on": {"day": "9", "month": "3", "year": "2026"},
    "held-where": "Mill Street",
    "how-many": "14",
    "moving-around": {"rating": "5", "good": "The new path along the river", "better": "Lights"},
}
THEMES = "sections/place-standard:themes"


@pytest.fixture
def window(
    new_page: Callable[..., Page], signed_in: Callable[..., CheckedClient]
) -> Callable[[str], Page]:
    """`window("lead")` opens a window in which a new person with that role is signed in."""

    def open_window(role: str) -> Page:
        cookie = signed_in(role).get_cookie(COOKIE)
        assert cookie is not None
        return new_page(secret=cookie.value)

    return open_window


@pytest.fixture
def tasks(app: Flask, signed_in: Callable[..., CheckedClient]) -> str:
    """A checklist with the Place Standard on, and that add-on failing until it is paused."""
    browser = signed_in("lead")
    assert browser.actor is not None
    organisation_id = browser.actor.organisation_id
    with app.app_context(), in_organisation(organisation_id), write() as session:
        set_switch(session, organisation_id, NOW, "place_standard", True)
    new = {"title": "Mill Street", "kind": "project", "is_new": "yes", "stage": "planning"}
    address = browser.send(browser.send("/work/new", new).location, {"depth": "standard"}).location
    answers = [
        {"key": f"place-standard:{key}", "version": 0, "value": value}
        for key, value in CONVERSATION.items()
    ]
    saved = browser.send_json(
        f"/assessments/{address.rpartition('/')[2]}/answers", {"answers": answers}
    )
    assert saved.status_code == 200, saved.text
    failures = [
        Failure(
            "place_standard",
            "report section place_standard:compass",
            f"4f1c0a7{number}",
            "ZeroDivisionError: division by zero",
            NOW,
        )
        for number in range(3)
    ]
    with app.app_context(), write() as session:
        store_failures(session, NOW, failures)
        store_failures(
            session, NOW, [Failure("small_groups", "a hook", "0b1d2c3f", "It fell", NOW)]
        )
    return str(address)


def test_everything_about_a_paused_add_on_is_accessible(
    app: Flask,
    tasks: str,
    window: Callable[[str], Page],
    save_screenshot: Callable[[Page, str], None],
) -> None:
    lead, administrator = window("lead"), window("administrator")
    faults = {}
    for name, page, path, words in (
        ("paused questions", lead, f"{tasks}/{THEMES}", "so it is paused"),
        ("paused add-ons", lead, "/add-ons", "Paused because it failed"),
        ("paused passport", lead, "/add-ons/place_standard", "Who sees its answers"),
        ("paused problems", administrator, "/add-ons/problems", "Try again"),
    ):
        page.goto(path)
        expect(page.locator("main")).to_contain_text(words)
        save_screenshot(page, name)
        faults[name] = accessibility_faults(page)

    assert {name: found for name, found in faults.items() if found} == {}


def test_an_administrator_lets_it_go_on(
    tasks: str, window: Callable[[str], Page], server: LiveServer
) -> None:
    page = window("administrator")
    page.goto("/add-ons/problems")

    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("alert")).to_contain_text("goes on")
    page.goto(f"{tasks}/{THEMES}")
    expect(page.get_by_label("What is good?").first).to_have_value("The new path along the river")


def test_safe_mode_is_said_on_the_page(
    app: Flask,
    tasks: str,
    instance_folder: Path,
    window: Callable[[str], Page],
    save_screenshot: Callable[[Page, str], None],
) -> None:
    settings: Settings = app.extensions["icf_settings"]
    given = {"secret_key": settings.secret_key, "database_url": settings.database_url}
    safe = create_app({**given, "safe_mode": True}, instance=instance_folder)
    app.extensions["icf_plugins"] = safe.extensions["icf_plugins"]
    app.jinja_env.globals["safe_mode"] = True
    page = window("administrator")

    faults = {}
    for path in (f"{tasks}/{THEMES}", "/add-ons", "/add-ons/problems"):
        page.goto(path)
        expect(page.get_by_role("note")).to_contain_text("Safe mode")
        save_screenshot(page, f"safe mode{path.rpartition('/')[2]}")
        faults[path] = accessibility_faults(page)

    assert {path: found for path, found in faults.items() if found} == {}
    with safe.app_context():
        db.engine.dispose()
