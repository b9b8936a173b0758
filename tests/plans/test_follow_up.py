"""What may become of an action, before and after a plan promises it."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.assessments import service
from icf.db import across_organisations, db
from icf.errors import Conflict, InvalidInput, NotFound
from icf.history.purge import purge
from icf.plans import follow_up, many
from icf.plans.action import (
    action,
    actions_of,
    add_action,
    delete_action,
    edit_action,
    history_of,
)
from icf.plans.follow_up import Place
from icf.plans.links import Link, keys_of, links_of
from icf.plans.models import Action, ActionLink, ActionNote, Promise
from icf.plans.signing import promises_of, sign_off
from icf.work.models import SELF, Work
from icf.work.service import delete_work
from tests.desk import CHANNELS, NOW, WHO, Desk, posted

DUE = date(2027, 4, 1)


def put(desk: Desk, what: str = "Meet them", **values: Any) -> int:
    number: int = desk.call(follow_up.list_action, Place(desk.work_id), {"what": what, **values})
    return number


def of(desk: Desk, action_id: int) -> Action:
    found: Action = desk.call(lambda session, actor, _now: action(session, actor, action_id))
    return found


def promise(desk: Desk, **values: Any) -> int:
    """An action that a signed plan promises."""
    desk.save(posted(WHO, "through", words="We asked"))
    number: int = desk.call(add_action, desk.sheet(), {"what": "Book the hall", **values})
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})
    return number


def rows(desk: Desk, model: Any) -> list[Any]:
    with desk.app.app_context(), across_organisations("tests read rows"):
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def test_an_action_of_the_organisation_makes_its_subject_once(desk: Desk) -> None:
    for what in ("one", "two"):
        desk.call(follow_up.list_action, Place(), {"what": what})

    subjects = [one for one in rows(desk, Work) if one.kind == SELF]
    assert [one.title for one in subjects] == [desk.actor.organisation_name]
    assert {one.work_id for one in rows(desk, Action)} == {subjects[0].id}


def test_an_action_of_work_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.call(follow_up.list_action, Place(987_654), {"what": "Meet them"})


def test_an_open_checklist_promises_what_was_put_into_the_list(desk: Desk) -> None:
    put(desk, "from the list")

    promise(desk)

    promised = desk.call(lambda s, a, _now: promises_of(s, a, desk.assessment_id))
    assert {one.what for one in promised} == {"from the list", "Book the hall"}


def test_whoever_signs_off_is_told_that_the_list_changed(desk: Desk) -> None:
    desk.save(posted(WHO, "through", words="We asked"))
    seen = desk.sheet().record.changed_at
    desk.run(
        lambda: follow_up.list_action(
            db.session, desk.actor, NOW + timedelta(minutes=5), Place(desk.work_id), {"what": "x"}
        )
    )

    with pytest.raises(Conflict):
        desk.call(sign_off, desk.sheet(), "Lena", "Manager", {}, seen=seen)


def test_a_plan_does_not_promise_what_was_stopped(desk: Desk) -> None:
    put(desk, "stopped", status="stopped", stopped_reason="No money")
    put(desk, "done", status="done")

    promise(desk)

    promised = desk.call(lambda s, a, _now: promises_of(s, a, desk.assessment_id))
    assert [one.what for one in promised] == ["done", "Book the hall"]


def test_after_sign_off_dates_and_status_change_and_the_promise_does_not(desk: Desk) -> None:
    number = promise(desk, due_on=DUE)

    desk.call(follow_up.change_action, number, 1, {"due_on": DUE + timedelta(days=30)})
    desk.call(follow_up.say_how_it_goes, number, 2, "at_risk", "The hall is closed")

    kept = desk.call(lambda s, a, _now: promises_of(s, a, desk.assessment_id))[0]
    assert (kept.due_on, of(desk, number).due_on) == (DUE, DUE + timedelta(days=30))
    versions = desk.call(lambda s, a, _now: history_of(s, a, number))
    assert [one.status for one in versions] == ["at_risk", "not_rated", "not_rated"]


@pytest.mark.parametrize(
    "change",
    [{"what": "Something else"}, {"how_we_know": "Nobody complains"}, {"links": []}],
)
def test_what_was_promised_keeps_its_words(desk: Desk, change: dict[str, Any]) -> None:
    number = promise(desk, question=CHANNELS)

    with pytest.raises(Conflict):
        desk.call(follow_up.change_action, number, 1, change)

    assert of(desk, number).version == 1


def test_through_a_reopened_plan_the_words_change_again(desk: Desk) -> None:
    number = promise(desk)
    again = desk.call(service.reopen, desk.plugins, desk.assessment_id)

    desk.call(edit_action, desk.sheet(again), number, 1, {"what": "Book two halls"})

    assert of(desk, number).what == "Book two halls"


def test_what_was_promised_is_stopped_and_not_deleted(desk: Desk) -> None:
    number = promise(desk)

    with pytest.raises(Conflict):
        desk.call(follow_up.delete_listed, number)

    desk.call(follow_up.say_how_it_goes, number, 1, "stopped", "", "The hall was sold")
    assert of(desk, number).stopped_reason == "The hall was sold"


def test_going_on_after_a_stop_takes_its_reason_away(desk: Desk) -> None:
    number = put(desk, status="stopped", stopped_reason="No money")

    desk.call(follow_up.say_how_it_goes, number, 1, "on_track", "", "No money")

    assert of(desk, number).stopped_reason == ""


def test_a_note_needs_no_other_status_and_makes_no_other_version(desk: Desk) -> None:
    number = put(desk)

    desk.call(follow_up.say_how_it_goes, number, 99, "not_rated", "We rang them")

    assert of(desk, number).version == 1
    assert [one.words for one in rows(desk, ActionNote)] == ["We rang them"]


def test_saying_nothing_at_all_is_refused(desk: Desk) -> None:
    number = put(desk)

    with pytest.raises(InvalidInput):
        desk.call(follow_up.say_how_it_goes, number, 1, "not_rated", "  ")


def test_an_action_answers_what_it_is_linked_with_and_the_first_of_each_is_its_own(
    desk: Desk,
) -> None:
    links = [Link("approach", "icf:trusting"), Link("approach", "icf:connecting")]
    number = put(desk, links=[*links, Link("finding", "The gate is narrow")])

    found = of(desk, number)

    assert found.approach == "icf:trusting"
    assert desk.run(lambda: keys_of(of_here(number), "approach")) == [
        "icf:trusting",
        "icf:connecting",
    ]


def of_here(action_id: int) -> Action:
    found: Action = db.session.get_one(Action, action_id)
    return found


def test_another_first_approach_leaves_the_other_links(desk: Desk) -> None:
    action_id = desk.call(add_action, desk.sheet(), {"what": "x", "question": CHANNELS})
    links = [Link("approach", "icf:communicating"), Link("question", CHANNELS)]
    desk.call(
        follow_up.change_action, action_id, 1, {"links": [*links, Link("finding", "A letter")]}
    )

    changed = {"what": "x", "approach": "icf:trusting"}
    desk.call(edit_action, desk.sheet(), action_id, 2, changed)

    kept = desk.run(lambda: links_of(of_here(action_id)))
    assert set(kept) == {
        Link("approach", "icf:trusting"), Link("question", CHANNELS), Link("finding", "A letter"),
    }  # fmt: skip


def test_a_link_to_a_promise_names_the_row(desk: Desk) -> None:
    promise(desk)
    (kept,) = rows(desk, Promise)

    number = put(desk, links=[Link("promise", "", kept.id)])

    linked = [one.promise_id for one in rows(desk, ActionLink) if one.action_id == number]
    assert linked == [kept.id]


def test_many_changes_only_what_differs_and_counts_the_rest(desk: Desk) -> None:
    first, second = put(desk, "first", priority="high"), put(desk, "second")

    saved = desk.call(many.change_many, [first, second, 987_654], {"priority": "high"})

    assert (saved.done, saved.left) == (((second, 2),), 2)


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        ({"status": "on_track"}, False),
        ({"status": "stopped", "stopped_reason": "No money"}, True),
        ({"priority": "high"}, True),
    ],
)
def test_whoever_signs_off_is_told_of_many_changes_only_where_the_plan_differs(
    desk: Desk, values: dict[str, Any], is_told: bool
) -> None:
    number = put(desk)
    before, later = desk.sheet().record.changed_at, NOW + timedelta(hours=1)

    desk.run(lambda: many.change_many(db.session, desk.actor, later, [number], values))

    assert (desk.sheet().record.changed_at > before) is is_told


def test_undoing_a_date_brings_back_why_there_was_none(desk: Desk) -> None:
    number = put(desk, no_date_reason="After the election")

    saved = desk.call(many.change_many, [number], {"due_on": DUE})
    between = (of(desk, number).due_on, of(desk, number).no_date_reason)
    desk.call(many.undo_many, saved.done)

    assert between == (DUE, "")
    assert (of(desk, number).due_on, of(desk, number).no_date_reason) == (
        None,
        "After the election",
    )


def test_many_at_once_has_a_limit(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.call(many.change_many, list(range(1, many.MOST + 2)), {"status": "done"})


def test_a_deleted_action_is_purged_with_its_notes_and_links(app: Flask, desk: Desk) -> None:
    number = put(desk, links=[Link("approach", "icf:trusting")])
    desk.call(follow_up.say_how_it_goes, number, 1, "at_risk", "Hm")
    desk.call(follow_up.delete_listed, number)

    with app.app_context():
        counts = purge(NOW + timedelta(days=31))

    assert counts["action"] == 1
    for model in (Action, ActionLink, ActionNote):
        assert rows(desk, model) == []


def test_a_deleted_action_stays_as_long_as_a_signed_plan_promises_it(
    app: Flask, desk: Desk
) -> None:
    number = promise(desk)
    again = desk.call(service.reopen, desk.plugins, desk.assessment_id)

    desk.call(delete_action, desk.sheet(again), number)
    with app.app_context():
        purge(NOW + timedelta(days=31))

    kept = desk.call(lambda s, a, _now: promises_of(s, a, desk.assessment_id))
    assert [one.what for one in kept] == ["Book the hall"]


def test_work_is_purged_with_the_actions_that_no_checklist_brought(app: Flask, desk: Desk) -> None:
    put(desk)
    desk.call(delete_work, desk.work_id)

    with app.app_context():
        purge(NOW + timedelta(days=31))

    assert rows(desk, Action) == []


def test_the_list_of_a_checklist_has_what_was_put_into_the_list(desk: Desk) -> None:
    put(desk)

    found = desk.call(lambda s, a, _now: actions_of(s, a, desk.work_id))

    assert [(one.what, one.assessment_id) for one in found] == [("Meet them", None)]
