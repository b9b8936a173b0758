"""What became of what we said we would do, and what was planned beside what happened.

Counts and words, never a rate: the answers are there to learn from.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from icf.core.answer import Answer
from icf.core.depth import visible_sections
from icf.core.questionnaire import (
    CORE,
    EVALUATION,
    HAPPENED,
    PLANNING,
    STATUS,
    Questionnaire,
    Section,
)
from icf.core.results import SectionResult, merged, section_result

KEPT, PARTLY, NOT_KEPT, CHANGED = "kept", "partly", "not", "changed"
PROMISE_ANSWERS = (KEPT, PARTLY, NOT_KEPT, CHANGED)
"""What can be said of a promise; "changed" means that something else was done on purpose."""


@dataclass(frozen=True)
class AskedBack:
    """One promise with what was said of it.

    Args:
        approach: its key; may be empty.
        answer: one of ``PROMISE_ANSWERS``, or empty while nobody has said.
        carried: whether it goes on as something we will do.
    """

    approach: str
    answer: str = ""
    carried: bool = False


@dataclass(frozen=True)
class PromiseCounts:
    """How many promises stand where: asked = kept + partly + not_kept + changed + open.

    ``carried`` counts those that go on, whatever was said of them. There is no rate on purpose.
    """

    asked: int = 0
    kept: int = 0
    partly: int = 0
    not_kept: int = 0
    changed: int = 0
    open: int = 0
    carried: int = 0


@dataclass(frozen=True)
class PlannedActual:
    """One approach: what was planned beside what happened.

    The two scales differ, so the counts stand side by side and are never added, subtracted or
    drawn on one line.

    Args:
        planned: the framework's planning questions by status; None where there is no plan.
        happened: the framework's questions that look back, by how far it happened.
        promises: those of this approach.
    """

    approach: str
    planned: SectionResult | None
    happened: SectionResult
    promises: PromiseCounts


@dataclass(frozen=True)
class Filled:
    """A form with its answers: what results are counted from."""

    questionnaire: Questionnaire
    depth: str
    answers: Mapping[str, Answer]


def promise_counts(promises: Iterable[AskedBack]) -> PromiseCounts:
    """How many promises stand where. An answer that is none of the four counts as open."""
    found = list(promises)
    answers = Counter(one.answer for one in found)
    said = {answer: answers[answer] for answer in PROMISE_ANSWERS}
    return PromiseCounts(
        asked=len(found),
        kept=said[KEPT],
        partly=said[PARTLY],
        not_kept=said[NOT_KEPT],
        changed=said[CHANGED],
        open=len(found) - sum(said.values()),
        carried=sum(one.carried for one in found),
    )


def planned_and_actual(
    evaluation: Filled, plan: Filled | None, promises: Iterable[AskedBack]
) -> tuple[PlannedActual, ...]:
    """A row per approach of the evaluation, in the framework's order.

    Promises of no approach, or of one that the evaluation does not know, are in no row.

    Raises:
        NotFound: a depth is not in its questionnaire.
    """
    asked = list(promises)
    return tuple(
        PlannedActual(
            approach=approach.key,
            planned=_counted(plan, PLANNING, STATUS, approach.key) if plan else None,
            happened=_counted(evaluation, EVALUATION, HAPPENED, approach.key),
            promises=promise_counts(one for one in asked if one.approach == approach.key),
        )
        for approach in evaluation.questionnaire.approaches
    )


def _counted(form: Filled, instrument: str, scale: str, approach: str) -> SectionResult:
    """The counts of the framework's questions on one scale, over the sections of an approach."""
    shown = visible_sections(form.questionnaire, instrument, form.depth, form.answers)
    scales = form.questionnaire.index.scale
    own = [_on_scale(section, scale) for section in shown if section.approach == approach]
    return merged(approach, [section_result(one, form.answers, scales) for one in own])


def _on_scale(section: Section, scale: str) -> Section:
    questions = tuple(one for one in section.questions if one.layer == CORE and one.scale == scale)
    return replace(section, questions=questions)
