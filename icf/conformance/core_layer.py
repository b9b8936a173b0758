"""A plugin adds, and never changes the core layer: the framework's questions and results."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from icf.core.answer import STRENGTHS, Answer
from icf.core.depth import asked_keys, core_depths
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import (
    BLANK_KINDS,
    CORE,
    PLANNING,
    Depth,
    Question,
    Questionnaire,
)
from icf.core.results import gaps, layer_results, profile, risky, strengths
from icf.core.scale import Scale

FIXED_PARTS = ("instruments", "principles", "approaches", "suggest", "glossary")
GROWING_PARTS = ("scales", "depths")


def core_questions(questionnaire: Questionnaire) -> list[tuple[str, list[Question]]]:
    """The core's questions by section, in order, without what overlays add beside them."""
    return [
        (section.key, [replace(one, guidance=()) for one in section.questions if one.layer == CORE])
        for section in questionnaire.sections
        if section.layer == CORE
    ]


def core_differences(alone: Questionnaire, together: Questionnaire) -> Iterator[str]:
    """What of the framework is another with add-ons than without; nothing when all is well.

    Args:
        alone: the core pack without any overlay.
        together: the same with overlays.
    """
    if core_questions(together) != core_questions(alone):
        yield "the framework's own questions are not the same"
    for part in FIXED_PARTS:
        if getattr(together, part) != getattr(alone, part):
            yield f"the framework's {part} are not the same"
    for part in GROWING_PARTS:
        own = tuple(one for one in getattr(alone, part) if _is_core(one))
        if getattr(together, part)[: len(own)] != own:
            yield f"the framework's {part} are not the same, or do not come first"
    yield from _differences_asked(alone, together)


def result_differences(
    alone: Questionnaire,
    together: Questionnaire,
    depth: str,
    answers: Mapping[str, Answer],
    kinds: Mapping[str, QuestionKind],
) -> Iterator[str]:
    """Which results of the framework are others with add-ons, over the same answers."""
    for result in (profile, gaps, strengths, risky):
        if result(together, depth, answers) != result(alone, depth, answers):
            yield f"the {result.__name__} of the framework differ at {depth}"
    both = (layer_results(one, depth, answers, kinds).get(CORE) for one in (together, alone))
    if len({repr(one) for one in both}) > 1:
        yield f"the counts of the framework's sections differ at {depth}"


def made_up_answers(questionnaire: Questionnaire, seed: int) -> dict[str, Answer]:
    """Answers to about two questions in three, always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 nothing is kept secret with it
    questions = [one for section in questionnaire.sections for one in section.questions]
    return {
        one.key: _made_up(questionnaire, one, chance)
        for one in questions
        if chance.random() < 2 / 3
    }


def _made_up(questionnaire: Questionnaire, question: Question, chance: random.Random) -> Answer:
    if chance.random() < 1 / 5:
        return Answer(question.key, blank=chance.choice(BLANK_KINDS))
    scale = questionnaire.index.scale.get(question.scale)
    keys = [*(scale.level_keys if scale else ()), *(one.key for one in question.choices)]
    picked = chance.choice(keys or ["yes", "no", "Some words", "3", "2026-03-27"])
    value: Any = {"rating": picked} if ":" in question.kind else picked
    strength = chance.choice([None, *STRENGTHS])
    return Answer(question.key, value, strength=strength, displayed="As it was shown")


def _is_core(thing: Scale | Depth) -> bool:
    """Whether it is the framework's own, and not one that a plugin brings beside its pack."""
    if isinstance(thing, Depth):
        return thing.layer == CORE
    return thing.key.startswith(f"{CORE}:")


def _differences_asked(alone: Questionnaire, together: Questionnaire) -> Iterator[str]:
    for depth in core_depths(alone):
        asked = asked_keys(together, PLANNING, depth.key)
        own = {key for key in asked if key.startswith(f"{CORE}:")}
        if own != asked_keys(alone, PLANNING, depth.key):
            yield f"{depth.key} asks other questions of the framework"
    for section in together.sections:
        layers = [question.layer == CORE for question in section.questions]
        if layers != sorted(layers, reverse=True):
            yield f"in {section.key} the framework's own questions do not come first"
