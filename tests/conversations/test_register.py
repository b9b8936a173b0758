"""The register of conversations: what is kept, who sees it, and what looks alike."""

from datetime import date, timedelta

import pytest

from icf.conversations import service
from icf.conversations.register import Filters, chosen, register, with_alike
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.work.service import start_work
from tests.calls import counted_calls
from tests.conversations.conftest import VALUES, talk
from tests.desk import NOW

TODAY = NOW.date()


def titles(entries):
    return [one.title for one in entries]


def known(desk):
    return desk.call(lambda session, actor, _now: register(session, actor))


def test_a_conversation_is_in_the_register_with_all_that_was_said_of_it(desk):
    talk(desk)

    (one,) = known(desk)

    assert one.title == "A walk along Mill Street"
    assert one.place_names == ["Dalton", "Mill Street"]
    assert one.group_names == ["Tenants", "The walking group"]
    assert (one.month, one.starts_on) == (date(2027, 5, 1), None)
    assert one.tools == ("A walk round the place", "Over soup")


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"title": " "}, "title"),
        ({"month": None}, "month"),
        ({"state": "dreamt"}, "state"),
        ({"groups": ["martians"]}, "groups"),
        ({"places": ["atlantis"]}, "places"),
        ({"ends_on": date(2027, 5, 2)}, "starts_on"),
        ({"starts_on": date(2027, 5, 3), "ends_on": date(2027, 5, 2)}, "ends_on"),
        ({"service_id": 987}, "service"),
    ],
)
def test_what_is_missing_or_not_on_offer_is_named(desk, values, where):
    with pytest.raises(InvalidInput) as error:
        talk(desk, **values)

    assert error.value.where == where


def test_a_first_day_says_the_month(desk):
    talk(desk, month=date(2027, 1, 1), starts_on=date(2027, 5, 9))

    assert known(desk)[0].month == date(2027, 5, 1)


def test_other_organisations_see_the_entry_and_never_what_was_heard(desk, others):
    number = talk(desk, contact="The parks team, 01234 567890")
    desk.call(service.write_down, number, 1, "They were angry", "https://example.org/angry")

    (one,) = known(others)

    assert (one.ours, one.organisation) == (False, desk.actor.organisation_name)
    assert one.contact == "The parks team, 01234 567890"
    assert "angry" not in repr(one)
    assert not one.has_results


@pytest.mark.parametrize("hide", ["only us", "deleted"])
def test_what_is_kept_to_us_or_deleted_nobody_else_sees(desk, others, hide):
    number = talk(desk, only_us=hide == "only us")
    if hide == "deleted":
        desk.call(service.delete_conversation, number)

    assert known(others) == []


def test_only_a_lead_keeps_an_entry_to_the_organisation(desk, colleague):
    number = talk(desk, only_us=True)
    desk.actor = colleague

    with pytest.raises(NotAllowed):
        talk(desk, only_us=True)
    with pytest.raises(NotAllowed):
        desk.call(service.edit_conversation, number, 1, {**VALUES, "only_us": False})
    desk.call(service.edit_conversation, number, 1, VALUES)

    assert known(desk)[0].only_us


def test_nobody_reaches_an_entry_of_another_organisation(desk, others):
    number = talk(desk)

    for change in (
        lambda: others.call(service.edit_conversation, number, 1, VALUES),
        lambda: others.call(service.delete_conversation, number),
        lambda: others.call(service.write_down, number, 1, "Ours", ""),
    ):
        with pytest.raises(NotFound):
            change()


def test_work_of_somebody_else_is_no_work(desk, others):
    theirs = others.call(start_work, {"title": "Theirs"})

    with pytest.raises(NotFound):
        talk(desk, work_id=theirs)


def test_two_who_write_at_once_do_not_overwrite_each_other(desk):
    number = talk(desk)
    desk.call(service.edit_conversation, number, 1, {**VALUES, "title": "First"})

    with pytest.raises(Conflict):
        desk.call(service.edit_conversation, number, 1, {**VALUES, "title": "Second"})
    assert titles(known(desk)) == ["First"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "example.org", "//x"])
