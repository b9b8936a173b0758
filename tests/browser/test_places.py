"""A conversation about a place: recorded without a script, drawn, downloaded, published, hidden."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.markup import assert_valid_html
from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD, council
from tests.browser.server import LiveServer

HERE = "/x/place_standard"


def recorder(app: Flask, page: Page) -> tuple[Officer, str]:
    """A lead with the add-on on, and the address of its public pages."""
    officer = Officer(page)
    hosts = council(app, "place_standard")
    officer.joins(hosts.link, PASSWORD)
    return officer, f"{HERE}/o/{hosts.lead.organisation_id}/"


def records(officer: Officer, where: str = "Which place did you talk about?") -> None:
    """Three participants, two themes and one priority."""
    page = officer.page
    officer.open(f"{HERE}/")
    officer.press("Record one with adults")
    page.get_by_label(where).fill("Mill Street")
    for part, text in (("Day", "9"), ("Month", "3"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_label("How many people took part?").fill("3")
    says(page, "Feeling safe", "3 – A lot could be better", "2 3 6", "Lamps that work")
    says(page, "Natural space", "6 – Good", "6 6 7", "")
    first = page.get_by_role("group", name="Priority 1")
    first.get_by_label("Theme").select_option("Feeling safe")
    first.get_by_label("What will we do?").fill("Ask for the lamps to be mended")
    officer.press("Save the conversation")


def says(page: Page, theme: str, agreed: str, each: str, better: str) -> None:
    box = page.get_by_role("group", name=theme, exact=True)
    box.get_by_label("Rating that people agreed").select_option(agreed)
    box.get_by_label("What each would give").fill(each)
    if better:
        box.get_by_text("What was said").click()
        box.get_by_label("What could be better?").fill(better)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_conversation_is_recorded_drawn_downloaded_published_and_hidden(
    app: Flask, new_page: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    officer, public = recorder(app, new_page(javascript=javascript))
    page = officer.page
    records(officer)
    row = page.get_by_role("row", name=re.compile("^Feeling safe 3"))
    expect(row.first).to_contain_text("3 ratings: lowest 2, middle 3, highest 6")

    officer.open(f"{HERE}/places/mill-street")
    expect(page.get_by_role("img", name=re.compile("^A compass"))).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ask for the lamps to be mended")
    officer.press("The data, and what its columns mean")
    file = tmp_path / "places.csv"
    officer.downloads("Download the table (CSV)").save_as(file)
    with file.open(encoding="utf-8", newline="") as opened:
        safe = [one for one in csv.DictReader(opened) if one["theme"] == "Feeling safe"]
    assert [(one["agreed"], one["people"], one["lowest"]) for one in safe] == [
        ("3", "Fewer than 5", "")
    ]

    visitor = new_page(javascript=javascript)
    assert status(visitor, public) == 404
    officer.open("/add-ons/place_standard")
    officer.press("Make these pages public")
    visitor.goto(public)
    visitor.get_by_role("link", name="Mill Street").click()
    main = visitor.locator("main")
    expect(main).to_contain_text("3 – A lot could be better")
    expect(main).not_to_contain_text("Lamps that work")
    expect(main).not_to_contain_text("lowest 2")

    officer.open("/add-ons/place_standard")
    officer.press("Stop publishing these pages")
    assert status(visitor, visitor.url) == 404


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def test_its_screens_are_accessible_valid_and_fit_a_phone(
    app: Flask,
    server: LiveServer,
    new_page: Callable[..., Page],
    save_screenshot: Callable[[Page, str], None],
) -> None:
    officer, public = recorder(app, new_page())
    looked_at = []

    def look(name: str, path: str = "") -> None:
        if path:
            officer.open(path)
        save_screenshot(officer.page, name)
        looked_at.append((name, accessibility_faults(officer.page)))

    look("places, none", f"{HERE}/")
    look("children", f"{HERE}/new/children")
    officer.press("Save the conversation")
    look("conversation, wrong")
    records(officer)
    look("conversation")
    officer.press("Change this conversation")
    officer.page.get_by_label("Name of a new place").fill("Llanfair" * 12)
    officer.page.get_by_label("Which place did you talk about?").select_option("")
    officer.page.get_by_label("How many people took part?").fill("30")
    for box in officer.page.locator("textarea").all()[:8]:
        box.evaluate("box => box.value = 'Unbroken'.repeat(60) + ' and then words.'.repeat(20)")
    officer.page.get_by_label("What was said and the priorities may be published").check()
    officer.press("Save the conversation")
    look("conversation, long")
    records(officer, "Name of a new place")
    officer.open(f"{HERE}/places/mill-street")
    officer.press("Record another with adults")
    look("record another")
    records_again(officer)
    look("place", f"{HERE}/places/mill-street")
    look("places", f"{HERE}/")
    look("data", f"{HERE}/data")
    look("licence", f"{HERE}/licence")
    officer.open("/add-ons/place_standard")
    officer.press("Make these pages public")
    look("public places", public)
    look("public place", f"{public}places/mill-street")
    look("public data", f"{public}data")
    officer.open(f"{HERE}/places/mill-street")
    officer.press(re.compile("^Conversation of"))
    officer.press("Delete this conversation")
    look("delete")
    officer.press("Delete the conversation")
    look("deleted")

    assert [one for one in looked_at if one[1]] == []
    assert_valid_html(server.pages)


def records_again(officer: Officer) -> None:
    """Another day, more people."""
    page = officer.page
    for part, text in (("Day", "10"), ("Month", "10"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_label("How many people took part?").fill("24")
    page.get_by_text("Which groups took part").click()
    page.get_by_label("People over 65").fill("7")
    page.get_by_label("Unpaid carers").fill("2")
    for theme in page.locator("select[name$=-agreed]").all():
        theme.select_option(index=4)
    officer.press("Save the conversation")
