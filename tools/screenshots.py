"""Pictures of every screen of the example partnership: ``python -m tools.screenshots FOLDER``.

Each is taken as wide as a laptop and as narrow as a phone. With ``--readme`` only the picture that
the README shows is taken, into docs/images. It needs Chromium: see ``make browser``.
"""

import argparse
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy.engine import make_url

from icf.accounts.service import enter_link
from icf.app import create_app
from icf.db import write
from icf.example.loaded import Loaded
from icf.example.partnership import load
from icf.migrations import migrate
from tests.browser.chromium import start_chromium
from tests.browser.server import live_server

README_WORK = "A school street on Mill Lane"
README_PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "sense-check.png"
README_SIZE: ViewportSize = {"width": 1120, "height": 1080}
COLOURS = 64
"""Of the README's picture, which has to stay small."""
SIZES: tuple[ViewportSize, ...] = ({"width": 1280, "height": 900}, {"width": 320, "height": 640})
CHECKLIST = "/checklists/{plan}"
SCREENS = {
    "home": "/",
    "framework": "/framework",
    "approach": "/framework/connecting",
    "filled-in-example": "/framework/example",
    "questions": "/framework/questions/standard",
    "help": "/help",
    "about": "/about",
    "accessibility": "/accessibility",
    "account": "/account",
    "people": "/people",
    "add-ons": "/add-ons",
    "work": "/work",
    "start": "/work/new",
    "task-list": CHECKLIST,
    "question": CHECKLIST + "/questions/icf:connecting-who",
    "section": CHECKLIST + "/sections/icf:connecting",
    "sense-check": CHECKLIST + "/sense-check",
    "what-we-will-do": CHECKLIST + "/what-we-will-do",
    "check-and-sign-off": CHECKLIST + "/sign-off",
    "plan": CHECKLIST + "/plan",
    "copy-for-your-report": CHECKLIST + "/copy",
}
"""Name of the file and address. A checklist that is signed off shows its finished page instead."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where the pictures go")
    parser.add_argument("--readme", action="store_true", help="take the picture of the README")
    chosen = parser.parse_args()
    if not chosen.folder and not chosen.readme:
        parser.error("name a folder, or ask for --readme")
    with tempfile.TemporaryDirectory() as instance, start_chromium() as browser:
        app, example = _example(Path(instance))
        with live_server(app) as server:
            if chosen.readme:
                _take_readme(browser, server.url, app, example)
            if chosen.folder:
                _take_all(browser, server.url, app, example, chosen.folder)


def _example(instance: Path) -> tuple[Flask, Loaded]:
    url = f"sqlite:///{instance / 'icf.sqlite'}"
    migrate(make_url(url), instance)
    app = create_app({"secret_key": "for-pictures-" * 3, "database_url": url}, instance=instance)
    with app.app_context():
        return app, load(app.extensions["icf_plugins"], datetime.now(UTC))


def _signed_in(
    browser: Browser, address: str, app: Flask, example: Loaded, size: ViewportSize
) -> Page:
    with app.app_context(), write() as session:
        _row, secret = enter_link(session, datetime.now(UTC), example.lead_id)
    context = browser.new_context(base_url=address, viewport=size)
    page = context.new_page()
    page.goto(f"/link/{secret}")
    page.locator("main button").click()
    page.wait_for_url(f"{address}/")
    return page


def _take_readme(browser: Browser, address: str, app: Flask, example: Loaded) -> None:
    page = _signed_in(browser, address, app, example, README_SIZE)
    page.goto("/work")
    for link in (README_WORK, "Planning checklist", "Sense check"):
        page.locator("main").get_by_role("link", name=link).first.click()
    README_PICTURE.parent.mkdir(exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(COLOURS).save(README_PICTURE, optimize=True)


def _take_all(browser: Browser, address: str, app: Flask, example: Loaded, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        page = _signed_in(browser, address, app, example, size)
        for name, path in SCREENS.items():
            page.goto(_path(path, example))
            file = folder / f"{name}-{size['width']}.png"
            page.screenshot(path=file, full_page=True)
            print(file)


def _path(template: str, example: Loaded) -> str:
    return template.format(plan=example.reference.removeprefix("P"))


if __name__ == "__main__":
    main()
