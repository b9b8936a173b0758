"""Small counts are hidden, and nobody works them out from what is shown beside them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.small_numbers import Hidden, Sum, all_small_hidden, small_hidden

FEW = 4
MOST = 9
COUNTS = st.integers(0, MOST)
FEWS = st.integers(3, 6)


def fits(shown: object, count: int, few: int) -> bool:
    """Whether a reader may think that this count stands behind what is shown."""
    if isinstance(shown, Hidden):
        return count >= 1 and (shown.fewer_than is None or count < few)
    return shown == count


def thinkable(shown: dict, parts: list, sums: list[Sum], few: int) -> list[dict]:
    """Every table that fits all that is shown. Totals follow from the parts."""
    choices = [
        range(MOST + 4) if isinstance(shown[part], Hidden) else [shown[part]] for part in parts
    ]
    found = []
    for values in product(*choices):
        table = dict(zip(parts, values, strict=True))
        for one in sums:
            table[one.total] = sum(table[part] for part in one.parts)
        if all(fits(shown[key], count, few) for key, count in table.items()):
            found.append(table)
    return found


def assert_nothing_is_given_away(counts: dict, parts: list, sums: list[Sum], few: int) -> None:
    shown = all_small_hidden(counts, sums, few)
    tables = thinkable(shown, parts, sums, few)
    assert counts in tables
    for key, count in counts.items():
        if 0 < count < few:
            assert isinstance(shown[key], Hidden)
            assert len({table[key] for table in tables}) > 1, (key, shown)
        elif not isinstance(shown[key], Hidden):
            assert shown[key] == count


@given(st.lists(COUNTS, min_size=1, max_size=4), FEWS)
def test_no_small_count_follows_from_the_total(numbers: list[int], few: int) -> None:
    parts = list(range(len(numbers)))
    counts = dict(zip(parts, numbers, strict=True)) | {"all": sum(numbers)}

    assert_nothing_is_given_away(counts, parts, [Sum("all", tuple(parts))], few)


@given(st.lists(COUNTS, min_size=4, max_size=4), FEWS)
def test_no_small_count_follows_from_two_tables_of_the_same(numbers: list[int], few: int) -> None:
    """By place and by kind: both tables have their totals, and all of it a total once more."""
    parts = ["ac", "ad", "bc", "bd"]
    counts = dict(zip(parts, numbers, strict=True))
    sums = [
        Sum(total, tuple(part for part in parts if total in part)) for total in ("a", "b", "c", "d")
    ]
    for one in sums:
        counts[one.total] = sum(counts[part] for part in one.parts)
    counts["all"] = sum(numbers)
    sums += [Sum("all", ("a", "b")), Sum("all", ("c", "d"))]

    assert_nothing_is_given_away(counts, parts, sums, few)


@given(st.lists(st.integers(FEW, 50), min_size=1, max_size=6))
def test_nothing_is_hidden_where_nothing_is_small(numbers: list[int]) -> None:
    counts = dict(enumerate(numbers)) | {"all": sum(numbers)}

    assert all_small_hidden(counts, [Sum("all", tuple(range(len(numbers))))], FEW) == counts


def test_two_small_counts_protect_each_other_unless_they_have_to_be_the_largest() -> None:
    both = [Sum("all", ("a", "b"))]

    free = all_small_hidden({"all": 5, "a": 2, "b": 3}, both, 5)
    forced = all_small_hidden({"all": 8, "a": 4, "b": 4}, both, 5)

    assert free == {"all": 5, "a": Hidden(5), "b": Hidden(5)}
    assert forced == {"all": Hidden(), "a": Hidden(5), "b": Hidden(5)}


def test_the_smallest_other_count_is_withheld_and_no_more() -> None:
    counts = {"all": 71, "north": 2, "south": 9, "east": 20, "west": 40}
    sums = [Sum("all", ("north", "south", "east", "west"))]

    shown = all_small_hidden(counts, sums, 5)

    assert shown == counts | {"north": Hidden(5), "south": Hidden()}


def test_what_is_not_shown_cannot_be_small_to_whoever_guesses_why_it_is_not_shown() -> None:
    """With 6 shown, 5 or more “not shown” beside it would leave 1 alone."""
    both = [Sum("all", ("a", "b"))]

    guessed = all_small_hidden({"all": 6, "a": 1, "b": 5}, both, 5)
    open_to_two = all_small_hidden({"all": 7, "a": 2, "b": 5}, both, 5)

    assert guessed == {"all": Hidden(), "a": Hidden(5), "b": Hidden()}
    assert open_to_two == {"all": 7, "a": Hidden(5), "b": Hidden()}


def test_nought_is_about_nobody_and_stays() -> None:
    assert small_hidden(0) == 0
    assert all_small_hidden({"all": 7, "a": 0, "b": 7}, [Sum("all", ("a", "b"))])["a"] == 0


def test_what_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        all_small_hidden({"all": 7, "a": 1, "b": 7}, [Sum("all", ("a", "b"))])


@pytest.mark.parametrize("few", [0, 1, 2])
def test_a_limit_that_hides_nothing_is_refused(few: int) -> None:
    with pytest.raises(ValueError, match="hides nothing"):
        small_hidden(1, few)
