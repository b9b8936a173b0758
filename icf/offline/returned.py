"""What a file says that came back, in one shape for every kind of file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FILE_LIMIT = 5_000_000


@dataclass(frozen=True)
class Line:
    """One answer of a file.

    Args:
        where: where it stands, in words for people.
        fields: what the question's kind reads, such as ``{"value": ["partly"]}``.
        carries: which of ``words``, ``reason`` and ``strength`` the file has a place for.
    """

    where: str
    key: str
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    blank: str = ""
    reason: str = ""
    words: str = ""
    strength: str = ""
    carries: frozenset[str] = frozenset({"words", "reason", "strength"})


@dataclass(frozen=True)
class Problem:
    """Something that cannot be used, and where it stands."""

    where: str
    words: str


@dataclass(frozen=True)
class Returned:
    """A file that was read.

    Args:
        code: the text of its code; empty where there is none.
        problems: what could not be read; the lines are sound as far as reading goes.
    """

    code: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
