"""The bundled add-ons that ask questions: by keyboard, without a script, and accessible."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.markup import assert_valid_html
from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD, council
from tests.browser.server import LiveServer

ADD_ONS = ("impact_assessment", "shaped_by_people")
GROUPS = "Which groups could this work touch more than other people, for better or worse?"
CARERS = "Unpaid carers: what changes for those who look after somebody?"
AIM = "How far would people agree that they feel connected to others around them?"


def started(app: Flask, page: Page) -> tuple[Officer, str]:
    """An officer with a quick checklist, both add-ons on, and the address of its task list."""
    officer = Officer(page)
    officer.joins(council(app, *ADD_ONS).link, PASSWORD)
    officer.starts_quick("Millbrook garden")
    return officer, page.url.split("?")[0]


def goes_through(officer: Officer, tasks: str) -> None:
    """From the first look to a group and an aim that it opened, a question at a time."""
    page = officer.page
    officer.open(f"{tasks}/questions/impact-assessment:groups")
    officer.reads(re.compile(re.escape(GROUPS)))
    page.get_by_role("checkbox", name="Unpaid carers").press("Space")
    officer.press("Save and continue")
    officer.open(f"{tasks}/questions/impact-assessment:carers")
    officer.reads(re.compile(re.escape(CARERS)))
    page.get_by_role("radio", name="We don’t know").press("Space")
    officer.press("Save and continue")
    officer.open(f"{tasks}/questions/shaped-by-people:which")
    page.get_by_role("checkbox", name="Feeling connected").press("Space")
    officer.press("Save and continue")
    officer.reads(re.compile(re.escape(AIM)))
    page.get_by_role("radio", name="0 – Not at all").press("Space")
    officer.press("Save and continue")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_what_was_ticked_opens_questions_and_stands_in_the_plan(
    app: Flask, new_page: Callable[..., Page], javascript: bool
) -> None:
    officer, tasks = started(app, new_page(javascript=javascript))

    goes_through(officer, tasks)

    officer.open(f"{tasks}/sense-check")
    expect(officer.page.locator("main")).to_contain_text("Ask unpaid carers, young ones too")
    officer.open(f"{tasks}/plan")
    grid = officer.page.get_by_role("table", name="People: what changes for whom, and how we know")
    expect(grid.get_by_role("row", name="Unpaid carers")).to_contain_text("We don’t know")
    expect(grid.get_by_role("row", name="Disability")).to_contain_text("Empty: not looked at")
    aims = officer.page.get_by_role("table", name=re.compile("^The four aims"))
    expect(aims.get_by_role("row", name="Feeling connected")).to_contain_text("0 – Not at all")


def test_their_screens_are_accessible(app: Flask, new_page: Callable[..., Page]) -> None:
    officer, tasks = started(app, new_page())
    goes_through(officer, tasks)

    for path in (
        "/sections/impact-assessment:first-look",
        "/sections/impact-assessment:people",
        "/questions/impact-assessment:carers",
        "/sections/shaped-by-people:aims",
        "/questions/shaped-by-people:connected-now",
        "/plan",
        "/print",
    ):
        officer.open(tasks + path)

        assert accessibility_faults(officer.page) == [], path


def test_the_screens_about_evidence_are_accessible_and_valid(
    app: Flask,
    server: LiveServer,
    new_page: Callable[..., Page],
    save_screenshot: Callable[[Page, str], None],
) -> None:
    page = new_page()
    officer = Officer(page)
    officer.joins(council(app, "evidence_strength").link, PASSWORD)
    officer.starts_quick("Millbrook garden")
    tasks = page.url.split("?")[0]
    officer.open(f"{tasks}/questions/evidence-strength:have")
    page.get_by_role("checkbox", name="Trusting").press("Space")
    officer.press("Save and continue")
    page.get_by_role("radio", name="Weak").press("Space")
    page.get_by_label("What do you know?").fill("Two people said so. " + "Unbroken" * 30)
    page.get_by_role("radio", name="Conversations or a meeting").press("Space")
    page.get_by_role("radio", name="More than three years old").press("Space")
    officer.press("Save and continue")
    officer.open(f"{tasks}/questions/icf:trusting-promise")
    page.get_by_role("radio", name="Thought through").press("Space")
    officer.press("Save and continue")
    looked_at = []

    for name, path in (
        ("evidence, question", f"{tasks}/questions/evidence-strength:trusting"),
        ("evidence, section", f"{tasks}/sections/evidence-strength:evidence"),
        ("evidence, sense check", f"{tasks}/sense-check"),
        ("evidence, plan", f"{tasks}/plan"),
        ("evidence, register", "/x/evidence_strength/"),
        ("evidence, one approach", "/x/evidence_strength/?approach=trusting"),
    ):
        officer.open(path)
        save_screenshot(page, name)
        looked_at.append((name, accessibility_faults(page)))

    assert [one for one in looked_at if one[1]] == []
    assert_valid_html(server.pages)
    officer.open(f"{tasks}/sense-check")
    expect(page.locator("main")).to_contain_text("Ask people what you promised last time")
    officer.open(f"{tasks}/plan")
    rows = page.get_by_role("table", name=re.compile("^Each approach, its rating")).get_by_role(
        "row"
    )
    expect(rows.nth(1)).to_contain_text("Trusting")
    expect(rows.nth(1)).to_contain_text("Weak")
