"""The whole journey through the pages, as a person without JavaScript walks it."""

import re

import pytest

from icf.db import in_organisation, write
from icf.packs.service import set_switch
from tests.desk import NOW


def answers(page, status="partly", words="We asked three groups in March."):
    """The fields of every question on a page, each answered with the same status."""
    fields = {}
    for box in page.select("[data-question]"):
        key = box["data-question"]
        fields[f"a-{key}-version"] = box.select_one(f'[name="a-{key}-version"]')["value"]
        radios = [one["value"] for one in box.select(f'input[name="a-{key}-value"]')]
        fields[f"a-{key}-value"] = status if status in radios else radios[0]
        if box.select_one(f'[name="a-{key}-words"]'):
            fields[f"a-{key}-words"] = words
    return fields


def start_quick(browser, title="Millbrook garden"):
    """Start a piece of work and its quick checklist; gives the address of the task list."""
    reply = browser.send(
        "/work/new", {"title": title, "kind": "project", "is_new": "yes", "stage": "planning"}
    )
    assert reply.status_code == 302, reply.text
    reply = browser.send(reply.location, {"depth": "quick"})
    assert reply.status_code == 302, reply.text
    return reply.location


def test_from_an_idea_to_a_signed_plan(signed_in):
    browser = signed_in("lead")
    tasks = start_quick(browser)
    page = browser.page(tasks)
    sections = [
        link["href"]
        for link in page.select("a")
        if re.search(r"/(sections|questions)/", link["href"])
    ]
    assert len(set(sections)) == 6

    browser.send(
        "/layout",
        {"layout": "section", "assessment": tasks.split("/")[-1], "section": "icf:connecting"},
    )
    for address in dict.fromkeys(sections):
        key = address.split("/")[-1]
        address = f"{tasks}/sections/{key.split('-')[0]}" if "/questions/" in address else address
        form = browser.page(address)
        reply = browser.send(address, {**answers(form), "finished": "yes"})
        assert reply.status_code == 302, reply.text

    check = browser.page(f"{tasks}/sense-check")
    assert "10 questions of the framework" in check.text
    offered = check.select('input[name="suggestion"]')
    reply = browser.send(f"{tasks}/suggestions", {"suggestion": offered[0]["value"], "do": "add"})
    reply = browser.send(
        reply.location,
        {"what": "Meet the walking group", "who": "Parks officer", "version": "1",
         "due_on-day": "3", "due_on-month": "4", "due_on-year": "2027"},
    )  # fmt: skip
    assert reply.status_code == 302, reply.text
    assert "3 April 2027" in browser.page(f"{tasks}/what-we-will-do").text

    browser.page(f"{tasks}/sign-off")
    reply = browser.send(
        f"{tasks}/sign-off",
        {
            "do": "sign",
            "signed_name": "Ada Lead",
            "signed_role": "Manager",
            "decisions": "Agree the plan",
        },
    )
    assert reply.status_code == 302, reply.text
    finished = browser.page(f"{tasks}/finished")
    assert "1 promise" in finished.text
    plan = browser.page(f"{tasks}/plan")
    assert "Meet the walking group" in plan.text
    assert "Agree the plan" in plan.text
    browser.page(f"{tasks}/copy")
    browser.page(f"{tasks}/print")


@pytest.mark.parametrize("address", ["/work", "/work/new", "/work/deleted"])
def test_empty_pages_say_what_to_do(signed_in, address):
    browser = signed_in("contributor")

    page = browser.page(address)

    assert page.select_one("h1")


def test_the_start_page_says_how_long_add_ons_take(signed_in, app):
    browser = signed_in("lead")
    here = browser.actor.organisation_id
    with app.app_context(), in_organisation(here), write() as session:
        set_switch(session, here, NOW, "place_standard", on=True)
    reply = browser.send(
        "/work/new", {"title": "Garden", "kind": "project", "is_new": "yes", "stage": "planning"}
    )

    page = browser.page(reply.location)

    text = " ".join(page.text.split())
    assert "1 question, about 2 minutes; up to 19 questions and 28 minutes" in text
