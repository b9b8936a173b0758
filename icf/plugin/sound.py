"""Whether what a plugin gave is of the kind and size that the toolkit can use."""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeGuard

from icf.core.actions import Suggestion
from icf.core.answer import Value
from icf.core.on_paper import PaperField
from icf.core.questionnaire import Questionnaire
from icf.core.report import Block
from icf.core.showif import And, Answered, Compare, Not, Or, Selected
from icf.core.wording import Wording

MOST_LETTERS = 100_000
"""In one answer, in its display and in its export."""

MOST_BLOCKS = 1_000
MOST_LETTERS_OF_BLOCKS = 1_000_000
"""A section of a report may be so long; with the largest drawing it still prints in seconds."""

MOST_SUGGESTIONS = 100
MOST_PAPER_FIELDS, MOST_PAPER_OPTIONS, MOST_PAPER_LINES = 30, 100, 30
DEEPEST = 20
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


def is_wording(thing: Any) -> TypeGuard[Wording]:
    """Whether it is a text in one or more languages, all of it."""
    pairs: Any = thing.texts if isinstance(thing, Wording) else None
    return isinstance(pairs, tuple) and all(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(text, str) for text in pair)
        for pair in pairs
    )


def is_condition(thing: Any) -> bool:
    """Whether it is a condition, all of it."""
    match thing:
        case Compare(key, op, literal):
            return _are_texts(key, op, literal) and op in OPERATORS
        case Selected(key, choice):
            return _are_texts(key, choice)
        case Answered(key):
            return _are_texts(key)
        case Not(part):
            return is_condition(part)
        case And(parts) | Or(parts):
            return all(map(is_condition, parts))
    return False


def _are_texts(*things: Any) -> bool:
    return all(isinstance(thing, str) for thing in things)


def sound_text(thing: object) -> str:
    """The text. Raises TypeError for anything else, ValueError where it is too long."""
    if not isinstance(thing, str):
        raise TypeError(f"got {thing!r:.80}, which is not a text")
    if len(thing) > MOST_LETTERS:
        raise ValueError(f"got {len(thing)} characters; {MOST_LETTERS} is the most")
    if "\0" in thing or not (thing.isascii() or thing.encode()):
        raise ValueError("got a text with a character that cannot be stored")
    return thing


def sound_level(thing: object) -> str | None:
    """The key of a level, or None. Raises as ``sound_text`` does."""
    return None if thing is None else sound_text(thing)


def sound_value(thing: Any) -> Value:
    """A value that can be stored. Raises TypeError or ValueError."""
    texts: list[object] = []
    if isinstance(thing, str):
        texts = [thing]
    elif isinstance(thing, tuple):
        texts = list(thing)
    elif isinstance(thing, dict):
        texts = [*thing, *thing.values()]
    elif thing is not None and not isinstance(thing, int | float):
        raise TypeError(f"got {thing!r:.80}, which cannot be stored as an answer")
    elif isinstance(thing, int | float) and not abs(thing) < 1e15:
        raise ValueError("got a number that is too large to be stored")
    if sum(len(sound_text(text)) for text in texts) > MOST_LETTERS:
        raise ValueError(f"got more than {MOST_LETTERS} characters in one answer")
    value: Value = thing
    return value


def sound_paper(things: Any, parts: Collection[str]) -> tuple[PaperField, ...]:
    """The fields that a kind has in files. Raises TypeError or ValueError.

    Args:
        parts: the kind's ``fields``.
    """
    found = tuple(things)
    for thing in found:
        if not isinstance(thing, PaperField) or not is_wording(thing.label):
            raise TypeError(f"got {thing!r:.80}, which is no PaperField with a label of Wording")
        if thing.part not in parts:
            raise ValueError(f"got the part {thing.part!r:.80}; its fields are {', '.join(parts)}")
        if not all(_is_option(one) for one in thing.options):
            raise TypeError(f"got the options {thing.options!r:.80}; they are (text, Wording)")
        if len(thing.options) > MOST_PAPER_OPTIONS or not 0 < thing.lines <= MOST_PAPER_LINES:
            raise ValueError(f"got more than fits on paper for {thing.part!r:.80}")
    if len({thing.part for thing in found}) < len(found) or len(found) > MOST_PAPER_FIELDS:
        raise ValueError("got a part twice, or more fields than a question can have")
    return found


def sound_texts(thing: Any) -> Mapping[str, str]:
    """The texts of an answer by part. Raises as ``sound_value`` does."""
    if not isinstance(thing, Mapping):
        raise TypeError(f"got {thing!r:.80}, which has no texts by part")
    return {sound_text(part): sound_text(text) for part, text in thing.items()}


def _is_option(thing: Any) -> bool:
    return (
        isinstance(thing, tuple)
        and len(thing) == 2
        and isinstance(thing[0], str)
        and is_wording(thing[1])
    )


def sound_suggestion(thing: Any, questionnaire: Questionnaire) -> Suggestion:
    """The suggestion; one about a question that is not there is about none. Raises TypeError."""
    if not isinstance(thing, Suggestion) or not is_wording(thing.text):
        raise TypeError(f"got {thing!r:.80}, which is not a Suggestion")
    for text in (thing.key, thing.question, thing.approach, thing.layer):
        sound_text(text)
    known = not thing.question or thing.question in questionnaire.index.question
    return thing if known else replace(thing, question="")


def sound_blocks(things: tuple[Any, ...]) -> tuple[Block, ...]:
    """The blocks of a report section. Raises TypeError or ValueError."""
    if len(things) > MOST_BLOCKS:
        raise ValueError(f"got more than {MOST_BLOCKS} blocks")
    for thing in things:
        if not isinstance(thing, Block):
            raise TypeError(f"got {thing!r:.80}, which is not a block")
    if _letters(things, 0) > MOST_LETTERS_OF_BLOCKS:
        raise ValueError(f"got more than {MOST_LETTERS_OF_BLOCKS} characters in one section")
    return things


def _letters(thing: Any, depth: int) -> int:
    """How many characters it has altogether; parts that are no text count as one."""
    if depth > DEEPEST:
        raise ValueError("got blocks that are nested too deeply")
    if isinstance(thing, str):
        return len(thing)
    if isinstance(thing, tuple):
        return sum(_letters(part, depth + 1) for part in thing)
    if is_dataclass(thing):
        return sum(_letters(getattr(thing, part.name), depth + 1) for part in fields(thing))
    if thing is None or isinstance(thing, bool | int | float):
        return 1
    raise TypeError(f"got {thing!r:.80} inside a block")
