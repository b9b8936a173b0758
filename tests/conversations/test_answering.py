"""You said, we did: points, actions that come of them, and the page for those who took part."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from icf.assessments.service import start_assessment
from icf.conversations import answering, public, service
from icf.conversations.models import ConversationPoint
from icf.db import across_organisations, db
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.history.purge import purge
from icf.plans.action import action, actions_of, delete_action
from icf.plans.signing import sign_off
from icf.work.service import delete_work, work_or_subject
from tests.conversations.conftest import talk
from tests.desk import NOW, WHO, posted

SAID = {"said": "The crossing is too quick", "answer": "will", "words": "Longer from June"}


def said(desk, number, **values):
    return desk.call(answering.add_point, number, {**SAID, **values})


def points(desk, number):
    def read(session, actor, _now):
        found = service.conversation(session, actor, number).points
        return [(one.said, one.answer, one.words, one.action_id) for one in found]

    return desk.call(read)


def opened(desk, secret):
    with desk.app.test_request_context():
        return public.open_page(db.session(), secret)


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"said": "  "}, "said"),
        ({"answer": "perhaps"}, "answer"),
        ({"answer": "cannot", "words": ""}, "words"),
    ],
)
def test_a_point_says_what_was_said_and_a_no_says_why(desk, values, where):
    with pytest.raises(InvalidInput) as error:
        said(desk, talk(desk), **values)

    assert error.value.where == where


def test_what_people_said_becomes_one_thing_that_we_will_do(desk):
    number = talk(desk, work_id=desk.work_id)
    point = said(desk, number)

    first = desk.call(lambda *a: answering.make_action(*a, number, point).id)
    again = desk.call(lambda *a: answering.make_action(*a, number, point).id)

    (action,) = desk.call(lambda session, actor, _now: actions_of(session, actor, desk.work_id))
    assert (first, again) == (action.id, action.id)
    assert (action.what, action.source) == ("Longer from June", "conversation")
    assert action.approach == "icf:connecting"


def test_without_an_open_checklist_it_goes_into_the_list_of_actions(desk):
    """Of the work whose plan is signed, else of the whole organisation."""
    desk.save(posted(WHO, "partly", words="We asked"))
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})
    of_work, alone = talk(desk, work_id=desk.work_id), talk(desk)
    made = []
    for number in (of_work, alone):
        point = said(desk, number)
        made.append(desk.call(lambda *a, n=number, p=point: answering.make_action(*a, n, p).id))

    listed = desk.call(lambda session, actor, _now: [action(session, actor, one) for one in made])

    assert [one.assessment_id for one in listed] == [None, None]
    assert listed[0].work_id == desk.work_id
    whole = desk.call(lambda s, a, _now: work_or_subject(s, a, listed[1].work_id).kind)
    assert whole == "self"


def test_what_was_heard_about_work_that_was_deleted_still_becomes_an_action(desk):
    number = talk(desk, work_id=desk.work_id)
    point = said(desk, number)
    desk.call(delete_work, desk.work_id)

    made = desk.call(lambda *a: answering.make_action(*a, number, point).work_id)

    assert made != desk.work_id


def test_the_newest_open_checklist_takes_the_action(desk):
    number = talk(desk, work_id=desk.work_id)
    newer = desk.call(start_assessment, desk.plugins, desk.work_id, "quick")
    point = said(desk, number)

    made = desk.call(lambda *a: answering.make_action(*a, number, point).assessment_id)

    assert made == newer


def test_a_deleted_action_leaves_the_point_with_its_answer(desk, app):
    number = talk(desk, work_id=desk.work_id)
    point = said(desk, number)
    made = desk.call(lambda *a: answering.make_action(*a, number, point).id)
    desk.call(delete_action, desk.sheet(), made)
    with app.app_context():
        purge(NOW + timedelta(days=31))

    assert points(desk, number) == [(*SAID.values(), None)]


def test_an_action_that_was_deleted_can_be_made_again(desk):
    number = talk(desk, work_id=desk.work_id)
    point = said(desk, number)
    first = desk.call(lambda *a: answering.make_action(*a, number, point).id)
    desk.call(delete_action, desk.sheet(), first)

    again = desk.call(lambda *a: answering.make_action(*a, number, point).id)

    assert again != first
    assert [one.id for one in _actions(desk)] == [again]


def test_two_who_press_at_once_make_one_action(desk):
    number = talk(desk, work_id=desk.work_id)
    point = said(desk, number)
    start = Barrier(3)

    def press(_number):
        start.wait()
        return desk.call(lambda *a: answering.make_action(*a, number, point).id)

    with ThreadPoolExecutor(3) as people:
        made = set(people.map(press, range(3)))

    assert made == {one.id for one in _actions(desk)}
    assert len(made) == 1


def _actions(desk):
    return desk.call(lambda session, actor, _now: actions_of(session, actor, desk.work_id))


def test_two_who_change_a_point_do_not_overwrite_each_other(desk):
    number = talk(desk)
    point = said(desk, number)
    desk.call(answering.edit_point, number, point, 1, {**SAID, "said": "First"})

    with pytest.raises(Conflict):
        desk.call(answering.edit_point, number, point, 1, {**SAID, "said": "Second"})
    assert points(desk, number)[0][0] == "First"


def test_a_point_is_reached_only_through_its_own_conversation(desk, others):
    number, other = talk(desk), talk(desk)
    point = said(desk, number)

    for whose, where in ((desk, other), (others, number)):
        with pytest.raises(NotFound):
            whose.call(answering.delete_point, where, point)


def test_the_page_is_read_by_whoever_has_the_address_until_it_is_switched_off(desk):
    number = talk(desk)
    said(desk, number)
    desk.call(service.write_down, number, 1, "They were angry", "https://example.org/all")
    secret = desk.call(public.switch_on, number)

    found = opened(desk, secret)

    assert [one.said for one in found.points] == ["The crossing is too quick"]
    assert "angry" not in repr(found)
    assert "walking group" not in repr(found)
    assert opened(desk, secret[:-1]) is None
    desk.call(public.switch_off, number)
    assert opened(desk, secret) is None


def test_a_new_address_ends_the_old_one(desk):
    number = talk(desk)
    first = desk.call(public.switch_on, number)

    second = desk.call(public.switch_on, number)

    assert opened(desk, first) is None
    assert opened(desk, second) is not None


def test_a_deleted_conversation_shows_nobody_anything(desk):
    number = talk(desk)
    secret = desk.call(public.switch_on, number)

    desk.call(service.delete_conversation, number)

    assert opened(desk, secret) is None


def test_only_a_lead_makes_a_page_public(desk, colleague):
    number = talk(desk)
    desk.actor = colleague

    for switch in (public.switch_on, public.switch_off):
        with pytest.raises(NotAllowed):
            desk.call(switch, number)


def test_somebody_signed_in_elsewhere_reads_the_public_page(desk, signed_in, make_organisation):
    number = talk(desk)
    said(desk, number)
    secret = desk.call(public.switch_on, number)
    reader = signed_in("viewer", organisation=make_organisation("Fire"))

    assert "The crossing is too quick" in reader.page(f"/said/{secret}").text


def test_the_public_page_is_not_for_search_engines_and_names_no_author(desk, client):
    number = talk(desk)
    said(desk, number)
    secret = desk.call(public.switch_on, number)

    reply = client.get(f"/said/{secret}")

    assert "noindex" in reply.headers["X-Robots-Tag"]
    assert desk.actor.name not in reply.text
    assert client.get("/said/guessed").status_code == 404


def test_after_thirty_days_a_deleted_conversation_is_gone_with_all_of_it(desk, app):
    number = talk(desk)
    said(desk, number)
    desk.call(public.switch_on, number)
    desk.call(service.delete_conversation, number)

    with app.app_context():
        assert purge(NOW + timedelta(days=29))["conversation"] == 0
        assert purge(NOW + timedelta(days=31))["conversation"] == 1

    with app.app_context(), across_organisations("a test counts rows"):
        for table in ("conversation", "conversation_point", "conversation_page"):
            count = sa.select(sa.func.count()).select_from(ConversationPoint.metadata.tables[table])
            assert db.session.scalar(count) == 0, table
