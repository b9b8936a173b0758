"""The pages of an evaluation, as people use them."""

import pytest

from tests.desk import posted
from tests.evaluation.conftest import DIFFERENT, PROMISED, REACHED

HOSTILE = '<script id="pwned">x</script>{{ 7 * 7 }}‮'


def address(looking, page=""):
    return f"/checklists/{looking.evaluation_id}{page}"


def promise_address(looking, place=0):
    return address(looking, f"/promises/{looking.asked()[place].promise.id}")


def test_promises_are_the_first_row_of_the_task_list_with_their_counts(looking, browser):
    looking.say(0, "kept")

    rows = browser.page(address(looking)).select(".govuk-task-list__item")

    assert "What we said we would do" in rows[0].get_text()
    assert "3 promises: 1 kept, 2 not answered yet." in rows[0].get_text()
    assert len(rows) == 8


def test_each_question_stands_beside_what_was_said_in_the_plan(looking, browser):
    page = browser.page(address(looking, f"/questions/{REACHED}"))

    beside = page.select_one("#beside").get_text()
    assert "What we said when we planned it" in beside
    assert "We asked the school" in beside
    assert page.select_one("#beside textarea") is None


def test_an_evaluation_is_started_from_the_piece_of_work(planned, signed_in):
    from tests.support import Somewhere

    actor = planned.desk.actor
    here = Somewhere(actor.organisation_id, actor.organisation_name)
    browser = signed_in("contributor", organisation=here, name="Bo")
    start = f"/work/{planned.desk.work_id}/evaluate"
    assert all(what in browser.page(start).get_text() for what in PROMISED)

    answer = browser.send(start, {"kind": "end", "depth": "quick"})

    assert answer.status_code == 302
    assert "Evaluation" in browser.page(answer.location).h1.get_text()


def test_a_check_in_needs_its_day(planned, signed_in):
    from tests.support import Somewhere

    actor = planned.desk.actor
    here = Somewhere(actor.organisation_id, actor.organisation_name)
    browser = signed_in("lead", organisation=here, name="Bo")
    start = f"/work/{planned.desk.work_id}/evaluate"
    sent = {"kind": "way", "depth": "quick", "on-day": "", "on-month": "", "on-year": ""}

    assert browser.send(start, sent).status_code == 422
    day = {"on-day": "3", "on-month": "6", "on-year": "2026"}
    answer = browser.send(start, sent | day)

    assert browser.page(answer.location).h1.get_text() == "Check-in on 3 June 2026"


def test_work_without_a_plan_says_that_nothing_was_promised(desk, signed_in):
    from tests.support import Somewhere

    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    browser = signed_in("lead", organisation=here, name="Bo")

    text = browser.page(f"/work/{desk.work_id}/evaluate").get_text()

    assert "there is nothing promised to ask back" in text


def test_saving_a_promise_leads_to_the_next_one_that_is_open(looking, browser):
    sent = {"answer": "not", "why": "Rain", "version": "0"}

    answer = browser.send(promise_address(looking), sent)

    assert answer.location == promise_address(looking, 1)
    assert (looking.asked()[0].answer, looking.asked()[0].review.why) == ("not", "Rain")


def test_a_conflict_shows_both_texts_and_loses_neither(looking, browser):
    looking.say(0, "kept", why="Theirs were these")

    answer = browser.send(
        promise_address(looking), {"answer": "not", "why": "Mine are these", "version": "0"}
    )
    text = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "Theirs were these" in text
    assert "Mine are these" in text
    assert looking.asked()[0].review.why == "Theirs were these"


def test_an_answer_that_is_none_of_ours_is_refused_on_the_page(looking, browser):
    answer = browser.send(promise_address(looking), {"answer": "perhaps", "version": "0"})

    assert answer.status_code == 422
    assert looking.asked()[0].review is None


