"""What holds for every pack: it fits, and it adds without ever changing the core."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.compose import digest
from icf.core.depth import asked_keys, core_depths, left_out
from icf.core.questionnaire import PLANNING
from icf.core.results import gaps, layer_results, profile, risky, strengths
from tests.contracts.installed import CORE, EVERYTHING, KINDS, OVERLAYS, answers, composed
from tests.core.pieces import core_questions

ALONE = composed()
WITH = {pack.key: composed(pack) for pack in OVERLAYS} | {"all together": EVERYTHING}
DEPTHS = [depth.key for depth in core_depths(ALONE)]


@pytest.fixture(params=WITH, ids=str)
def questionnaire(request):
    return WITH[request.param]


def test_core_questions_are_equal_with_and_without_it(questionnaire):
    assert core_questions(questionnaire) == core_questions(ALONE)


def test_core_words_scales_and_depths_are_equal_with_and_without_it(questionnaire):
    for part in ("instruments", "principles", "approaches", "suggest", "glossary"):
        assert getattr(questionnaire, part) == getattr(ALONE, part)
    for part in ("scales", "depths"):
        own = len(getattr(CORE, part))
        assert getattr(questionnaire, part)[:own] == getattr(ALONE, part)[:own]


def test_core_questions_of_each_depth_are_the_same_and_come_first(questionnaire):
    for depth in DEPTHS:
        asked = asked_keys(questionnaire, PLANNING, depth)
        own = {key for key in asked if key.startswith("icf:")}
        assert own == asked_keys(ALONE, PLANNING, depth)
    for section in questionnaire.sections:
        layers = [question.layer == "icf" for question in section.questions]
        assert layers == sorted(layers, reverse=True)


@given(data=st.data())
def test_core_results_are_equal_over_the_same_answers(data):
    questionnaire = data.draw(st.sampled_from(list(WITH.values())))
    depth = data.draw(st.sampled_from(DEPTHS))
    given_answers = data.draw(answers(EVERYTHING))

    for result in (profile, gaps, strengths, risky):
        assert result(questionnaire, depth, given_answers) == result(ALONE, depth, given_answers)
    assert (
        layer_results(questionnaire, depth, given_answers, KINDS)["icf"]
        == layer_results(ALONE, depth, given_answers, KINDS)["icf"]
    )


def test_the_order_of_packs_makes_no_difference():
    digests = {digest(composed(*order)) for order in permutations(OVERLAYS)}

    assert len(digests) == 1


def test_everything_it_adds_carries_its_own_key(questionnaire):
    for section in questionnaire.sections:
        for thing in (section, *section.questions):
            assert thing.key.startswith(f"{thing.layer}:")


def test_every_question_says_how_to_answer_it():
    questions = [q for section in EVERYTHING.sections for q in section.questions]

    assert [question.key for question in questions if not question.hint] == []


def test_an_overlays_own_depth_asks_at_least_one_question_for_each_approach():
    own = [depth for depth in EVERYTHING.depths if depth.layer != "icf"]

    for depth in own:
        asked = asked_keys(EVERYTHING, PLANNING, depth.key)
        for section in CORE.sections:
            if section.approach:
                assert any(question.key in asked for question in section.questions)
        assert all(question.droppable for question in left_out(EVERYTHING, depth.key))
