"""A page of an add-on that fails says so to everybody, on a desktop and on a phone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Furnished


def test_the_page_that_says_that_an_add_on_failed_is_accessible(
    furnished: Furnished, save_screenshot: Callable[[Page, str], None]
) -> None:
    settings = furnished.app.extensions["icf_settings"]
    broken = Path(settings.own_plugins) / "allotments" / "broken"
    page = furnished.page("partner")

    broken.touch()
    try:
        page.goto("/x/allotments/")
        save_screenshot(page, "page of an add-on that failed")

        assert "This page of an add-on failed" in page.title()
        assert accessibility_faults(page) == []
    finally:
        broken.unlink()
