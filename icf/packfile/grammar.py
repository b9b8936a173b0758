"""The small language of conditions: ``${home-visits} = 'yes' and not answered(${icf:who})``."""

from functools import cache
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedEOF, UnexpectedInput, UnexpectedToken

from icf.core.showif import (
    And,
    Answered,
    Compare,
    Condition,
    Not,
    Operator,
    Or,
    Selected,
    with_keys,
)
from icf.errors import InvalidInput

LENGTH_LIMIT = 500
FORMS = "${key} = 'yes', selected(${key}, 'x'), answered(${key}), and, or, not, ( )"
GRAMMAR = r"""
?start: any
?any: all ("or" all)+                 -> any_of
    | all
?all: one ("and" one)+                -> all_of
    | one
?one: "not" one                       -> negated
    | "(" any ")"
    | KEY OP (TEXT | NUMBER)          -> compared
    | "selected" "(" KEY "," TEXT ")" -> selected
    | "answered" "(" KEY ")"          -> answered

KEY: /\$\{ *[a-z0-9-]+(:[a-z0-9-]+)? *\}/
OP: "!=" | "<=" | ">=" | "=" | "<" | ">"
TEXT: /'[^'\n]*'|"[^"\n]*"/
NUMBER: /-?[0-9]+(\.[0-9]+)?/
%ignore /[ \t\n]+/
"""


def parse_condition(text: str, pack: str) -> Condition:
    """The condition that a text says, with keys made full by the pack's own name.

    Raises:
        InvalidInput: the text is too long, or not a condition; the message says where and what.

    >>> parse_condition("${visits} = 'yes'", "fire")
    Compare(key='fire:visits', op='=', literal='yes')
    """
    if len(text) > LENGTH_LIMIT:
        raise InvalidInput(f"the condition has {len(text)} characters; {LENGTH_LIMIT} is the limit")
    try:
        condition = cast(Condition, _parser().parse(text))
    except UnexpectedInput as error:
        raise InvalidInput(f"{_seen(error, text)}; a condition is made of {FORMS}") from None
    return with_keys(condition, lambda key: key if ":" in key else f"{pack}:{key}")


@v_args(inline=True)
class _ToCondition(Transformer[Token, Condition]):
    """Turns what the parser recognises into the core's values."""

    def any_of(self, *parts: Condition) -> Condition:
        return Or(parts)

    def all_of(self, *parts: Condition) -> Condition:
        return And(parts)

    def negated(self, part: Condition) -> Condition:
        return Not(part)

    def compared(self, key: str, op: Token, literal: str) -> Condition:
        return Compare(key, cast(Operator, str(op)), str(literal))

    def selected(self, key: str, choice: str) -> Condition:
        return Selected(key, choice)

    def answered(self, key: str) -> Condition:
        return Answered(key)

    def KEY(self, token: Token) -> str:  # noqa: N802
        return token[2:-1].strip()

    def TEXT(self, token: Token) -> str:  # noqa: N802
        return token[1:-1]


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", transformer=_ToCondition())


def _seen(error: UnexpectedInput, text: str) -> str:
    if isinstance(error, UnexpectedEOF) or _is_at_end(error):
        return "the condition stops before it is complete"
    before = "".join(text.splitlines(keepends=True)[: error.line - 1])
    place = len(before) + error.column
    rest = text[place - 1 :].split()
    return f"the condition cannot be read from character {place}, “{rest[0] if rest else ''}”"


def _is_at_end(error: UnexpectedInput) -> bool:
    return isinstance(error, UnexpectedToken) and error.token.type == "$END"
