"""A report is kept as text, read back the same, and compared with the one before it."""

from dataclasses import fields, replace
from typing import get_args

import pytest

from icf.core.report import (
    Asked,
    Bar,
    Bars,
    Block,
    Bullets,
    Cell,
    Cover,
    Facts,
    Figure,
    Heading,
    Part,
    QuestionAnswer,
    Report,
    Table,
    Theme,
    Words,
)
from icf.core.report_diff import differences
from icf.core.report_json import report_from_json, report_json

TABLE = Table("What we will do", ("Ref", "What", "Who"), (("1", "Meet", "Ada"), ("2", "Ask", "")))
BLOCKS: tuple[Block, ...] = (
    Heading("Connecting", 3),
    Words("We met = people", language="cy"),
    Bullets(("One", "Two"), numbered=True),
    Facts((("Lead", "Parks"), ("Since", "May"))),
    TABLE,
    Table("Marked", ("A", "B"), ((Cell("On track", "on"), "x"),), (50, 50), row_headers=False),
    Bars("Levels", ("Low", "High"), (Bar("Trusting", (1, 2), "two"),), ("low", "high")),
    Figure("A", "<svg><title>A</title></svg>", "A line", TABLE),
    Asked(("Agree the plan",)),
    QuestionAnswer("Who is left out?", "Nobody yet", "We asked “them”\nté", "We checked", "Added"),
)


def report(*blocks: Block, **more: object) -> Report:
    made = Report("Plan", "", "en-GB", "Brooktown", "P1", "1", "2026-11-22")
    return replace(made, parts=(Part("Answers", blocks),), **more)  # type: ignore[arg-type]


def test_every_kind_of_block_is_read_back_as_it_was() -> None:
    whole = report(
        *BLOCKS, cover=Cover("Agree", (("Meeting", "May"),)), front=Part("Front", BLOCKS[:2]),
        theme=Theme("#333333"), draft=True,
    )  # fmt: skip

    assert {type(block) for block in BLOCKS} == set(get_args(Block))
    assert report_from_json(report_json(whole)) == whole


def test_a_field_that_a_later_version_adds_does_not_change_what_was_kept() -> None:
    text = report_json(report())

    unset = [part.name for part in fields(Report) if f'"{part.name}"' not in text]

    assert {"cover", "theme", "marking", "draft"} <= set(unset)


@pytest.mark.parametrize("text", ["{}", "[]", '{"is":"Words","text":"x"}', '{"is":"Nothing"}'])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        report_from_json(text)


def test_the_same_report_differs_in_nothing_whatever_its_day_and_number() -> None:
    assert differences(report(*BLOCKS), report(*BLOCKS, made_on="2027-01-01", version="2")) == ()


def test_a_changed_answer_shows_both_under_its_question() -> None:
    before = QuestionAnswer("Who?", "Few", "We guess")

    old = report(Heading("Trusting", 3), before)

    (found,) = differences(old, report(Heading("Trusting", 3), replace(before, answer="Many")))

    assert (found.where, found.label) == ("Answers: Trusting", "Who?")
    assert (found.before, found.after) == (("Few\nWe guess",), ("Many\nWe guess",))


def test_a_new_action_is_the_only_difference_though_other_numbers_shift() -> None:
    more = replace(
        TABLE,
        caption="Three things",
        rows=(("1", "Listen", "Bo"), ("2", "Meet", "Ada"), ("3", "Ask", "")),
    )

    (found,) = differences(report(TABLE), report(more))

    assert (found.before, found.after) == ((), ("What: Listen; Who: Bo",))


@pytest.mark.parametrize("block", BLOCKS[1:], ids=lambda block: type(block).__name__)
def test_a_block_that_goes_is_a_difference(block: Block) -> None:
    found = differences(report(block), report())

    assert found
    assert all(one.before and not one.after for one in found)
