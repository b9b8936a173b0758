"""The kind of question that a theme is: one agreed rating, what is good, what could be better."""

from dataclasses import dataclass

from icf.plugin import (
    N_,
    Fields,
    InvalidInput,
    OnPaper,
    PaperField,
    Question,
    QuestionKind,
    Scale,
    Value,
    plain,
    submitted,
)

KIND = "place_standard:theme"
PARTS = ("rating", "good", "better")
TEXT_LIMIT = 4_000
GOOD = plain("Good")
BETTER = plain("Could be better")
AGREED = plain("The rating that we agreed, if we did")
WHAT_IS_GOOD = plain("What is good?")
WHAT_COULD_BE_BETTER = plain("What could be better?")


@dataclass(frozen=True)
class Theme:
    """What was said about one theme. ``rating`` is a level key, or empty where none was agreed."""

    rating: str = ""
    good: str = ""
    better: str = ""


def theme(value: Value) -> Theme:
    """An answer's value as a theme; anything that is none is an empty one.

    >>> theme({"rating": "3", "good": "The trees"})
    Theme(rating='3', good='The trees', better='')
    """
    parts = value if isinstance(value, dict) else {}
    return Theme(*(str(parts.get(part) or "") for part in PARTS))


def parse(question: Question, scale: Scale | None, fields: Fields) -> Value:  # noqa: ARG001
    """``{"rating", "good", "better"}``; None when all three are empty.

    Raises:
        InvalidInput: no such level, or a text is too long.
    """
    parts = {part: submitted(fields, part) for part in PARTS}
    levels = scale.level_keys if scale else ()
    if parts["rating"] and parts["rating"] not in levels:
        raise InvalidInput(N_("Select one of the ratings shown."))
    if max(len(parts["good"]), len(parts["better"])) > TEXT_LIMIT:
        raise InvalidInput(N_("Shorten each text to 4,000 characters or fewer."))
    return parts if any(parts.values()) else None


def display(question: Question, scale: Scale | None, value: Value, language: str) -> str:  # noqa: ARG001
    """The rating in words, then what is good and what could be better, a line each."""
    said = theme(value)
    lines = [rating_in_words(scale, said.rating, language)]
    for label, text in ((GOOD, said.good), (BETTER, said.better)):
        lines += [f"{label.in_language(language)}: {text}"] if text else []
    return "\n".join(line for line in lines if line)


def rating_in_words(scale: Scale | None, rating: str, language: str) -> str:
    """“3 – A lot could be better”; the rating as it is where the scale does not know it."""
    level = scale.level(rating) if scale else None
    return level.label.in_language(language) if level else rating


def level(question: Question, value: Value) -> str | None:  # noqa: ARG001
    """The rating, which is what counts; None where people agreed none."""
    return theme(value).rating or None


def fields(question: Question, scale: Scale | None) -> tuple[PaperField, ...]:  # noqa: ARG001
    """In a file or on paper: the rating, best first, then both texts."""
    levels = scale.levels[::-1] if scale else ()
    ratings = tuple((level.key, level.label) for level in levels)
    return (
        PaperField("rating", AGREED, ratings),
        PaperField("good", WHAT_IS_GOOD),
        PaperField("better", WHAT_COULD_BE_BETTER),
    )


THEME = QuestionKind(
    name=KIND,
    parse=parse,
    display=display,
    level=level,
    template="place_standard/theme.html",
    fields=PARTS,
    on_paper=OnPaper(fields),
)
