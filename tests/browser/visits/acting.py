"""What a visit is, and what somebody does on the page that it goes to."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urljoin

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page

DRAFT = "/checklists/{draft}"
QUESTION = DRAFT + "/questions/icf:connecting-who"


@dataclass(frozen=True)
class Visit:
    """`who` is a role of the site, or nobody; `then` brings the page into its state."""

    name: str
    path: str
    who: str = "lead"
    then: Callable[[Page], None] | None = None


def submit(page: Page) -> None:
    """Send the page's form as it is, past what our script would do first."""
    with page.expect_navigation():
        page.locator("main form[method=post]").first.evaluate("form => form.submit()")


def submit_empty(page: Page) -> None:
    page.locator("main form[method=post]").first.evaluate(
        "form => form.querySelectorAll('input[type=text], input[type=email], textarea')"
        ".forEach(field => field.value = '')"
    )
    submit(page)


def fill(selector: str, text: str, send: Callable[[Page], None] = submit) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(selector).first.evaluate("(field, text) => field.value = text", text)
        send(page)

    return act


def press(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=name).first.click()

    return act


def tick(selector: str) -> Callable[[Page], None]:
    """Choose the first of a choice and send the form."""

    def act(page: Page) -> None:
        page.locator(selector).first.check(force=True)
        submit(page)

    return act


def bring(content: str) -> Callable[[Page], None]:
    """Choose a text file and send it."""

    def act(page: Page) -> None:
        file = {"name": "more.yaml", "mimeType": "text/plain", "buffer": content.encode()}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        submit(page)

    return act


def bring_back(words: str, faults: bool = False) -> Callable[[Page], None]:
    """Take the workbook of a checklist along, write into every row, and bring it back.

    Args:
        faults: spoil the code and some of the rows as well.
    """

    def act(page: Page) -> None:
        link = page.get_by_role("link", name="A workbook").get_attribute("href")
        taken = page.request.get(urljoin(page.url, link or "")).body()
        file = BytesIO()
        written_into(load_workbook(BytesIO(taken)), words, faults).save(file)
        brought = {"name": f"{words[:30]}.xlsx", "mimeType": "", "buffer": file.getvalue()}
        page.locator("input[type=file]").set_input_files(brought)  # type: ignore[arg-type]
        submit(page)
        unfold(page)

    return act


def try_it(words: str) -> Callable[[Page], None]:
    """Answer every other question with the level in the middle, and these words."""

    def act(page: Page) -> None:
        page.evaluate(
            """words => document.querySelectorAll(".icf-question").forEach((one, place) => {
                if (place % 2) return;
                one.querySelectorAll("[type=radio]")[place % 3].checked = true;
                one.querySelector("textarea").value = words;
            })""",
            words,
        )
        submit(page)

    return act


def written_into(book: Workbook, words: str, faults: bool) -> Workbook:
    for number, row in enumerate(book["Answers"].iter_rows(min_row=2), start=1):
        row[4].value = "Maybe" if faults and number % 3 == 0 else re.split("[;:]", row[3].value)[0]
        row[6].value = words
        if faults and number % 5 == 0:
            row[0].value = row[0].value.upper()
    if faults:
        code = next(row[1] for row in book["About this file"].iter_rows() if row[0].value == "Code")
        code.value += "0"
    return book


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def stale(page: Page) -> None:
    """Send words on top of a version that somebody else has changed since."""
    page.evaluate("document.querySelector('[name$=-version], [name=version]').value = 0")
    page.locator("main textarea").first.evaluate("box => box.value = 'My own words'")
    submit(page)


def stale_status(page: Page) -> None:
    """Choose another status on top of a version that somebody else has changed since."""
    page.evaluate("document.querySelector('[name=version]').value = 0")
    page.evaluate("document.querySelector('[name=status][value=done]').checked = true")
    form = page.locator("main form[action$=progress]")
    with page.expect_navigation():
        form.evaluate("form => form.submit()")


def clash(page: Page) -> None:
    """The same, found by the script while typing."""
    page.evaluate("document.querySelector('[name$=-version]').value = 0")
    page.locator("main textarea").first.fill("My own words")
    page.locator("[data-conflict]").first.wait_for()


def go_offline(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("main textarea").first.fill("Written on the train")
    page.locator("[data-alert]").wait_for()


def count_dates(page: Page) -> None:
    """Count the dates of a meeting; one that has gone by then is refused, and looks the same."""
    for part, text in (("day", "14"), ("month", "1"), ("year", "2027")):
        page.locator(f"[name=meets_on-{part}]").fill(text)
    page.locator("[name=title]").fill("Another year")
    with page.expect_navigation():
        page.get_by_role("button", name="Count the dates").click()


def tick_services(page: Page) -> None:
    """Tick every service that goes with what is sent."""
    for box in page.locator("[name=with][type=checkbox]").all():
        box.check(force=True)
    press("Show what will be sent with these")(page)


def tick_what_is_not_there(page: Page) -> None:
    page.locator("[name=with][type=checkbox]").first.evaluate(
        "box => { box.value = '987654'; box.checked = true }"
    )
    press("Show what will be sent with these")(page)
