"""The framework and its questions as pages show them to somebody who reads: no answers, no work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from icf.assessments.page import RIGHT_TO_LEFT, Added, blank_label
from icf.core.depth import asked_keys, asked_sections, core_depths, depths_for
from icf.core.questionnaire import (
    CORE,
    PLANNING,
    Approach,
    Depth,
    Question,
    Questionnaire,
    Section,
)
from icf.core.wording import Wording
from icf.web.i18n import _
from icf.web.markdown import markdown_html

Names = Mapping[str, str]
"""Names of principles and approaches that the owner confirmed, by key."""


@dataclass(frozen=True)
class PrincipleToRead:
    """A principle with the question to reflect on."""

    name: str
    explanation: Markup
    reflection: str


@dataclass(frozen=True)
class ExampleToRead:
    """An illustration; made-up ones say so."""

    title: str
    text: Markup
    fictional: bool


@dataclass(frozen=True)
class ApproachToRead:
    """An approach. ``address`` is its part of the page's address."""

    key: str
    address: str
    name: str
    confirmed: bool
    explanation: Markup
    statements: tuple[str, ...]
    examples: tuple[ExampleToRead, ...]


@dataclass(frozen=True)
class Size:
    """A depth that can be read.

    Args:
        questions: how many of the framework's own questions it asks.
        added: how many more the add-ons ask.
        by: "Added by …" where an add-on offers it.
    """

    key: str
    title: str
    description: str
    minutes: int
    questions: int
    added: int
    by: str


@dataclass(frozen=True)
class QuestionToRead:
    """A question without its answer.

    Args:
        options: (label, meaning) of what can be chosen, in the order of the question page.
        sizes: the titles of the framework's sizes that ask it; empty for an add-on's question.
        lang: its language where that is not the page's, and ``dir`` which way it runs.
        depends: whether it is only asked after certain answers.
    """

    key: str
    number: str
    text: str
    hint: str
    why: Markup
    good: Markup
    example: Markup
    added: tuple[Added, ...]
    by: str
    options: tuple[tuple[str, str], ...]
    blanks: tuple[str, ...]
    sizes: tuple[str, ...]
    lang: str
    dir: str
    depends: bool


@dataclass(frozen=True)
class SectionToRead:
    """A section with its questions. ``only_us``: nobody else is shown the answers."""

    key: str
    title: str
    intro: Markup
    by: str
    only_us: bool
    questions: tuple[QuestionToRead, ...]


def principles(whole: Questionnaire, names: Names, language: str) -> list[PrincipleToRead]:
    """The principles in their order."""
    return [
        PrincipleToRead(
            names.get(one.key) or one.title.in_language(language),
            markdown_html(one.explanation.in_language(language)),
            one.reflection.in_language(language),
        )
        for one in whole.principles
    ]


def approaches(whole: Questionnaire, names: Names, language: str) -> list[ApproachToRead]:
    """The approaches in the framework's order."""
    return [_approach(one, names, language) for one in whole.approaches]


def sizes(whole: Questionnaire, language: str, instrument: str = PLANNING) -> list[Size]:
    """Every depth that asks something else of a form, the core's smallest first."""
    return [_size(whole, depth, language, instrument) for depth in depths_for(whole, instrument)]


def sections(
    whole: Questionnaire, instrument: str, depth: str, names: Names, language: str
) -> list[SectionToRead]:
    """The sections of an instrument with the questions of a depth, numbered from 1 throughout."""
    number = 0
    found = []
    for section in asked_sections(whole, instrument, depth):
        found.append(_section(whole, section, names, language, number))
        number += len(section.questions)
    return found


def sections_of_approach(
    whole: Questionnaire, approach: str, language: str, instrument: str = PLANNING
) -> list[SectionToRead]:
    """Every question about one approach, each as the largest of the framework's sizes asks it."""
    largest = core_depths(whole)[-1].key
    return [
        _section(whole, section, {}, language, 0)
        for section in asked_sections(whole, instrument, largest)
        if section.approach == approach
    ]


def added_by(whole: Questionnaire, layer: str, language: str) -> str:
    """ "Added by …"; empty for the framework's own."""
    if layer == CORE:
        return ""
    titles = {key: title.in_language(language) for key, _version, title in whole.packs}
    return _("Added by %(name)s", name=titles.get(layer, layer))


