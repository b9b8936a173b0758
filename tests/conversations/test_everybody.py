"""Who have we not thought about: the page, and that it knows every group of the register."""

from typing import Any

from icf.conversations.everybody import everybody
from icf.conversations.words import GROUPS
from icf.core.conversation import EVERYBODY
from icf.core.everybody import WORDS
from icf.db import db
from icf.evaluation.promises import asked_back, save_review
from icf.evaluation.start import StartEvaluation, start_evaluation
from icf.plans.action import add_action
from icf.plans.signing import sign_off
from tests.conversations.conftest import talk
from tests.desk import WHO, Desk, posted


def rows_of(desk: Desk) -> dict[str, Any]:
    sheet = desk.sheet()
    rows = desk.run(lambda: everybody(db.session, desk.actor, sheet))
    return {row.group: row for row in rows}


def test_every_group_of_the_register_but_everybody_has_words_to_find_it_by() -> None:
    assert set(WORDS) == set(GROUPS) - {EVERYBODY}


def test_answers_actions_and_held_conversations_stand_by_the_group_they_name(desk: Desk) -> None:
    desk.save(posted(WHO, "partly", words="Night workers, and carers of old people"))
    desk.call(add_action, desk.sheet(), {"what": "Ask the mosque"})
    talk(desk, work_id=desk.work_id, state="held", groups=["tenants"], other_groups=[])

    rows = rows_of(desk)

    assert [one.reference for one in rows["carers"].found["answer"]] == [WHO]
    assert [one.title for one in rows["faith"].found["action"]] == ["Ask the mosque"]
    assert len(rows["tenants"].found["evidence"]) == 1
    assert rows["lgbt"].is_empty


def test_what_is_only_planned_is_no_evidence(desk: Desk) -> None:
    talk(desk, work_id=desk.work_id, state="planned", groups=["tenants"], other_groups=[])

    assert rows_of(desk)["tenants"].is_empty


def test_an_answer_is_evidence_once_people_told_us_or_we_checked(desk: Desk) -> None:
    desk.save(posted(WHO, "partly", words="Carers", strength="told"))

    found = rows_of(desk)["carers"].found

    assert len(found["answer"]) == len(found["evidence"]) == 1


def test_what_became_of_a_promise_and_what_shows_it_stand_by_the_group_they_name(
    desk: Desk,
) -> None:
    desk.save(posted(WHO, "partly"))
    for what in ("Meet the hostel", "Print the letter"):
        desk.call(add_action, desk.sheet(), {"what": what})
    desk.call(sign_off, desk.sheet(), "Ada Lead", "Manager", {})
    evaluation = desk.call(start_evaluation, desk.plugins, desk.work_id, StartEvaluation("quick"))
    sheet = desk.sheet(evaluation)
    first, second = desk.call(lambda s, a, _n: asked_back(s, a, sheet))
    told = {"answer": "kept", "evidence": "Six refugees came", "strength": "told"}
    desk.call(save_review, sheet, first.promise.id, 0, told)
    desk.call(save_review, sheet, second.promise.id, 0, {"answer": "not", "why": "Carers were ill"})

    of_evaluation = {
        row.group: row.found for row in desk.run(lambda: everybody(db.session, desk.actor, sheet))
    }

    titles = [one.title for one in of_evaluation["new"]["evidence"]]
    assert titles == ["Meet the hostel"]
    assert [one.title for one in of_evaluation["carers"]["answer"]] == ["Print the letter"]
    assert not of_evaluation["carers"]["evidence"]


def test_our_own_words_of_a_level_name_nobody(desk: Desk) -> None:
    desk.save(posted(WHO, "through"))

    assert all(not row.found["answer"] for row in rows_of(desk).values())


def test_the_page_lists_the_groups_that_nothing_names(desk: Desk, signed_in: Any) -> None:
    desk.save(posted(WHO, "partly", words="Carers"))

    page = signed_in("viewer").page(f"/conversations/of-checklist/{desk.assessment_id}/everybody")

    named = [one.get_text() for one in page.select("main ul.govuk-list--bullet li")]
    assert "LGBT+ people" in named
    assert "Unpaid carers" not in named
