import pytest

from icf.core.answer import Answer, Value
from icf.core.showif import And, Answered, Compare, Condition, Not, Or, Selected, holds, to_text

SEEN = {"a:one", "a:two"}


def said(value: Value, **more: object) -> dict[str, Answer]:
    return {"a:one": Answer("a:one", value, **more)}


@pytest.mark.parametrize(
    ("value", "op", "literal", "expected"),
    [
        ("yes", "=", "yes", True),
        ("yes", "!=", "yes", False),
        ("no", "!=", "yes", True),
        ("9", "<", "10", True),
        (9, "<", "10", True),
        (2.5, ">=", "2.5", True),
        ("3", "=", "3.0", True),
        ("2026-09-01", "<", "2026-10-01", True),
        ("2026-10-01", "<=", "2026-09-30", False),
        ("partly", "<", "through", False),
        ("partly", ">", "through", False),
        ("nan", "=", "nan", True),
        (("carers", "new"), "=", "carers", False),
        ({"rating": "3"}, "=", "3", False),
    ],
)
def test_an_answer_is_compared_by_what_it_is(value: Value, op, literal: str, expected: bool):
    assert holds(Compare("a:one", op, literal), said(value), SEEN) is expected


@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize(
    ("answers", "visible"),
    [
        ({}, SEEN),
        (said(None), SEEN),
        (said(None, blank="dont_know"), SEEN),
        (said("5"), {"a:two"}),
        (said("5"), set()),
    ],
    ids=["missing", "unanswered", "blank", "hidden", "nothing asked"],
)
def test_a_comparison_without_an_answer_that_counts_is_false(op, answers, visible):
    assert not holds(Compare("a:one", op, "5"), answers, visible)


def test_selected_looks_among_several_choices():
    ticked = said(("alone", "carers"))

    assert holds(Selected("a:one", "carers"), ticked, SEEN)
    assert not holds(Selected("a:one", "new"), ticked, SEEN)
    assert not holds(Selected("a:one", "carers"), ticked, set())


def test_answered_is_true_of_a_blank_and_false_of_words_alone():
    assert holds(Answered("a:one"), said(None, blank="not_relevant"), SEEN)
    assert not holds(Answered("a:one"), said(None, words="Hmm"), SEEN)


def test_no_condition_always_holds():
    assert holds(None, {}, set())


def test_and_or_not_combine():
    yes, never = Compare("a:one", "=", "yes"), Answered("a:two")

    assert holds(Or((never, yes)), said("yes"), SEEN)
    assert not holds(And((never, yes)), said("yes"), SEEN)
    assert holds(And((Not(never), yes)), said("yes"), SEEN)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Compare("a:b", ">=", "3"), "${a:b} >= '3'"),
        (Compare("a:b", "=", "it's"), '${a:b} = "it\'s"'),
        (Selected("a:b", "x"), "selected(${a:b}, 'x')"),
        (
            And((Or((Answered("a:b"), Answered("a:c"))), Not(Answered("a:d")))),
            "(answered(${a:b}) or answered(${a:c})) and not answered(${a:d})",
        ),
        (
            Or((And((Answered("a:b"), Answered("a:c"))), Answered("a:d"))),
            "answered(${a:b}) and answered(${a:c}) or answered(${a:d})",
        ),
        (Not(Or((Answered("a:b"), Answered("a:c")))), "not (answered(${a:b}) or answered(${a:c}))"),
    ],
)
def test_a_condition_is_written_as_a_pack_would(condition: Condition, text: str):
    assert to_text(condition) == text
