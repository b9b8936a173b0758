"""Lookups into a questionnaire, made once: what has this key, where is it, what decides it."""

from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from icf.core.showif import Condition, keys_read

if TYPE_CHECKING:
    from icf.core.questionnaire import (
        Approach,
        Depth,
        Instrument,
        Question,
        Questionnaire,
        Section,
    )
    from icf.core.scale import Scale


@dataclass(frozen=True)
class Asked:
    """What is asked at one depth, before any answer is looked at.

    Args:
        sections: of every instrument, with only the questions of that depth, none empty.
        always: the keys of the questions that no condition can hide.
        sometimes: the conditional ones, each after those that its conditions read.
    """

    sections: tuple["Section", ...]
    always: frozenset[str]
    sometimes: tuple[tuple[str, tuple[Condition, ...]], ...]


@dataclass(frozen=True)
class QuestionnaireIndex:
    """Lookups by key. ``asked`` fills up by depth as ``icf.core.depth`` is asked."""

    question: dict[str, "Question"]
    section_of: dict[str, "Section"]
    section: dict[str, "Section"]
    scale: dict[str, "Scale"]
    approach: dict[str, "Approach"]
    depth: dict[str, "Depth"]
    instrument: dict[str, "Instrument"]
    conditions: dict[str, tuple[Condition, ...]]
    asked: dict[str, Asked] = field(default_factory=dict, compare=False, repr=False)


def index_of(questionnaire: "Questionnaire") -> QuestionnaireIndex:
    """All lookups of a questionnaire. ``Questionnaire.index`` keeps the result.

    ``conditions`` holds, for each question that a condition can hide, the conditions of its
    section and its own, in an order in which every question stands after those it depends on.
    """
    section_of = {
        question.key: section
        for section in questionnaire.sections
        for question in section.questions
    }
    question = {
        question.key: question
        for section in questionnaire.sections
        for question in section.questions
    }
    return QuestionnaireIndex(
        question=question,
        section_of=section_of,
        section={section.key: section for section in questionnaire.sections},
        scale={scale.key: scale for scale in questionnaire.scales},
        approach={approach.key: approach for approach in questionnaire.approaches},
        depth={depth.key: depth for depth in questionnaire.depths},
        instrument={instrument.key: instrument for instrument in questionnaire.instruments},
        conditions=_in_order(question, section_of),
    )


def _in_order(
    questions: dict[str, "Question"], section_of: dict[str, "Section"]
) -> dict[str, tuple[Condition, ...]]:
    conditions = {
        key: tuple(
            condition
            for condition in (section_of[key].show_if, question.show_if)
            if condition is not None
        )
        for key, question in questions.items()
    }
    reads = {
        key: sorted({read for condition in own for read in keys_read(condition)})
        for key, own in conditions.items()
        if own
    }
    order = TopologicalSorter(reads).static_order()
    return {key: conditions[key] for key in order if conditions.get(key)}
