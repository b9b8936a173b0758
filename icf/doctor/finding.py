"""What a check finds."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "failed"]


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it stands, and what to do when it does not stand well.

    Args:
        check: one or two words, such as ``database``.
        cure: empty where nothing has to be done.
    """

    check: str
    state: State
    words: str
    cure: str = ""


def ok(check: str, words: str) -> Finding:
    return Finding(check, "ok", words)


def warning(check: str, words: str, cure: str) -> Finding:
    return Finding(check, "warning", words, cure)


def failed(check: str, words: str, cure: str) -> Finding:
    return Finding(check, "failed", words, cure)
