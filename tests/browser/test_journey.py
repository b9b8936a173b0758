"""The whole journey in a real browser, from the link to join to the plan for the board."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD, council
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures

APPROACHES = ("Connecting", "Communicating", "Equalising", "Trusting", "Celebrating")
WORDS = "We spoke to the allotment holders and the school."


@pytest.mark.parametrize("script", ["with JavaScript", "without JavaScript"])
def test_a_new_officer_takes_a_sense_checked_plan_to_the_board(
    app: Flask, new_page: Callable[..., Page], tmp_path: Path, script: str
) -> None:
    has_script = script == "with JavaScript"
    officer = Officer(new_page(javascript=has_script))
    officer.joins(council(app, "place_standard").link, PASSWORD)

    officer.starts_quick("Millbrook garden")
    officer.press("Connecting")
    if has_script:
        types_and_comes_back_to_it(officer, new_page)
    officer.answers("Still to do", WORDS)
    for _question in range(8):
        officer.answers("Partly", WORDS)
    promises_from_a_question(officer)
    officer.answers("Thought through", WORDS)
    records_a_conversation(officer)
    officer.reads("Planning checklist")
    expect(officer.page.get_by_text("29 of 29 answered")).to_be_visible()
    officer.press("See the sense check")
    officer.reads("Sense check")
    promises_from_a_suggestion(officer)
    signs_off(officer)
    path = tmp_path / "plan.pdf"
    officer.downloads("Download the project plan (PDF)").save_as(path)

    assert pdfua_failures(path) == []
    assert extra_failures(path) == []
    text = text_of(path)
    for words in (
        "Millbrook garden",
        "Brooktown Council",
        WORDS,
        "Ask the walking group to lead a visit",
        "Parks officer",
        "Agree the plan and its £4,000",
        "Have you held a conversation about this place",
        "Feeling safe",
        "2 – Most of it could be better",
        "6 – Good",
        "The lamps by the gate are out",
        "No rating agreed",
    ):
        assert words in text


def types_and_comes_back_to_it(officer: Officer, new_page: Callable[..., Page]) -> None:
    """Half an answer; the window is closed, and the text is there in the next one."""
    officer.page.get_by_label("What makes you say that?").fill("Half a thought")
    officer.waits_until_saved()
    address = officer.page.url
    context = officer.page.context
    officer.page.close()
    officer.page = context.new_page()
    officer.page.goto(address)
    expect(officer.page.get_by_label("What makes you say that?")).to_have_value("Half a thought")


def promises_from_a_question(officer: Officer) -> None:
    officer.press(re.compile("^Add to what we will do"))
    page = officer.page
    page.get_by_label("What will we do?").fill("Ask the walking group to lead a visit")
    page.get_by_label("Who?").fill("Parks officer")
    fills_in_date(page, "By when?", "3", "4", "2027")
    officer.press("Save")


def records_a_conversation(officer: Officer) -> None:
    page = officer.page
    officer.reads(re.compile("Have you held a conversation"))
    officer.chooses("Yes")
    officer.goes_on()
    fills_in_date(page, re.compile("When was it"), "9", "3", "2026")
    officer.goes_on()
    page.get_by_label("Which place did you talk about?").fill("Mill Street and the garden")
    officer.goes_on()
    page.get_by_label("How many people took part?").fill("14")
    officer.goes_on()
    page.get_by_label("Who took part, and whose voice was missing?").fill("Parents, two shops")
    officer.goes_on()
    officer.press("Show the whole section on one page")
    officer.reads("What people said, theme by theme")
    for number, theme in enumerate(page.locator("[data-question]").all()):
        rates(theme, number)
    officer.goes_on()


def rates(theme: Locator, number: int) -> None:
    """“Feeling safe” gets a low rating with a reason, one theme none, the others a good one."""
    rating = {3: "We did not agree a rating", 11: re.compile("^2 –")}.get(
        number, re.compile("^6 –")
    )
    theme.get_by_role("radio", name=rating).check()
    if number == 3:
        theme.get_by_label("What is good?").fill("Some like the new benches")
    if number == 11:
        theme.get_by_label("What could be better?").fill("The lamps by the gate are out")


def promises_from_a_suggestion(officer: Officer) -> None:
    officer.press(re.compile("^Add to what we will do"))
    officer.page.get_by_label("Who?").fill("Community worker")
    officer.page.get_by_label("If there is no date, why?").fill("After the school holidays")
    officer.press("Save")
    expect(officer.page.get_by_text("2 of 2 actions")).to_be_visible()


def signs_off(officer: Officer) -> None:
    officer.press("Go on to check and sign off")
    page = officer.page
    page.get_by_label("What is the board or committee asked to decide?").fill(
        "Agree the plan and its £4,000"
    )
    page.get_by_label("Your role").fill("Community manager")
    officer.press("Sign off the plan")
    officer.reads("The plan is signed off")
    expect(page.get_by_text("2 promises")).to_be_visible()


def fills_in_date(page: Page, group: str | re.Pattern[str], *parts: str) -> None:
    date = page.get_by_role("group", name=group)
    for label, part in zip(("Day", "Month", "Year"), parts, strict=True):
        date.get_by_label(label).fill(part)


def text_of(path: Path) -> str:
    """The words of the file, as one line."""
    with pypdfium2.PdfDocument(path) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(texts).split())
