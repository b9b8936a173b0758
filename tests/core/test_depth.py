import pytest

from icf.core.answer import Answer
from icf.core.compose import compose
from icf.core.depth import (
    asked_keys,
    asked_sections,
    is_lower,
    left_out,
    not_asked_count,
    suggested_depth,
    visible_sections,
)
from icf.core.questionnaire import Depth, Suggest
from icf.core.showif import Answered, Compare
from icf.core.wording import plain
from icf.errors import NotFound
from tests.core.pieces import core_pack, overlay, question, section

TINY = Depth(
    "fire:tiny", "fire", plain("Tiny"), 5, screening=False, questions=("icf:who", "icf:listen")
)
Q = compose(core_pack(), [overlay(depths=(TINY,))])


def answers(**values: str) -> dict[str, Answer]:
    return {f"icf:{key}": Answer(f"icf:{key}", value) for key, value in values.items()}


def visible(questionnaire, depth: str, given: dict[str, Answer]) -> list[str]:
    sections = visible_sections(questionnaire, "planning", depth, given)
    return [question.key for section in sections for question in section.questions]


def test_a_core_depth_asks_the_smaller_ones_too():
    assert asked_keys(Q, "planning", "quick") == {
        "icf:who",
        "icf:listen",
        "icf:reply",
        "fire:visits",
    }
    assert asked_keys(Q, "planning", "standard") - asked_keys(Q, "planning", "quick") == {
        "icf:where"
    }


def test_an_own_depth_asks_what_it_lists_and_what_has_no_depth():
    assert asked_keys(Q, "planning", "fire:tiny") == {"icf:who", "icf:listen", "fire:visits"}


def test_an_own_depth_can_do_without_the_screening():
    assert asked_keys(Q, "screening", "quick") == {"icf:large"}
    assert asked_sections(Q, "screening", "fire:tiny") == ()


def test_what_an_own_depth_leaves_out_is_listed_and_counted():
    assert [question.key for question in left_out(Q, "fire:tiny")] == ["icf:reply"]
    assert left_out(Q, "quick") == ()
    assert not_asked_count(Q, "planning", "fire:tiny") == 2
    assert not_asked_count(Q, "planning", "full") == 0


def test_sections_without_a_question_at_this_depth_are_dropped():
    deep = overlay(sections=(section("fire:deep", question("fire:a", depth="full")),))
    questionnaire = compose(core_pack(), [deep])

    keys = [section.key for section in asked_sections(questionnaire, "planning", "quick")]

    assert keys == ["icf:connecting", "icf:communicating"]


def test_a_depth_is_lower_when_it_leaves_out_what_the_other_asks():
    assert is_lower(Q, "quick", "standard")
    assert is_lower(Q, "fire:tiny", "quick")
    assert not is_lower(Q, "standard", "quick")
    assert not is_lower(Q, "quick", "quick")


def test_an_unknown_depth_is_named_with_those_there_are():
    with pytest.raises(NotFound, match=r"“huge”.*quick, standard, full"):
        asked_sections(Q, "planning", "huge")


def test_a_question_is_hidden_until_its_condition_holds():
    assert "icf:reply" not in visible(Q, "quick", {})
    assert "icf:reply" in visible(Q, "quick", answers(listen="through"))


def test_what_hangs_on_a_hidden_question_is_hidden_too():
    chain = section(
        "fire:s",
        question("fire:c", show_if=Compare("fire:b", "=", "yes")),
        question("fire:b", "yes_no", show_if=Compare("fire:a", "=", "yes")),
        question("fire:a", "yes_no"),
    )
    questionnaire = compose(core_pack(), [overlay(sections=(chain,))])
    given = {key: Answer(key, value) for key, value in [("fire:a", "no"), ("fire:b", "yes")]}

    assert "fire:c" not in visible(questionnaire, "quick", given)
    assert "fire:c" in visible(questionnaire, "quick", {**given, "fire:a": Answer("fire:a", "yes")})


def test_a_planning_question_can_hang_on_the_screening():
    wide = section("fire:s", question("fire:a"), show_if=Compare("icf:large", "=", "yes"))
    questionnaire = compose(core_pack(), [overlay(sections=(wide,))])

    assert "fire:a" in visible(questionnaire, "quick", answers(large="yes"))
    assert "fire:a" not in visible(questionnaire, "quick", answers(large="no"))


def test_the_conditions_of_section_and_question_both_have_to_hold():
    both = section(
        "fire:s",
        question("fire:b", show_if=Compare("icf:who", "=", "todo")),
        show_if=Compare("icf:large", "=", "yes"),
    )
    questionnaire = compose(core_pack(), [overlay(sections=(both,))])

    assert "fire:b" not in visible(questionnaire, "quick", answers(large="yes"))
    assert "fire:b" not in visible(questionnaire, "quick", answers(who="todo"))
    assert "fire:b" in visible(questionnaire, "quick", answers(large="yes", who="todo"))


def test_a_question_that_is_not_asked_counts_as_unanswered_in_conditions():
    deep = section(
        "fire:s",
        question("fire:a", depth="full"),
        question("fire:b", show_if=Answered("fire:a")),
    )
    questionnaire = compose(core_pack(), [overlay(sections=(deep,))])
    given = {"fire:a": Answer("fire:a", "through")}

    assert "fire:b" not in visible(questionnaire, "quick", given)
    assert "fire:b" in visible(questionnaire, "full", given)


def test_the_screening_suggests_a_depth_with_its_reason():
    large, small = suggested_depth(Q, answers(large="yes")), suggested_depth(Q, {})

    assert (large.depth, large.because.original) == ("full", "It is large.")
    assert (small.depth, small.because.original) == ("quick", "It is small.")


def test_an_add_ons_rule_can_raise_the_depth_and_never_lower_it():
    standard = Suggest("standard", plain("Streets change."), Answered("icf:large"))
    quick = Suggest("quick", plain("Hurry."), Answered("icf:large"))
    strange = Suggest("fire:tiny", plain("Tiny."), Answered("icf:large"))
    rules = [quick, standard, strange]

    assert suggested_depth(Q, answers(large="no"), rules).because.original == "Streets change."
    assert suggested_depth(Q, answers(large="yes"), rules).depth == "full"
    assert suggested_depth(Q, {}, rules).depth == "quick"
