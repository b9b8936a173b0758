"""Who have we not thought about: laws of the grid, and a slow count that has to agree with it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.everybody import WHERE, WORDS, Item, grid, groups_of

WRITTEN = st.lists(
    st.sampled_from([
        "the", "carers", "men", "women", "mental", "Wheelchairs", "pensioners", "shopkeeper",
        "schools", "people", "tenants'", "manage", "amend", "new", "to", "Urdu", "poorly", ".",
    ])
).map(" ".join)  # fmt: skip
ITEMS = st.lists(
    st.builds(
        Item,
        where=st.sampled_from(WHERE),
        reference=st.just("A1"),
        title=st.just("What"),
        text=WRITTEN,
        groups=st.lists(st.sampled_from(sorted(WORDS)), max_size=2).map(tuple),
    ),
    max_size=12,
)


def by_hand(item: Item) -> set[str]:
    """The same, word by word: no pattern, only spaces and letters."""
    text = (
        " " + " ".join(re.sub(r"[^\w' -]", " ", item.text.lower()).replace("'", " ").split()) + " "
    )
    found = set(item.groups)
    for group, words in WORDS.items():
        for word in words:
            begins = f" {word.rstrip('*').replace(chr(39), ' ')}"
            ends = "" if word.endswith("*") else " "
            if f"{begins}{ends}" in text:
                found.add(group)
    return found


@given(ITEMS)
def test_the_grid_agrees_with_looking_through_every_text_word_by_word(items: list[Item]) -> None:
    for row in grid(items):
        for where in WHERE:
            wanted = [one for one in items if one.where == where and row.group in by_hand(one)]
            assert list(row.found[where]) == wanted


@given(ITEMS)
def test_every_group_has_a_row_and_an_empty_one_says_so(items: list[Item]) -> None:
    rows = grid(items)

    assert [row.group for row in rows] == list(WORDS)
    named = {group for item in items for group in groups_of(item)}
    assert {row.group for row in rows if row.is_empty} == set(WORDS) - named


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("A ramp for wheelchair users", "disabled"),
        ("Posters in Urdu", "ethnicity"),
        ("MEN who play bowls", "men"),
        ("She is new to the area", "new"),
        ("the mosque's newsletter", "faith"),
    ],
)
def test_a_group_is_found_by_its_words(text: str, group: str) -> None:
    assert group in groups_of(Item("answer", "P1", "Who?", text))


@pytest.mark.parametrize("text", ["We amend the plan", "Management", "payment", "mentioned"])
def test_a_word_inside_another_names_nobody(text: str) -> None:
    assert groups_of(Item("answer", "P1", "Who?", text)) == frozenset()


def test_what_names_a_group_outright_counts_without_its_words() -> None:
    item = Item("evidence", "C3", "A walk", "They talked about lights.", groups=("carers",))

    assert groups_of(item) == {"carers"}
