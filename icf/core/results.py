"""What the answers say: counts, never averages, never one number, and never 0 for unanswered.

Only questions that are asked and shown count; a hidden answer is kept and left out. The core's
results come from core questions alone, so no add-on can change them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from icf.core.answer import Answer, BlankKind
from icf.core.depth import core_depths, visible_sections
from icf.core.kinds import CORE_KINDS, QuestionKind
from icf.core.questionnaire import (
    CORE,
    PLANNING,
    SCREENING,
    STATUS,
    Question,
    Questionnaire,
    Section,
)
from icf.core.scale import Scale

Answers = Mapping[str, Answer]
Kinds = Mapping[str, QuestionKind]
Key = TypeVar("Key", bound=str)


@dataclass(frozen=True)
class SectionResult:
    """Counts of one section, or of several merged: asked = answered + unanswered + all blanks.

    Args:
        section: the section's key, or the approach's when merged.
        asked: questions asked and shown.
        answered: with a value.
        unanswered: with neither a value nor a blank.
        blanks: by kind of blank; only the kinds that occur.
        levels: by scale key and level key, lowest level first; every level of a scale that is
            asked is listed, so a count may be 0.
    """

    section: str
    asked: int = 0
    answered: int = 0
    unanswered: int = 0
    blanks: Mapping[BlankKind, int] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class ProfileRow:
    """One approach: how many of its core questions are at each status."""

    approach: str
    result: SectionResult


@dataclass(frozen=True)
class Profile:
    """A row per approach, in the framework's order. There is no total."""

    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True)
class Gap:
    """A question that is not at the best status.

    Args:
        question: its key.
        approach: the approach of its section; may be empty.
        why: the level (``todo``, ``partly``), ``dont_know``, ``not_yet`` or ``unanswered``.
        order: 1 for the biggest gap.
    """

    question: str
    approach: str
    why: str
    order: int


@dataclass(frozen=True)
class Risk:
    """A question at the best status with weak evidence: ``think`` ("we think so") or ``unsaid``."""

    question: str
    why: Literal["think", "unsaid"]


@dataclass(frozen=True)
class Progress:
    """How far a checklist is. ``later`` and ``copied`` count marks, whatever the answer."""

    asked: int
    answered: int
    not_relevant: int
    dont_know: int
    unanswered: int
    later: int
    copied: int


def section_result(
    section: Section,
    answers: Answers,
    scales: Mapping[str, Scale],
    kinds: Kinds = CORE_KINDS,
) -> SectionResult:
    """The counts of a section.

    Args:
        section: with visible questions only, as ``visible_sections`` gives it.
        answers: by question key; may lack any.
        scales: by key, such as ``questionnaire.index.scale``.
        kinds: by name; of a kind that is missing here, no level is counted.
    """
    levels = {
        question.scale: dict.fromkeys(scales[question.scale].level_keys, 0)
        for question in section.questions
        if question.scale in scales
    }
    states: Counter[str] = Counter()
    blanks: Counter[BlankKind] = Counter()
    for question in section.questions:
        answer = answers.get(question.key)
        if answer is None or not answer.is_given:
            states["unanswered"] += 1
        elif answer.blank:
            blanks[answer.blank] += 1
        else:
            states["answered"] += 1
            level = _level(question, answer, kinds)
            if level in levels.get(question.scale, ()):
                levels[question.scale][level] += 1
    return SectionResult(
        section=section.key,
        asked=len(section.questions),
        answered=states["answered"],
        unanswered=states["unanswered"],
        blanks=dict(blanks),
        levels=levels,
    )


def merged(key: str, results: Iterable[SectionResult]) -> SectionResult:
    """The counts of several sections, added up under another key."""
    total = SectionResult(key)
    for result in results:
        levels = {scale: dict(counts) for scale, counts in total.levels.items()}
        for scale, counts in result.levels.items():
            levels[scale] = _added(levels.get(scale, {}), counts)
        total = SectionResult(
            section=key,
            asked=total.asked + result.asked,
            answered=total.answered + result.answered,
            unanswered=total.unanswered + result.unanswered,
            blanks=_added(total.blanks, result.blanks),
            levels=levels,
        )
    return total


def profile(questionnaire: Questionnaire, depth: str, answers: Answers) -> Profile:
    """How many core questions of the planning checklist are at each status, by approach.

    Overlays never change it. Approaches without a question asked have counts of 0.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    scales = questionnaire.index.scale
    sections = [
        _of_layer(section, CORE, STATUS)
        for section in visible_sections(questionnaire, PLANNING, depth, answers)
    ]
    rows = []
    for approach in questionnaire.approaches:
        own = [section for section in sections if section.approach == approach.key]
        results = [section_result(section, answers, scales) for section in own]
        rows.append(ProfileRow(approach.key, merged(approach.key, results)))
    return Profile(tuple(rows))


def layer_results(
    questionnaire: Questionnaire, depth: str, answers: Answers, kinds: Kinds = CORE_KINDS
) -> dict[str, tuple[SectionResult, ...]]:
    """The counts of each layer on its own, section by section; the screening is left out.

    Returns:
        By layer, the core first. A core section that an overlay adds to counts once in each.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    results: dict[str, tuple[SectionResult, ...]] = {}
    sections = [
        section
        for instrument in questionnaire.instruments
        if instrument.key != SCREENING
        for section in visible_sections(questionnaire, instrument.key, depth, answers)
    ]
    for layer, _, _ in questionnaire.packs:
        own = (_of_layer(section, layer) for section in sections)
        results[layer] = tuple(
            section_result(section, answers, questionnaire.index.scale, kinds)
            for section in own
            if section.questions
        )
    return results


