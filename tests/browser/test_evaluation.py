"""From the plan to the ledger in a real browser: what was promised, and what became of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD, council
from tests.browser.test_journey import fills_in_date
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures

PROMISES = ("Ask the walking group to lead a visit", "Put up two lamps")


@pytest.mark.parametrize("script", ["with JavaScript", "without JavaScript"])
def test_what_was_promised_is_asked_back_and_stands_in_the_ledger(
    app: Flask, new_page: Callable[..., Page], tmp_path: Path, script: str
) -> None:
    officer = Officer(new_page(javascript=script == "with JavaScript"))
    officer.joins(council(app).link, PASSWORD)
    officer.starts_quick("Millbrook garden")
    plans_and_signs_off(officer)

    officer.press("Ask how it went, half-way or at the end")
    officer.press("Start")
    officer.reads("Evaluation")
    officer.press("What we said we would do")
    goes_through_the_promises(officer)
    answers_the_questions(officer)
    officer.press("See where we are")
    officer.reads("Where we are")
    said = officer.page.get_by_text("2 promises: 1 kept, 1 not kept, 1 carried over.")
    expect(said.first).to_be_visible()
    officer.press("Check and sign off")
    officer.page.get_by_label("Your role").fill("Team manager")
    officer.press(re.compile("^Sign off$"))
    officer.reads("The evaluation is signed off")
    path = tmp_path / "evaluation.pdf"
    officer.downloads("Download the report (PDF)").save_as(path)
    officer.press("The ledger of this piece of work")

    assert pdfua_failures(path) == []
    assert extra_failures(path) == []
    officer.reads("What we promised, and what became of it")
    for words in ("Kept", "Not kept", "The works team was cut.", "Two lamps need two purses."):
        expect(officer.page.locator("main table")).to_contain_text(words)


def plans_and_signs_off(officer: Officer) -> None:
    officer.press("Connecting")
    for what in PROMISES:
        officer.page.get_by_role("button", name=re.compile("^Add to what we will do")).first.click()
        officer.page.get_by_label("What will we do?").fill(what)
        officer.page.get_by_label("Who?").fill("Parks officer")
        fills_in_date(officer.page, "By when?", "3", "4", "2027")
        officer.press("Save")
    officer.answers("Partly", "We asked the school.")
    officer.page.goto(re.sub("/questions/.*", "/sign-off", officer.page.url))
    officer.page.get_by_label("Your role").fill("Team manager")
    officer.press("Sign off the plan")
    officer.reads("The plan is signed off")


def goes_through_the_promises(officer: Officer) -> None:
    officer.press("Go through them one by one")
    officer.reads(PROMISES[0])
    officer.chooses("Kept")
    officer.page.get_by_label("Who says so?").fill("The walking group")
    officer.press("Save and continue")
    officer.reads(PROMISES[1])
    officer.chooses("Not kept")
    officer.page.get_by_label("Why?").fill("The works team was cut.")
    officer.page.get_by_label("What do we learn from it?").fill("Two lamps need two purses.")
    officer.press("Save and carry over")
    officer.reads("Change what we will do")
    officer.press("Save")
    officer.page.get_by_role("link", name="Questions", exact=True).click()


def answers_the_questions(officer: Officer) -> None:
    officer.reads("Evaluation")
    officer.press("Start: Connecting")
    beside = officer.page.locator("#beside")
    expect(beside).to_contain_text("What we said when we planned it")
    officer.answers("Mostly", "Both ends of the street came.")
    officer.page.goto(re.sub("/questions/.*", "", officer.page.url))
