"""The pages of an evaluation, as people use them."""

import pytest

from tests.desk import posted
from tests.evaluation.conftest import DIFFERENT, PROMISED, REACHED

HOSTILE = '<script id="pwned">x</script>{{ 7 * 7 }}‮'


def address(looking, page=""):
    return f"/checklists/{looking.evaluation_id}{page}"


def promise_address(looking, place=0):
    return address(looking, f"/promises/{looking.asked()[place].promise.id}")


def sent(looking, place=0, version=0, **said):
    """The fields of a promise as its page sends them."""
    key = f"a-promise-{looking.asked()[place].promise.id}"
    return {f"{key}-{name}": text for name, text in (("version", str(version)), *said.items())}


def script_saves(looking, browser, place=0, version=0, strength="", **said):
    """What the page's script sends while somebody types."""
    key = f"promise-{looking.asked()[place].promise.id}"
    answer = {"key": key, "version": version, "value": said, "strength": strength}
    body = {"idempotency_key": "one", "answers": [answer]}
    return browser.send_json(f"/assessments/{looking.evaluation_id}/promises", body)


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
    without = {"kind": "way", "depth": "quick", "on-day": "", "on-month": "", "on-year": ""}

    assert browser.send(start, without).status_code == 422
    day = {"on-day": "3", "on-month": "6", "on-year": "2026"}
    answer = browser.send(start, without | day)

    assert browser.page(answer.location).h1.get_text() == "Check-in on 3 June 2026"


def test_work_without_a_plan_says_that_nothing_was_promised(desk, signed_in):
    from tests.support import Somewhere

    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    browser = signed_in("lead", organisation=here, name="Bo")

    text = browser.page(f"/work/{desk.work_id}/evaluate").get_text()

    assert "there is nothing promised to ask back" in text


def test_saving_a_promise_leads_to_the_next_one_that_is_open(looking, browser):
    answer = browser.send(promise_address(looking), sent(looking, answer="not", why="Rain"))

    assert answer.location == promise_address(looking, 1)
    assert (looking.asked()[0].answer, looking.asked()[0].review.why) == ("not", "Rain")


def test_a_conflict_shows_both_texts_and_loses_neither(looking, browser):
    looking.say(0, "kept", why="Theirs were these")

    mine = sent(looking, answer="not", why="Mine are these")
    answer = browser.send(promise_address(looking), mine)
    text = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "Theirs were these" in text
    assert "Mine are these" in text
    assert looking.asked()[0].review.why == "Theirs were these"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("mine", ("not", "Mine", "The ward")),
        ("theirs", ("kept", "Theirs", "The hostel")),
        ("both", ("not", "Theirs\n\nMine", "The hostel; The ward")),
    ],
)
def test_whoever_clashes_chooses_which_text_to_keep(looking, browser, choice, kept):
    looking.say(0, "kept", why="Theirs", who_says="The hostel")
    mine = sent(looking, answer="not", why="Mine", who_says="The ward", keep=f"{choice}:1")

    answer = browser.send(promise_address(looking), mine)

    one = looking.asked()[0]
    assert answer.location == promise_address(looking, 1)
    assert (one.answer, one.review.why, one.review.who_says) == kept


def test_both_texts_of_a_question_answered_in_words_are_put_together_without_the_script(
    looking, browser
):
    looking.answer(posted(DIFFERENT, "Theirs"))
    key = f"a-{DIFFERENT}"
    mine = {f"{key}-version": "0", f"{key}-value": "Mine", f"{key}-keep": "both:1"}

    browser.send(address(looking, f"/questions/{DIFFERENT}"), mine)

    answer = looking.sheet().answers[DIFFERENT]
    assert answer.value == answer.displayed == "Theirs\n\nMine"


def test_the_script_saves_a_promise_and_is_told_its_version(looking, browser):
    first = script_saves(looking, browser, answer="not", why="Rain", strength="told").get_json()
    again = script_saves(looking, browser, version=1, answer="not", why="Rain fell").get_json()

    assert [one["version"] for one in first["saved"] + again["saved"]] == [1, 2]
    assert (looking.asked()[0].answer, looking.asked()[0].review.why) == ("not", "Rain fell")


def test_the_script_is_given_both_texts_of_a_clash(looking, browser):
    looking.say(0, "kept", why="Theirs")

    answer = script_saves(looking, browser, answer="not", why="Mine")

    (clash,) = answer.get_json()["conflicts"]
    assert answer.status_code == 409
    assert clash["theirs"]["value"]["why"] == "Theirs"
    assert clash["mine"]["value"]["why"] == "Mine"
    assert looking.asked()[0].review.why == "Theirs"


def test_too_long_a_reason_is_named_at_its_box_and_not_stored(looking, browser):
    long = "x" * 4_001
    page = browser.send(promise_address(looking), sent(looking, why=long))
    reply = script_saves(looking, browser, why=long)

    promise = looking.asked()[0].promise.id
    assert page.status_code == reply.status_code == 422
    assert f"#a-promise-{promise}-why" in page.get_data(as_text=True)
    assert "1 characters too long" in reply.get_json()["errors"][0]["message"]
    assert looking.asked()[0].review is None


@pytest.mark.parametrize("key", ["promise-", "promise-x", "promise-999999", "icf:connecting-who"])
def test_the_script_cannot_answer_what_is_not_asked_back(looking, browser, key):
    body = {"answers": [{"key": key, "version": 0, "value": {"answer": "kept"}}]}

    answer = browser.send_json(f"/assessments/{looking.evaluation_id}/promises", body)

    assert answer.status_code == 404


def test_a_form_without_the_promise_says_so(looking, browser):
    assert browser.send(promise_address(looking), {"answer": "kept"}).status_code == 400


def test_an_answer_that_is_none_of_ours_is_refused_on_the_page(looking, browser):
    answer = browser.send(promise_address(looking), sent(looking, answer="perhaps"))

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