def gaps(
    questionnaire: Questionnaire, depth: str, answers: Answers, layer: str = CORE
) -> tuple[Gap, ...]:
    """The planning questions of one layer that are not thought through, biggest gap first.

    The lowest status comes first, then "don't know", then unanswered, then the statuses between;
    among equals the questions that the smallest depth asks, then the questionnaire's order. "Not
    relevant here" is no gap.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    scale = questionnaire.index.scale.get(STATUS)
    if scale is None:
        return ()
    sizes = {depth.key: place for place, depth in enumerate(core_depths(questionnaire))}
    found = []
    for section, question, answer in _rated(questionnaire, depth, answers, layer):
        why = _gap(scale, answer)
        if why:
            size = (_gap_size(scale, why), sizes.get(question.depth, 0))
            found.append((size, Gap(question.key, section.approach, why, 0)))
    found.sort(key=lambda pair: pair[0])
    return tuple(replace(gap, order=place) for place, (_, gap) in enumerate(found, start=1))


def strengths(
    questionnaire: Questionnaire, depth: str, answers: Answers, layer: str = CORE
) -> tuple[str, ...]:
    """The keys of planning questions at the best status, those with strong evidence first.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    order = ["told", "checked", "think", None]
    best = list(_best(questionnaire, depth, answers, layer))
    return tuple(answer.question for answer in sorted(best, key=lambda a: order.index(a.strength)))


def risky(
    questionnaire: Questionnaire, depth: str, answers: Answers, layer: str = CORE
) -> tuple[Risk, ...]:
    """The planning questions at the best status with weak evidence, in the questionnaire's order.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    return tuple(
        Risk(answer.question, "unsaid" if answer.strength is None else "think")
        for answer in _best(questionnaire, depth, answers, layer)
        if answer.strength in (None, "think")
    )


def progress(sections: Iterable[Section], answers: Answers) -> Progress:
    """How many of the questions in these sections are answered; give visible sections.

    "Not yet" and "prefer not to say" are in ``asked`` only.
    """
    questions = [question for section in sections for question in section.questions]
    given = [answers[question.key] for question in questions if question.key in answers]
    blanks = Counter(answer.blank for answer in given)
    return Progress(
        asked=len(questions),
        answered=sum(answer.has_value for answer in given),
        not_relevant=blanks["not_relevant"],
        dont_know=blanks["dont_know"],
        unanswered=len(questions) - sum(answer.is_given for answer in given),
        later=sum(answer.later for answer in given),
        copied=sum(answer.copied for answer in given),
    )


def _of_layer(section: Section, layer: str, scale: str = "") -> Section:
    questions = tuple(
        question
        for question in section.questions
        if question.layer == layer and scale in ("", question.scale)
    )
    return replace(section, questions=questions)


def _level(question: Question, answer: Answer, kinds: Kinds) -> str:
    kind = kinds.get(question.kind)
    return (kind.level(question, answer.value) if kind else None) or ""


def _added(one: Mapping[Key, int], other: Mapping[Key, int]) -> dict[Key, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}


def _rated(
    questionnaire: Questionnaire, depth: str, answers: Answers, layer: str
) -> Iterator[tuple[Section, Question, Answer]]:
    for section in visible_sections(questionnaire, PLANNING, depth, answers):
        for question in section.questions:
            if question.layer == layer and question.scale == STATUS:
                yield section, question, answers.get(question.key) or Answer(question.key)


def _best(
    questionnaire: Questionnaire, depth: str, answers: Answers, layer: str
) -> Iterator[Answer]:
    scale = questionnaire.index.scale.get(STATUS)
    for _, question, answer in _rated(questionnaire, depth, answers, layer):
        if scale and answer.has_value and answer.value == scale.best.key:
            yield replace(answer, question=question.key)


def _gap(scale: Scale, answer: Answer) -> str:
    if not answer.is_given:
        return "unanswered"
    if answer.blank:
        return answer.blank if answer.blank in ("dont_know", "not_yet") else ""
    level = scale.level(str(answer.value))
    return level.key if level and level != scale.best else ""


def _gap_size(scale: Scale, why: str) -> int:
    between = {"dont_know": 1, "not_yet": 1, "unanswered": 2}
    if why in between:
        return between[why]
    rank = scale.rank(why)
    return rank + 2 if rank else 0
