"""All advice on a pack, in the order of the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from icf.core.advice.direction import reads_the_other_way
from icf.core.advice.possible import can_hold
from icf.core.advice.reading import ENOUGH_WORDS, reading_age, word_count
from icf.core.check import Path, placed_questions
from icf.core.questionnaire import Pack, Question
from icf.core.showif import And, Condition
from icf.core.wording import Wording

LONG_QUESTION = 25
LONG_HINT = 40
HARD_AGE = 15
"""Prompts should be easy for somebody who is 9 to 11; from here on many people stumble."""

TWO_QUESTIONS = re.compile(r"\band/or\b|\?.+\?", re.IGNORECASE | re.DOTALL)
"""Two questions in one: “and/or”, or two question marks."""

ONE_MORE_QUESTION = re.compile(
    r"\b(?:and|or) (?:also )?(?:how|what|who|whom|why|when|where|which|is|are|do|does|did|will"
    r"|would|can|could|should|has|have)\b",
    re.IGNORECASE,
)
"""A second question after “and” or “or”. Words can answer both; a single pick cannot."""

SINGLE_PICKS = ("yes_no", "choice", "number", "date")

SAYS_NOTHING = re.compile(
    r"(?:q|question|section|group|field|item|page|part|untitled)?[-_ ]?\d*|questions|other|misc"
    r"|miscellaneous|test|new|more",
    re.IGNORECASE,
)
"""Names such as q1, section-2 or “Other”."""


@dataclass(frozen=True)
class Advice:
    """Something that could be better.

    Args:
        path: where in the file, as for a fault.
        problem: what could be better and how, without a full stop.
        about: the words of the question, section or scale that it is about.
    """

    path: Path
    problem: str
    about: str

    def __str__(self) -> str:
        return f"“{self.about}”: {self.problem}" if self.about else self.problem


def advice(pack: Pack, core: Pack | None = None) -> list[Advice]:
    """Everything that could be better in a pack.

    Args:
        core: the pack that it extends; conditions on core questions are looked at only with it.
            The measures of words are made for English and are left out for other languages.
    """
    found = chain(
        *(_of_question(pack, path, question) for path, question in placed_questions(pack)),
        _same_words(pack),
        _of_sections(pack),
        _of_scales(pack),
        _of_conditions(pack, core),
    )
    return sorted(found, key=lambda one: tuple(map(str, one.path)))


def _of_question(pack: Pack, path: Path, question: Question) -> Iterator[Advice]:
    text = question.text.original
    about = text
    name = question.key.rpartition(":")[2]
    if name and SAYS_NOTHING.fullmatch(name):
        problem = f"the short name “{name}” says nothing: name it after what it asks"
        yield Advice((*path, "key"), problem, about)
    if not any((question.hint, question.why, question.good, question.example)):
        problem = "there is no help: add a hint, or say why you ask or what good looks like"
        yield Advice(path, problem, about)
    if _language(question.text, pack).startswith("en"):
        yield from _of_words(path, question, text)


def _of_words(path: Path, question: Question, text: str) -> Iterator[Advice]:
    count = word_count(text)
    if count > LONG_QUESTION:
        problem = (
            f"it has {count} words: ask in {LONG_QUESTION} or fewer, with the rest in the hint"
        )
        yield Advice((*path, "text"), problem, text)
    one_pick = question.kind in SINGLE_PICKS
    if TWO_QUESTIONS.search(text) or (one_pick and ONE_MORE_QUESTION.search(text)):
        problem = "it may ask two things at once, with room for one answer: ask them one by one"
        yield Advice((*path, "text"), problem, text)
    hint = question.hint.original
    if word_count(hint) > LONG_HINT:
        problem = f"the hint has {word_count(hint)} words: say it in {LONG_HINT} or fewer"
        yield Advice((*path, "hint"), problem, text)
    words = f"{text} {hint}"
    age = reading_age(words)
    if word_count(words) >= ENOUGH_WORDS and age >= HARD_AGE:
        problem = f"it reads like a text for people of about {age}: use shorter words and sentences"
        yield Advice((*path, "text"), problem, text)


def _same_words(pack: Pack) -> Iterator[Advice]:
    seen: set[str] = set()
    for path, question in placed_questions(pack):
        plain = " ".join(question.text.original.casefold().split())
        if plain and plain in seen:
            problem = "the same words are asked twice: people will think it is a mistake"
            yield Advice((*path, "text"), problem, question.text.original)
        seen.add(plain)


def _of_sections(pack: Pack) -> Iterator[Advice]:
    for place, section in enumerate(pack.sections):
        title = section.title.original
        if title and SAYS_NOTHING.fullmatch(title.strip()):
            problem = f"the title “{title}” says nothing: name the section after what it is about"
            yield Advice(("sections", place, "title"), problem, "")


def _of_scales(pack: Pack) -> Iterator[Advice]:
    for place, scale in enumerate(pack.scales):
        if reads_the_other_way(scale):
            better = "last" if scale.direction == "up" else "first"
            first, last = (scale.levels[end].label.original for end in (0, -1))
            problem = (
                f"its {better} level counts as the best, but “{first}” to “{last}” reads the "
                "other way round: change which end is better"
            )
            yield Advice(("scales", place, "direction"), problem, scale.title.original)


def _of_conditions(pack: Pack, core: Pack | None) -> Iterator[Advice]:
    packs = [core, pack] if core and core is not pack else [pack]
    hidden: set[int] = set()
    for place, section in enumerate(pack.sections):
        if section.show_if and not can_hold(section.show_if, packs):
            hidden.add(place)
            problem = "its condition can never be true, so nobody will see the section"
            yield Advice(("sections", place, "show_if"), problem, section.title.original)
    for path, question in placed_questions(pack):
        of_section = _section_condition(pack, path)
        if question.show_if is None or (path[0] == "sections" and path[1] in hidden):
            continue
        together: Condition = (
            And((of_section, question.show_if)) if of_section else question.show_if
        )
        if not can_hold(together, packs):
            problem = "its condition can never be true, so nobody will see the question"
            yield Advice((*path, "show_if"), problem, question.text.original)


def _section_condition(pack: Pack, path: Path) -> Condition | None:
    return pack.sections[int(path[1])].show_if if path[0] == "sections" else None


def _language(text: Wording, pack: Pack) -> str:
    return text.texts[0][0] if text.texts else pack.language
