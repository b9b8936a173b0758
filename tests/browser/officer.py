"""An officer at a browser: what one person does, told in steps, with or without JavaScript.

Every step waits for the page that it leads to, as a person would.
"""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Download, Locator, Page, expect

SAVED = re.compile(r"^Saved \d\d:\d\d$")


@dataclass
class Officer:
    """`presses` counts buttons and links, `screens` the pages that were loaded."""

    page: Page
    presses: int = 0
    screens: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("domcontentloaded", lambda page: self.screens.append(page.title()))

    def open(self, path: str) -> None:
        self.page.goto(path)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the first button or link of that name, and wait for the next page."""
        self.presses += 1
        with self.page.expect_navigation(wait_until="load"):
            self._control(name).click()

    def reads(self, heading: str | re.Pattern[str]) -> None:
        """The page's heading is this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def joins(self, link: str, password: str) -> None:
        self.open(link)
        self.page.get_by_label("Password").fill(password)
        self.press("Join")

    def signs_in(self, email: str, password: str) -> None:
        self.open("/sign-in")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.press("Sign in")

    def starts_quick(self, title: str) -> None:
        self.press("Start a piece of work")
        self.page.get_by_label("What is it called?").fill(title)
        self.press("Save and continue")
        self.press("Start the quick checklist")

    def chooses(self, label: str | re.Pattern[str]) -> None:
        self.page.get_by_role("radio", name=label).first.check()

    def answers(self, label: str, words: str = "") -> None:
        """Answer the question of this page, and go on."""
        self.chooses(label)
        if words:
            self.page.get_by_label("What makes you say that?").fill(words)
        self.goes_on()

    def goes_on(self) -> None:
        """Save and continue; say that the section is finished where that is asked."""
        finished = self.page.get_by_role("group", name="Have you finished this section?")
        if finished.count():
            finished.get_by_role("radio", name="Yes").check()
        self.press("Save and continue")

    def waits_until_saved(self) -> None:
        expect(self.page.locator("[data-saved]")).to_have_text(SAVED)

    def downloads(self, link: str | re.Pattern[str]) -> Download:
        with self.page.expect_download() as download:
            self._control(link).click()
        return download.value

    def _control(self, name: str | re.Pattern[str]) -> Locator:
        main = self.page.locator("main")
        return main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first
