"""The law of the core layer can be broken, and then it says how."""

from dataclasses import replace

import pytest

from icf.conformance.core_layer import core_differences, made_up_answers, result_differences
from icf.core.wording import plain
from tests.contracts.installed import EVERYTHING, KINDS, composed

ALONE = composed()


def with_section(change):
    first, *rest = EVERYTHING.sections
    return replace(EVERYTHING, sections=(change(first), *rest))


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (with_section(lambda one: replace(one, questions=one.questions[1:])), "own questions"),
        (replace(EVERYTHING, glossary=()), "glossary"),
        (replace(EVERYTHING, scales=EVERYTHING.scales[1:]), "scales"),
        (replace(EVERYTHING, depths=EVERYTHING.depths[::-1]), "depths"),
    ],
    ids=["a question gone", "no glossary", "a scale gone", "other order"],
)
def test_a_framework_that_is_another_is_found(broken, said):
    assert said in " ".join(core_differences(ALONE, broken))


def test_a_result_that_is_another_is_found():
    section = next(one for one in EVERYTHING.sections if one.approach)
    loaded = replace(section.questions[0], depth="full", text=plain("Asked of fewer people"))
    changed = replace(section, questions=(loaded, *section.questions[1:]))
    broken = replace(
        EVERYTHING,
        sections=tuple(changed if one is section else one for one in EVERYTHING.sections),
    )
    answers = made_up_answers(EVERYTHING, seed=1)

    assert list(result_differences(ALONE, broken, "quick", answers, KINDS)) != []
    assert list(result_differences(ALONE, EVERYTHING, "quick", answers, KINDS)) == []
