"""What holds for every pack: it fits, and it adds without ever changing the core."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.conformance.core_layer import core_differences, result_differences
from icf.conformance.words import questions_without_hint
from icf.core.compose import digest
from icf.core.depth import asked_keys, core_depths, left_out
from icf.core.questionnaire import PLANNING
from tests.contracts.installed import CORE, EVERYTHING, KINDS, OVERLAYS, answers, composed

ALONE = composed()
WITH = {pack.key: composed(pack) for pack in OVERLAYS} | {"all together": EVERYTHING}
DEPTHS = [depth.key for depth in core_depths(ALONE)]


@pytest.fixture(params=WITH, ids=str)
def questionnaire(request):
    return WITH[request.param]


def test_the_framework_is_equal_with_and_without_it(questionnaire):
    assert list(core_differences(ALONE, questionnaire)) == []


@given(data=st.data())
def test_core_results_are_equal_over_the_same_answers(data):
    questionnaire = data.draw(st.sampled_from(list(WITH.values())))
    depth = data.draw(st.sampled_from(DEPTHS))
    given_answers = data.draw(answers(EVERYTHING))

    assert list(result_differences(ALONE, questionnaire, depth, given_answers, KINDS)) == []


def test_the_order_of_packs_makes_no_difference():
    digests = {digest(composed(*order)) for order in permutations(OVERLAYS)}

    assert len(digests) == 1


def test_everything_it_adds_carries_its_own_key(questionnaire):
    for section in questionnaire.sections:
        for thing in (section, *section.questions):
            assert thing.key.startswith(f"{thing.layer}:")


@pytest.mark.parametrize("pack", [CORE, *OVERLAYS], ids=lambda pack: pack.key)
def test_every_question_says_how_to_answer_it(pack):
    assert questions_without_hint(pack) == []


def test_an_overlays_own_depth_asks_at_least_one_question_for_each_approach():
    own = [depth for depth in EVERYTHING.depths if depth.layer != "icf"]

    for depth in own:
        for section in CORE.sections:
            asked = asked_keys(EVERYTHING, section.instrument, depth.key)
            if section.approach and (asked or section.instrument == PLANNING):
                assert any(question.key in asked for question in section.questions)
        assert all(question.droppable for question in left_out(EVERYTHING, depth.key))
