"""What a check found: it passed, it failed and where, or it was not checked and why."""

from dataclasses import dataclass
from typing import Literal

State = Literal["pass", "warning", "failed", "not checked"]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Args:
        problem: what is wrong, and what was seen.
        where: the file and line, question or page; may be empty.
        cure: what to do; may be empty.
    """

    problem: str
    where: str = ""
    cure: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" {self.cure}" if self.cure else ""
        return f"{place}{self.problem}{cure}"


@dataclass(frozen=True)
class Outcome:
    """What came of one check.

    Args:
        check: its name.
        said: what holds, or why it was not checked; empty where ``faults`` say it.
        took_seconds: how long it took.
    """

    check: str
    state: State
    said: str = ""
    faults: tuple[Fault, ...] = ()
    took_seconds: float = 0.0


class NotChecked(Exception):
    """A check cannot be made here; the message says why, and what would be needed."""
