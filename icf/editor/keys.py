"""Short names, made from words once and never changed: answers hang on them."""

import re
import unicodedata
from collections.abc import Collection

LENGTH = 40
OF_ORGANISATION = 24
LONGEST = 60
_LITTLE_WORDS = """
a an and any are be by can do does for from has have how if in is it of on or our that the their
there these they this to us was we what when where which who why will with would you your
"""
LEFT_OUT = frozenset(_LITTLE_WORDS.split())
"""Words that say little of what a question is about."""


def short_name(words: str, taken: Collection[str], otherwise: str) -> str:
    """A name that nothing else has, made from words.

    Args:
        otherwise: the name where no letter of the words can stand in one.

    >>> short_name("Will anybody visit people at home?", (), "question")
    'anybody-visit-people-at-home'
    >>> short_name("Who?", ("who",), "question")
    'who-2'
    """
    parts = _parts(words)
    telling = [part for part in parts if part not in LEFT_OUT] or parts
    first = next((place for place, part in enumerate(parts) if part in telling[:1]), 0)
    name = _within(parts[first:], LENGTH) or otherwise
    return next(one for one in _numbered(name) if one not in taken)


def pack_name(organisation: str, words: str, taken: Collection[str]) -> str:
    """``<organisation>-<name>`` for questions of an organisation, which nothing else is called.

    >>> pack_name("Hillside Council", "Fire safety at home", ())
    'hillside-council-fire-safety-at-home'
    """
    begins = beginning(organisation)
    name = _within(_parts(words), LONGEST - len(begins) - 4) or "questions"
    return next(one for one in _numbered(f"{begins}{name}") if one not in taken)


def beginning(organisation: str) -> str:
    """How the names of an organisation's own questions begin, with the hyphen.

    >>> beginning("Hillside Council")
    'hillside-council-'
    """
    return f"{_within(_parts(organisation), OF_ORGANISATION) or 'organisation'}-"


def _parts(words: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", words.replace("’", "").replace("'", ""))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", letters)


def _within(parts: list[str], length: int) -> str:
    name = ""
    for part in parts:
        longer = f"{name}-{part}" if name else part[:length]
        if len(longer) > length:
            break
        name = longer
    return name


def _numbered(name: str) -> list[str]:
    return [name, *(f"{name}-{number}" for number in range(2, 5_000))]
