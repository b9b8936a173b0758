import pytest

from icf.core.kinds import CORE_KINDS, TEXT_LIMIT
from icf.core.questionnaire import Choice
from icf.core.wording import Wording, plain
from icf.errors import InvalidInput
from tests.core.pieces import question, scale

CHOICES = (
    Choice("alone", plain("People living alone")),
    Choice("carers", Wording((("en", "Carers"), ("cy", "Gofalwyr")))),
)


def parse(kind: str, **fields: list[str]):
    return CORE_KINDS[kind].parse(question("a:b", kind, choices=CHOICES), scale(), fields)


def show(kind: str, value, language: str = "en") -> str:
    return CORE_KINDS[kind].display(
        question("a:b", kind, choices=CHOICES), scale(), value, language
    )


@pytest.mark.parametrize("kind", CORE_KINDS)
@pytest.mark.parametrize("fields", [{}, {"value": []}, {"value": [""]}, {"value": ["  "]}])
def test_an_empty_form_is_no_answer(kind: str, fields: dict[str, list[str]]):
    assert parse(kind, **fields) is None
    assert show(kind, None) == ""


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", " Two crews.\r\nIn March. ", "Two crews.\nIn March."),
        ("yes_no", "yes", "yes"),
        ("choice", "carers", "carers"),
        ("scale", "partly", "partly"),
        ("number", "1,200", 1200),
        ("number", "3.50", 3.5),
        ("number", "-4", -4),
        ("date", "2026-03-27", "2026-03-27"),
    ],
)
def test_what_is_submitted_becomes_a_value(kind: str, text: str, value: object):
    assert parse(kind, value=[text]) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", "x" * (TEXT_LIMIT + 1)),
        ("yes_no", "maybe"),
        ("choice", "elsewhere"),
        ("choices", "elsewhere"),
        ("scale", "4"),
        ("number", "twelve"),
        ("number", "nan"),
        ("number", "inf"),
        ("number", "1e30"),
        ("date", "2026-02-30"),
        ("date", "soon"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(kind: str, text: str):
    with pytest.raises(InvalidInput) as refused:
        parse(kind, value=[text])
    assert refused.value.message.endswith(".")


def test_ticked_choices_keep_the_questions_order():
    assert parse("choices", value=["carers", "alone", "carers"]) == ("alone", "carers")


def test_a_date_comes_in_three_parts():
    assert parse("date", day=["7"], month=["3"], year=["2026"]) == "2026-03-07"


@pytest.mark.parametrize(
    "parts", [{"day": ["7"]}, {"day": ["31"], "month": ["2"], "year": ["2026"]}]
)
def test_half_a_date_or_a_wrong_one_is_refused(parts: dict[str, list[str]]):
    with pytest.raises(InvalidInput, match="real date"):
        parse("date", **parts)


@pytest.mark.parametrize(
    ("kind", "value", "language", "text"),
    [
        ("yes_no", "yes", "en", "Yes"),
        ("yes_no", "no", "pl", "Nie"),
        ("choice", "carers", "cy", "Gofalwyr"),
        ("choices", ("alone", "carers"), "en", "People living alone; Carers"),
        ("scale", "partly", "en", "Partly"),
        ("number", 3.5, "en", "3.5"),
        ("date", "2026-03-07", "en-GB", "7 March 2026"),
        ("date", "2026-03-07", "cy", "7/3/2026"),
    ],
)
def test_an_answer_is_shown_in_words(kind: str, value: object, language: str, text: str):
    assert show(kind, value, language) == text


@pytest.mark.parametrize("kind", CORE_KINDS)
def test_a_value_that_is_no_longer_offered_is_shown_as_stored(kind: str):
    assert show(kind, "long-gone") == "long-gone"


def test_only_a_scale_counts_in_results():
    counting = {
        name for name, kind in CORE_KINDS.items() if kind.level(question("a:b", name), "3") == "3"
    }

    assert counting == {"scale"}


def test_several_choices_are_exported_as_one_cell():
    assert CORE_KINDS["choices"].export(("alone", "carers")) == "alone; carers"
    assert CORE_KINDS["text"].export({"rating": "3", "good": ""}) == "rating: 3"
