"""The list of actions with the keyboard alone, with and without JavaScript."""

from collections.abc import Callable
from itertools import count
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Locator, Page, expect

from icf.plans.follow_up import Place, list_action
from tests.browser.conftest import Furnished
from tests.browser.site import at_desk

MOST_TABS = 60
NUMBERS = count(1)
"""So that no test finds the actions of another."""


@pytest.fixture
def windows(
    furnished: Furnished, new_window: Callable[..., Page]
) -> Callable[[bool], tuple[Page, str]]:
    """A window of a lead with two actions that only this test has, and the words to find them."""

    def open_window(javascript: bool) -> tuple[Page, str]:
        words = f"Paint fence {next(NUMBERS)}, side"
        with at_desk(furnished.app, furnished.site.people["lead"]) as desk:
            for end in ("one", "two"):
                desk.call(list_action, Place(), {"what": f"{words} {end}"})
        secret = furnished.site.secrets["lead"]
        page = new_window(furnished.server.url, javascript=javascript, secret=secret)
        page.goto(f"/actions?text={quote_plus(words)}")
        return page, words

    return open_window


def go_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus."""
    wanted.wait_for()
    for _press in range(MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {wanted}")


@pytest.mark.parametrize("javascript", [True, False])
def test_many_actions_are_changed_and_changed_back_with_the_keyboard(
    windows: Callable[[bool], tuple[Page, str]], javascript: bool
) -> None:
    page, words = windows(javascript)
    for end in ("one", "two"):
        go_to(page, page.get_by_label(f"{words} {end}"))
        page.keyboard.press("Space")
    go_to(page, page.locator("[name=set-status]"))
    page.keyboard.type("At risk")
    go_to(page, page.get_by_role("button", name="Save for all that are ticked"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 actions changed.")).to_be_visible()
    expect(page.locator("tbody .icf-rag--at-risk")).to_have_count(2)

    go_to(page, page.get_by_role("button", name="Undo this"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 actions are as they were before.")).to_be_visible()
    expect(page.locator("tbody .icf-rag--not-rated")).to_have_count(2)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_card_moves_on_the_board_with_the_keyboard(
    windows: Callable[[bool], tuple[Page, str]], javascript: bool
) -> None:
    page, words = windows(javascript)
    page.goto(page.url + "&view=board")
    card = page.locator(".icf-board__card", has_text=f"{words} one")

    go_to(page, card.get_by_role("button", name="Done"))
    page.keyboard.press("Enter")

    column = page.locator("section[aria-labelledby=column-done]")
    expect(column.get_by_role("link", name=f"{words} one")).to_be_visible()
