import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.questionnaire import Question
from icf.core.showif import And, Answered, Compare, Condition, Not, Or, Selected, to_text
from icf.errors import InvalidInput
from icf.packfile.grammar import parse_condition
from tests.core.pieces import question
from tests.core.strategies import KINDS, conditions

ASKED: list[Question] = [question(f"icf:{kind.replace('_', '-')}", kind) for kind in KINDS]
A, B, C = (Answered(f"fire:{name}") for name in "abc")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("${a} = 'yes'", Compare("fire:a", "=", "yes")),
        ('${a}!="it\'s"', Compare("fire:a", "!=", "it's")),
        ("${ icf:a } >= -2.5", Compare("icf:a", ">=", "-2.5")),
        ("selected(${a}, 'x')", Selected("fire:a", "x")),
        ("answered(${a})", A),
        ("not not answered(${a})", Not(Not(A))),
        ("answered(${a}) or answered(${b}) and answered(${c})", Or((A, And((B, C))))),
        ("(answered(${a}) or answered(${b})) and answered(${c})", And((Or((A, B)), C))),
        ("not answered(${a}) and answered(${b})", And((Not(A), B))),
        ("answered(${a})\n  and\n  answered(${b})", And((A, B))),
    ],
)
def test_a_text_becomes_a_condition_with_full_keys(text: str, condition: Condition):
    assert parse_condition(text, "fire") == condition


@given(conditions(ASKED))
def test_a_condition_that_is_written_out_reads_the_same(condition: Condition):
    text = to_text(condition)

    if len(text) <= 500:
        assert parse_condition(text, "other") == condition


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("${a} = ", "stops before it is complete"),
        ("(answered(${a})", "stops before it is complete"),
        ("${a} == 'x'", "from character 7, “=”"),
        ("${a} = yes", "from character 8, “yes”"),
        ("a = 'yes'", "from character 1, “a”"),
        ("${A} = 'yes'", "from character 1, “${A}”"),
        ("answered(${a})\nxor answered(${b})", "from character 16, “xor”"),
        ("${a} = 'x' answered(${b})", "from character 12, “answered(${b})”"),
        ("${a} = 'x' + __import__('os')", "from character 12, “+”"),
        ("${a} = '" + "x" * 600 + "'", "609 characters; 500 is the limit"),
    ],
)
def test_what_is_no_condition_is_shown_where_it_goes_wrong(text: str, problem: str):
    with pytest.raises(InvalidInput) as refused:
        parse_condition(text, "fire")
    assert problem in refused.value.message


@given(st.text("${}ab:-='\"<>!() \nnotadreslcw", max_size=80))
def test_no_text_breaks_the_parser(text: str):
    try:
        condition = parse_condition(text, "fire")
    except InvalidInput:
        return
    assert parse_condition(to_text(condition), "fire") == condition


def test_deep_nesting_is_no_danger():
    deep = "not " * 120 + "answered(${a})"
    wide = "(" * 240 + "answered(${a})" + ")" * 240

    assert to_text(parse_condition(deep, "fire")) == deep.replace("{a", "{fire:a")
    assert parse_condition(wide, "fire") == A
