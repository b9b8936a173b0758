"""The second step in a browser: set up by what the page shows, and asked for at sign-in."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from playwright.sync_api import Page, expect

from icf.accounts.code import code_at, step_of
from icf.accounts.service import add_membership, create_organisation, create_person
from icf.accounts.setting import SETUP_FINISHED, set_setting
from icf.db import write
from tests.browser.accessibility import accessibility_faults
from tests.browser.partnership import PASSWORD


def code_now(secret: str, later: int = 0) -> str:
    return code_at(secret, step_of(datetime.now(UTC)) + later)


def test_an_app_is_set_up_from_the_letters_and_asked_for_at_the_next_sign_in(
    app: Flask, page: Page, save_screenshot: Callable[[Page, str], None]
) -> None:
    with app.app_context(), write() as session:
        now = datetime.now(UTC)
        place = create_organisation(session, now, "Brooktown Council", "council", "large")
        person = create_person(session, now, "Ada Example", "ada@example.org", PASSWORD)
        add_membership(session, now, place.id, person.id, "lead")
        set_setting(session, SETUP_FINISHED, True)

    def sign_in() -> None:
        page.goto("/sign-in?next=/work")
        page.get_by_label("E-mail address").fill("ada@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()

    sign_in()
    page.goto("/account/second-step")
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.locator("ol strong").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(code_now(secret, -1))
    page.get_by_label("The password you use now").fill(PASSWORD)
    page.get_by_role("button", name="Start using the app").click()
    recovery = page.locator("main code").first.inner_text()
    page.get_by_role("button", name="Sign out", exact=True).click()

    sign_in()
    save_screenshot(page, "one more step")
    assert accessibility_faults(page) == []
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    save_screenshot(page, "one more step, wrong")
    assert accessibility_faults(page) == []
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.wait_for_url("**/work")
    expect(page.get_by_text("Ada Example")).to_be_visible()
