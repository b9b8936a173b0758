"""Every screen in every state: accessible, valid, and fit for a phone."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Furnished
from tests.browser.visits import NOT_SCREENS, ON_THE_WAY, VISITS
from tests.browser.visits.acting import Visit


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.name)
def test_screens_are_accessible(
    furnished: Furnished, visit: Visit, save_screenshot: Callable[[Page, str], None]
) -> None:
    page = furnished.page(visit.who)
    page.goto(furnished.site.path(visit.path))
    if visit.then:
        visit.then(page)
    save_screenshot(page, visit.name)

    assert accessibility_faults(page) == []


def test_every_screen_is_visited(furnished: Furnished) -> None:
    screens = {
        rule.endpoint
        for rule in furnished.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    visited = {_endpoint(furnished.app, furnished.site.path(one.path)) for one in VISITS}

    assert screens - visited - NOT_SCREENS - ON_THE_WAY == set()


def _endpoint(app: Flask, path: str) -> str:
    endpoint, _values = app.url_map.bind("").match(path.partition("?")[0])
    return str(endpoint)
