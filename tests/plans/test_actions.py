"""What we will do: one list per piece of work, with its history."""

from datetime import date, timedelta

import pytest

from icf.assessments import service
from icf.errors import Conflict, InvalidInput, NotFound
from icf.plans import action as actions
from tests.desk import CHANNELS, NOW, WHO, posted


def add(desk, sheet=None, **values):
    return desk.call(
        actions.add_action, sheet or desk.sheet(), {"what": "Meet the walking group", **values}
    )


def listed(desk):
    found = desk.call(lambda session, actor, _now: actions.actions_of(session, actor, desk.work_id))
    return [one.what for one in found]


def offered(desk):
    kinds, sheet = desk.plugins.registry.kinds(None), desk.sheet()

    def ask(session, actor, _now):
        return actions.suggestions(session, actor, sheet, (), kinds)

    return desk.call(ask)


def test_an_action_needs_only_what(desk):
    add(desk)

    assert listed(desk) == ["Meet the walking group"]


def test_an_action_without_what_is_refused(desk):
    with pytest.raises(InvalidInput) as error:
        add(desk, what="  ")

    assert error.value.where == "what"


def test_the_soonest_comes_first_and_those_without_a_date_last(desk):
    add(desk, what="no date")
    add(desk, what="later", due_on=date(2027, 5, 1))
    add(desk, what="sooner", due_on=date(2027, 2, 1))

    assert listed(desk) == ["sooner", "later", "no date"]


def test_the_approach_follows_from_the_question(desk):
    action_id = add(desk, question=CHANNELS)

    found = desk.call(lambda session, actor, _now: actions.action(session, actor, action_id))

    assert found.approach == "icf:communicating"


def test_two_editors_of_one_action_do_not_overwrite_each_other(desk):
    action_id = add(desk)
    desk.call(actions.edit_action, desk.sheet(), action_id, 1, {"what": "theirs"})

    with pytest.raises(Conflict):
        desk.call(actions.edit_action, desk.sheet(), action_id, 1, {"what": "mine"})

    assert listed(desk) == ["theirs"]


def test_every_version_of_an_action_is_kept(desk):
    action_id = add(desk, what="one")
    desk.call(actions.edit_action, desk.sheet(), action_id, 1, {"what": "two"})

    history = desk.call(
        lambda session, actor, _now: [
            row.what for row in actions.history_of(session, actor, action_id)
        ]
    )

    assert history == ["two", "one"]


def test_a_deleted_action_comes_back_within_30_days(desk):
    action_id = add(desk)
    desk.call(actions.delete_action, desk.sheet(), action_id)
    assert listed(desk) == []

    desk.call(actions.restore_action, desk.sheet(), action_id)

    assert listed(desk) == ["Meet the walking group"]


def test_after_30_days_a_deleted_action_does_not_come_back(desk):
    action_id = add(desk)
    desk.call(actions.delete_action, desk.sheet(), action_id)

    sheet = desk.sheet()
    with pytest.raises(NotFound):
        desk.call(
            lambda session, actor, _now: actions.restore_action(
                session, actor, NOW + timedelta(days=31), sheet, action_id
            )
        )


def test_a_gap_offers_its_actions_and_a_taken_one_is_not_offered_again(desk):
    desk.save(posted(WHO, "todo"))
    first = offered(desk)[0]
    assert first.question == WHO

    desk.call(
        actions.add_action, desk.sheet(), {"what": first.text.original}, "suggestion", first.key
    )

    assert first.key not in [one.key for one in offered(desk)]


def test_a_dismissed_suggestion_can_be_offered_again(desk):
    desk.save(posted(WHO, "todo"))
    first = offered(desk)[0]
    desk.call(actions.dismiss, desk.sheet(), first.key)
    assert first.key not in [one.key for one in offered(desk)]

    desk.call(actions.dismiss, desk.sheet(), first.key, True)

    assert first.key in [one.key for one in offered(desk)]


def test_what_is_thought_through_offers_nothing(desk):
    desk.save(posted(WHO, "through"))

    assert offered(desk) == ()


def test_another_organisation_finds_no_such_action(desk, signed_in, make_organisation):
    action_id = add(desk)
    stranger = signed_in("lead", organisation=make_organisation("Elsewhere")).actor
    other = type(desk)(desk.app, stranger, desk.assessment_id, desk.work_id)

    with pytest.raises((NotFound, Conflict)):
        other.call(actions.edit_action, desk.sheet(), action_id, 1, {"what": "mine"})


def test_both_sizes_of_one_piece_of_work_share_the_list(desk):
    add(desk)
    other = desk.call(service.start_assessment, desk.plugins, desk.work_id, "full")

    add(desk, desk.sheet(other), what="From the longer checklist")

    assert sorted(listed(desk)) == ["From the longer checklist", "Meet the walking group"]
