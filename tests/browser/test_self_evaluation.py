"""A year's self-evaluation from its start to its PDF, with last year's answers beside it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import FloatRect, Page, expect

from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.service import start_assessment
from icf.assessments.sheet import load
from icf.db import db, in_organisation
from icf.plans.action import add_action
from icf.plans.signing import sign_off
from icf.selfeval.service import start_self_evaluation
from icf.web.actor import Actor
from icf.work.service import start_work
from tests.browser.conftest import Furnished
from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD, council
from tests.pdfchecks import pdfua_failures

LAST_YEAR = {
    "icf:self-connecting-actions": "We walked two wards with people who live there.",
    "icf:self-connecting-measures": "The outreach diary counts first meetings.",
    "icf:self-connecting-alignment": "2",
    "icf:self-trusting-confidence": "4",
    "icf:self-learned": "Ask before you print.",
}
PROMISE = "We will ask the bakery's night shift."


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def officer(request: pytest.FixtureRequest, app: Flask, new_page: Callable[..., Page]) -> Officer:
    """Somebody new in an organisation that has last year's self-evaluation and a signed plan."""
    place = council(app)
    with app.app_context(), in_organisation(place.lead.organisation_id):
        _last_year(app, place.lead)
        _a_signed_plan(app, place.lead)
    made = Officer(new_page(javascript=request.param))
    made.joins(place.link, PASSWORD)
    return made


def test_a_year_with_the_last_one_beside_it(officer: Officer, tmp_path: Path) -> None:
    page = officer.page
    officer.open("/self-evaluation")
    officer.press(re.compile("^Start 20"))
    page.get_by_role("radio", name="Empty answers").check()
    officer.press("Start")

    officer.reads("Self-evaluation")
    officer.press("Start: Connecting")
    expect(page.get_by_text("We walked two wards")).to_be_visible()
    _adds_from_own_work(officer)
    officer.goes_on()
    officer.press("Copy")
    expect(page.get_by_text("Copied, not checked.")).to_be_visible()
    expect(page.get_by_role("textbox").first).to_have_value(
        LAST_YEAR["icf:self-connecting-measures"]
    )
    officer.open(_tasks(page))
    officer.press("Copy last time’s answers to what is still empty")
    expect(page.get_by_text("3 answers were copied.")).to_be_visible()

    officer.press("Check and sign off")
    officer.press("Sign off the self-evaluation")
    expect(page.get_by_text("4 answers were copied and nobody has looked")).to_be_visible()
    expect(page.get_by_text("Something still stands in the way")).to_be_visible()

    for key in ("connecting-measures", "connecting-alignment", "trusting-confidence", "learned"):
        officer.open(f"{_tasks(page)}/questions/icf:self-{key}")
        expect(page.get_by_text("Copied, not checked.")).to_be_visible()
        officer.press("Save and continue")
    officer.open(_tasks(page))
    officer.press("See where we are")
    expect(page.get_by_text("We match Connecting most")).to_be_visible()

    officer.press("Check and sign off")
    page.get_by_label("Who answered the questions?").fill("Four of us round the table")
    page.get_by_role("radio", name="Somebody else, for them").check()
    page.get_by_label("Who was that?").fill("Bo, of Voluntary Action")
    officer.press("Sign off the self-evaluation")

    officer.reads("The self-evaluation is signed off")
    said = "Entered by Bo, of Voluntary Action for Four of us round the table."
    expect(page.get_by_text(said)).to_be_visible()
    download = officer.downloads("Download the self-evaluation (PDF)")
    file = tmp_path / "self-evaluation.pdf"
    download.save_as(file)
    assert pdfua_failures(file) == []


def _adds_from_own_work(officer: Officer) -> None:
    """Unfold what our own work says, and take the promise over; what was typed is kept."""
    page = officer.page
    page.get_by_role("textbox").first.fill("We met the baker.")
    page.get_by_text("From your own work").click()
    officer.press("Add these words")
    added = re.compile(rf"^We met the baker\.\s+{re.escape(PROMISE)} \(P\d+\)$")
    expect(page.get_by_role("textbox").first).to_have_value(added)


def _tasks(page: Page) -> str:
    """The address of the task list, from any page of the self-evaluation."""
    found = re.search(r"/(?:checklists|self-evaluation)/(\d+)", page.url)
    assert found, page.url
    return f"/checklists/{found.group(1)}"


def _last_year(app: Flask, lead: Actor) -> None:
    plugins, now = app.extensions["icf_plugins"], datetime.now(UTC)
    made = start_self_evaluation(db.session, lead, now, plugins, None, "2020/21", "full")
    posted = [Posted(key, 0, {"value": [value]}) for key, value in LAST_YEAR.items()]
    save_answers(db.session, lead, now, plugins.registry.kinds(), made, posted)
    sign_off(db.session, lead, now, load(db.session, lead, made), "Lena", "Lead", {})


def _a_signed_plan(app: Flask, lead: Actor) -> None:
    plugins, now = app.extensions["icf_plugins"], datetime.now(UTC)
    work = start_work(db.session, lead, now, {"title": "Bread for all"})
    made = start_assessment(db.session, lead, now, plugins, work, "quick")
    who = Posted("icf:connecting-who", 0, {"value": ["todo"]})
    save_answers(db.session, lead, now, plugins.registry.kinds(), made, [who])
    sheet = load(db.session, lead, made)
    promise = {"what": PROMISE, "question": "icf:connecting-who"}
    add_action(db.session, lead, now, sheet, promise)
    sign_off(db.session, lead, now, load(db.session, lead, made), "Lena", "Lead", {})


def test_last_years_answer_stands_beside_the_box_where_there_is_room(furnished: Furnished) -> None:
    page = furnished.page("lead")
    page.goto(furnished.site.path("/checklists/{this_year}/questions/icf:self-connecting-actions"))

    beside = _box_and_last_year(page, 1280)
    under = _box_and_last_year(page, 700)

    assert beside[0]["x"] + beside[0]["width"] < beside[1]["x"]
    assert beside[1]["y"] < beside[0]["y"] + beside[0]["height"]
    assert under[0]["y"] + under[0]["height"] < under[1]["y"]


def _box_and_last_year(page: Page, width: int) -> tuple[FloatRect, FloatRect]:
    page.set_viewport_size({"width": width, "height": 900})
    box = page.get_by_role("textbox").first.bounding_box()
    last = page.get_by_text("Last time: 2024/25").bounding_box()
    assert box
    assert last
    return box, last
