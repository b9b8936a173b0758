"""What an evaluation says: promises in words, planned beside actual, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icf.assessments.sheet import Sheet
from icf.core.evaluation import (
    Filled,
    PlannedActual,
    PromiseCounts,
    planned_and_actual,
    promise_counts,
)
from icf.core.questionnaire import CORE, HAPPENED, STATUS
from icf.core.results import SectionResult
from icf.evaluation.promises import Asked, as_counted
from icf.plans.sense_check import Finding, approach_name, finding
from icf.web.i18n import _, ngettext

CHANGED_SECTION, NEXT_SECTION = f"{CORE}:eval-changed", f"{CORE}:eval-next"


@dataclass(frozen=True)
class ApproachThenNow:
    """One approach in words: what was planned, what happened, and its promises."""

    approach: str
    name: str
    planned: str
    happened: str
    promises: str
    counts: PlannedActual


@dataclass(frozen=True)
class EvaluationResult:
    """Everything that the result page and the report say.

    Args:
        headline: the promises in one sentence, in words and counts; never a rate.
        changed: what changed for people, as questions with their answers.
        next_steps: keep, change, stop.
        weak: what is said to have happened as hoped, and nobody has checked.
    """

    headline: str
    counts: PromiseCounts
    asked: Sequence[Asked]
    approaches: tuple[ApproachThenNow, ...]
    changed: tuple[Finding, ...]
    next_steps: tuple[Finding, ...]
    weak: tuple[Finding, ...]


def evaluation_result(
    sheet: Sheet, plan: Sheet | None, asked: Sequence[Asked], names: Mapping[str, str] | None = None
) -> EvaluationResult:
    """The result of an evaluation.

    Args:
        plan: the signed plan that it starts from; None where there is none.
        names: of approaches, as the owner confirmed them, by key.
    """
    counted = as_counted(asked)
    counts = promise_counts(counted)
    rows = planned_and_actual(_filled(sheet), _filled(plan) if plan else None, counted)
    return EvaluationResult(
        headline=promises_in_words(counts),
        counts=counts,
        asked=asked,
        approaches=tuple(
            ApproachThenNow(
                row.approach,
                approach_name(sheet, row.approach, names),
                _levels_in_words(plan, row.planned, STATUS),
                _levels_in_words(sheet, row.happened, HAPPENED),
                promises_in_words(row.promises) if row.promises.asked else "",
                row,
            )
            for row in rows
        ),
        changed=_said_in_section(sheet, CHANGED_SECTION),
        next_steps=_said_in_section(sheet, NEXT_SECTION),
        weak=_weak(sheet),
    )


def promises_in_words(counts: PromiseCounts) -> str:
    """How many promises stand where, such as "9 promises: 5 kept, 2 partly kept, 2 not kept"."""
    if not counts.asked:
        return _("Nothing was promised, so there is nothing to ask back.")
    parts = [
        ngettext("%(num)s kept", "%(num)s kept", counts.kept) if counts.kept else "",
        ngettext("%(num)s partly kept", "%(num)s partly kept", counts.partly)
        if counts.partly else "",
        ngettext("%(num)s not kept", "%(num)s not kept", counts.not_kept)
        if counts.not_kept else "",
        ngettext("%(num)s changed", "%(num)s changed", counts.changed) if counts.changed else "",
        ngettext("%(num)s not answered yet", "%(num)s not answered yet", counts.open)
        if counts.open else "",
        ngettext("%(num)s carried over", "%(num)s carried over", counts.carried)
        if counts.carried else "",
    ]  # fmt: skip
    first = ngettext("%(num)s promise", "%(num)s promises", counts.asked)
    return f"{first}: " + ", ".join(part for part in parts if part) + "."


def answer_labels() -> dict[str, str]:
    """The four answers to a promise, in the words that screens use."""
    return {
        "kept": _("Kept"),
        "partly": _("Partly kept"),
        "not": _("Not kept"),
        "changed": _("Changed"),
    }


def answer_label(answer: str) -> str:
    """One answer in words; of none, that nobody has said."""
    return answer_labels().get(answer) or _("Not answered yet")


def _filled(sheet: Sheet) -> Filled:
    return Filled(sheet.questionnaire, sheet.record.depth, sheet.answers)


def _levels_in_words(sheet: Sheet | None, counts: SectionResult | None, scale: str) -> str:
    """The counts of one scale, best first, such as "Thought through 2, Partly 1"."""
    if sheet is None or counts is None or not counts.asked:
        return _("Not asked")
    levels = sheet.index.scale[scale].levels[::-1]
    found = counts.levels.get(scale, {})
    parts = [
        f"{level.label.in_language(sheet.language)}: {found[level.key]}"
        for level in levels
        if found.get(level.key)
    ]
    blank = sum(counts.blanks.values())
    if blank:
        parts.append(_("Not relevant or known: %(number)s", number=blank))
    if counts.unanswered:
        parts.append(_("Not answered: %(number)s", number=counts.unanswered))
    return ", ".join(parts)


def _said_in_section(sheet: Sheet, key: str) -> tuple[Finding, ...]:
    """The questions of one section that have an answer, in their order."""
    return tuple(
        finding(sheet, question.key)
        for section in sheet.main_sections
        if section.key == key
        for question in section.questions
        if question.key in sheet.answers and sheet.answers[question.key].is_given
    )


def _weak(sheet: Sheet) -> tuple[Finding, ...]:
    """What is at the best level with weak evidence, in the questionnaire's order."""
    best = sheet.index.scale[HAPPENED].best.key if HAPPENED in sheet.index.scale else ""
    return tuple(
        finding(sheet, question.key)
        for section in sheet.main_sections
        for question in section.questions
        if question.scale == HAPPENED
        and (answer := sheet.answers.get(question.key))
        and answer.has_value
        and answer.value == best
        and answer.strength in (None, "think")
    )
