"""What no overlay can do: change a core question, its order, who sees it, or a core result."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from icf.core.actions import suggested_actions
from icf.core.compose import compose
from icf.core.depth import asked_sections, left_out, suggested_depth, visible_keys
from icf.core.kinds import CORE_KINDS
from icf.core.questionnaire import Depth, Guidance, Pack, Question
from icf.core.results import (
    gaps,
    layer_results,
    profile,
    risky,
    section_result,
    strengths,
)
from icf.core.wording import plain
from icf.errors import PackError
from tests.core.pieces import core_questions
from tests.core.strategies import CORE_DEPTHS, answers_to, overlays, packs, scale

Made = tuple[Pack, tuple[Pack, ...]]


def of_core(suggestions: tuple[object, ...]) -> list[object]:
    return [one for one in suggestions if one.layer == "icf"]  # type: ignore[attr-defined]


@given(packs(least=1))
def test_whatever_the_core_says_itself_is_equal_with_and_without_overlays(made: Made):
    core, added = made

    alone, together = compose(core), compose(core, added)

    assert core_questions(together) == core_questions(alone)
    for part in ("instruments", "principles", "approaches", "suggest", "glossary"):
        assert getattr(together, part) == getattr(alone, part)
    for part in ("scales", "depths", "sections", "packs"):
        own = len(getattr(alone, part))
        keys = [getattr(one, "key", one) for one in getattr(together, part)]
        assert keys[:own] == [getattr(one, "key", one) for one in getattr(alone, part)]
        assert not any(str(key).startswith("icf:") for key in keys[own:])


@given(packs(least=1))
def test_scales_and_kinds_that_plugins_bring_change_no_core_question(made: Made):
    core, added = made
    brought = [scale("plug:mood", ("low", "high")), scale("plug:age", ("1", "2"))]

    with_them = compose(core, added, kinds=(*CORE_KINDS, "plug:map"), scales=brought)

    assert core_questions(with_them) == core_questions(compose(core))
    assert replace(with_them, scales=()) == replace(compose(core, added), scales=())


@given(packs(least=1), st.data())
def test_core_results_are_equal_at_every_depth_over_the_same_asked_questions(
    made: Made, data: st.DataObject
):
    """An overlay's own depth is given to the core alone, too, with the core's part of it."""
    core, added = made
    alone, together = compose(core), compose(core, added)
    depth = data.draw(st.sampled_from(together.depths))
    answers = data.draw(answers_to(together))
    if depth.layer != "icf":
        own = tuple(key for key in depth.questions if key in alone.index.question)
        alone = replace(alone, depths=(*alone.depths, replace(depth, questions=own)))

    results = [
        (
            profile(one, depth.key, answers),
            gaps(one, depth.key, answers),
            strengths(one, depth.key, answers),
            risky(one, depth.key, answers),
            layer_results(one, depth.key, answers)["icf"],
            suggested_depth(one, answers),
            of_core(suggested_actions(one, depth.key, answers, (), ())),
            left_out(one, depth.key),
        )
        for one in (alone, together)
    ]

    for of_alone, of_together in zip(*results, strict=True):
        assert without_guidance(of_together) == without_guidance(of_alone)


def without_guidance(result: object) -> object:
    """Questions as the core wrote them; other results as they are."""
    if isinstance(result, tuple):
        return [replace(q, guidance=()) if isinstance(q, Question) else q for q in result]
    return result


@given(packs(least=1), st.data(), st.sampled_from(CORE_DEPTHS))
def test_which_core_questions_are_shown_hangs_on_core_answers_alone(
    made: Made, data: st.DataObject, depth: str
):
    core, added = made
    alone, together = compose(core), compose(core, added)
    answers = data.draw(answers_to(together))

    shown = visible_keys(together, depth, answers)

    assert {key for key in shown if key.startswith("icf:")} == visible_keys(alone, depth, answers)


@given(packs(least=2), st.data())
def test_an_overlay_changes_no_result_of_another(made: Made, data: st.DataObject):
    core, added = made
    depth = data.draw(st.sampled_from(CORE_DEPTHS))
    together = compose(core, added)
    answers = data.draw(answers_to(together))

    of_all = layer_results(together, depth, answers)

    for pack in added:
        of_one = layer_results(compose(core, [pack]), depth, answers)
        assert of_all[pack.key] == of_one[pack.key]


@given(packs(least=1))
def test_what_overlays_add_to_a_core_section_comes_after_it_in_the_order_of_their_keys(made: Made):
    core, added = made

    together = compose(core, added)

    order = {key: place for place, (key, _, _) in enumerate(together.packs)}
    for section in together.sections:
        places = [order[question.layer] for question in section.questions]
        assert places == sorted(places)
    for pack in added:
        own = [q.key for added_to in pack.add_to for q in added_to.questions]
        kept = [q.key for s in together.sections for q in s.questions if q.key in own]
        assert sorted(kept) == sorted(own)


@given(packs(least=1))
def test_guidance_of_every_overlay_stands_at_its_question_in_the_order_of_their_keys(made: Made):
    core, added = made

    together = compose(core, added)

    given_there = [g for s in together.sections for q in s.questions for g in q.guidance]
    expected = sorted((g for pack in added for g in pack.guidance), key=of_guidance)
    assert sorted(given_there, key=of_guidance) == expected
    for question in together.index.question.values():
        layers = [guidance.layer for guidance in question.guidance]
        assert layers == sorted(layers)
        assert all(guidance.question == question.key for guidance in question.guidance)


def of_guidance(guidance: Guidance) -> tuple[str, str]:
    return guidance.layer, guidance.question


@given(packs(least=1))
def test_who_sees_a_section_is_what_its_own_pack_says(made: Made):
    core, added = made

    together = compose(core, added)

    said = {s.key: s.visible_to for pack in (core, *added) for s in pack.sections}
    assert {section.key: section.visible_to for section in together.sections} == said


@given(packs(), st.data())
def test_an_own_depth_that_leaves_out_what_is_not_droppable_is_refused(
    made: Made, data: st.DataObject
):
    core, _ = made
    fixed = [
        question.key
        for section in core.sections
        if section.instrument == "planning"
        for question in section.questions
        if question.depth == "quick" and not question.droppable
    ]
    assume(fixed)
    missing = data.draw(st.sampled_from(fixed))
    pack = data.draw(overlays(core, "alpha"))
    own = pack.depths[0]
    fewer = tuple(key for key in own.questions if key != missing)

    with pytest.raises(PackError) as refused:
        compose(core, [replace(pack, depths=(replace(own, questions=fewer),))])

    assert f"“{missing}” has to be asked" in str(refused.value)


@given(packs(), st.data())
def test_an_own_depth_that_leaves_an_approach_without_a_question_is_refused(
    made: Made, data: st.DataObject
):
    core, _ = made
    approach = data.draw(st.sampled_from(core.approaches))
    rest = tuple(
        question.key
        for section in core.sections
        if section.approach != approach.key and section.instrument == "planning"
        for question in section.questions
    )
    depth = Depth("alpha:tiny", "alpha", plain("Tiny"), 5, questions=(*rest, "alpha:q0"))
    pack = replace(data.draw(overlays(core, "alpha")), depths=(depth,))

    with pytest.raises(PackError, match=f"no question of “{approach.key}” is left"):
        compose(core, [pack])


@given(packs(), st.data())
def test_a_hidden_answer_is_out_of_every_result_and_back_when_it_is_shown(
    made: Made, data: st.DataObject
):
    together = compose(*made)
    depth = data.draw(st.sampled_from(together.depths)).key
    answers = data.draw(answers_to(together))
    hidden = answers.keys() - visible_keys(together, depth, answers)
    fewer = {key: answer for key, answer in answers.items() if key not in hidden}

    for section in asked_sections(together, "planning", depth):
        shown = [q for q in section.questions if q.key not in hidden]
        narrowed = replace(section, questions=tuple(shown))
        scales = together.index.scale
        assert section_result(narrowed, answers, scales) == section_result(narrowed, fewer, scales)
    assert layer_results(together, depth, answers) == layer_results(together, depth, fewer)
    assert {**fewer, **{key: answers[key] for key in hidden}} == answers
