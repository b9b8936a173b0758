"""Conditions: whether a question or a section is shown, decided by the answers to other questions.

``icf.packfile`` reads the text of a condition into these values; here they are evaluated and
written out again. Keys are full, ``<pack>:<name>``.
"""

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from icf.core.answer import Answer, Value

Operator = Literal["=", "!=", "<", "<=", ">", ">="]
OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Compare:
    """``${key} = 'yes'``: the answer compared with a text, a number or an ISO date."""

    key: str
    op: Operator
    literal: str


@dataclass(frozen=True)
class Selected:
    """``selected(${key}, 'carers')``: whether one of several choices is ticked."""

    key: str
    choice: str


@dataclass(frozen=True)
class Answered:
    """``answered(${key})``: whether there is a value or a kind of blank."""

    key: str


@dataclass(frozen=True)
class And:
    """All parts hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Or:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Compare | Selected | Answered | And | Or | Not


def keys_read(condition: Condition) -> frozenset[str]:
    """The keys of the questions whose answers decide the condition.

    >>> sorted(keys_read(And((Answered("icf:a"), Not(Compare("icf:b", "=", "yes"))))))
    ['icf:a', 'icf:b']
    """
    match condition:
        case Compare(key=key) | Selected(key=key) | Answered(key=key):
            return frozenset({key})
        case Not(part=part):
            return keys_read(part)
        case And(parts=parts) | Or(parts=parts):
            return frozenset().union(*map(keys_read, parts))


def with_keys(condition: Condition, renamed: Callable[[str], str]) -> Condition:
    """The same condition with every key passed through a function.

    >>> with_keys(Not(Answered("who")), lambda key: f"icf:{key}")
    Not(part=Answered(key='icf:who'))
    """
    match condition:
        case Compare(key, op, literal):
            return Compare(renamed(key), op, literal)
        case Selected(key, choice):
            return Selected(renamed(key), choice)
        case Answered(key):
            return Answered(renamed(key))
        case Not(part):
            return Not(with_keys(part, renamed))
        case And(parts):
            return And(tuple(with_keys(part, renamed) for part in parts))
        case Or(parts):
            return Or(tuple(with_keys(part, renamed) for part in parts))


def holds(
    condition: Condition | None, answers: Mapping[str, Answer], visible: Collection[str]
) -> bool:
    """Whether a condition holds.

    A comparison with an answer that is missing, blank, hidden or not asked is false, ``!=`` too.
    Numbers compare as numbers and ISO dates as dates; other texts only by ``=`` and ``!=``.

    Args:
        condition: None always holds.
        answers: by question key; may lack any.
        visible: the keys of the questions that are asked and shown; a set, for speed.

    >>> answers = {"icf:people": Answer("icf:people", "12")}
    >>> holds(Compare("icf:people", ">", "9"), answers, {"icf:people"})
    True
    >>> holds(Compare("icf:people", ">", "9"), answers, set())
    False
    """
    match condition:
        case None:
            return True
        case Compare(key, op, literal):
            answer = _seen(key, answers, visible)
            return answer is not None and answer.has_value and _compare(answer.value, op, literal)
        case Selected(key, choice):
            answer = _seen(key, answers, visible)
            return answer is not None and answer.has_value and _is_selected(answer.value, choice)
        case Answered(key):
            answer = _seen(key, answers, visible)
            return answer is not None and answer.is_given
        case Not(part):
            return not holds(part, answers, visible)
        case And(parts):
            return all(holds(part, answers, visible) for part in parts)
        case Or(parts):
            return any(holds(part, answers, visible) for part in parts)


def to_text(condition: Condition) -> str:
    """The condition as a pack would write it, with full keys and the fewest parentheses.

    >>> to_text(And((Compare("icf:who", "=", "all"), Not(Answered("icf:left-out")))))
    "${icf:who} = 'all' and not answered(${icf:left-out})"
    """
    match condition:
        case Compare(key, op, literal):
            return f"${{{key}}} {op} {_quoted(literal)}"
        case Selected(key, choice):
            return f"selected(${{{key}}}, {_quoted(choice)})"
        case Answered(key):
            return f"answered(${{{key}}})"
        case Not(part):
            return f"not {_within(part, And, Or)}"
        case And(parts):
            return " and ".join(_within(part, And, Or) for part in parts)
        case Or(parts):
            return " or ".join(_within(part, Or) for part in parts)


def _within(part: Condition, *looser: type) -> str:
    text = to_text(part)
    return f"({text})" if isinstance(part, looser) else text


def _quoted(literal: str) -> str:
    return f'"{literal}"' if "'" in literal else f"'{literal}'"


def _seen(key: str, answers: Mapping[str, Answer], visible: Collection[str]) -> Answer | None:
    return answers.get(key) if key in visible else None


def _is_selected(value: Value, choice: str) -> bool:
    return choice in value if isinstance(value, tuple) else value == choice


def _compare(value: Value, op: Operator, literal: str) -> bool:
    if not isinstance(value, str | int | float):
        return False
    for read in (_number, _date):
        left, right = read(str(value)), read(literal)
        if left is not None and right is not None:
            return _COMPARE[op](left, right)
    return op in ("=", "!=") and _COMPARE[op](str(value), literal)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