def levels(whole: Questionnaire, scale: str, language: str) -> list[tuple[str, str, str]]:
    """(key, label, meaning) of a scale, lowest level first."""
    return [
        (level.key, level.label.in_language(language), level.text.in_language(language))
        for level in whole.index.scale[scale].levels
    ]


def _size(whole: Questionnaire, depth: Depth, language: str, instrument: str) -> Size:
    asked = asked_keys(whole, instrument, depth.key)
    own = sum(whole.index.question[key].layer == CORE for key in asked)
    return Size(
        key=depth.key,
        title=depth.title.in_language(language),
        description=depth.description.in_language(language),
        minutes=depth.minutes,
        questions=own,
        added=len(asked) - own,
        by=added_by(whole, depth.layer, language),
    )


def _approach(one: Approach, names: Names, language: str) -> ApproachToRead:
    return ApproachToRead(
        key=one.key,
        address=one.key.removeprefix(f"{CORE}:"),
        name=names.get(one.key) or one.title.in_language(language),
        confirmed=one.confirmed or one.key in names,
        explanation=markdown_html(one.explanation.in_language(language)),
        statements=tuple(text.in_language(language) for text in one.statements),
        examples=tuple(
            ExampleToRead(
                example.title.in_language(language),
                markdown_html(example.text.in_language(language)),
                example.fictional,
            )
            for example in one.examples
        ),
    )


def _section(
    whole: Questionnaire, section: Section, names: Names, language: str, before: int
) -> SectionToRead:
    own_name = names.get(section.approach) if section.layer == CORE else None
    return SectionToRead(
        key=section.key,
        title=own_name or section.title.in_language(language),
        intro=markdown_html(section.intro.in_language(language)),
        by=added_by(whole, section.layer, language),
        only_us=section.layer != CORE and section.visible_to == "us",
        questions=tuple(
            _question(whole, section, one, language, str(number))
            for number, one in enumerate(section.questions, start=before + 1)
        ),
    )


def _question(
    whole: Questionnaire, section: Section, one: Question, language: str, number: str
) -> QuestionToRead:
    shown_in = one.text.language_shown(language)
    return QuestionToRead(
        key=one.key,
        number=number,
        text=one.text.in_language(language),
        hint=one.hint.in_language(language),
        why=markdown_html(one.why.in_language(language)),
        good=markdown_html(one.good.in_language(language)),
        example=markdown_html(one.example.in_language(language)),
        added=_guidance(whole, one, language),
        by=added_by(whole, one.layer, language),
        options=_options(whole, one, language),
        blanks=tuple(map(blank_label, whole.index.instrument[section.instrument].blanks)),
        sizes=_sizes_asking(whole, one, language),
        lang="" if shown_in == language else shown_in,
        dir="rtl" if shown_in.split("-")[0] in RIGHT_TO_LEFT else "ltr",
        depends=one.show_if is not None or section.show_if is not None,
    )


def _guidance(whole: Questionnaire, one: Question, language: str) -> tuple[Added, ...]:
    def html(text: Wording) -> Markup:
        return markdown_html(text.in_language(language))

    return tuple(
        Added(
            layer_label=added_by(whole, guide.layer, language),
            hint=guide.hint.in_language(language),
            why=html(guide.why),
            good=html(guide.good),
            example=html(guide.example),
        )
        for guide in one.guidance
    )


def _options(whole: Questionnaire, one: Question, language: str) -> tuple[tuple[str, str], ...]:
    scale = whole.index.scale.get(one.scale)
    if scale:
        best_first: Sequence[tuple[str, str, str]] = levels(whole, one.scale, language)
        if scale.direction == "up":
            best_first = best_first[::-1]
        return tuple((label, meaning) for _key, label, meaning in best_first)
    if one.kind == "yes_no":
        return ((_("Yes"), ""), (_("No"), ""))
    return tuple((choice.label.in_language(language), "") for choice in one.choices)


def _sizes_asking(whole: Questionnaire, one: Question, language: str) -> tuple[str, ...]:
    ordered = core_depths(whole)
    keys = [depth.key for depth in ordered]
    if one.layer != CORE or one.depth not in keys:
        return ()
    return tuple(depth.title.in_language(language) for depth in ordered[keys.index(one.depth) :])
