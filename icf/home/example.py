"""The filled-in example: the questions' own samples as a checklist with its sense check."""

from collections.abc import Mapping
from dataclasses import dataclass

from icf.assessments.samples import sample_answers
from icf.core.actions import suggested_actions
from icf.core.answer import Answer
from icf.core.depth import visible_sections
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import (
    PLANNING,
    SCREENING,
    STATUS,
    Question,
    Questionnaire,
)
from icf.core.results import gaps, profile, progress

GAPS_SHOWN = 3
SUGGESTIONS_SHOWN = 3


@dataclass(frozen=True)
class ExampleAnswer:
    """A question of the example with its made-up answer."""

    question: str
    answer: str
    words: str


@dataclass(frozen=True)
class ExampleSection:
    """The answers of one section of the example."""

    title: str
    answers: tuple[ExampleAnswer, ...]


@dataclass(frozen=True)
class ExampleBar:
    """One approach of the example: how many answers stand at each status."""

    label: str
    counts: Mapping[str, int]
    total: int


@dataclass(frozen=True)
class FilledIn:
    """Everything that the page of the example shows.

    Args:
        levels: (key, label) of the statuses, best first.
        through: how many of the ``asked`` questions are at the best status.
        gaps: the biggest first.
        suggestions: what the toolkit would suggest to do.
    """

    screening: tuple[ExampleSection, ...]
    sections: tuple[ExampleSection, ...]
    bars: tuple[ExampleBar, ...]
    levels: tuple[tuple[str, str], ...]
    asked: int
    through: int
    gaps: tuple[ExampleAnswer, ...]
    suggestions: tuple[str, ...]


def filled_in(
    whole: Questionnaire,
    kinds: Mapping[str, QuestionKind],
    depth: str,
    names: Mapping[str, str],
    language: str,
) -> FilledIn:
    """The example at one depth; questions without a sample are left out.

    Args:
        kinds: by name; a question of another kind is left out too.
        names: of approaches, as the owner confirmed them, by key.
    """
    answers = sample_answers(whole, kinds, language)
    shown = visible_sections(whole, PLANNING, depth, answers)
    rows = profile(whole, depth, answers).rows
    levels = whole.index.scale[STATUS].levels[::-1]
    bars = tuple(
        ExampleBar(
            names.get(row.approach)
            or whole.index.approach[row.approach].title.in_language(language),
            row.result.levels.get(STATUS, {}),
            row.result.asked,
        )
        for row in rows
    )
    return FilledIn(
        screening=answered_sections(whole, SCREENING, depth, answers, names, language),
        sections=answered_sections(whole, PLANNING, depth, answers, names, language),
        bars=bars,
        levels=tuple((level.key, level.label.in_language(language)) for level in levels),
        asked=progress(shown, answers).answered,
        through=sum(bar.counts.get(levels[0].key, 0) for bar in bars),
        gaps=tuple(
            _answered(whole.index.question[gap.question], answers[gap.question], language)
            for gap in gaps(whole, depth, answers)
            if gap.question in answers
        )[:GAPS_SHOWN],
        suggestions=_suggestions(whole, depth, answers, language),
    )


def answered_sections(
    whole: Questionnaire,
    instrument: str,
    depth: str,
    answers: Mapping[str, Answer],
    names: Mapping[str, str],
    language: str,
) -> tuple[ExampleSection, ...]:
    """The sections of a form at one size with their answers; those without any are left out."""
    found = []
    for section in visible_sections(whole, instrument, depth, answers):
        own = tuple(
            _answered(question, answers[question.key], language)
            for question in section.questions
            if question.key in answers
        )
        title = names.get(section.approach) or section.title.in_language(language)
        found.append(ExampleSection(title, own))
    return tuple(section for section in found if section.answers)


def _answered(question: Question, answer: Answer, language: str) -> ExampleAnswer:
    return ExampleAnswer(question.text.in_language(language), answer.displayed, answer.words)


def _suggestions(
    whole: Questionnaire, depth: str, answers: Mapping[str, Answer], language: str
) -> tuple[str, ...]:
    found = suggested_actions(whole, depth, answers, (), ())
    return tuple(one.text.in_language(language) for one in found[:SUGGESTIONS_SHOWN])
