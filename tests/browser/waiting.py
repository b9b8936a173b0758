"""Waiting for what no element of a page shows."""

from collections.abc import Callable

from playwright.sync_api import Page

LOOK_EVERY_MS = 50
LOOKS = 1_200


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Let the page go on until it is so; a minute later it fails."""
    for _ in range(LOOKS):
        if is_so():
            return
        page.wait_for_timeout(LOOK_EVERY_MS)
    raise AssertionError("It was not so after a minute.")
