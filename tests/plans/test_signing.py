"""Signing off: what stands in the way, and what becomes a promise."""

import pytest

from icf.assessments import service
from icf.errors import Conflict, InvalidInput, NotAllowed
from icf.plans import action as actions
from icf.plans import signing
from tests.desk import WHO, posted


def sign(desk, name="Ada Lead", **paper):
    desk.call(signing.sign_off, desk.sheet(), name, "Manager", paper)


def promises(desk):
    def read(session, actor, _now):
        found = signing.promises_of(session, actor, desk.assessment_id)
        return [(one.number, one.what) for one in found]

    return desk.call(read)


def test_what_we_will_do_becomes_promises(desk):
    desk.save(posted(WHO, "partly"))
    action_id = desk.call(actions.add_action, desk.sheet(), {"what": "Meet the walking group"})
    sign(desk)
    reopened = desk.sheet(desk.call(service.reopen, desk.plugins, desk.assessment_id))

    desk.call(actions.edit_action, reopened, action_id, 1, {"what": "Something else"})

    assert promises(desk) == [(1, "Meet the walking group")]


def test_as_long_as_the_plan_is_signed_its_list_does_not_change(desk):
    desk.save(posted(WHO, "partly"))
    action_id = desk.call(actions.add_action, desk.sheet(), {"what": "Meet the walking group"})
    before = desk.sheet()
    sign(desk)

    for sheet in (before, desk.sheet()):
        for change, *more in (
            (actions.add_action, {"what": "One more"}),
            (actions.edit_action, action_id, 1, {"what": "Something else"}),
            (actions.delete_action, action_id),
            (actions.restore_action, action_id),
            (actions.dismiss, "icf:connecting-who-1"),
        ):
            with pytest.raises(Conflict):
                desk.call(change, sheet, *more)


def test_nothing_answered_stands_in_the_way(desk):
    assert [one.what for one in signing.obstacles(desk.sheet())] == ["nothing"]

    with pytest.raises(InvalidInput):
        sign(desk)


def test_unanswered_questions_do_not_stand_in_the_way(desk):
    desk.save(posted(WHO, "todo"))

    assert signing.obstacles(desk.sheet()) == ()


def test_copied_answers_stand_in_the_way_until_somebody_looks(desk):
    desk.save(posted(WHO, "through"))
    copy_id = desk.call(
        service.start_assessment, desk.plugins, desk.work_id, "quick", desk.assessment_id
    )
    copied = type(desk)(desk.app, desk.actor, copy_id, desk.work_id)
    assert [one.what for one in signing.obstacles(copied.sheet())] == ["copied"]

    copied.save(posted(WHO, "through", version=1))

    assert signing.obstacles(copied.sheet()) == ()


def test_fewer_questions_than_suggested_need_a_reason_before_signing(desk):
    desk.save(posted(WHO, "partly"))
    first = [one.key for one in desk.sheet().screening[0].questions]
    desk.save(*(posted(key, "large") for key in first))
    later = [one.key for one in desk.sheet().screening[0].questions if one.key not in first]
    desk.save(*(posted(key, "large") for key in later))

    assert [one.what for one in signing.obstacles(desk.sheet())] == ["depth_reason"]


def test_a_name_is_needed(desk):
    desk.save(posted(WHO, "partly"))

    with pytest.raises(InvalidInput) as error:
        sign(desk, name=" ")

    assert error.value.where == "signed_name"


def test_a_contributor_may_not_sign_off(desk, colleague):
    desk.save(posted(WHO, "partly"))
    contributor = type(desk)(desk.app, colleague, desk.assessment_id, desk.work_id)

    with pytest.raises(NotAllowed):
        sign(contributor)


def test_a_plan_is_signed_off_once(desk):
    desk.save(posted(WHO, "partly"))
    sign(desk)

    with pytest.raises(Conflict):
        sign(desk)


def test_the_paper_is_kept_without_signing(desk):
    desk.call(signing.save_paper, desk.sheet(), {"decisions": ["Agree"], "risks": ["Rain"]})

    paper = desk.call(
        lambda session, actor, _now: signing.paper_of(session, actor, desk.assessment_id)
    )

    assert (paper.decisions, paper.risks) == (["Agree"], ["Rain"])
    assert desk.sheet().is_draft


def test_a_signed_paper_no_longer_changes(desk):
    desk.save(posted(WHO, "partly"))
    sign(desk, decisions=["Agree"])

    with pytest.raises(Conflict):
        desk.call(signing.save_paper, desk.sheet(), {"decisions": ["Refuse"]})
