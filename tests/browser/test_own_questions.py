"""An officer who never programmed adds five questions: by form, and with a workbook."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD, council

VISITS = "Will anybody visit people at home?"
READY = "How ready are the people who will visit?"
FIRST = "Which households come first?"
ALARM = "How many alarms do you have?"
WHO = "Who will ring the bell?"
FIVE = (VISITS, READY, FIRST, ALARM, WHO)


class Author(Officer):
    """An officer who writes questions."""

    def asks(self, text: str, kind: str, then: str = "Save and add another") -> None:
        self.page.get_by_label("The question").fill(text)
        self.page.get_by_role("radio", name=kind).check()
        self.press(then)

    def picks(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)


def joined(app: Flask, page: Page) -> Author:
    author = Author(page)
    author.joins(council(app).link, PASSWORD)
    return author


def writes_five(author: Author) -> None:
    """Each kind of thing once: yes or no, a scale, choices, a number and words."""
    page = author.page
    author.open("/your-questions")
    author.press("Start here, in the browser")
    page.get_by_label("What are your questions about?").fill("Fire safety at home")
    author.press("Start")
    author.press("Add a section")
    page.get_by_label("Title of the section").fill("Visits")
    author.press("Save")
    author.press("Add a question")
    author.asks(VISITS, "Yes or no")
    author.asks(READY, "A level on a scale")
    author.picks("Scale", "How far have we thought about it?")
    author.picks("Only ask this if", "Will anybody visit people at home? is “Yes”")
    author.press(re.compile("^Save$"))
    author.press("Add a question")
    author.asks(FIRST, "Any of several choices")
    for number, label in enumerate(("People living alone", "Unpaid carers")):
        page.get_by_label("Choice").nth(number).fill(label)
    author.press(re.compile("^Save$"))
    author.press("Add a question")
    author.asks(ALARM, "A number")
    author.asks(WHO, "Words", re.compile("^Save$"))


def publishes_and_switches_on(author: Author, version: str = "1.0.0") -> None:
    author.press(re.compile("^Publish$"))
    author.page.get_by_label("What is new?").fill("Our first questions.")
    author.press(re.compile("^Publish$"))
    expect(author.page.locator("main")).to_contain_text(f"Version {version} is published")
    author.press("Switch on or off")
    author.press(f"Switch on version {version}")
    expect(author.page.locator("main")).to_contain_text(f"On: version {version}")


def answers_five(author: Author, section: str) -> str:
    """Starts a quick checklist and answers the five; gives the address of its task list."""
    page = author.page
    author.open("/")
    author.starts_quick("Millbrook visits")
    tasks = page.url.split("?")[0]
    author.open(f"{tasks}/sections/{section}")
    expect(page.locator("main")).to_contain_text("Only your organisation sees the answers")
    page.get_by_role("radio", name="Yes").first.check()
    author.press("Save and continue")
    author.open(f"{tasks}/sections/{section}")
    page.get_by_role("group", name=re.compile(READY)).get_by_role("radio").first.check()
    page.get_by_role("checkbox", name="Unpaid carers").check()
    page.get_by_label(ALARM).fill("12")
    page.get_by_label(WHO).fill("Two crews")
    author.press("Save and continue")
    return tasks


def stands_in_the_plan(author: Author, tasks: str) -> None:
    author.open(f"{tasks}/plan")
    main = author.page.locator("main")
    expect(main).to_contain_text("Two crews")
    expect(main).to_contain_text("Fire safety at home")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_five_questions_are_written_by_form_asked_and_stand_in_the_plan(
    app: Flask, new_page: Callable[..., Page], javascript: bool
) -> None:
    author = joined(app, new_page(javascript=javascript))

    writes_five(author)
    publishes_and_switches_on(author)
    tasks = answers_five(author, "brooktown-council-fire-safety-at-home:visits")

    stands_in_the_plan(author, tasks)


def filled_in(template: Path, bad_kind: str = "") -> bytes:
    """The workbook as somebody fills it in; one cell is wrong where ``bad_kind`` says so."""
    book = load_workbook(template)
    add_row(book["settings"], 2, form_title="Fire safety at home", form_id="fire")
    add_row(book["settings"], 2, publisher="Brooktown Council")
    add_row(
        book["sections"], 40, name="visits", label="Visits", instrument="planning", visible_to="us"
    )
    rows = (
        {"type": "yes_no", "name": "home-visits", "label": VISITS},
        {"type": "scale", "name": "ready", "label": READY, "scale": "icf:status"},
        {"type": "select_multiple", "name": "first", "label": FIRST, "list_name": "households"},
        {"type": bad_kind or "number", "name": "alarms", "label": ALARM},
        {"type": "text", "name": "who", "label": WHO},
    )
    for number, row in enumerate(rows, start=10):
        add_row(book["survey"], number, section="visits", **row)
    for number, (name, label) in enumerate(
        (("alone", "People living alone"), ("carers", "Unpaid carers")), start=10
    ):
        add_row(book["choices"], number, list_name="households", name=name, label=label)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def add_row(sheet: object, number: int, **cells: str) -> None:
    headers = {cell.value: cell.column for cell in sheet[1]}  # type: ignore[index]
    for header, text in cells.items():
        sheet.cell(number, headers[header]).value = text  # type: ignore[attr-defined]


def uploads(author: Author, content: bytes) -> None:
    author.open("/your-questions/upload")
    file = {"name": "fire.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    author.page.get_by_label("File").set_input_files(file)
    author.press("Try it out")


def test_five_questions_come_from_a_workbook_after_one_bad_cell(
    app: Flask, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    author = joined(app, new_page())
    author.open("/your-questions")
    template = tmp_path / "template.xlsx"
    author.downloads("Download a workbook to fill in").save_as(template)

    uploads(author, filled_in(template, bad_kind="nummer"))

    main = author.page.locator("main")
    expect(main).to_contain_text("Sheet survey, row 13, cell B13")
    expect(main).to_contain_text("There is no type “nummer” (did you mean number?)")
    author.open("/your-questions")
    expect(main).to_contain_text("There are none yet")

    uploads(author, filled_in(template))
    author.reads("No faults. Keep these questions?")
    author.press("Keep them as a draft")
    publishes_and_switches_on(author)
    tasks = answers_five(author, "brooktown-council-fire:visits")
    stands_in_the_plan(author, tasks)


def test_a_phone_shows_the_preview_without_scrolling_sideways(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    author = joined(app, new_page())
    writes_five(author)
    address = author.page.url.partition("#")[0]

    author.open(f"{address}/preview?width=phone")
    phone = author.page.locator(".icf-phone")

    assert phone.evaluate("one => one.scrollWidth <= one.clientWidth && one.clientWidth <= 360")
    expect(phone.get_by_role("radio").first).to_be_disabled()
    assert accessibility_faults(author.page) == []
