"""What a panel says beside the staff: counts and a gap in words, never an average."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.voices import CANNOT_TELL, FEWEST, Asked, Item, heard

LEVELS = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"))
ASKED = Asked(LEVELS, (Item("a", "icf:trusting", "A."), Item("b", "icf:trusting", "B.")))


def told(staff="yes", cannot_tell=0, **counts):
    found = {("a", level): number for level, number in counts.items()}
    found["a", CANNOT_TELL] = cannot_tell
    return heard(ASKED, {"a": staff} if staff else {}, found)[0]


@pytest.mark.parametrize(
    ("staff", "counts", "gap"),
    [
        ("yes", {"yes": 2, "partly": 4, "no": 1}, "less"),
        ("yes", {"yes": 6, "no": 1}, "same"),
        ("no", {"yes": 3, "partly": 3, "no": 2}, "more"),
        ("partly", {"yes": 3, "partly": 1, "no": 3}, "split"),
        ("yes", {"yes": 3, "no": 3}, "split"),
        ("", {"yes": 6}, "no_staff"),
    ],
)
def test_the_gap_is_where_more_than_half_stand(staff, counts, gap):
    assert told(staff, **counts).gap == gap


def test_below_and_above_are_counted_from_the_staffs_level():
    one = told("partly", yes=4, partly=1, no=2)

    assert (one.less, one.same, one.more, one.voices) == (2, 1, 4, 7)


def test_those_who_cannot_tell_are_counted_apart():
    one = told("yes", cannot_tell=9, yes=6)

    assert (one.voices, one.cannot_tell, one.gap) == (6, 9, "same")


def test_many_who_cannot_tell_do_not_hide_the_few_who_can():
    one = told("yes", cannot_tell=9, yes=3, no=1)

    assert (one.is_few, one.voices, dict(one.counts), one.cannot_tell) == (True, 0, {}, 0)


def test_a_statement_that_few_answered_is_few_though_others_were_answered_by_many():
    one, other = heard(ASKED, {}, {("a", "yes"): 9, ("b", "yes"): 4})

    assert (one.is_few, other.is_few) == (False, True)


NUMBERS = st.integers(0, 30)


@given(st.sampled_from(["yes", "partly", "no", ""]), NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_of_few_voices_nothing_is_told_and_of_others_everything(staff, yes, partly, no, cannot):
    one = told(staff, cannot, yes=yes, partly=partly, no=no)

    if yes + partly + no < FEWEST:
        assert one.gap == "few"
        assert (one.voices, one.cannot_tell, one.less, one.same, one.more) == (0, 0, 0, 0, 0)
        assert one.counts == {}
    else:
        assert one.counts == {"yes": yes, "partly": partly, "no": no}
        assert one.voices == yes + partly + no
        assert one.less + one.same + one.more == (one.voices if staff else 0)


@given(st.sampled_from(["yes", "partly", "no"]), NUMBERS, NUMBERS, NUMBERS)
def test_the_gap_says_what_a_slow_count_says(staff, yes, partly, no):
    one = told(staff, yes=yes, partly=partly, no=no)
    order = ["no", "partly", "yes"]
    voices = ["yes"] * yes + ["partly"] * partly + ["no"] * no
    sides = [(order.index(level) > order.index(staff)) - (order.index(level) < order.index(staff))
             for level in voices]  # fmt: skip

    if one.gap not in ("few", "split"):
        side = {"less": -1, "same": 0, "more": 1}[one.gap]
        assert 2 * sides.count(side) > len(sides)
    elif one.gap == "split":
        assert all(2 * sides.count(side) <= len(sides) for side in (-1, 0, 1))
