"""Frozen values as canonical JSON and back: the same value always gives the same text.

Fields that have their default value are left out, so that a later version can add a field without
changing the digest of what was stored before. A wording becomes a list of (language, text) pairs,
a condition a list that begins with its class name.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from icf.core.questionnaire import Questionnaire
from icf.core.showif import And, Answered, Compare, Condition, Not, Or, Selected
from icf.core.wording import Wording

Decoder = Callable[[Any], Any]
Frozen = TypeVar("Frozen")
_CONDITIONS: dict[str, type[Condition]] = {
    kind.__name__: kind for kind in (Compare, Selected, Answered, And, Or, Not)
}


def canonical_json(value: object) -> str:
    """The canonical JSON of a questionnaire, or of any frozen core value that JSON can hold."""
    return json.dumps(
        _encoded(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(questionnaire: Questionnaire) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal."""
    return digest_of(canonical_json(questionnaire))


def digest_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def from_json(text: str) -> Questionnaire:
    """The questionnaire that ``canonical_json`` wrote."""
    return value_from_json(Questionnaire, text)


def value_from_json(kind: type[Frozen], text: str) -> Frozen:
    """A frozen value of the given class, from what ``canonical_json`` wrote.

    Raises:
        TypeError, KeyError, ValueError: the text is not that of such a value.
    """
    decode: Callable[[Any], Frozen] = _decoder(cast(Any, kind))
    return decode(json.loads(text))


def _encoded(value: Any) -> Any:
    if isinstance(value, Wording):
        return value.texts
    if isinstance(value, Condition):
        parts = [getattr(value, part.name) for part in fields(value)]
        return [type(value).__name__, *map(_encoded, parts)]
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            part.name: _encoded(getattr(value, part.name))
            for part in fields(value)
            if getattr(value, part.name) != part.default
        }
    return value


@cache
def _decoder(kind: Any) -> Decoder:
    if kind is Wording:
        return _wording
    if kind == Condition:
        return _condition
    if is_dataclass(kind):
        return _dataclass_decoder(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin in (Union, UnionType) and NoneType in arguments:
        return _optional_decoder(arguments)
    return _as_it_is


def _dataclass_decoder(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {part.name: _decoder(hints[part.name]) for part in fields(kind)}
    needed = [part.name for part in fields(kind) if _is_needed(part)]

    def decode(stored: dict[str, Any]) -> Any:
        missing = [name for name in needed if name not in stored]
        if missing:
            raise KeyError(f"{kind.__name__} lacks {', '.join(missing)}")
        return kind(**{name: decoders[name](value) for name, value in stored.items()})

    return decode


def _is_needed(part: "Field[Any]") -> bool:
    return part.default is MISSING and part.default_factory is MISSING


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    if arguments[-1] is Ellipsis:
        item = _decoder(arguments[0])
        return lambda stored: tuple(map(item, stored))
    items = [_decoder(argument) for argument in arguments]
    return lambda stored: tuple(item(value) for item, value in zip(items, stored, strict=True))


def _optional_decoder(arguments: tuple[Any, ...]) -> Decoder:
    given = [argument for argument in arguments if argument is not NoneType]
    inner = _decoder(given[0] if len(given) == 1 else Condition)
    return lambda stored: None if stored is None else inner(stored)


def _wording(stored: list[list[str]]) -> Wording:
    return Wording(tuple((language, text) for language, text in stored))


def _condition(stored: list[Any]) -> Condition:
    name, *parts = stored
    kind = _CONDITIONS[name]
    if kind is Not:
        return Not(_condition(parts[0]))
    if kind in (And, Or):
        return kind(tuple(map(_condition, parts[0])))
    return kind(*parts)


def _as_it_is(stored: Any) -> Any:
    return stored
