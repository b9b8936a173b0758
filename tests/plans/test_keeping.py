"""What a signed plan promised stays, whichever other open form it is looked at through."""

import pytest

from icf.assessments import service
from icf.errors import Conflict
from icf.evaluation.start import StartEvaluation, start_evaluation
from icf.plans.action import action, add_action, delete_action, edit_action
from icf.plans.signing import sign_off
from tests.desk import WHO, posted
from tests.support import Somewhere

PROMISE = {"what": "Meet the walking group", "how_we_know": "They say so", "question": WHO}


@pytest.fixture
def promised(desk):
    """A promise of a signed plan, and the evaluation of the same work that is open."""
    desk.save(posted(WHO, "partly"))
    number = desk.call(add_action, desk.sheet(), PROMISE)
    desk.call(sign_off, desk.sheet(), "Ada Lead", "", {})
    wanted = StartEvaluation("quick")
    desk.evaluation = desk.call(start_evaluation, desk.plugins, desk.work_id, wanted)
    return number


@pytest.fixture
def browser(desk, signed_in):
    return signed_in("lead", organisation=Somewhere(desk.actor.organisation_id, "Council"))


def read(desk, number):
    return desk.call(lambda s, a, _n: action(s, a, number))


@pytest.mark.parametrize("change", [{"what": "Less"}, {"how_we_know": ""}, {"approach": ""}])
def test_an_evaluation_does_not_reword_what_the_plan_promised(desk, promised, change):
    values = {**PROMISE, "approach": read(desk, promised).approach, **change}

    with pytest.raises(Conflict) as refused:
        desk.call(edit_action, desk.sheet(desk.evaluation), promised, 1, values)

    assert f"P{desk.assessment_id}" in refused.value.message
    assert read(desk, promised).version == 1


def test_an_evaluation_does_not_delete_what_the_plan_promised(desk, promised):
    with pytest.raises(Conflict):
        desk.call(delete_action, desk.sheet(desk.evaluation), promised)

    assert read(desk, promised).deleted_at is None


def test_who_and_when_may_change_through_it(desk, promised):
    values = {"what": PROMISE["what"], "who": "The youth team"}
    desk.call(edit_action, desk.sheet(desk.evaluation), promised, 1, values)

    assert read(desk, promised).who == "The youth team"


def test_a_reopened_version_may_promise_something_else(desk, promised):
    newer = desk.call(service.reopen, desk.plugins, desk.assessment_id)

    desk.call(edit_action, desk.sheet(newer), promised, 1, {"what": "Meet two groups"})
    desk.call(delete_action, desk.sheet(newer), promised)


def test_its_page_leaves_the_words_out_and_says_why(desk, promised, browser):
    page = browser.page(f"/checklists/{desk.evaluation}/what-we-will-do/{promised}").main

    assert page.find("textarea", attrs={"name": "what"}) is None
    assert PROMISE["what"] in page.get_text()
    assert "these words stay" in page.get_text()
    assert "Delete this action" not in page.get_text()
    assert page.find("a", href=f"/actions/{promised}")


def test_its_page_still_saves_who_does_it(desk, promised, browser):
    at = f"/checklists/{desk.evaluation}/what-we-will-do/{promised}"

    saved = browser.send(at, {"version": "1", "who": "The youth team"})

    assert saved.status_code == 302
    assert (read(desk, promised).who, read(desk, promised).what) == (
        "The youth team", PROMISE["what"],
    )  # fmt: skip


def test_words_from_a_page_opened_before_are_not_lost_and_not_saved(desk, promised, browser):
    at = f"/checklists/{desk.evaluation}/what-we-will-do/{promised}"

    answer = browser.send(at, {"version": "1", "what": "Meet nobody", "who": "The youth team"})

    words = " ".join(answer.get_data(as_text=True).split())
    assert answer.status_code == 409
    assert "Meet nobody" in words
    assert f"P{desk.assessment_id} was signed off with this promise" in words
    assert "The youth team" in words
    assert "Somebody else changed" not in words
    assert read(desk, promised).what == PROMISE["what"]
