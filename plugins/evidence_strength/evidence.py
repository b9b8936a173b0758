"""The kind of question: what we know, how, who found out, how old it is, how strong it is."""

from collections.abc import Mapping
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
    Wording,
    plain,
    submitted,
)

KIND = "evidence_strength:evidence"
PARTS = ("rating", "known", "method", "who", "age")
TEXT_LIMIT = 2_000

METHODS: Mapping[str, Wording] = {
    "counts": plain("Numbers that we count"),
    "survey": plain("A survey"),
    "talks": plain("Conversations or a meeting"),
    "seen": plain("We went and looked"),
    "others": plain("Somebody else's report"),
    "mixed": plain("Several of these"),
}
AGES: Mapping[str, Wording] = {
    "new": plain("Less than a year old"),
    "middle": plain("One to three years old"),
    "old": plain("More than three years old"),
}
LABELS: Mapping[str, Wording] = {
    "known": plain("What we know"),
    "method": plain("How we found out"),
    "who": plain("Who found out"),
    "age": plain("How old it is"),
}
STRENGTH = plain("How strong it is")


@dataclass(frozen=True)
class Evidence:
    """What is known. ``rating`` says how strong it is.

    It, ``method`` and ``age`` are keys; each part may be empty.
    """

    rating: str = ""
    known: str = ""
    method: str = ""
    who: str = ""
    age: str = ""


def evidence(value: Value) -> Evidence:
    """An answer's value as evidence; anything that is none is empty.

    >>> evidence({"rating": "weak", "known": "One letter"}).known
    'One letter'
    """
    parts = value if isinstance(value, dict) else {}
    return Evidence(*(str(parts.get(part) or "") for part in PARTS))


def parse(question: Question, scale: Scale | None, fields: Fields) -> Value:  # noqa: ARG001
    """The parts; None when all are empty.

    Raises:
        InvalidInput: something was chosen that is not offered, or a text is too long.
    """
    parts = {part: submitted(fields, part) for part in PARTS}
    offered = {"rating": scale.level_keys if scale else (), "method": METHODS, "age": AGES}
    if any(parts[name] and parts[name] not in keys for name, keys in offered.items()):
        raise InvalidInput(N_("Select one of the choices shown."))
    if max(len(parts["known"]), len(parts["who"])) > TEXT_LIMIT:
        raise InvalidInput(N_("Shorten each text to 2,000 characters or fewer."))
    return parts if any(parts.values()) else None


def display(question: Question, scale: Scale | None, value: Value, language: str) -> str:  # noqa: ARG001
    """How strong it is, then each other part on a line of its own."""
    found = evidence(value)
    level = scale.level(found.rating) if scale else None
    lines = [level.label.in_language(language) if level else found.rating]
    for part, text in in_words(found, language).items():
        lines += [f"{LABELS[part].in_language(language)}: {text}"] if text else []
    return "\n".join(line for line in lines if line)


def in_words(found: Evidence, language: str) -> dict[str, str]:
    """All parts but the strength; what is no longer offered stays as it is."""

    def named(words: Mapping[str, Wording], key: str) -> str:
        return words[key].in_language(language) if key in words else key

    return {
        "known": found.known,
        "method": named(METHODS, found.method),
        "who": found.who,
        "age": named(AGES, found.age),
    }


def level(question: Question, value: Value) -> str | None:  # noqa: ARG001
    """How strong it is; None where nobody said."""
    return evidence(value).rating or None


def fields(question: Question, scale: Scale | None) -> tuple[PaperField, ...]:  # noqa: ARG001
    """In a file or on paper: how strong it is, strongest first, then the other parts."""
    levels = scale.levels[::-1] if scale else ()
    return (
        PaperField("rating", STRENGTH, tuple((level.key, level.label) for level in levels)),
        PaperField("known", LABELS["known"], lines=4),
        PaperField("method", LABELS["method"], tuple(METHODS.items())),
        PaperField("age", LABELS["age"], tuple(AGES.items())),
        PaperField("who", LABELS["who"], lines=1),
    )


EVIDENCE = QuestionKind(
    name=KIND,
    parse=parse,
    display=display,
    level=level,
    template="evidence_strength/evidence.html",
    fields=PARTS,
    on_paper=OnPaper(fields),
)
