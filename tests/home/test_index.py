"""The first page: what this is for those who are signed out, what to do next for all others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from icf.accounts.service import set_setting
from icf.assessments.service import delete_assessment, reopen
from icf.db import write
from icf.work.service import share_work
from tests.home.conftest import TODAY, Office
from tests.statements import counted
from tests.support import CheckedClient

MOST_STATEMENTS = 17


def part(page: BeautifulSoup, heading: str) -> str:
    """The text between a heading and the next one; empty where the heading is not there."""
    found = page.find(["h2", "h3"], string=heading)
    if found is None:
        return ""
    texts = []
    for after in found.next_elements:
        if getattr(after, "name", None) in ("h1", "h2"):
            break
        if isinstance(after, str):
            texts.append(after)
    return " ".join(" ".join(texts[1:]).split())


def links(page: BeautifulSoup) -> list[str]:
    return [str(link["href"]) for link in page.main.find_all("a")]


@pytest.fixture
def set_up(app: Flask) -> None:
    with app.app_context(), write() as session:
        set_setting(session, "setup_finished", True)


def test_before_set_up_the_first_page_says_how_to_begin(client: CheckedClient) -> None:
    page = client.page("/")

    assert "link that was printed" in page.get_text()
    assert "/sign-in" not in links(page)


def test_somebody_without_an_account_can_read_and_is_shown_the_way_in(
    client: CheckedClient, set_up: None
) -> None:
    page = client.page("/")

    assert "/framework" in links(page)
    assert "/framework/example" in links(page)
    assert "/sign-in" in links(page)
    assert "link that was printed" not in page.get_text()


@pytest.mark.parametrize("role", ["contributor", "lead", "administrator"])
def test_an_empty_desk_offers_to_start_or_to_see_the_example(
    signed_in: Callable[..., CheckedClient], role: str
) -> None:
    page = signed_in(role).page("/")

    assert "Nothing is waiting for you" in page.get_text()
    assert links(page) == ["/work/new", "/framework/example", "/conversations"]


def test_the_card_goes_on_with_the_draft_that_this_person_changed_last(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser, colleague = signed_in("contributor"), signed_in("contributor").actor
    mine = office.checklist(browser.actor, "Millbrook garden")
    theirs = office.checklist(colleague, "Hillside bus stop")
    office.answer(browser.actor, mine, 3)
    office.answer(colleague, theirs, 1)

    page = browser.page("/")

    card = part(page, "Go on where you were")
    assert "Millbrook garden" in card
    assert "3 of 10 answered" in card
    assert "Next: Communicating" in card
    assert "Hillside bus stop" in part(page, "Other drafts of your organisation")


def test_continue_leads_to_the_first_open_question(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser = signed_in("contributor")
    checklist = office.checklist(browser.actor, "Millbrook garden")
    office.answer(browser.actor, checklist, 1)

    page = browser.page("/")

    question = office.sheet(browser.actor, checklist).main_sections[0].questions[1]
    address = page.select_one(".icf-card .govuk-button")["href"]
    assert address == f"/checklists/{checklist}/questions/{question.key}"
    browser.page(address)


def test_a_section_marked_finished_is_not_the_next_step(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser = signed_in("contributor")
    checklist = office.checklist(browser.actor, "Millbrook garden")
    office.finish(browser.actor, checklist, 1)

    card = part(browser.page("/"), "Go on where you were")

    assert "Next: Communicating" in card


@pytest.mark.parametrize("how", ["answer", "finish"])
def test_a_draft_that_is_answered_or_finished_waits_for_a_lead(
    signed_in: Callable[..., CheckedClient], office: Office, how: str
) -> None:
    lead, contributor = signed_in("lead"), signed_in("contributor")
    checklist = office.checklist(contributor.actor, "Millbrook garden")
    office.answer(contributor.actor, checklist, 10 if how == "answer" else 1)
    if how == "finish":
        office.finish(contributor.actor, checklist)

    waiting = part(lead.page("/"), "Waiting for your sign-off")
    for_contributor = contributor.page("/")

    assert "Millbrook garden" in waiting
    assert part(for_contributor, "Waiting for your sign-off") == ""
    assert "ask a lead to sign off" in part(for_contributor, "Go on where you were")


def test_sections_that_are_finished_without_any_answer_wait_for_nobody(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    lead, contributor = signed_in("lead"), signed_in("contributor")
    checklist = office.checklist(contributor.actor, "Millbrook garden")
    office.finish(contributor.actor, checklist)

    assert part(lead.page("/"), "Waiting for your sign-off") == ""


def test_a_lead_signs_off_their_own_finished_draft_from_the_card(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    lead = signed_in("lead")
    checklist = office.checklist(lead.actor, "Millbrook garden")
    office.answer(lead.actor, checklist)

    page = lead.page("/")

    assert "Next: Check and sign off" in part(page, "Go on where you were")
    assert f"/checklists/{checklist}/sign-off" in links(page)


def test_what_is_due_is_listed_soonest_first_with_what_is_overdue(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser = signed_in("lead", name="Ada Example")
    checklist = office.checklist(browser.actor, "Millbrook garden")
    for what, days, who in [("Later", 9, "Parks"), ("Late", -2, "ada example"), ("Soon", 1, "")]:
        office.action(browser.actor, checklist, what, TODAY + timedelta(days=days), who)

    page = browser.page("/")

    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert [row.split()[0] for row in rows] == ["Late", "Soon", "Later"]
    assert "(you)" in rows[0]
    assert "Overdue" in rows[0]
    assert "Nobody yet" in rows[1]
    assert "Overdue" not in rows[1]


def test_at_most_ten_things_due_are_listed_and_none_of_finished_work(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser = signed_in("lead")
    checklist = office.checklist(browser.actor, "Millbrook garden")
    over = office.checklist(browser.actor, "Old bridge", stage="finished")
    office.action(browser.actor, over, "Long done", TODAY)
    for days in range(12):
        office.action(browser.actor, checklist, f"Step {days}", TODAY + timedelta(days=days))

    page = browser.page("/")

    assert len(page.select("tbody tr")) == 10
    assert "Long done" not in page.get_text()


def test_dates_of_plans_are_listed_until_a_newer_version_is_signed(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser = signed_in("lead")
    checklist = office.checklist(browser.actor, "Millbrook garden")
    office.answer(browser.actor, checklist)
    soon = TODAY + timedelta(days=40)
    meeting = {"meets_on": TODAY + timedelta(days=5), "meeting": "Parks committee"}
    office.sign(browser.actor, checklist, ask_again_on=soon, **meeting)

    first = part(browser.page("/"), "Next dates")
    newer = office.call(browser.actor, reopen, office.plugins, checklist)
    office.sign(browser.actor, newer, ask_again_on=soon + timedelta(days=365))
    second = browser.page("/")

    assert "Parks committee" in first
    assert first.index("Parks committee") < first.index("ask how it went")
    assert part(second, "Next dates").count("ask how it went") == 1
    assert "/work/1/evaluate" in links(second)
    assert "Parks committee" not in part(second, "Next dates")


def test_work_without_a_checklist_is_not_forgotten(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser = signed_in("contributor")
    work_id = office.work(browser.actor, "Otterbridge ford")

    page = browser.page("/")

    assert "Otterbridge ford" in part(page, "No checklist yet")
    assert f"/work/{work_id}/start" in links(page)


def test_work_that_partners_share_is_listed_and_nothing_else_of_theirs(
    signed_in: Callable[..., CheckedClient],
    make_organisation: Callable[..., Any],
    office: Office,
) -> None:
    other = make_organisation("Hillside Fire and Rescue")
    lead = signed_in("lead", organisation=other).actor
    browser = signed_in("contributor")
    partner = {"partners": [browser.actor.organisation_name]}
    office.call(lead, share_work, office.work(lead, "Smoke alarms", **partner), True)
    office.checklist(lead, "Secret garden")

    page = browser.page("/")

    assert "Smoke alarms" in part(page, "Shared with you by partners")
    assert "Secret garden" not in page.get_text()


def test_signed_and_deleted_checklists_are_not_drafts(
    signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser = signed_in("lead")
    signed = office.checklist(browser.actor, "Signed garden")
    office.answer(browser.actor, signed)
    office.sign(browser.actor, signed)
    gone = office.checklist(browser.actor, "Deleted garden")
    office.call(browser.actor, delete_assessment, gone)

    page = browser.page("/")

    assert part(page, "Go on where you were") == ""
    assert "Signed garden" not in page.get_text()
    assert "Deleted garden" in part(page, "No checklist yet")


def test_the_number_of_statements_does_not_grow_with_the_rows(
    app: Flask, signed_in: Callable[..., CheckedClient], office: Office
) -> None:
    browser = signed_in("lead")
    first = office.checklist(browser.actor, "Piece 0")
    office.answer(browser.actor, first, 1)
    browser.page("/")

    with counted(app) as with_few:
        browser.page("/")
    for number in range(1, 8):
        checklist = office.checklist(browser.actor, f"Piece {number}")
        office.answer(browser.actor, checklist, number)
        office.action(browser.actor, checklist, "Do it", TODAY + timedelta(days=number))
        office.paper(browser.actor, checklist, meets_on=TODAY + timedelta(days=number))
        office.work(browser.actor, f"Idea {number}")
    with counted(app) as with_many:
        browser.page("/")

    assert len(with_many) <= MOST_STATEMENTS
    assert len(with_many) == len(with_few)
