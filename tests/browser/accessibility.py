"""Is a page accessible as it stands, scripts run and errors shown? axe-core, and what it misses."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = Path(__file__).with_name("looks.js")
# All of axe's rules, best practice included; this one of WCAG 2.2 is off unless asked for.
RUN_AXE = "axe.run({rules: {'target-size': {enabled: true}}}).then(results => results.violations)"
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}

HTML = "text/html; charset=utf-8"


def assert_accessible(page: Page) -> None:
    """Fails with every violation of axe's rules, and where it is."""
    found = axe_faults(page)
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(found)


def accessibility_faults(page: Page) -> list[str]:
    """What is wrong at 1280 and at 320 px, and with what people set for themselves."""
    page.evaluate(_text(LOOKS))
    page.set_viewport_size(WIDE)
    faults = [
        *axe_faults(page),
        *page.evaluate("looks.focus()"),
        *page.evaluate("looks.sideways()"),
    ]
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    faults += [*page.evaluate("looks.edges()"), *page.evaluate("looks.motion()")]
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    page.set_viewport_size(NARROW)
    at_320 = [
        *axe_faults(page),
        *page.evaluate("looks.sideways()"),
        *page.evaluate("looks.spacing()"),
    ]
    return faults + [f"at 320 px: {fault}" for fault in at_320 if fault not in faults]


def axe_faults(page: Page) -> list[str]:
    """One line for each place where a rule of axe is broken."""
    page.evaluate(_text(AXE))
    return [line for violation in page.evaluate(RUN_AXE) for line in _lines(violation)]


def assert_accessible_without_javascript(page: Page) -> None:
    """The same for a window without JavaScript, where axe cannot run: it checks a copy elsewhere,
    with the page's HTML and style sheets but not its scripts."""
    browser, html = page.context.browser, page.content()
    assert browser is not None
    elsewhere = browser.new_context(storage_state=page.context.storage_state())
    try:
        elsewhere.route("**/*.js", lambda route: route.abort())
        elsewhere.route(page.url, lambda route: route.fulfill(body=html, content_type=HTML))
        copy = elsewhere.new_page()
        copy.goto(page.url)
        assert_accessible(copy)
    finally:
        elsewhere.close()


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _lines(violation: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary']}"
        for node in violation["nodes"]
    ]
