"""How much is asked: the depth that the screening suggests, and the questions of each depth.

A core depth asks every question whose own depth is not larger. An overlay's own depth asks the
questions that it lists. A question without a depth is asked at all of them. Screening questions
are asked in full, or not at all where a depth says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from icf.core.answer import Answer
from icf.core.index import Asked
from icf.core.questionnaire import (
    CORE,
    PLANNING,
    SCREENING,
    Depth,
    Question,
    Questionnaire,
    Section,
    Suggest,
)
from icf.core.showif import holds
from icf.core.wording import Wording
from icf.errors import NotFound


@dataclass(frozen=True)
class DepthSuggestion:
    """The depth that fits what the screening says, and why. ``by`` is the add-on that says so."""

    depth: str
    because: Wording
    by: str = ""


def core_depths(questionnaire: Questionnaire) -> tuple[Depth, ...]:
    """The core's own depths, smallest first."""
    return tuple(depth for depth in questionnaire.depths if depth.layer == CORE)


def suggested_depth(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], rules: Sequence[Suggest] = ()
) -> DepthSuggestion:
    """The depth that the answers to the screening questions suggest.

    Args:
        answers: by question key; those to other questions are not looked at.
        rules: screening rules of add-ons. They can raise the suggestion, never lower it.

    Returns:
        The first core rule that holds. With no answers at all, the rule without a condition.
    """
    screening = tuple(
        section for section in questionnaire.sections if section.instrument == SCREENING
    )
    visible = _visible_keys(_asked_of(questionnaire, screening), answers)
    order = [depth.key for depth in core_depths(questionnaire)]
    held = [rule for rule in questionnaire.suggest if holds(rule.when, answers, visible)]
    best = held[0] if held else Suggest(order[0], Wording())
    for rule in rules:
        deeper = rule.depth in order and order.index(rule.depth) > order.index(best.depth)
        if deeper and holds(rule.when, answers, visible):
            best = rule
    return DepthSuggestion(best.depth, best.because)


def is_lower(questionnaire: Questionnaire, chosen: str, suggested: str) -> bool:
    """Whether a depth leaves out any core question of planning that the suggested one asks.

    Raises:
        NotFound: one of the depths is not in the questionnaire.
    """
    return not _core_keys(questionnaire, suggested) <= _core_keys(questionnaire, chosen)


def asked_sections(
    questionnaire: Questionnaire, instrument: str, depth: str
) -> tuple[Section, ...]:
    """The sections of an instrument with only the questions of a depth; empty ones are dropped.

    Conditions are not looked at: see ``visible_sections``.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    return tuple(
        section
        for section in _asked(questionnaire, depth).sections
        if section.instrument == instrument
    )


def visible_sections(
    questionnaire: Questionnaire, instrument: str, depth: str, answers: Mapping[str, Answer]
) -> tuple[Section, ...]:
    """The sections and questions that are asked and whose conditions hold.

    An answer that is itself hidden counts as not given, so a hidden question hides what hangs
    on it. Sections without a visible question are dropped.

    Args:
        answers: by question key, of all instruments: conditions may read the screening.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    visible = visible_keys(questionnaire, depth, answers)
    return _narrowed(asked_sections(questionnaire, instrument, depth), visible)


def visible_keys(
    questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
) -> frozenset[str]:
    """The keys of all questions, of any instrument, that are asked and shown.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    return _visible_keys(_asked(questionnaire, depth), answers)


def depths_for(questionnaire: Questionnaire, instrument: str) -> tuple[Depth, ...]:
    """The depths that ask something of an instrument; of those that ask the same, the largest.

    Core depths come smallest first, then those of overlays. The yearly self-evaluation asks the
    same at every core depth, so it has one of them.
    """
    found = {
        asked_keys(questionnaire, instrument, depth.key): depth for depth in questionnaire.depths
    }
    return tuple(depth for keys, depth in found.items() if keys)


def asked_keys(questionnaire: Questionnaire, instrument: str, depth: str) -> frozenset[str]:
    """The keys of the questions that ``asked_sections`` gives."""
    sections = asked_sections(questionnaire, instrument, depth)
    return frozenset(question.key for section in sections for question in section.questions)


def all_asked_keys(questionnaire: Questionnaire, depth: str) -> frozenset[str]:
    """The keys of all questions of a depth, of any instrument; conditions are not looked at.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    asked = _asked(questionnaire, depth)
    return asked.always.union(key for key, _conditions in asked.sometimes)


