"""Words that people would miss: hints, levels that say what they mean, translations."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from icf.core.check import placed_questions
from icf.core.questionnaire import Pack
from icf.core.scale import Scale
from icf.core.wording import Wording

MOST_NAMED = 5


def scale_faults(scale: Scale) -> Iterator[str]:
    """Levels that cannot be told apart, or ranks that leave a gap."""
    labels = [level.label.original for level in scale.levels]
    if len(set(labels)) < len(labels):
        yield "two of its levels have the same label"
    if not scale.title:
        yield "it has no title"
    if not all(labels):
        yield "one of its levels has no label"
    ranks = sorted(scale.rank(key) for key in scale.level_keys)
    if ranks != list(range(len(scale.levels))) or scale.rank(scale.best.key) != max(ranks):
        yield "its levels are not in order"


def levels_without_meaning(scale: Scale) -> list[str]:
    """The keys of levels that do not say in a sentence what they mean."""
    return [level.key for level in scale.levels if not level.text]


def questions_without_hint(pack: Pack) -> list[str]:
    """The keys of questions that do not say how to answer them."""
    return [question.key for _path, question in placed_questions(pack) if not question.hint]


def missing_translations(things: Sequence[object]) -> dict[str, tuple[int, int, list[str]]]:
    """By language that anything is translated into: how many texts lack it, of how many, and some.

    Args:
        things: packs, scales and whatever else has wordings in it.
    """
    found = [pair for thing in things for pair in _wordings(thing, "")]
    wordings = [(where, one) for where, one in found if one]
    languages = sorted({language for _where, one in wordings for language, text in one.texts})
    missing: dict[str, tuple[int, int, list[str]]] = {}
    for language in languages:
        lacking = [where for where, one in wordings if not dict(one.texts).get(language)]
        if lacking:
            missing[language] = (len(lacking), len(wordings), lacking[:MOST_NAMED])
    return missing


def _wordings(thing: object, where: str) -> Iterator[tuple[str, Wording]]:
    if isinstance(thing, Wording):
        yield where, thing
    elif isinstance(thing, tuple | list):
        for place, part in enumerate(thing):
            yield from _wordings(part, where if hasattr(part, "key") else f"{where}[{place + 1}]")
    elif is_dataclass(thing):
        key = getattr(thing, "key", "") or getattr(thing, "question", "")
        is_short = isinstance(key, str) and ":" not in key and bool(where)
        name = f"{where}.{key}" if key and is_short else str(key or where)
        for field in fields(thing):
            inner = f"{name}.{field.name}" if name else field.name
            yield from _wordings(getattr(thing, field.name), inner)