def test_a_link_to_results_leads_to_the_web(desk, link):
    with pytest.raises(InvalidInput):
        desk.call(service.write_down, talk(desk), 1, "", link)


def test_what_was_deleted_comes_back_for_thirty_days(desk):
    number = talk(desk)
    desk.call(service.delete_conversation, number)

    desk.call(service.restore_conversation, number)

    assert titles(known(desk)) == ["A walk along Mill Street"]


def test_a_planned_one_points_at_what_another_organisation_asks(desk, others):
    talk(others, title="Their survey", month=date(2027, 7, 1))
    talk(others, title="Cancelled", state="cancelled")
    talk(others, title="Too late", month=date(2027, 8, 1))
    talk(desk)

    found = known(desk)
    (ours,) = [one for one in with_alike(found, found) if one.ours]

    (alike,) = ours.alike
    assert alike.entry.title == "Their survey"
    assert alike.why.months_apart == 2
    assert alike.groups == ("Tenants", "The walking group")


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        (Filters(), {"Here", "Anywhere", "Held"}),
        (Filters(place="mill street"), {"Here", "Anywhere"}),
        (Filters(place="Dalton"), {"Here", "Held", "Anywhere"}),
        (Filters(group="tenants"), {"Here", "Anywhere"}),
        (Filters(group="The Walking Group"), {"Here", "Anywhere"}),
        (Filters(month=date(2027, 5, 1)), {"Here"}),
        (Filters(when="past"), {"Held"}),
        (Filters(when="coming"), {"Here", "Anywhere"}),
        (Filters(whose="others"), {"Anywhere"}),
        (Filters(whose="ours"), {"Here", "Held"}),
    ],
)
def test_the_list_is_narrowed_by_place_group_month_whose_and_when(desk, others, filters, shown):
    talk(desk, title="Here")
    talk(
        desk, title="Held", state="held", month=date(2026, 2, 1), neighbourhoods=[],
        groups=["traders"], other_groups=[],
    )  # fmt: skip
    talk(
        others, title="Anywhere", month=date(2027, 9, 1), places=["kirklees"], neighbourhoods=[],
        groups=["everybody"], other_groups=[],
    )  # fmt: skip

    assert set(titles(chosen(known(desk), filters, TODAY))) == shown


def test_one_that_goes_on_over_months_is_in_each_of_them(desk):
    talk(desk, starts_on=date(2027, 5, 30), ends_on=date(2027, 7, 2))

    found = {
        month
        for month in range(1, 13)
        if chosen(known(desk), Filters(month=date(2027, month, 1)), TODAY)
    }

    assert found == {5, 6, 7}


def test_one_whose_day_has_gone_by_is_past_though_nobody_said_so(desk):
    talk(desk, month=None, starts_on=TODAY - timedelta(days=1))

    assert chosen(known(desk), Filters(when="past"), TODAY)


def test_places_from_an_older_list_stay_when_the_entry_is_changed(desk):
    number = talk(desk, places=["golcar"])

    desk.call(service.edit_conversation, number, 1, {**VALUES, "places": ["golcar"]})

    assert known(desk)[0].place_names == ["Golcar", "Mill Street"]


def test_each_entry_is_made_ready_for_comparing_once(desk):
    for number in range(12):
        talk(desk, title=f"Walk {number}")

    def list_them(session, actor, _now):
        entries = register(session, actor)
        with counted_calls(at_most=100_000) as calls:
            shown = with_alike(entries, entries)
        return shown, calls["sketch"]

    shown, sketches = desk.call(list_them)

    assert [len(one.alike) for one in shown] == [11] * 12
    assert sketches == 2 * 12


def test_a_reader_of_what_is_shared_sees_no_entry_that_is_only_ours(desk, signed_in):
    from tests.support import Somewhere

    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    board = signed_in("board_member", organisation=here)
    talk(desk)

    assert "Mill Street" not in board.page("/conversations").text