def not_asked_count(questionnaire: Questionnaire, instrument: str, depth: str) -> int:
    """How many questions of an instrument this depth does not ask; hidden ones count as asked."""
    total = sum(
        len(section.questions)
        for section in questionnaire.sections
        if section.instrument == instrument
    )
    return total - len(asked_keys(questionnaire, instrument, depth))


def left_out(
    questionnaire: Questionnaire, depth: str, instrument: str = PLANNING
) -> tuple[Question, ...]:
    """The core questions that an overlay's own depth leaves out of the smallest core depth.

    What the larger core depths ask beyond that is only counted, by ``not_asked_count``. Empty for
    the core's depths.
    """
    smallest = core_depths(questionnaire)[0].key
    missing = _core_keys(questionnaire, smallest, instrument) - _core_keys(
        questionnaire, depth, instrument
    )
    return tuple(
        question
        for section in questionnaire.sections
        for question in section.questions
        if question.key in missing
    )


def _asked(questionnaire: Questionnaire, depth: str) -> Asked:
    index = questionnaire.index
    if depth not in index.asked:
        if depth not in index.depth:
            raise NotFound(
                f"There is no depth “{depth}” in this questionnaire.",
                f"It has {', '.join(index.depth)}.",
            )
        sections = _of_depth(questionnaire, index.depth[depth])
        index.asked[depth] = _asked_of(questionnaire, sections)
    return index.asked[depth]


def _asked_of(questionnaire: Questionnaire, sections: tuple[Section, ...]) -> Asked:
    conditions = questionnaire.index.conditions
    keys = frozenset(question.key for section in sections for question in section.questions)
    return Asked(
        sections=sections,
        always=keys - conditions.keys(),
        sometimes=tuple((key, own) for key, own in conditions.items() if key in keys),
    )


def _of_depth(questionnaire: Questionnaire, depth: Depth) -> tuple[Section, ...]:
    order = [core.key for core in core_depths(questionnaire)]
    smaller = frozenset(order[: order.index(depth.key) + 1]) if depth.key in order else frozenset()
    asked = frozenset(
        question.key
        for section in questionnaire.sections
        for question in section.questions
        if _is_asked(section, question, depth, smaller)
    )
    return _narrowed(questionnaire.sections, asked)


def _is_asked(section: Section, question: Question, depth: Depth, smaller: frozenset[str]) -> bool:
    if section.instrument == SCREENING:
        return depth.screening
    return not question.depth or question.depth in smaller or question.key in depth.questions


def _visible_keys(asked: Asked, answers: Mapping[str, Answer]) -> frozenset[str]:
    if not asked.sometimes:
        return asked.always
    visible = set(asked.always)
    for key, conditions in asked.sometimes:
        if all(holds(condition, answers, visible) for condition in conditions):
            visible.add(key)
    return frozenset(visible)


def _narrowed(sections: Iterable[Section], keys: frozenset[str]) -> tuple[Section, ...]:
    narrowed = []
    for section in sections:
        questions = tuple(question for question in section.questions if question.key in keys)
        if len(questions) == len(section.questions):
            narrowed.append(section)
        elif questions:
            narrowed.append(replace(section, questions=questions))
    return tuple(section for section in narrowed if section.questions)


def _core_keys(
    questionnaire: Questionnaire, depth: str, instrument: str = PLANNING
) -> frozenset[str]:
    return frozenset(
        question.key
        for section in asked_sections(questionnaire, instrument, depth)
        for question in section.questions
        if question.layer == CORE
    )
