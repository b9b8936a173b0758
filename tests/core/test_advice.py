"""Advice on a pack's words, scales and conditions: what could be better, apart from faults."""

import pytest

from icf.core.advice import advice, can_hold, reading_age
from icf.core.questionnaire import Pack
from icf.packfile import read_pack, read_pack_text
from icf.packfile.grammar import parse_condition
from icf.paths import builtin_folder, plugins_folder

HEAD = """
format: 1
pack: fire
version: 1.0.0
extends: icf
language: en
title: Fire safety at home
publisher: Hillside Fire and Rescue
"""
QUESTIONS = """
sections:
  - key: home
    instrument: planning
    title: At home
    questions:
      - {key: visits, text: Will anybody visit?, kind: yes_no, hint: Count volunteers.}
      - key: groups
        text: Who comes first?
        kind: choices
        hint: Tick all that apply.
        choices: [{key: alone, label: Alone}, {key: carers, label: Carers}]
      - {key: people, text: How many homes?, kind: number, hint: About.}
      - {key: when, text: When does it begin?, kind: date, hint: About.}
      - {key: name, text: What is it called?, kind: text, hint: A word.}
      - {key: after, text: Who rings the bell?, kind: text, hint: A name.,
         show_if: "${visits} = 'yes'"}
"""


def pack(more: str) -> Pack:
    return read_pack_text(HEAD + more)


def question(text: str, **more: str) -> Pack:
    fields = {"key": "one", "kind": "text", "hint": "A hint.", **more}
    fields = {name: value for name, value in fields.items() if value}
    written = "\n".join(f"        {name}: '{value}'" for name, value in fields.items())
    return pack(
        "sections:\n  - key: home\n    instrument: planning\n    title: At home\n"
        f"    questions:\n      - text: '{text}'\n{written}\n"
    )


def problems(found: Pack) -> str:
    return "\n".join(map(str, advice(found)))


def scale(direction: str, *labels: str) -> Pack:
    levels = "".join(
        f"\n      - {{key: '{number}', label: {label}}}" for number, label in enumerate(labels)
    )
    return pack(
        f"scales:\n  - key: how\n    title: How is it?\n    direction: {direction}\n"
        f"    levels:{levels}\n"
        "guidance:\n  - {question: icf:connecting-who, hint: Ask.}\n"
    )


# Words


def test_a_plain_question_with_a_hint_needs_no_advice() -> None:
    assert advice(pack(QUESTIONS)) == []


def test_a_question_without_any_help_is_told() -> None:
    assert "there is no help" in problems(question("Who lives here?", hint=""))


def test_a_long_question_is_told_with_its_length() -> None:
    assert "it has 30 words" in problems(question(" ".join(["who"] * 30)))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Do you have smoke and/or heat alarms?", "text"),
        ("Who visits? Who rings?", "text"),
        ("Will you visit and will you ring?", "yes_no"),
    ],
)
def test_two_questions_in_one_are_told(text: str, kind: str) -> None:
    assert "may ask two things at once" in problems(question(text, kind=kind))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who is left out, and what will you do?", "text"),
        ("Do you ask bread and butter questions?", "yes_no"),
    ],
)
def test_room_for_both_answers_is_enough(text: str, kind: str) -> None:
    assert "two things" not in problems(question(text, kind=kind))


def test_hard_words_are_told_with_an_age() -> None:
    hard = "Operationalise organisational accountability considerations regarding participation"

    assert "reads like a text for people of about" in problems(
        question(hard, hint="Elaborate upon representation.")
    )
    assert reading_age(hard) > 18


def test_easy_words_are_read_by_children() -> None:
    assert reading_age("Who lives here? Who did we leave out? Go and ask them.") <= 8


def test_words_in_another_language_are_not_measured() -> None:
    long = question(" ".join(["Operationalisierungsverfahren"] * 30))
    german = read_pack_text(
        (HEAD + "sections:\n").replace("language: en", "language: de")
        + "  - key: home\n    instrument: planning\n    title: Zuhause\n    questions:\n"
        + f"      - {{key: wer, kind: text, hint: Ja., text: {long.sections[0].questions[0].text.original}}}\n"  # noqa: E501
    )

    assert advice(german) == []


@pytest.mark.parametrize("key", ["q1", "question-3", "2"])
def test_a_name_that_nobody_can_read_is_told(key: str) -> None:
    assert f"the short name “{key}” says nothing" in problems(question("Who?", key=key))


def test_a_title_that_says_nothing_is_told() -> None:
    found = pack(QUESTIONS.replace("title: At home", "title: Other"))

    assert "the title “Other” says nothing" in problems(found)


