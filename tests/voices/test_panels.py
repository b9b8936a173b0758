"""Panels: who may what, what is kept, what is told, and that nobody can be found in it."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from icf.audit import AuditEntry
from icf.core.voices import FEWEST
from icf.db import across_organisations, db
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound, TooManyTries
from icf.history.purge import purge
from icf.voices import link, service
from icf.voices.items import as_json, asked_today, from_json
from icf.voices.models import VoicePanel, VoiceSheet
from icf.work.service import delete_work
from tests.desk import NOW
from tests.voices.conftest import ITEM, say


def told(desk, panel):
    def read(session, actor, _now):
        found = service.results(session, actor, service.panel(session, actor, panel))
        return found, next(one for one in found.heard if one.item.key == ITEM)

    return desk.call(read)


def opened(desk, secret, now=NOW):
    with desk.app.test_request_context():
        return link.open_link(db.session(), now, secret)


def answer(desk, secret, counts=None, now=NOW):
    found = opened(desk, secret)
    with desk.app.test_request_context():
        link.answer(now, secret, found, counts or {ITEM: {"no": 1}}, "")


def test_the_statements_are_two_for_each_approach_and_are_kept_as_they_were_asked(desk, panel):
    asked = asked_today()
    approaches = [one.approach for one in asked.items]

    assert {approaches.count(one) for one in approaches} == {2}
    assert len(set(approaches)) == 5
    assert from_json(as_json(asked)) == asked
    assert told(desk, panel)[0].asked == asked


def test_from_five_voices_on_the_counts_are_told_and_before_that_nothing(desk, panel):
    desk.call(service.staff_say, panel, 1, {ITEM: "yes"}, "")
    say(desk, panel, "no", "no", "no", "partly", words="The hall is cold")

    few, item = told(desk, panel)
    assert item.is_few
    assert (few.people, few.words) == (0, ())

    say(desk, panel, "yes")
    found, item = told(desk, panel)
    assert (item.gap, item.less, item.same, found.people) == ("less", 4, 1, FEWEST)
    assert found.words == ("The hall is cold",) * 4


def test_a_show_of_hands_counts_as_many_people_as_there_were(desk, panel):
    desk.call(service.hear, panel, "together", {ITEM: {"yes": 3, "no": 4, "cannot_tell": 2}})

    found, item = told(desk, panel)

    assert item.counts == {"yes": 3, "partly": 0, "no": 4}
    assert item.cannot_tell == 2
    assert found.people == 9


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {ITEM: {"yes": 0}},
        {"nothing-asked": {"yes": 1}},
        {ITEM: {"perhaps": 1}},
        {ITEM: {"yes": -1}},
        {ITEM: {"yes": 400, "no": 101}},
    ],
)
def test_nothing_and_what_was_not_asked_is_refused(desk, panel, counts):
    with pytest.raises(InvalidInput):
        desk.call(service.hear, panel, "together", counts)


def test_two_who_write_the_staffs_answers_do_not_overwrite_each_other(desk, panel):
    desk.call(service.staff_say, panel, 1, {ITEM: "yes"}, "")

    with pytest.raises(Conflict):
        desk.call(service.staff_say, panel, 1, {ITEM: "no"}, "")


def test_a_sheet_that_was_entered_wrongly_is_taken_out(desk, panel):
    first, *_others = say(desk, panel, "no", "yes", "yes", "yes", "yes", "yes")

    desk.call(service.take_sheet_out, panel, first)

    assert told(desk, panel)[1].counts == {"yes": 5, "partly": 0, "no": 0}


def test_nobody_reaches_a_panel_of_another_organisation(desk, panel, signed_in, make_organisation):
    there = make_organisation("Hillside Police")
    theirs = type(desk)(desk.app, signed_in("lead", organisation=there).actor, 0, 0)

    for change in (
        lambda: theirs.call(service.hear, panel, "paper", {ITEM: {"yes": 1}}),
        lambda: theirs.call(link.make_link, panel),
        lambda: theirs.call(lambda s, a, _n: service.panels_of(s, a, desk.work_id)),
    ):
        with pytest.raises(NotFound):
            change()


def test_what_comes_by_link_has_no_name_and_no_person(desk, panel):
    answer(desk, desk.call(link.make_link, panel))

    (sheet,) = desk.call(lambda s, a, _n: service.sheets_of(s, a, panel))
    with desk.app.app_context():
        line = db.session.scalars(sa.select(AuditEntry).filter_by(what="voice came")).one()

    assert (sheet.way, sheet.entered_by) == ("link", None)
    assert (sheet.entered_at.date(), sheet.entered_at.time()) == (NOW.date(), time())
    assert (line.person_id, line.details) == (None, {})


def test_a_link_ends_when_it_is_taken_back_or_its_time_is_over_or_another_is_made(desk, panel):
    first = desk.call(link.make_link, panel)
    second = desk.call(link.make_link, panel)

    assert opened(desk, first) == "withdrawn"
    assert opened(desk, second, NOW + timedelta(days=61)) == "expired"
    assert opened(desk, "guessed") == "unknown"
    desk.call(link.withdraw_link, panel)
    assert opened(desk, second) == "withdrawn"


def test_a_deleted_panel_or_piece_of_work_takes_no_answers(desk, panel):
    secret = desk.call(link.make_link, panel)

    desk.call(service.delete_panel, panel)
    assert opened(desk, secret) == "withdrawn"
    desk.call(service.restore_panel, panel)
    desk.call(delete_work, desk.work_id)
    assert opened(desk, secret) == "withdrawn"


def test_only_a_lead_makes_a_link(desk, panel, colleague):
    desk.actor = colleague

    with pytest.raises(NotAllowed):
        desk.call(link.make_link, panel)


def test_a_flood_through_a_link_is_slowed_down(desk, panel):
    secret = desk.call(link.make_link, panel)
    for _one in range(link.SHEETS.at_once):
        answer(desk, secret)

    with pytest.raises(TooManyTries):
        answer(desk, secret)
    answer(desk, secret, now=NOW + link.SHEETS.every)


def test_after_thirty_days_a_deleted_panel_is_gone_with_what_was_said(desk, panel, app):
    say(desk, panel, "yes")
    desk.call(link.make_link, panel)
    desk.call(service.delete_panel, panel)

    with app.app_context():
        assert purge(NOW + timedelta(days=31))["panel"] == 1

    with app.app_context(), across_organisations("a test counts rows"):
        for model in (VoicePanel, VoiceSheet, link.VoiceLink):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
