"""Which conversations look alike, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.conversation import (
    EVERYBODY,
    NEAR_MONTHS,
    Likeness,
    Sketch,
    Where,
    likenesses,
    months_between,
)

DALTON = Where("ward", "dalton-2026", "Dalton")
MILL_STREET = Where("neighbourhood", "", "Mill Street")
DISTRICT = Where("district", "kirklees", "Kirklees")
MAY = date(2027, 5, 1)


def talk(number=1, first=MAY, last=None, places=(DALTON,), groups=("Tenants",)):
    return Sketch(number, first, last or first, places, groups)


def test_place_group_and_month_together_make_a_likeness_and_are_named():
    planned = talk(0, places=(DALTON, MILL_STREET), groups=("Tenants", "Traders"))

    found = likenesses(planned, [talk(7, date(2027, 6, 30))])

    assert found == (Likeness(7, ("Dalton",), ("Tenants",), 1),)


@pytest.mark.parametrize(
    "other",
    [
        talk(7, places=(MILL_STREET,)),
        talk(7, groups=("Traders",)),
        talk(7, first=date(2027, 8, 1)),
        talk(7, first=date(2027, 2, 28)),
        talk(7, places=()),
        talk(7, groups=()),
        talk(1),
    ],
    ids=["place", "group", "later", "earlier", "nowhere", "nobody", "itself"],
)
def test_one_of_the_three_alone_is_not_enough(other):
    assert likenesses(talk(1), [other]) == ()


def test_one_that_is_not_stored_yet_is_compared_with_all():
    assert [one.other for one in likenesses(talk(0), [talk(1), talk(2)])] == [1, 2]


def test_a_street_is_the_same_however_it_is_typed():
    typed = Where("neighbourhood", "", "  mill  STREET")

    assert likenesses(talk(1, places=(typed,)), [talk(2, places=(MILL_STREET,))])


def test_a_ward_is_the_same_from_lists_of_different_years():
    older = Where("ward", "dalton", "Dalton")

    assert likenesses(talk(1), [talk(2, places=(older,))])


def test_a_ward_and_a_street_of_one_name_are_two_places():
    street = Where("neighbourhood", "", "Dalton")

    assert not likenesses(talk(1), [talk(2, places=(street,))])


def test_the_whole_district_and_everybody_are_like_any_place_and_any_group():
    everybody = talk(2, places=(DISTRICT,), groups=(EVERYBODY,))

    (there,) = likenesses(talk(1), [everybody])
    (back,) = likenesses(everybody, [talk(1)])

    assert (there.places, there.groups) == (("Kirklees",), (EVERYBODY,))
    assert (back.places, back.groups) == (("Dalton",), ("Tenants",))


def test_the_nearest_in_time_come_first_then_those_that_share_most():
    far, near = talk(1, date(2027, 7, 1)), talk(2)
    more = talk(3, places=(DALTON, MILL_STREET))

    found = likenesses(talk(0, places=(DALTON, MILL_STREET)), [far, near, more])

    assert [one.other for one in found] == [3, 2, 1]


PLACES = st.lists(st.sampled_from([DALTON, MILL_STREET, DISTRICT]), unique=True).map(tuple)
GROUPS = st.lists(st.sampled_from(["Tenants", "Traders", EVERYBODY]), unique=True).map(tuple)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@st.composite
def sketches(draw, number):
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 200)))
    return Sketch(number, first, last, draw(PLACES), draw(GROUPS))


@given(sketches(1), sketches(2))
def test_likeness_goes_both_ways(one, other):
    there, back = likenesses(one, [other]), likenesses(other, [one])

    assert bool(there) == bool(back)
    assert [found.months_apart for found in there] == [found.months_apart for found in back]


@given(sketches(1), sketches(2))
def test_a_likeness_is_always_near_and_always_says_why(one, other):
    for found in likenesses(one, [other]):
        assert found.places
        assert found.groups
        assert 0 <= found.months_apart <= NEAR_MONTHS
        assert found.months_apart == months_between(other, one)
        assert set(found.places) <= {place.name for place in other.places}
        assert set(found.groups) <= set(other.groups)


@pytest.mark.parametrize(
    ("planned", "other"),
    [
        (talk(0, places=()), talk(7, places=(DISTRICT,))),
        (talk(0, groups=()), talk(7, groups=(EVERYBODY,))),
    ],
)
def test_without_a_place_or_a_group_nothing_is_alike_yet(planned, other):
    assert likenesses(planned, [other]) == ()