def test_the_same_words_twice_are_told() -> None:
    found = pack(QUESTIONS.replace("Who rings the bell?", "who comes  first?"))

    assert "the same words are asked twice" in problems(found)


# Scales


@pytest.mark.parametrize(
    ("direction", "labels"),
    [
        ("up", ("Very good", "Fair enough", "Poor")),
        ("down", ("Not ready", "Nearly", "Ready")),
        ("up", ("Strongly agree", "Agree", "Strongly disagree")),
        ("up", ("Not worried", "A little", "Very worried")),
    ],
)
def test_levels_that_read_the_other_way_are_told(direction: str, labels: tuple[str, ...]) -> None:
    assert "reads the other way round" in problems(scale(direction, *labels))


@pytest.mark.parametrize(
    ("direction", "labels"),
    [
        ("up", ("Poor", "Good")),
        ("down", ("Safe", "Unsafe")),
        ("down", ("Not worried", "Very worried")),
        ("up", ("Never", "Sometimes", "Always")),
        ("up", ("1", "2", "3")),
    ],
)
def test_levels_that_read_as_the_scale_says_are_left_alone(
    direction: str, labels: tuple[str, ...]
) -> None:
    assert "other way round" not in problems(scale(direction, *labels))


# Conditions


IMPOSSIBLE = [
    "${visits} = 'yes' and ${visits} = 'no'",
    "${visits} = 'yes' and not answered(${visits})",
    "not (${visits} = 'yes' or not ${visits} = 'yes')",
    "${people} > 5 and ${people} < 3",
    "${people} > 5 and ${people} <= 5",
    "${when} > '2026-03-27' and ${when} < '2026-03-27'",
    "${name} = 'a' and ${name} = 'b'",
    "selected(${groups}, 'alone') and not answered(${groups})",
    "answered(${after}) and ${visits} = 'no'",
]
POSSIBLE = [
    "${visits} = 'yes' or ${visits} = 'no'",
    "not answered(${visits})",
    "${visits} != 'yes' and answered(${visits})",
    "selected(${groups}, 'alone') and selected(${groups}, 'carers')",
    "${people} > 5 and ${people} < 6",
    "${when} >= '2026-03-27' and ${when} <= '2026-03-27'",
    "${name} != 'a' and answered(${name})",
    "answered(${after}) and ${visits} = 'yes'",
    "not ${visits} = 'yes' and not ${visits} = 'no'",
    "${elsewhere:gone} = 'x'",
]


@pytest.mark.parametrize("condition", IMPOSSIBLE)
def test_a_condition_that_no_answers_make_true_is_found(condition: str) -> None:
    assert not can_hold(parse_condition(condition, "fire"), [pack(QUESTIONS)])


@pytest.mark.parametrize("condition", POSSIBLE)
def test_a_condition_that_some_answers_make_true_is_left_alone(condition: str) -> None:
    assert can_hold(parse_condition(condition, "fire"), [pack(QUESTIONS)])


def test_the_question_that_nobody_would_see_is_named() -> None:
    never = "\"${visits} = 'yes' and ${visits} = 'no'\""
    found = pack(QUESTIONS.replace("\"${visits} = 'yes'\"", never))

    assert problems(found) == (
        "“Who rings the bell?”: its condition can never be true, so nobody will see the question"
    )


def test_a_condition_against_that_of_its_section_is_found() -> None:
    found = pack(
        QUESTIONS
        + "  - key: more\n    instrument: planning\n    title: More to ask\n"
        + "    show_if: \"${visits} = 'no'\"\n    questions:\n"
        + "      - {key: late, text: Who comes late?, kind: text, hint: A name.,"
        + " show_if: \"${visits} = 'yes'\"}\n"
    )

    assert "“Who comes late?”: its condition can never be true" in problems(found)


def test_conditions_over_very_many_answers_are_not_tried_for_ever() -> None:
    many = "\n".join(
        f"      - {{key: x{number}, text: Number {number}?, kind: number, hint: A number.}}"
        for number in range(12)
    )
    condition = " and ".join(f"${{x{number}}} > {number}" for number in range(12))

    assert can_hold(parse_condition(condition, "fire"), [pack(QUESTIONS + many + "\n")])


def test_the_framework_and_the_bundled_add_ons_follow_the_advice() -> None:
    core = read_pack(builtin_folder() / "icf.yaml")
    packs = [read_pack(path, core) for path in sorted(plugins_folder().glob("*/pack.yaml"))]

    assert len(packs) > 3
    assert [str(one) for found in (core, *packs) for one in advice(found, core)] == []
