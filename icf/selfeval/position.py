"""Where we are: both ratings of each approach beside last year's, in words first, never one grade.

An answer that is missing is not a 0, and levels are only compared where the scale is the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from icf.assessments.page import answer_in_words, strength_label
from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.core.questionnaire import CORE, Question, Section
from icf.core.scale import Scale
from icf.plans.sense_check import Finding, approach_name, finding
from icf.web.i18n import _, ngettext

ALIGNMENT, CONFIDENCE = "icf:alignment", "icf:confidence"
STRONG_FROM_TOP = 2
"""The two best levels of alignment are strong; what is said there wants evidence."""


@dataclass(frozen=True)
class Rating:
    """One rating of one approach.

    Args:
        question: the key of its question.
        place: of the level, 0 for the lowest; None where there is no level.
        text: the level in words, the blank with its reason, or "Not rated".
        sure: how sure we are, in words.
        last: last year's place; None where there was no level, or the scale was another.
        last_text: last year's level in words; empty where there was none.
    """

    question: str
    place: int | None
    text: str
    words: str = ""
    strength: str = ""
    sure: str = ""
    last: int | None = None
    last_text: str = ""

    @property
    def change(self) -> int:
        """How many levels higher than last year; 0 also where there is nothing to compare."""
        if self.place is None or self.last is None:
            return 0
        return self.place - self.last


@dataclass(frozen=True)
class ApproachPosition:
    """One approach with both ratings and what was written about it; a rating may be missing."""

    approach: str
    name: str
    alignment: Rating | None
    confidence: Rating | None
    written: tuple[Finding, ...]


@dataclass(frozen=True)
class Risk:
    """A rating that stands on weak ground, in a sentence, with its question."""

    sentence: str
    question: str


@dataclass(frozen=True)
class Position:
    """Everything that the page "Where we are" says.

    Args:
        headline: two or three sentences.
        best: the place of the best level of each scale, 0 where the form does not ask for it.
        changes: what is higher, lower or new since last year, a sentence each.
        compares: whether both years have the same levels; True where there is no earlier year.
        last_period: the earlier year; empty where there is none.
    """

    headline: str
    approaches: tuple[ApproachPosition, ...]
    risks: tuple[Risk, ...]
    changes: tuple[str, ...]
    best: Mapping[str, int]
    last_period: str = ""
    compares: bool = True

    @property
    def is_rated(self) -> bool:
        """Whether there is any rating at all."""
        return any(True for _one in _levels(self.approaches))


def position(
    sheet: Sheet, earlier: Sheet | None = None, names: Mapping[str, str] | None = None
) -> Position:
    """What a self-evaluation says.

    Args:
        earlier: last year's; None where there is none.
        names: approach names that the owner confirmed, by key.
    """
    compares = earlier is None or _same_scales(sheet, earlier)
    approaches = tuple(_approaches(sheet, earlier if compares else None, names))
    scales = sheet.index.scale
    return Position(
        headline=_headline(approaches),
        approaches=approaches,
        risks=tuple(_risks(sheet, approaches)),
        changes=tuple(_changes(approaches)),
        best={key: len(scales[key].levels) - 1 for key in (ALIGNMENT, CONFIDENCE) if key in scales},
        last_period=earlier.record.period if earlier else "",
        compares=compares,
    )


def level_text(scale: Scale, key: str, language: str) -> str:
    """A level with its number, such as "3 – Acting"."""
    level = scale.level(key)
    if level is None:
        return key
    return f"{scale.rank(key)}\u00a0– {level.label.in_language(language)}"


def _approaches(
    sheet: Sheet, earlier: Sheet | None, names: Mapping[str, str] | None
) -> Iterator[ApproachPosition]:
    for approach in sheet.questionnaire.approaches:
        questions = [
            question
            for section in sheet.main_sections
            if section.approach == approach.key
            for question in section.questions
            if question.layer == CORE
        ]
        if questions:
            rated = {one.scale: _rating(sheet, earlier, one) for one in questions if one.scale}
            yield ApproachPosition(
                approach.key,
                approach_name(sheet, approach.key, names),
                rated.get(ALIGNMENT),
                rated.get(CONFIDENCE),
                tuple(finding(sheet, one.key) for one in questions if not one.scale),
            )


def _rating(sheet: Sheet, earlier: Sheet | None, question: Question) -> Rating:
    answer = sheet.answers.get(question.key) or Answer(question.key)
    last = earlier.answers.get(question.key) if earlier else None
    scale = sheet.index.scale[question.scale]
    language = sheet.language
    return Rating(
        question=question.key,
        place=_place(scale, answer),
        text=level_text(scale, str(answer.value), language)
        if answer.has_value
        else answer_in_words(answer) or _("Not rated"),
        words=answer.words,
        strength=answer.strength or "",
        sure=strength_label(answer.strength),
        last=_place(scale, last) if last else None,
        last_text=level_text(scale, str(last.value), language) if last and last.has_value else "",
    )


def _place(scale: Scale, answer: Answer) -> int | None:
    key = str(answer.value)
    return scale.rank(key) if answer.has_value and key in scale.level_keys else None


def _same_scales(sheet: Sheet, earlier: Sheet) -> bool:
    """Whether both years have the same levels that mean the same."""
    return all(
        sheet.index.scale.get(key) == earlier.index.scale.get(key)
        for key in (ALIGNMENT, CONFIDENCE)
    )


def _levels(approaches: Sequence[ApproachPosition]) -> Iterator[tuple[ApproachPosition, Rating]]:
    for one in approaches:
        for rating in (one.alignment, one.confidence):
            if rating is not None and rating.place is not None:
                yield one, rating


def _headline(approaches: Sequence[ApproachPosition]) -> str:
    """Which approaches we match most and least, where we are least sure, and what is not rated."""
    matched = [(one, one.alignment) for one in approaches if one.alignment]
    sure = [(one, one.confidence) for one in approaches if one.confidence]
    if not list(_levels(approaches)):
        return _("Nothing is rated yet, so there is nothing to show.")
    missing = [one.name for one, rating in matched if rating.place is None]
    sentences = [
        *_ends(
            matched,
            _("We match %(names)s most (%(level)s)."),
            _("We match %(names)s least (%(level)s)."),
        ),
        *_ends(sure, "", _("We feel least sure about %(names)s (%(level)s).")),
    ]
    if missing:
        sentences.append(_("Not rated: %(names)s.", names=_listed(missing)))
    return " ".join(sentences)


def _ends(rated: Sequence[tuple[ApproachPosition, Rating]], best: str, worst: str) -> list[str]:
    """A sentence about the best and one about the worst; one alone where all are at one level."""
    given = [(one.name, rating) for one, rating in rated if rating.place is not None]
    places = [rating.place or 0 for _name, rating in given]
    if not given:
        return []
    found = []
    for sentence, place in ((best, max(places)), (worst, min(places))):
        at = [(name, rating.text) for name, rating in given if rating.place == place]
        is_said_already = sentence == worst and best and max(places) == min(places)
        if sentence and not is_said_already:
            names = _listed([name for name, _text in at])
            found.append(sentence % {"names": names, "level": at[0][1]})
    return found


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence: "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])


def _changes(approaches: Sequence[ApproachPosition]) -> Iterator[str]:
    """One sentence for each approach with a rating that is higher or lower than last time."""
    more, less = (
        _("we match it more (%(now)s, last time %(before)s)"),
        _("we match it less (%(now)s, last time %(before)s)"),
    )
    surer, less_sure = (
        _("we feel surer (%(now)s, last time %(before)s)"),
        _("we feel less sure (%(now)s, last time %(before)s)"),
    )
    for one in approaches:
        found = [
            (higher if rating.change > 0 else lower)
            % {"now": rating.text, "before": rating.last_text}
            for rating, higher, lower in (
                (one.alignment, more, less),
                (one.confidence, surer, less_sure),
            )
            if rating and rating.change
        ]
        if found:
            yield f"{one.name}: {'; '.join(found)}."


def _risks(sheet: Sheet, approaches: Sequence[ApproachPosition]) -> Iterator[Risk]:
    """Strong ratings with weak evidence or little confidence, in the framework's order."""
    for one in approaches:
        rating = one.alignment
        scale = sheet.index.scale.get(ALIGNMENT)
        if rating is None or rating.place is None or scale is None:
            continue
        if rating.place >= len(scale.levels) - STRONG_FROM_TOP:
            for sentence in _weak_points(sheet, one, rating):
                yield Risk(
                    _("%(name)s (%(level)s): ", name=one.name, level=rating.text) + sentence,
                    rating.question,
                )


def _weak_points(sheet: Sheet, one: ApproachPosition, rating: Rating) -> Iterator[str]:
    if rating.strength == "think":
        yield _("we only think so; nobody has checked, and nobody told us.")
    elif not rating.strength:
        yield _("we have not said how sure we are of this.")
    empty = sum(not _is_answered(sheet, written.key) for written in one.written)
    if empty:
        yield ngettext(
            "%(num)s of the questions about what we did and how we know has no answer.",
            "%(num)s of the questions about what we did and how we know have no answer.",
            empty,
        )
    scale, sure = sheet.index.scale.get(CONFIDENCE), one.confidence
    if scale and sure and sure.place is not None and sure.place < len(scale.levels) / 2:
        yield _("we do not feel sure about it (%(level)s).", level=sure.text)


def _is_answered(sheet: Sheet, key: str) -> bool:
    answer = sheet.answers.get(key)
    return answer is not None and answer.is_given


def sections_beyond(sheet: Sheet) -> tuple[Section, ...]:
    """The sections that are about no approach: the principles, what was learned, add-ons' own."""
    return tuple(section for section in sheet.main_sections if not section.approach)
