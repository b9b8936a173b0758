"""Nobody asks a self-evaluation's promises back: the ledger says what the list of actions says."""

from datetime import date, timedelta

import pytest

from icf.db import db
from icf.evaluation.ledger import IN_THE_LIST, NOT_SAID, chosen_from, ledger
from icf.plans.action import add_action
from icf.plans.follow_up import say_how_it_goes
from icf.plans.signing import sign_off
from icf.selfeval.evidence import from_own_work
from icf.selfeval.service import start_self_evaluation
from tests.desk import NOW, Desk, posted
from tests.support import Somewhere

LATER = NOW + timedelta(days=10)
ACTIONS = "icf:self-connecting-actions"
PROMISES = ("Walk two wards", "Print a diary", "Pay for a bus", "Ask the school")


@pytest.fixture
def yearly(app, signed_in):
    """A signed self-evaluation with four promises: done, stopped, open with a day and without."""
    desk = Desk(app, signed_in("lead").actor, 0, 0)
    desk.assessment_id = desk.call(start_self_evaluation, desk.plugins, None, "2025/26", "full")
    desk.work_id = desk.sheet().record.work_id
    desk.save(posted(ACTIONS, "We walked."))
    days = (None, None, date(2030, 1, 5), None)
    made = [
        desk.call(
            add_action, desk.sheet(), {"what": what, "due_on": on, "approach": "icf:connecting"}
        )
        for what, on in zip(PROMISES, days, strict=True)
    ]
    desk.call(sign_off, desk.sheet(), "Ada Lead", "", {})
    for number, status, why in ((made[0], "done", ""), (made[1], "stopped", "No money")):
        desk.run(
            lambda number=number, status=status, why=why: say_how_it_goes(
                db.session, desk.actor, LATER, number, 1, status, "", why
            )
        )
    return desk


@pytest.fixture
def browser(yearly, signed_in):
    here = Somewhere(yearly.actor.organisation_id, yearly.actor.organisation_name)
    return signed_in("lead", organisation=here)


def lines(desk):
    return desk.call(lambda session, actor, _now: ledger(session, actor))


def rows(page):
    return {row.th.span.get_text(): row.td for row in page.select("tbody tr")}


def test_the_ledger_says_how_each_stands_and_that_no_evaluation_said_so(yearly, browser):
    found = rows(browser.page("/promises"))

    said = {what: cell.strong.get_text(strip=True) for what, cell in found.items()}
    assert said == {
        PROMISES[0]: "Done on 1 December 2026",
        PROMISES[1]: "Stopped on 1 December 2026: No money",
        PROMISES[2]: "Still open, due on 5 January 2030",
        PROMISES[3]: "Still open, without a date",
    }
    assert all("not from an evaluation" in cell.get_text() for cell in found.values())


def test_what_the_list_calls_done_is_no_kept_promise(yearly):
    every = lines(yearly)

    assert {one.answer for one in every} == {""}
    assert chosen_from(every, "kept") == []
    assert chosen_from(every, NOT_SAID) == []
    assert len(chosen_from(every, IN_THE_LIST)) == len(PROMISES)


def test_the_page_can_be_narrowed_to_them_and_leads_to_the_list(yearly, browser):
    page = browser.page("/promises?answer=list")

    links = {one["href"] for one in page.select("tbody a")}
    assert len(rows(page)) == len(PROMISES)
    assert f"/actions?work={yearly.work_id}" in {
        one.replace("/actions/?", "/actions?") for one in links
    }
    for link in links:
        assert browser.get(link).status_code in (200, 302, 308)


def test_the_file_says_the_same(yearly, browser):
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(browser.get("/promises.xlsx").data))

    words = str([row for page in book.worksheets for row in page.iter_rows(values_only=True)])
    assert "Done on 1 December 2026" in words
    assert "not from an evaluation" in words
    assert "Not answered yet" not in words


def test_next_year_shows_what_was_promised_with_how_it_stands(yearly):
    yearly.assessment_id = yearly.call(
        start_self_evaluation, yearly.plugins, None, "2026/27", "full"
    )
    sheet = yearly.sheet()

    found = yearly.run(lambda: from_own_work(db.session, yearly.actor, sheet, "icf:connecting"))

    assert {one.words for one in found} == {
        "Walk two wards (Done on 1 December 2026)",
        "Print a diary (Stopped on 1 December 2026: No money)",
        "Pay for a bus (Still open, due on 5 January 2030)",
        "Ask the school (Still open, without a date)",
    }
    assert "2025/26" in found[0].about


def test_a_planned_promise_is_still_asked_by_an_evaluation(looking):
    assert {line.listed for line in lines(looking.desk)} == {None}