def test_what_was_not_done_is_carried_over_in_one_press(looking, browser):
    page = promise_address(looking) + "/carry-over"

    first, second = (browser.send(page, {}) for _press in range(2))

    assert first.location == second.location
    listed = browser.page(address(looking, "/what-we-will-do")).get_text()
    assert listed.count(PROMISED[0]) == 2


def test_what_was_said_last_time_is_still_so_in_one_press(planned, signed_in):
    from datetime import date

    from tests.support import Somewhere

    check_in = planned.evaluation_id = planned.start(check_in_on=date(2026, 6, 3))
    planned.answer(posted(REACHED, "little"))
    planned.say(0, "partly", why="Half of it")
    planned.sign(check_in)
    planned.evaluation_id = planned.start()
    actor = planned.desk.actor
    here = Somewhere(actor.organisation_id, actor.organisation_name)
    browser = signed_in("lead", organisation=here, name="Bo")

    browser.send(promise_address(planned) + "/still-so", {})

    one = planned.asked()[0]
    assert (one.answer, one.review.why) == ("partly", "Half of it")


def test_the_result_says_promises_in_words_and_planned_beside_actual(looking, browser):
    looking.answer(posted(REACHED, "mostly"), posted(DIFFERENT, "Nine more people come."))
    looking.say(0, "kept")
    looking.say(1, "changed")

    text = browser.page(address(looking, "/result")).get_text()

    assert "3 promises: 1 kept, 1 changed, 1 not answered yet." in text
    assert "Mostly: 1" in text
    assert "Partly: 1" in text
    assert "Nine more people come." in text
    assert "%" not in text


def test_signing_off_leads_to_what_there_is(looking, browser):
    looking.answer(posted(REACHED, "mostly"))
    looking.say(0, "kept")

    answer = browser.send(
        address(looking, "/sign-off-evaluation"),
        {"do": "sign", "signed_name": "Bea", "signed_role": "Lead", "work_is_finished": "y"},
    )

    text = browser.page(answer.location).get_text()
    assert "The evaluation is signed off" in text
    assert "3 promises: 1 kept, 2 not answered yet." in text
    assert looking.sheet().record.work_stage == "finished"


def test_the_ledger_has_each_promise_once_with_its_latest_answer(looking, browser):
    looking.say(0, "not", why="Rain", learned="Bring a tent")
    page = f"/work/{looking.desk.work_id}/promises"

    text = browser.page(page).get_text()
    kept = browser.page(page + "?answer=kept").get_text()
    still_open = browser.page("/promises?answer=open").get_text()

    assert all(text.count(what) == 1 for what in PROMISED)
    assert "Rain" in text
    assert "Bring a tent" in text
    assert "%" not in text
    assert not any(what in kept for what in PROMISED)
    assert [what in still_open for what in PROMISED] == [False, True, True]


def test_pages_of_a_plan_and_of_an_evaluation_lead_to_each_others_own(looking, browser):
    plan = f"/checklists/{looking.plan_id}"

    assert browser.get(address(looking, "/sense-check")).location == address(looking, "/result")
    assert browser.get(plan + "/result").location == plan + "/sense-check"
    assert browser.get(plan + "/promises").status_code == 404


def test_the_finished_plan_and_the_piece_of_work_lead_to_asking_how_it_went(looking, browser):
    start = f"/work/{looking.desk.work_id}/evaluate"

    for page in (f"/checklists/{looking.plan_id}/finished", f"/work/{looking.desk.work_id}"):
        links = [one.get("href") for one in browser.page(page).select("a")]

        assert start in links


@pytest.mark.parametrize("page", ["/promises", "/result", "/evaluation"])
def test_hostile_words_stay_words(looking, browser, page):
    said = {"why": HOSTILE, "evidence": HOSTILE, "who_says": HOSTILE, "learned": HOSTILE}
    looking.say(0, "not", **said)

    for path in (address(looking, page), promise_address(looking), "/promises"):
        found = browser.page(path)

        assert found.select_one("#pwned") is None
        assert "49" not in found.main.get_text()
