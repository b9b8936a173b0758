"""Pieces of work: starting, places, partners, sharing, deleting."""

from datetime import timedelta

import pytest

from icf.db import deleted_rows
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.work import service
from icf.work.models import Work
from icf.work.places import current_lists, place_lists
from tests.desk import NOW


def work(desk, work_id=None):
    return desk.call(
        lambda session, actor, _now: service.piece_of_work(session, actor, work_id or desk.work_id)
    )


def names(desk):
    return desk.run(lambda: [place.name for place in work(desk).places])


def test_a_title_is_needed(desk):
    with pytest.raises(InvalidInput) as error:
        desk.call(service.start_work, {"title": " "})

    assert error.value.where == "title"


def test_a_place_that_is_on_no_list_is_refused(desk):
    with pytest.raises(InvalidInput, match="atlantis"):
        desk.call(service.start_work, {"title": "Garden", "places": ["atlantis"]})


def test_places_come_from_the_lists_and_streets_are_typed(desk):
    values = {"title": "Garden", "places": ["dalton-2026"], "neighbourhoods": ["Mill Street"]}
    desk.call(service.edit_work, desk.work_id, values)

    def read(session, actor, _now):
        found = service.piece_of_work(session, actor, desk.work_id)
        return [(place.kind, place.name) for place in found.places]

    assert desk.call(read) == [("ward", "Dalton"), ("neighbourhood", "Mill Street")]


def test_only_the_lists_of_the_day_are_offered():
    keys = {one.key for one in current_lists(NOW.date())}

    assert "wards-2026" in keys
    assert "wards-to-2026" not in keys
    assert len(place_lists()) > len(keys)


def test_a_title_much_like_another_is_pointed_out(desk):
    alike = desk.call(
        lambda session, actor, _now: [
            one.title for one in service.likely_duplicates(session, actor, "millbrook  Gardens")
        ]
    )

    assert alike == ["Millbrook garden"]


def test_a_partner_sees_the_work_only_once_it_is_shared(desk, signed_in, make_organisation):
    partner = make_organisation("Hillside Police")
    desk.call(service.edit_work, desk.work_id, {"title": "Garden", "partners": ["Hillside Police"]})
    theirs = type(desk)(desk.app, signed_in("lead", organisation=partner).actor, 0, 0)

    def seen():
        return theirs.call(
            lambda session, actor, _now: [
                one.title for one in service.shared_with_us(session, actor)
            ]
        )

    assert seen() == []
    desk.call(service.share_work, desk.work_id, True)
    assert seen() == ["Garden"]
    desk.call(service.share_work, desk.work_id, False)
    assert seen() == []


def test_an_organisation_that_is_no_partner_sees_nothing_shared(desk, signed_in, make_organisation):
    desk.call(service.edit_work, desk.work_id, {"title": "Garden", "partners": ["Hillside Police"]})
    desk.call(service.share_work, desk.work_id, True)
    stranger = signed_in("lead", organisation=make_organisation("Elsewhere"))

    stranger.page(f"/work/shared/{desk.work_id}", status=404)


def test_a_partner_reads_the_plan_and_nothing_else(desk, signed_in, make_organisation):
    partner = make_organisation("Hillside Police")
    desk.call(service.edit_work, desk.work_id, {"title": "Garden", "partners": ["hillside police"]})
    desk.call(service.share_work, desk.work_id, True)
    browser = signed_in("contributor", organisation=partner)

    assert "Garden" in browser.page(f"/work/shared/{desk.work_id}").text
    browser.page(f"/work/{desk.work_id}", status=404)
    browser.page(f"/checklists/{desk.assessment_id}", status=404)


def test_a_contributor_cannot_share(desk, colleague):
    contributor = type(desk)(desk.app, colleague, 0, 0)

    with pytest.raises(NotAllowed):
        contributor.call(service.share_work, desk.work_id, True)


def test_deleted_work_comes_back_within_30_days_and_not_later(desk):
    desk.call(service.delete_work, desk.work_id)
    with pytest.raises(NotFound):
        work(desk)

    desk.call(service.restore_work, desk.work_id)

    assert work(desk).title == "Millbrook garden"
    desk.call(service.delete_work, desk.work_id)
    late = desk.call(
        lambda session, _actor, _now: deleted_rows(session, Work, NOW + timedelta(days=31))
    )
    assert late == []


def test_another_organisation_finds_no_such_work(desk, signed_in, make_organisation):
    stranger = signed_in("administrator", organisation=make_organisation("Elsewhere"))

    for address in (f"/work/{desk.work_id}", f"/work/{desk.work_id}/edit"):
        stranger.page(address, status=404)
