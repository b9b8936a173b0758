"""Quick is quick: few screens, few presses, and the keyboard alone is enough."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD, council

SCREENS = 20
PRESSES = 19
TABS_AT_MOST = 60


def test_the_quick_checklist_takes_few_screens_and_presses(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    officer = Officer(new_page())
    officer.joins(council(app).link, PASSWORD)

    officer.starts_quick("Millbrook garden")
    officer.press("Start: Connecting")
    for _question in range(10):
        officer.answers("Partly")
    officer.reads("Planning checklist")
    officer.press("See the sense check")
    officer.press("Go on to what we will do")
    officer.press("Go on to check and sign off")
    officer.press("Sign off the plan")

    officer.reads("The plan is signed off")
    assert len(officer.screens) <= SCREENS, officer.screens
    assert officer.presses <= PRESSES


def test_the_keyboard_alone_reaches_the_end(app: Flask, page: Page) -> None:
    keys = Keyboard(page)
    page.goto(council(app).link)
    keys.types("Choose a password", PASSWORD)
    keys.presses("Join")
    keys.follows("Start a piece of work")
    keys.types("What is it called?", "Millbrook garden")
    keys.presses("Save and continue")
    keys.presses("Start the quick checklist")
    keys.follows("Start: Connecting")

    for number in range(10):
        keys.chooses("Thought through", down=number % 3)
        keys.types("What makes you say that?", "We asked the school.")
        if page.get_by_role("group", name="Have you finished this section?").count():
            keys.chooses("Yes")
        keys.presses("Save and continue")
    keys.follows("See the sense check")
    keys.presses("Add to what we will do")
    keys.types("Who?", "Parks officer")
    keys.presses("Save")
    keys.follows("Go on to check and sign off")
    keys.presses("Sign off the plan")

    expect(page.get_by_role("heading", level=1)).to_have_text("The plan is signed off")


def test_the_first_tab_leads_past_the_menu(page: Page) -> None:
    page.goto("/")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


class Keyboard:
    """Somebody who uses Tab, the arrows, Space and Enter, and no mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def types(self, label: str, text: str) -> None:
        self._goes_to(self._page.get_by_label(label))
        self._page.keyboard.press("Control+a")
        self._page.keyboard.type(text)

    def presses(self, name: str) -> None:
        self._leaves_with(self._page.locator("main").get_by_role("button", name=name).first)

    def follows(self, name: str) -> None:
        self._leaves_with(self._page.locator("main").get_by_role("link", name=name).or_(
            self._page.locator("main").get_by_role("button", name=name)
        ).first)  # fmt: skip

    def chooses(self, label: str, down: int = 0) -> None:
        """Goes to the radios that begin with this one, and chooses the one so far below it."""
        radio = self._page.get_by_role("radio", name=label).first
        self._goes_to(radio)
        self._page.keyboard.press("Space")
        for _step in range(down):
            self._page.keyboard.press("ArrowDown")

    def _leaves_with(self, control: Locator) -> None:
        self._goes_to(control)
        with self._page.expect_navigation(wait_until="load"):
            self._page.keyboard.press("Enter")

    def _goes_to(self, control: Locator) -> None:
        """Tabs until it has the focus, shows it, and is not hidden behind anything fixed."""
        for _tab in range(TABS_AT_MOST):
            if control.evaluate("one => one === document.activeElement"):
                expect(control).to_be_in_viewport()
                return
            self._page.keyboard.press("Tab")
        pytest.fail(f"{TABS_AT_MOST} tabs do not lead to {control}")
