from dataclasses import replace

from icf.core.answer import Answer, Value
from icf.core.compose import compose
from icf.core.depth import visible_sections
from icf.core.kinds import CORE_KINDS, QuestionKind, parse_text, show_plain
from icf.core.questionnaire import STATUS, AddTo
from icf.core.results import (
    Gap,
    Risk,
    gaps,
    layer_results,
    merged,
    profile,
    progress,
    risky,
    section_result,
    strengths,
)
from tests.core.pieces import core_pack, overlay, question, scale, section

ALARM = question("fire:alarm")
Q = compose(core_pack(), [overlay(add_to=(AddTo("icf:connecting", (ALARM,)),))])


def answer(key: str, value: Value = None, **more: object) -> Answer:
    return Answer(key, value, **more)


def answers(*given: Answer) -> dict[str, Answer]:
    return {one.question: one for one in given}


def test_a_section_counts_levels_blanks_and_unanswered_apart():
    asked = section("icf:s", *(question(f"icf:{name}") for name in "abcde"))
    given = answers(
        answer("icf:a", "partly"),
        answer("icf:b", "partly"),
        answer("icf:c", blank="dont_know"),
        answer("icf:d", words="We talked about it"),
    )

    result = section_result(asked, given, {STATUS: scale()})

    assert result.levels == {STATUS: {"todo": 0, "partly": 2, "through": 0}}
    assert result.blanks == {"dont_know": 1}
    assert (result.asked, result.answered, result.unanswered) == (5, 2, 2)


def test_a_level_that_the_scale_lacks_is_answered_and_in_no_level():
    asked = section("icf:s", question("icf:a"))

    result = section_result(asked, answers(answer("icf:a", "gone")), {STATUS: scale()})

    assert result.answered == 1
    assert set(result.levels[STATUS].values()) == {0}


def test_a_plugins_kind_says_which_level_counts():
    rated = question("fire:a", "fire:theme", scale="fire:rating")
    theme = QuestionKind(
        "fire:theme", parse_text, show_plain, level=lambda _, value: value["rating"]
    )
    given = answers(answer("fire:a", {"rating": "2", "good": "Trees"}))

    result = section_result(
        section("fire:s", rated),
        given,
        {"fire:rating": scale("fire:rating", "1", "2")},
        {**CORE_KINDS, theme.name: theme},
    )

    assert result.levels == {"fire:rating": {"1": 0, "2": 1}}


def test_results_are_merged_by_adding_counts():
    asked = section("icf:s", question("icf:a"), question("icf:b"))
    one = section_result(asked, answers(answer("icf:a", "todo")), {STATUS: scale()})

    both = merged("icf:all", [one, one])

    assert both.section == "icf:all"
    assert (both.asked, both.answered, both.unanswered) == (4, 2, 2)
    assert both.levels[STATUS]["todo"] == 2


def test_the_profile_has_a_row_for_each_approach_of_core_questions_only():
    given = answers(answer("icf:who", "partly"), answer("fire:alarm", "through"))

    rows = profile(Q, "quick", given).rows

    assert [row.approach for row in rows] == ["icf:connecting", "icf:communicating"]
    assert rows[0].result.levels[STATUS] == {"todo": 0, "partly": 1, "through": 0}
    assert rows[1].result.unanswered == 1


def test_each_layer_has_results_of_its_own():
    given = answers(answer("icf:who", "partly"), answer("fire:alarm", "through"))

    results = layer_results(Q, "quick", given)

    assert list(results) == ["icf", "fire"]
    fire = {result.section: result for result in results["fire"]}
    assert fire["icf:connecting"].levels[STATUS]["through"] == 1
    assert fire["fire:home"].unanswered == 1
    assert results["icf"][0].asked == 1


def test_the_biggest_gap_comes_first():
    given = answers(
        answer("icf:who", "partly"),
        answer("icf:where", "todo"),
        answer("icf:listen", blank="dont_know"),
    )

    found = gaps(Q, "standard", given)

    assert found == (
        Gap("icf:where", "icf:connecting", "todo", 1),
        Gap("icf:listen", "icf:communicating", "dont_know", 2),
        Gap("icf:who", "icf:connecting", "partly", 3),
    )


def test_among_equal_gaps_the_questions_of_the_smallest_depth_come_first():
    swapped = replace(
        core_pack(),
        sections=tuple(
            replace(one, questions=tuple(reversed(one.questions))) for one in core_pack().sections
        ),
    )

    found = gaps(compose(swapped), "standard", {})

    assert [gap.question for gap in found] == ["icf:who", "icf:listen", "icf:where"]


def test_not_relevant_is_no_gap():
    given = answers(answer("icf:who", blank="not_relevant", reason="Nobody lives there"))

    assert "icf:who" not in [gap.question for gap in gaps(Q, "quick", given)]


def test_a_layer_other_than_the_core_has_gaps_of_its_own():
    assert [gap.question for gap in gaps(Q, "quick", {}, layer="fire")] == ["fire:alarm"]


def test_strong_evidence_stands_before_weak_and_weak_is_a_risk():
    given = answers(
        answer("icf:who", "through"),
        answer("icf:listen", "through", strength="told"),
        answer("icf:where", "through", strength="think"),
        answer("icf:reply", "through", strength="checked"),
    )

    assert strengths(Q, "full", given) == ("icf:listen", "icf:reply", "icf:where", "icf:who")
    assert risky(Q, "full", given) == (Risk("icf:who", "unsaid"), Risk("icf:where", "think"))


def test_progress_counts_what_is_shown():
    given = answers(
        answer("icf:who", "todo", copied=True),
        answer("icf:listen", blank="dont_know", later=True),
        answer("icf:reply", "through"),
        answer("icf:where", blank="not_relevant"),
    )
    sections = visible_sections(Q, "planning", "standard", given)

    seen = progress(sections, given)

    assert (seen.asked, seen.answered, seen.unanswered) == (5, 1, 2)
    assert (seen.not_relevant, seen.dont_know, seen.later, seen.copied) == (1, 1, 1, 1)
