"""The sense check: what the answers say, in words, each number with the answers behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icf.assessments.page import answer_in_words, layer_label, strength_label
from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import CORE, STATUS
from icf.core.results import (
    ProfileRow,
    SectionResult,
    gaps,
    layer_results,
    profile,
    risky,
    strengths,
)
from icf.web.i18n import _, ngettext

BLANK, UNANSWERED = "blank", "unanswered"


@dataclass(frozen=True)
class Finding:
    """A question with its answer, as the sense check names it."""

    key: str
    text: str
    answer: str
    words: str
    sure: str
    approach: str
    good: str = ""


@dataclass(frozen=True)
class ProfileBar:
    """One approach: how many of the framework's questions stand where.

    ``counts`` and ``behind`` are by level key, ``blank`` or ``unanswered``; ``behind`` holds the
    keys of the questions that make up each count, so that every number opens to its answers.
    """

    approach: str
    label: str
    counts: Mapping[str, int]
    total: int
    behind: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class LayerSection:
    """The counts of a section that an add-on brought, on its own scale."""

    title: str
    by: str
    asked: int
    answered: int
    levels: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True)
class SenseCheck:
    """Everything that the sense check says."""

    headline: str
    bars: tuple[ProfileBar, ...]
    levels: tuple[tuple[str, str], ...]
    strengths: tuple[Finding, ...]
    gaps: tuple[Finding, ...]
    risky: tuple[Finding, ...]
    unanswered: tuple[Finding, ...]
    dont_know: tuple[Finding, ...]
    added: tuple[LayerSection, ...]


def sense_check(
    sheet: Sheet, kinds: Mapping[str, QuestionKind], names: Mapping[str, str] | None = None
) -> SenseCheck:
    """The sense check of a sheet.

    Args:
        kinds: question kinds by name, add-ons' own included.
        names: approach names that the owner confirmed, by key; others are the pack's own.
    """
    depth, answers = sheet.record.depth, sheet.answers
    found = gaps(sheet.questionnaire, depth, answers)
    rated = [gap.question for gap in found if gap.why not in ("unanswered", "dont_know")]
    return SenseCheck(
        headline=_headline(sheet, len(rated)),
        bars=_bars(sheet, names or {}),
        levels=levels_best_first(sheet),
        strengths=_findings(sheet, strengths(sheet.questionnaire, depth, answers)),
        gaps=_findings(sheet, rated),
        risky=_findings(
            sheet, [risk.question for risk in risky(sheet.questionnaire, depth, answers)]
        ),
        unanswered=_findings(sheet, [gap.question for gap in found if gap.why == "unanswered"]),
        dont_know=_findings(sheet, [gap.question for gap in found if gap.why == "dont_know"]),
        added=_added(sheet, kinds),
    )


def levels_best_first(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """(key, label) of the planning statuses, best first."""
    scale = sheet.index.scale[STATUS]
    pairs = [(level.key, level.label.in_language(sheet.language)) for level in scale.levels]
    return tuple(pairs[::-1])


def standing_label(sheet: Sheet, standing: str) -> str:
    """A level, or one of the two ways of not having one, in words."""
    others = {BLANK: _("Not relevant or known"), UNANSWERED: _("Not answered")}
    return others.get(standing) or dict(levels_best_first(sheet))[standing]


def approach_name(sheet: Sheet, key: str, names: Mapping[str, str] | None = None) -> str:
    """The name of an approach as this installation shows it; empty for none."""
    approach = sheet.index.approach.get(key)
    if approach is None:
        return ""
    return (names or {}).get(key) or approach.title.in_language(sheet.language)


def finding(sheet: Sheet, key: str) -> Finding:
    """A question of the sheet with its answer in words."""
    question = sheet.index.question[key]
    answer = sheet.answers.get(key) or Answer(key)
    return Finding(
        key=key,
        text=question.text.in_language(sheet.language),
        answer=answer_in_words(answer) or _("Not answered"),
        words=answer.words,
        sure=strength_label(answer.strength),
        approach=sheet.index.section_of[key].approach,
        good=question.good.in_language(sheet.language),
    )


def _findings(sheet: Sheet, keys: Sequence[str]) -> tuple[Finding, ...]:
    return tuple(finding(sheet, key) for key in keys)


def _headline(sheet: Sheet, gap_count: int) -> str:
    counts = sheet.progress
    if not counts.answered:
        return _("Nothing is answered yet, so there is nothing to check.")
    rows = _profile_rows(sheet)
    first = _(
        "%(through)s of %(asked)s questions of the framework are thought through;",
        through=sum(row.result.levels.get(STATUS, {}).get("through", 0) for row in rows),
        asked=sum(row.result.asked for row in rows),
    )
    first += " " + ngettext("%(num)s needs work.", "%(num)s need work.", gap_count)
    weakest = _weakest(sheet)
    second = _(" Most is still to do under %(approach)s.", approach=weakest) if weakest else ""
    return first + second


def _weakest(sheet: Sheet) -> str:
    """The approach with most still to do; empty when two share that place or none has any."""
    counts = sorted(
        (
            (row.result.levels.get(STATUS, {}).get("todo", 0), row.approach)
            for row in _profile_rows(sheet)
        ),
        reverse=True,
    )
    if not counts or counts[0][0] == 0 or (len(counts) > 1 and counts[0][0] == counts[1][0]):
        return ""
    return approach_name(sheet, counts[0][1])


def _profile_rows(sheet: Sheet) -> tuple[ProfileRow, ...]:
    return profile(sheet.questionnaire, sheet.record.depth, sheet.answers).rows


def _bars(sheet: Sheet, names: Mapping[str, str]) -> tuple[ProfileBar, ...]:
    return tuple(
        ProfileBar(
            approach=row.approach,
            label=approach_name(sheet, row.approach, names),
            counts={
                **row.result.levels.get(STATUS, {}),
                BLANK: sum(row.result.blanks.values()),
                UNANSWERED: row.result.unanswered,
            },
            total=row.result.asked,
            behind=_behind(sheet, row.approach),
        )
        for row in _profile_rows(sheet)
    )


def _behind(sheet: Sheet, approach: str) -> dict[str, tuple[str, ...]]:
    behind: dict[str, list[str]] = {}
    for section in sheet.main_sections:
        for question in section.questions:
            if (section.approach, question.layer, question.scale) == (approach, CORE, STATUS):
                behind.setdefault(_standing(sheet, question.key), []).append(question.key)
    return {standing: tuple(keys) for standing, keys in behind.items()}


def _standing(sheet: Sheet, key: str) -> str:
    answer = sheet.answers.get(key)
    if answer is None or not answer.is_given:
        return UNANSWERED
    return BLANK if answer.blank else str(answer.value)


def _added(sheet: Sheet, kinds: Mapping[str, QuestionKind]) -> tuple[LayerSection, ...]:
    found = layer_results(sheet.questionnaire, sheet.record.depth, sheet.answers, kinds)
    return tuple(
        _layer_section(sheet, layer, result)
        for layer, results in found.items()
        if layer != CORE
        for result in results
    )


def _layer_section(sheet: Sheet, layer: str, result: SectionResult) -> LayerSection:
    levels = []
    for key, counts in result.levels.items():
        scale = sheet.index.scale[key]
        labels = [
            (level.label.in_language(sheet.language), counts.get(level.key, 0))
            for level in scale.levels
        ]
        levels.append((scale.title.in_language(sheet.language), tuple(labels)))
    return LayerSection(
        title=sheet.index.section[result.section].title.in_language(sheet.language),
        by=layer_label(sheet, layer) or "",
        asked=result.asked,
        answered=result.answered,
        levels=tuple(levels),
    )
