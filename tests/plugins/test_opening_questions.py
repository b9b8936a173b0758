"""Add-ons whose first answers open more questions, as a person without JavaScript meets them."""

import pytest

from icf.db import in_organisation, write
from icf.packs.service import set_switch
from tests.assessments.test_journey import start_quick
from tests.desk import NOW

AIMS = "shaped-by-people:aims"
WHICH = "a-shaped-by-people:which"
FIRST_LOOK = "impact-assessment:first-look"
GROUPS = "a-impact-assessment:groups"


@pytest.fixture
def browser(app, signed_in):
    """A lead whose organisation has both add-ons on, and who sees a section on a page."""
    browser = signed_in("lead")
    here = browser.actor.organisation_id
    with app.app_context(), in_organisation(here), write() as session:
        for name in ("shaped_by_people", "impact_assessment"):
            set_switch(session, here, NOW, name, on=True)
    return browser


@pytest.fixture
def tasks(browser):
    """The address of a new quick checklist."""
    found = start_quick(browser)
    layout = {"layout": "section", "assessment": found.split("/")[-1], "section": AIMS}
    browser.send("/layout", layout)
    return found


def asked(page):
    return [box["data-question"].split(":")[1] for box in page.select("[data-question]")]


def test_ticking_an_aim_comes_back_to_its_section_with_the_new_question(browser, tasks):
    address = f"{tasks}/sections/{AIMS}"
    assert asked(browser.page(address)) == ["which"]

    ticked = {f"{WHICH}-version": "0", f"{WHICH}-value": ["heard", "connected"]}
    reply = browser.send(address, ticked)

    assert reply.location == address
    assert asked(browser.page(address)) == ["which", "heard-now", "connected-now"]


def test_nothing_new_to_ask_goes_on_to_the_next_section(browser, tasks):
    address = f"{tasks}/sections/{AIMS}"
    ticked = {f"{WHICH}-version": "0", f"{WHICH}-value": ["heard"]}
    browser.send(address, ticked)

    again = {f"{WHICH}-version": "1", f"{WHICH}-value": ["heard"]}
    reply = browser.send(address, {**again, "finished": "yes"})

    assert reply.location != address


def test_the_first_look_opens_the_closer_look_only_for_what_was_ticked(browser, tasks):
    address = f"{tasks}/sections/{FIRST_LOOK}"
    assert "does not replace your organisation's legal duty" in browser.page(address).text

    ticked = {f"{GROUPS}-version": "0", f"{GROUPS}-value": ["carers", "race"]}
    reply = browser.send(address, ticked)

    assert reply.location == f"{tasks}/sections/impact-assessment:people"
    assert asked(browser.page(reply.location)) == ["race", "carers", "change"]


def test_ticking_none_asks_for_the_reason_on_the_same_page(browser, tasks):
    address = f"{tasks}/sections/{FIRST_LOOK}"

    ticked = {f"{GROUPS}-version": "0", f"{GROUPS}-value": ["nobody"]}
    reply = browser.send(address, ticked)

    assert reply.location == address
    assert "why-none" in asked(browser.page(address))
