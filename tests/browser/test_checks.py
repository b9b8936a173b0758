"""The checks themselves: a page that is right passes, and each fault is found."""

from collections.abc import Iterator

import flask
import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import (
    accessibility_faults,
    assert_accessible,
    assert_accessible_without_javascript,
)
from tests.browser.markup import assert_valid_html
from tests.browser.server import LiveServer, live_server

SOUND = """<!doctype html><html lang="en"><head><title>Plans</title></head>
<body><main><h1>Plans</h1><label for="name">Name</label><input id="name"></main></body></html>"""


STYLED = """<!doctype html><html lang="en"><head><title>Plans</title><style>{}</style></head>
<body><main><h1>Plans</h1><p id="words">Some words, and a <a href="/sound">link</a>.</p>
<button class="govuk-button">Save</button><button class="govuk-button">Stop</button></main></body>
</html>"""
FAULTS = {
    "sticks out": "#words { width: 400px }",
    "cut off with wide text spacing": "#words { height: 1.2em; overflow: hidden; width: 300px }",
    "does not show its focus": "a:focus { outline: none }",
    "has no edge in forced colours": "button { border: 0 }",
    "moves although motion is reduced": "a { transition: color 1s }",
    "target-size": "button { width: 14px; height: 10px; padding: 0 }",
}


@pytest.fixture
def server() -> Iterator[LiveServer]:
    app = flask.Flask("pages", static_folder=None)
    app.add_url_rule("/sound", view_func=lambda: SOUND, endpoint="sound")
    app.add_url_rule(
        "/unlabelled", view_func=lambda: SOUND.replace("label", "b"), endpoint="unlabelled"
    )
    app.add_url_rule(
        "/unclosed", view_func=lambda: SOUND.replace("</h1>", "</h2>"), endpoint="unclosed"
    )
    app.add_url_rule(
        "/scripted", view_func=lambda: f"{SOUND}<script>document.title = 'On'</script>",
        endpoint="scripted",
    )  # fmt: skip
    app.add_url_rule(
        "/styled/<fault>", view_func=lambda fault: STYLED.format(FAULTS.get(fault, "")),
        endpoint="styled",
    )  # fmt: skip
    with live_server(app) as live:
        yield live


@pytest.mark.parametrize("fault", FAULTS)
def test_what_people_cannot_use_is_found(page: Page, fault: str) -> None:
    page.goto(f"/styled/{fault}")

    assert any(fault in found for found in accessibility_faults(page))


def test_a_plain_page_can_be_used_by_everybody(page: Page) -> None:
    page.goto("/styled/nothing")

    assert accessibility_faults(page) == []


def test_a_sound_page_passes_every_check(page: Page, server: LiveServer) -> None:
    page.goto("/sound")

    assert_accessible(page)
    assert_valid_html(server.pages)


def test_a_field_without_a_label_is_found(page: Page) -> None:
    page.goto("/unlabelled")

    with pytest.raises(AssertionError, match="label at"):
        assert_accessible(page)


def test_markup_that_browsers_repair_is_found(page: Page, server: LiveServer) -> None:
    page.goto("/sound")
    page.goto("/unclosed")

    with pytest.raises(AssertionError, match=r"GET /unclosed, line 2: .*h2"):
        assert_valid_html(server.pages)


def test_scripts_run_only_where_they_should(page: Page, page_without_javascript: Page) -> None:
    page.goto("/scripted")
    page_without_javascript.goto("/scripted")

    assert page.title() == "On"
    assert page_without_javascript.title() == "Plans"


def test_pages_without_javascript_can_be_checked(page_without_javascript: Page) -> None:
    page_without_javascript.goto("/unlabelled")

    with pytest.raises(AssertionError, match="label at"):
        assert_accessible_without_javascript(page_without_javascript)
