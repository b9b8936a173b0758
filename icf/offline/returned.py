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
        parts: of an add-on's own kind, which of its fields the file has; None for all.
        is_keyed: what was picked is there by its value, and not by its label.
    """

    where: str
    key: str
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    blank: str = ""
    reason: str = ""
    words: str = ""
    strength: str = ""
    carries: frozenset[str] = frozenset({"words", "reason", "strength"})
    parts: frozenset[str] | None = None
    is_keyed: bool = False


@dataclass(frozen=True)
class Problem:
    """Something that cannot be used, and where it stands.

    Args:
        key: of the question that it is about; empty where nobody can tell.
    """

    where: str
    words: str
    key: str = ""


@dataclass(frozen=True)
class Returned:
    """A file that was read.

    Args:
        code: the text of its code; empty where there is none.
        problems: what could not be read; the lines are sound as far as reading goes.
        warnings: about the file as a whole.
        has_all: it holds every question that was asked, and not only those that were answered.
    """

    code: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    has_all: bool = True
