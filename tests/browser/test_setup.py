"""First-run set-up in a browser: every step accessible, and the new administrator can begin."""

from datetime import UTC, datetime

from flask import Flask
from playwright.sync_api import Page

from icf.accounts.link import first_link
from icf.db import write
from tests.browser.accessibility import accessibility_faults
from tests.browser.markup import assert_valid_html
from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD
from tests.browser.server import LiveServer


def test_set_up_leads_to_the_first_piece_of_work(
    app: Flask, page: Page, server: LiveServer
) -> None:
    with app.app_context(), write() as session:
        _row, secret = first_link(session, datetime.now(UTC))
    officer = Officer(page)
    faults: list[str] = []

    officer.open("/")
    faults += accessibility_faults(page)
    officer.open(f"/link/{secret}")
    faults += accessibility_faults(page)
    officer.press("Start")
    officer.press("Save and continue")
    faults += accessibility_faults(page)
    page.get_by_role("radio").first.check()
    page.locator("[name=name]").fill("Brooktown Council")
    officer.press("Save and continue")
    officer.press("Save and continue")
    faults += accessibility_faults(page)
    page.locator("[name=name]").fill("Ada Example")
    page.locator("[name=email]").fill("ada@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    officer.press("Save and continue")
    faults += accessibility_faults(page)
    officer.press("Save and continue")
    faults += accessibility_faults(page)
    officer.press("Save and continue")
    faults += accessibility_faults(page)
    officer.press("Finish set-up")
    faults += accessibility_faults(page)
    page.get_by_role("radio", name="Not yet").check()
    officer.press("Finish set-up")
    faults += accessibility_faults(page)

    assert faults == []
    officer.press("Start a piece of work")
    assert_valid_html(server.pages)
