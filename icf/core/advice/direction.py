"""Scales whose levels read from worst to best the other way than the scale says."""

import re

from icf.core.scale import Scale

_GOOD_WORDS = """
good great excellent best better strong strongly safe agree satisfied ready green sure clear easy
welcome trusted fair full fully complete completely outstanding established happy comfortable
confident helpful improving improved likely positive well
"""
_BAD_WORDS = """
bad poor worst worse weak weakly unsafe disagree dissatisfied unready red unsure unclear hard
difficult unwelcome unfair empty incomplete inadequate failing unhappy uncomfortable unhelpful
unlikely negative badly poorly worried angry afraid risky danger dangerous severe lonely excluded
"""
GOOD = frozenset(_GOOD_WORDS.split())
BAD = frozenset(_BAD_WORDS.split())
TURNS = frozenset(
    (
        "not",
        "no",
        "never",
        "none",
        "hardly",
        "isn't",
        "aren't",
        "don't",
        "cannot",
        "can't",
        "without",
    )
)
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def reads_the_other_way(scale: Scale) -> bool:
    """Whether the words of the first and last level contradict the scale's direction.

    Levels that are only numbers or amounts say nothing about better and worse.
    """
    first, last = (_value(scale.levels[end].label.original) for end in (0, -1))
    if first == last:
        return False
    return (last > first) != (scale.direction == "up")


def _value(label: str) -> int:
    """1 where the words are good, -1 where they are bad, 0 where they say neither.

    >>> [_value(words) for words in ("Very good", "Not ready", "Not worried", "Sometimes")]
    [1, -1, 1, 0]
    """
    value, turned = 0, False
    for word in WORD.findall(label.lower().replace("’", "'")):
        if word in TURNS:
            turned = True
        elif word in GOOD or word in BAD:
            value += (1 if word in GOOD else -1) * (-1 if turned else 1)
            turned = False
    return (value > 0) - (value < 0)
