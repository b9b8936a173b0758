"""The laws of the core, over generated packs, overlays and answers."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from icf.core.actions import suggested_actions
from icf.core.answer import Answer
from icf.core.compose import canonical_json, compose, digest, from_json
from icf.core.depth import (
    asked_keys,
    core_depths,
    is_lower,
    left_out,
    not_asked_count,
    suggested_depth,
    visible_keys,
    visible_sections,
)
from icf.core.questionnaire import Pack, Questionnaire
from icf.core.results import (
    gaps,
    layer_results,
    profile,
    progress,
    risky,
    section_result,
    strengths,
)
from icf.core.touched import touched_sections
from tests.core.strategies import (
    CORE_DEPTHS,
    LEVELS,
    answers_to,
    packs,
    questionnaires,
    situations,
)

Answers = Mapping[str, Answer]
Situation = tuple[Questionnaire, str, Answers]


def everything(questionnaire: Questionnaire, depth: str, answers: Answers) -> tuple[object, ...]:
    """Every result that the core gives."""
    sections = visible_sections(questionnaire, "planning", depth, answers)
    return (
        sections,
        profile(questionnaire, depth, answers),
        layer_results(questionnaire, depth, answers),
        gaps(questionnaire, depth, answers),
        strengths(questionnaire, depth, answers),
        risky(questionnaire, depth, answers),
        progress(sections, answers),
        suggested_actions(questionnaire, depth, answers, (), ()),
    )


@given(packs(), st.randoms(use_true_random=False))
def test_the_order_of_overlays_makes_no_difference(made: tuple[Pack, tuple[Pack, ...]], random):
    core, overlays = made
    shuffled = random.sample(overlays, len(overlays))

    one, other = compose(core, overlays), compose(core, shuffled)

    assert one == other
    assert digest(one) == digest(other)


@given(packs())
def test_an_overlay_never_changes_a_core_question(made: tuple[Pack, tuple[Pack, ...]]):
    core, overlays = made

    alone, together = compose(core), compose(core, overlays)

    for before, after in zip(alone.sections, together.sections, strict=False):
        kept = tuple(
            replace(question, guidance=())
            for question in after.questions
            if question.layer == "icf"
        )
        assert kept == before.questions
        assert after.questions[: len(kept)] == tuple(
            question for question in after.questions if question.layer == "icf"
        )
        assert replace(after, questions=()) == replace(before, questions=())
    assert together.scales[: len(alone.scales)] == alone.scales
    assert together.suggest == alone.suggest


@given(packs(), st.data(), st.sampled_from(CORE_DEPTHS))
def test_an_overlay_never_changes_a_core_result(
    made: tuple[Pack, tuple[Pack, ...]], data: st.DataObject, depth: str
):
    core, overlays = made
    alone, together = compose(core), compose(core, overlays)
    answers = data.draw(answers_to(together))

    results = [
        (
            profile(questionnaire, depth, answers),
            gaps(questionnaire, depth, answers),
            risky(questionnaire, depth, answers),
            layer_results(questionnaire, depth, answers)["icf"],
            suggested_depth(questionnaire, answers),
        )
        for questionnaire in (alone, together)
    ]

    assert results[0] == results[1]


@given(situations())
def test_a_hidden_answer_never_counts(situation: Situation):
    questionnaire, depth, answers = situation
    visible = visible_keys(questionnaire, depth, answers)
    shown = {key: answer for key, answer in answers.items() if key in visible}

    with_hidden = everything(questionnaire, depth, answers)
    without = everything(questionnaire, depth, shown)

    assert with_hidden == without


@given(situations())
def test_visible_questions_are_those_that_the_sections_show(situation: Situation):
    questionnaire, depth, answers = situation

    shown = {
        question.key
        for instrument in questionnaire.instruments
        for section in visible_sections(questionnaire, instrument.key, depth, answers)
        for question in section.questions
    }

    assert shown == visible_keys(questionnaire, depth, answers)


@given(questionnaires, st.sampled_from(CORE_DEPTHS))
def test_with_no_answers_every_level_counts_nothing(questionnaire: Questionnaire, depth: str):
    results = [row.result for row in profile(questionnaire, depth, {}).rows]

    assert all(result.answered == 0 for result in results)
    assert all(result.unanswered == result.asked for result in results)
    assert not any(
        n for result in results for counts in result.levels.values() for n in counts.values()
    )


@given(situations(), st.data())
def test_taking_an_answer_away_adds_to_no_level(situation: Situation, data: st.DataObject):
    questionnaire, depth, answers = situation
    assume(answers)
    gone = data.draw(st.sampled_from(sorted(answers)))
    fewer = {key: answer for key, answer in answers.items() if key != gone}

    for section in visible_sections(questionnaire, "planning", depth, answers):
        before = section_result(section, answers, questionnaire.index.scale)
        after = section_result(section, fewer, questionnaire.index.scale)

        assert after.asked == before.asked
        for scale, counts in before.levels.items():
            assert all(after.levels[scale][level] <= count for level, count in counts.items())


@given(situations())
def test_asked_is_answered_and_unanswered_and_blank(situation: Situation):
    questionnaire, depth, answers = situation

    results = [
        result
        for layer in layer_results(questionnaire, depth, answers).values()
        for result in layer
    ]

    for result in results:
        assert result.asked == result.answered + result.unanswered + sum(result.blanks.values())
        rated = sum(sum(counts.values()) for counts in result.levels.values())
        assert rated <= result.answered


@given(situations(), st.data())
def test_raising_one_status_never_lowers_a_profile(situation: Situation, data: st.DataObject):
    """The order of profiles: at least as many at or above each level, in every approach."""
    questionnaire, depth, answers = situation
    raisable = [
        key
        for key, answer in answers.items()
        if questionnaire.index.question[key].kind == "scale" and answer.value in LEVELS[:-1]
    ]
    assume(raisable)
    key = data.draw(st.sampled_from(raisable))
    better = LEVELS[LEVELS.index(str(answers[key].value)) + 1 :]
    raised = {**answers, key: replace(answers[key], value=data.draw(st.sampled_from(better)))}
    same = visible_keys(questionnaire, depth, answers)
    assume(same == visible_keys(questionnaire, depth, raised))

    before = profile(questionnaire, depth, answers)
    after = profile(questionnaire, depth, raised)

    for old, new in zip(before.rows, after.rows, strict=True):
        for scale, counts in old.result.levels.items():
            for place in range(len(LEVELS)):
                at_least = [counts[level] for level in LEVELS[place:]]
                now = [new.result.levels[scale][level] for level in LEVELS[place:]]
                assert sum(now) >= sum(at_least)


@given(situations(), st.data())
def test_changing_depth_and_back_loses_nothing(situation: Situation, data: st.DataObject):
    questionnaire, depth, answers = situation
    other = data.draw(st.sampled_from([depth.key for depth in questionnaire.depths]))
    copy = dict(answers)

    before = everything(questionnaire, depth, answers)
    everything(questionnaire, other, answers)
    after = everything(questionnaire, depth, answers)

    assert after == before
    assert answers == copy


@given(questionnaires)
def test_each_core_depth_asks_what_the_one_before_asks(questionnaire: Questionnaire):
    depths = [depth.key for depth in core_depths(questionnaire)]

    asked = [asked_keys(questionnaire, "planning", depth) for depth in depths]

    assert all(smaller <= larger for smaller, larger in pairwise(asked))
    assert not_asked_count(questionnaire, "planning", depths[-1]) == 0
    assert not is_lower(questionnaire, depths[-1], depths[0])


@given(packs())
def test_every_depth_keeps_a_question_of_every_approach(made: tuple[Pack, tuple[Pack, ...]]):
    questionnaire = compose(*made)

    for depth in questionnaire.depths:
        if depth.layer != "icf":
            asked = asked_keys(questionnaire, "planning", depth.key)
            for approach in questionnaire.approaches:
                own = [
                    question.key
                    for section in questionnaire.sections
                    if section.approach == approach.key
                    for question in section.questions
                ]
                assert asked & set(own)
            assert all(question.droppable for question in left_out(questionnaire, depth.key))


@given(situations())
def test_the_suggested_depth_is_one_of_the_cores(situation: Situation):
    questionnaire, _, answers = situation

    suggestion = suggested_depth(questionnaire, answers)

    assert suggestion.depth in CORE_DEPTHS
    assert suggestion.because


@given(questionnaires)
def test_a_questionnaire_comes_back_from_its_json(questionnaire: Questionnaire):
    text = canonical_json(questionnaire)

    back = from_json(text)

    assert back == questionnaire
    assert canonical_json(back) == text


@given(situations(), st.data())
def test_an_untouched_section_keeps_its_result(situation: Situation, data: st.DataObject):
    questionnaire, depth, answers = situation
    key = data.draw(st.sampled_from(sorted(questionnaire.index.question)))
    changed = {**answers, key: data.draw(answers_to(questionnaire)).get(key, Answer(key))}

    touched = touched_sections(questionnaire, {key})

    before, after = (
        {s.key: s for s in visible_sections(questionnaire, "planning", depth, given)}
        for given in (answers, changed)
    )
    scales = questionnaire.index.scale
    for section in questionnaire.sections:
        if section.instrument == "planning" and section.key not in touched:
            assert before.get(section.key) == after.get(section.key)
            if section.key in before:
                one = section_result(before[section.key], answers, scales)
                assert one == section_result(after[section.key], changed, scales)
