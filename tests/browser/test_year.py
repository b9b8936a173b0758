"""The whole round in a real browser: plan, evaluate, self-evaluate, send, amend, a year later."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from icf.cycle.service import Wanted, open_cycle
from icf.db import db, in_organisation
from icf.selfeval.period import year_of
from tests.browser.officer import Officer
from tests.browser.partnership import PASSWORD, Council, council
from tests.browser.test_evaluation import goes_through_the_promises, plans_and_signs_off

FIRST, SECOND = "We met eleven groups.", "We met twelve groups; one had been forgotten."


@pytest.mark.parametrize("script", ["with JavaScript", "without JavaScript"])
def test_a_round_from_the_first_plan_to_the_next_year(
    app: Flask, new_page: Callable[..., Page], script: str
) -> None:
    place, year = council(app), year_of(datetime.now(ZoneInfo("Europe/London")).date())
    opens_the_cycle(app, place, year)
    officer = Officer(new_page(javascript=script == "with JavaScript"))
    officer.joins(place.link, PASSWORD)

    plans_and_looks_back(officer)
    self_evaluates(officer, year)
    sends(officer)
    amends(officer)
    begins_the_next_year(officer, year)


def opens_the_cycle(app: Flask, place: Council, year: str) -> None:
    """The partnership's officer opens the year, with this organisation in it."""
    runs_it, now = replace(place.lead, role="partnership_officer"), datetime.now(UTC)
    wanted = Wanted(year, now.date() + timedelta(days=150))
    with app.app_context(), in_organisation(place.lead.organisation_id):
        taking_part = [place.lead.organisation_id]
        open_cycle(db.session, runs_it, now, app.extensions["icf_plugins"], wanted, taking_part)


def plans_and_looks_back(officer: Officer) -> None:
    officer.starts_quick("Millbrook garden")
    plans_and_signs_off(officer)
    officer.press("Ask how it went, half-way or at the end")
    officer.press("Start")
    officer.press("What we said we would do")
    goes_through_the_promises(officer)
    officer.press("Start: Connecting")
    officer.answers("Mostly", "Both ends of the street came.")
    officer.open(re.sub("/questions/.*", "", officer.page.url))
    officer.press("Check and sign off")
    officer.page.get_by_label("Your role").fill("Team manager")
    officer.press(re.compile("^Sign off$"))
    officer.reads("The evaluation is signed off")
    officer.press("The ledger of this piece of work")
    expect(officer.page.locator("main table")).to_contain_text("Two lamps need two purses.")


def self_evaluates(officer: Officer, year: str) -> None:
    officer.open("/self-evaluation")
    officer.press(f"Start {year}")
    officer.press("Start")
    officer.press("Start: Connecting")
    officer.page.get_by_role("textbox").first.fill(FIRST)
    officer.goes_on()
    signs_the_self_evaluation(officer)


def sends(officer: Officer) -> None:
    officer.open("/cycle")
    officer.press("See what will be sent, and send it")
    expect(officer.page.locator("main")).to_contain_text(FIRST)
    officer.press("Send it to the Board")
    expect(officer.page.locator("main")).to_contain_text(FIRST)


def amends(officer: Officer) -> None:
    """What was sent stays as it was; a newer copy stands beside it."""
    officer.open("/self-evaluation")
    officer.page.locator("main table a").first.click()
    officer.press("Reopen it as a new version")
    officer.open(f"{officer.page.url}/questions/icf:self-connecting-actions")
    officer.page.get_by_role("textbox").first.fill(SECOND)
    officer.goes_on()
    signs_the_self_evaluation(officer)
    officer.open("/cycle")
    officer.press("See an amended copy and send it")
    officer.page.get_by_label("What did you change?").fill("One group had been forgotten.")
    officer.press("Send the amended copy to the Board")
    officer.open("/cycle")
    copies = officer.page.locator("main table").last.get_by_role("row")
    expect(copies).to_have_count(3)
    copies.nth(2).get_by_role("link").click()
    expect(officer.page.locator("main")).to_contain_text(FIRST)
    expect(officer.page.locator("main")).not_to_contain_text(SECOND)


def begins_the_next_year(officer: Officer, year: str) -> None:
    following = f"{int(year[:4]) + 1}/{int(year[-2:]) + 1:02}"
    officer.open("/self-evaluation/start")
    officer.page.get_by_label("Which year is it about?").fill(following)
    officer.press("Start")
    officer.press("Start: Connecting")
    expect(officer.page.locator("main")).to_contain_text(f"Last time: {year}")
    expect(officer.page.locator("main")).to_contain_text(SECOND)


def signs_the_self_evaluation(officer: Officer) -> None:
    officer.open(re.sub("/(questions|sections)/.*", "", officer.page.url))
    officer.press("Check and sign off")
    officer.page.get_by_label("Your role").fill("Team manager")
    officer.press("Sign off the self-evaluation")
    officer.reads("The self-evaluation is signed off")
