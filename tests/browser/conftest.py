"""Real Chromium against the real application: `make browser`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from flask import Flask, abort
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from icf.accounts.session import COOKIE
from icf.accounts.signin import open_sign_in
from icf.app import create_app
from icf.assessments.sheet import load
from icf.core.answer import Answer
from icf.db import db, write
from icf.guests.session import COOKIE as GUEST_COOKIE
from icf.web.guards import public
from tests.addons.allotments import write_allotments
from tests.browser.accessibility import NARROW, WIDE
from tests.browser.chromium import start_chromium
from tests.browser.markup import assert_valid_html
from tests.browser.self_evaluations import self_evaluations
from tests.browser.server import LiveServer, live_server
from tests.browser.site import NOW, Site, at_desk, furnish
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.support import SECRET_KEY

PATIENCE_MS = 30_000

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with start_chromium() as browser:
        yield browser


@pytest.fixture
def server(app: Flask) -> Iterator[LiveServer]:
    """The toolkit with an empty database, on a port of its own."""
    with live_server(app) as live:
        yield live


@pytest.fixture
def new_window(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`new_window(address, javascript=False, secret=…)` opens a window with its own cookies.

    `secret` signs somebody in. The test fails where a script of ours did, or where our rules for
    scripts refused something.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_window(address: str, javascript: bool = True, secret: str = "") -> Page:
        context = _window(chromium, address, secret, javascript)
        contexts.append(context)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda message: _note_refusal(message, faults))
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def new_page(new_window: Callable[..., Page], server: LiveServer) -> Callable[..., Page]:
    """The same at the address of the empty server."""
    return partial(new_window, server.url)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A window at the server's address."""
    return new_page()


@pytest.fixture
def page_without_javascript(new_page: Callable[..., Page]) -> Page:
    return new_page(javascript=False)


@dataclass
class Furnished:
    """A site with something on every screen, and windows in which its people are signed in."""

    app: Flask
    server: LiveServer
    site: Site
    windows: Callable[[str], BrowserContext]
    opened: list[Page]

    def page(self, who: str) -> Page:
        """A page of that person's window; it closes with the test."""
        self.windows(who).set_offline(False)
        page = self.windows(who).new_page()
        self.opened.append(page)
        return page

    def quick_checklist(self) -> int:
        """A new quick checklist of the lead's, with nothing in it."""
        lead = self.site.people["lead"]
        with at_desk(self.app, lead) as desk:
            return desk.checklist(desk.work("A piece of work for one test"), "quick")

    def answer(self, assessment_id: int, question: str) -> Answer | None:
        """What the database has."""
        lead = self.site.people["lead"]
        with at_desk(self.app, lead):
            return load(db.session, lead, assessment_id).answers.get(question)


@pytest.fixture(scope="session")
def furnished_site(
    chromium: Browser,
    databases: SqliteDatabases | PostgresDatabases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Furnished]:
    """One site for all tests of a worker, which only look at it or leave other things alone.

    In the end every page that it sent has to be valid HTML.
    """
    folder = tmp_path_factory.mktemp("site")
    url = databases.migrated(folder)
    write_allotments(folder / "plugins")
    app = create_app({"secret_key": SECRET_KEY, "database_url": url}, instance=folder)
    app.add_url_rule("/fault/<int:status>", "fault", public(lambda status: abort(status)))
    site = furnish(app)
    self_evaluations(app, site)
    contexts: dict[str, BrowserContext] = {}

    def window_of(who: str) -> BrowserContext:
        if who not in contexts:
            cookie = GUEST_COOKIE if who == "guest" else COOKIE
            secret = site.secrets.get(who, "")
            contexts[who] = _window(chromium, server.url, secret, cookie=cookie)
        return contexts[who]

    with live_server(app) as server:
        yield Furnished(app, server, site, window_of, [])
        for context in contexts.values():
            context.close()
    with app.app_context():
        db.engine.dispose()
    databases.drop(url)
    assert_valid_html(server.pages)


@pytest.fixture
def furnished(furnished_site: Furnished) -> Iterator[Furnished]:
    """That site; windows that the test opened are closed."""
    yield furnished_site
    while furnished_site.opened:
        furnished_site.opened.pop().close()


@pytest.fixture
def open_window(furnished: Furnished, new_window: Callable[..., Page]) -> Callable[..., Page]:
    """A window with a sign-in of its own, so that ending it ends nobody else's."""

    def open_for(who: str = "lead", javascript: bool = True) -> Page:
        actor = furnished.site.people[who]
        with furnished.app.app_context(), write() as session:
            _row, secret = open_sign_in(session, NOW, actor.person_id, actor.organisation_id)
        return new_window(furnished.server.url, secret=secret, javascript=javascript)

    return open_for


def _window(
    chromium: Browser, address: str, secret: str, javascript: bool = True, cookie: str = COOKIE
) -> BrowserContext:
    context = chromium.new_context(
        base_url=address, accept_downloads=True, java_script_enabled=javascript
    )
    context.set_default_timeout(PATIENCE_MS)
    if secret:
        context.add_cookies([{"name": cookie, "value": secret, "url": address}])
    return context


@pytest.fixture
def save_screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Call it with a page and a name; it writes only when --screenshots names a folder."""
    folder = request.config.getoption("screenshots")

    def save(page: Page, name: str) -> None:
        if folder:
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                file = f"{name.replace(' ', '-')}-{size['width']}.png"
                page.screenshot(path=Path(folder, file), full_page=True)

    return save


def _note_refusal(message: ConsoleMessage, faults: list[str]) -> None:
    if "Content Security Policy" in message.text:
        faults.append(message.text)
