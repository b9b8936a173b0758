"""Passwords that everybody's guessing starts with.

``common-passwords.txt.gz`` holds the 20,000 most frequent of the stolen passwords that became
public, in small letters. It is the list of the Django project; its licence lies beside it.
"""

import gzip
from functools import cache
from importlib.resources import files

RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)
"""What a finger does along a keyboard."""


def is_common(password: str) -> bool:
    """Whether it is on the list, is two of the list one after the other, repeats one, or is a run.

    Capitals and blanks are looked through. Three words on the list are fine: there are more ways to
    choose those than anybody can try.
    """
    text = "".join(password.split()).casefold()
    return _is_run(text) or _is_repeated(text) or _is_one_or_two(text)


def _is_run(text: str) -> bool:
    return any(text in run or text in run[::-1] for run in RUNS)


def _is_repeated(text: str) -> bool:
    """Such as ``dragondragondragon``."""
    period = (text + text).find(text, 1)
    return text[:period] in _listed()


def _is_one_or_two(text: str) -> bool:
    listed = _listed()
    return text in listed or any(
        text[:middle] in listed and text[middle:] in listed for middle in range(1, len(text))
    )


@cache
def _listed() -> frozenset[str]:
    packed = files("icf.accounts").joinpath("common-passwords.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split())
