"""Hostile text in every field, and every page opened in a real browser: nothing of it runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from icf.accounts.session import COOKIE
from icf.guests.session import COOKIE as GUEST_COOKIE
from icf.web.guards import public
from tests.browser.chromium import start_chromium
from tests.browser.server import LiveServer, live_server
from tests.browser.waiting import until
from tests.security.test_hostile_guests import answer_everything, guest_pages, hostile_guest
from tests.security.test_hostile_text import (
    CORPUS,
    LONG_WORD,
    fill_everything,
    furnished,  # noqa: F401 a fixture
    pages_of,
)
from tests.security.world import Place
from tests.support import CheckedClient

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]

RUNS = "<img src=x onerror=pwned=1>"
ACTIVE = (
    f"{RUNS}<svg/onload=pwned=1>\"'><script>pwned=1</script><a href=javascript:pwned=1>x</a>"
    "<style>*{background:url(//evil.example/x)}</style><iframe srcdoc='<script>top.pwned=1'>"
    "<meta http-equiv=refresh content='0;url=//evil.example'>[x](javascript:pwned=1){{7*7}}\u202e"
)


@dataclass
class Seen:
    """What the browser did that no page of ours asks for."""

    executed: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@contextmanager
def window(server: LiveServer, secret: str, seen: Seen, cookie: str = COOKIE) -> Iterator[Page]:
    with start_chromium() as chromium:
        browser: Browser = chromium
        context = browser.new_context(base_url=server.url)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": cookie, "value": secret, "url": server.url}])
        page = context.new_page()
        page.on("dialog", lambda dialog: (seen.executed.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda one: _note(one.text, seen))
        page.on("pageerror", lambda error: seen.executed.append(str(error)))
        context.route("**/*", lambda route: _let_pass(route, server.url, seen))
        yield page
        context.close()


def _note(text: str, seen: Seen) -> None:
    if "Content Security Policy" in text:
        seen.reports.append(text)


def _let_pass(route: Route, own: str, seen: Seen) -> None:
    if route.request.url.startswith((own, "data:", "about:")):
        route.continue_()
    else:
        seen.elsewhere.append(route.request.url)
        route.abort()


def visit(page: Page, path: str, seen: Seen) -> None:
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    if page.evaluate("() => window.pwned"):
        seen.executed.append(path)


def read_as_guest(app: Flask, guest: CheckedClient) -> tuple[int, Seen]:
    """Open every page that a guest has; gives how many, and what happened."""
    seen, paths, held = Seen(), guest_pages(guest), guest.get_cookie(GUEST_COOKIE)
    assert held is not None
    with live_server(app) as server, window(server, held.value, seen, GUEST_COOKIE) as page:
        for path in paths:
            visit(page, path, seen)
    return len(paths), seen


def read_all(app: Flask, place: Place) -> tuple[int, Seen]:
    """Open every page of the organisation; gives how many, and what happened."""
    lead, seen, paths = place.browsers["lead"], Seen(), pages_of(app, place)
    secret = lead.get_cookie(COOKIE)
    assert secret is not None
    pages = [path for path in paths if lead.get(path).mimetype == "text/html"]
    with live_server(app) as server, window(server, secret.value, seen) as page:
        for path in pages:
            visit(page, path, seen)
    return len(pages), seen


def test_hostile_text_in_every_field_runs_on_no_page(
    app: Flask,
    furnished: Place,  # noqa: F811
    figure: Callable[..., None],
) -> None:
    fields = fill_everything(app, furnished, ACTIVE)

    pages, seen = read_all(app, furnished)

    figure(
        "S5",
        f"{fields} fields, {pages} pages in Chromium: {len(seen.executed)} executed,"
        f" {len(seen.reports)} CSP reports, {len(seen.elsewhere)} requests elsewhere",
    )
    assert (seen.executed, seen.reports, seen.elsewhere) == ([], [], [])
    assert fields > 100
    assert pages > 30


def test_what_a_guest_types_runs_on_no_page(
    app: Flask,
    furnished: Place,  # noqa: F811
    figure: Callable[..., None],
) -> None:
    guest = hostile_guest(app, furnished, RUNS)
    fields = answer_everything(guest, ACTIVE)

    own, seen = read_as_guest(app, guest)
    theirs, seen_by_lead = read_all(app, furnished)

    figure("S5", f"guest in Chromium: {fields} fields, {own} own pages, {theirs} of colleagues")
    assert seen == seen_by_lead == Seen()
    assert fields > 20
    assert own > 5


@pytest.mark.soak
@pytest.mark.parametrize("text", [*CORPUS.values(), LONG_WORD * 10], ids=[*CORPUS, "1 MB"])
def test_every_kind_of_hostile_text_runs_on_no_page(
    app: Flask,
    furnished: Place,  # noqa: F811
    text: str,
    figure: Callable[..., None],
) -> None:
    fields = fill_everything(app, furnished, text)

    pages, seen = read_all(app, furnished)

    figure("S5", f"{text[:12]!r}: {fields} fields, {pages} pages, {len(seen.executed)} executed")
    assert (seen.executed, seen.reports, seen.elsewhere) == ([], [], [])


@pytest.mark.parametrize("has_policy", [True, False])
def test_a_page_that_forgets_to_escape_is_found(app: Flask, ours: Place, has_policy: bool) -> None:
    """Behind our policy the text is only reported; without it, it runs."""

    def hole() -> str:
        return f"<!DOCTYPE html><title>A hole</title>{RUNS}"

    app.add_url_rule("/x/hole", "hole", public(hole))
    if not has_policy:
        app.after_request_funcs.setdefault(None, []).insert(0, _without_policy)
    seen = Seen()

    with live_server(app) as server, window(server, "nobody", seen) as page:
        page.goto("/x/hole")
        if has_policy:
            until(page, lambda: bool(seen.reports))
        else:
            page.wait_for_function("() => window.pwned")
        if page.evaluate("() => window.pwned"):
            seen.executed.append("/x/hole")

    assert bool(seen.reports) is has_policy
    assert bool(seen.executed) is not has_policy


def _without_policy(response):  # type: ignore[no-untyped-def]
    response.headers.pop("Content-Security-Policy", None)
    return response
