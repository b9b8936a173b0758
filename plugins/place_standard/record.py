"""One conversation about a place, wherever it was recorded, and how it is kept as JSON."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from statistics import median_high, median_low
from typing import Any

from icf.plugin import Scale

from .names import BECAME, GROUPS, KINDS, THEMES, VERSIONS, Translate
from .scale import CHILDREN, RATING

SCALES: Mapping[str, Scale] = {"adults": RATING, "children": CHILDREN}


@dataclass(frozen=True)
class Said:
    """What was said about one theme.

    Args:
        agreed: the one rating that people agreed; None where they agreed none.
        each: what each participant would give, in no order that leads to anybody.
    """

    agreed: int | None = None
    each: tuple[int, ...] = ()
    good: str = ""
    better: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Said()


@dataclass(frozen=True)
class Priority:
    """One of up to three: the theme, what we will do, and what became of it."""

    theme: str
    what: str
    became: str = "open"


@dataclass(frozen=True)
class Conversation:
    """One conversation.

    Args:
        key: under which it is kept; the reference of its checklist where it comes from one.
        held_on: ISO, or empty.
        groups: how many of each group took part, by key; None where that was not counted.
        version: ``adults`` or ``children``.
        words: the levels of its scale as they were worded then. Only conversations with the same
            words stand in one table.
        said: by theme; themes of which nothing was said are not in it.
        may_publish: whether its texts may be read by anybody.
        reference: of the checklist that it comes from; empty when it was recorded here.
        state: of that checklist: ``draft``, ``signed``, or ``gone`` when only this record is left.
    """

    key: str
    place: str
    kind: str = ""
    ward: str = ""
    held_on: str = ""
    how_many: int | None = None
    groups: Mapping[str, int | None] = field(default_factory=dict)
    missing: str = ""
    version: str = "adults"
    words: tuple[str, ...] = ()
    said: Mapping[str, Said] = field(default_factory=dict)
    priorities: tuple[Priority, ...] = ()
    may_publish: bool = False
    reference: str = ""
    state: str = ""

    @property
    def scale(self) -> Scale:
        return SCALES[self.version]

    @property
    def highest(self) -> int:
        return len(self.scale.levels)

    @property
    def series(self) -> tuple[str, tuple[str, ...]]:
        """What has to be equal for two conversations to stand side by side."""
        return self.version, self.words

    def rating_in_words(self, theme: str) -> str:
        """In the words of its own day; empty where no rating was agreed."""
        agreed = self.said.get(theme, Said()).agreed
        if agreed is None:
            return ""
        return self.words[agreed - 1] if agreed <= len(self.words) else str(agreed)


def words_of(version: str) -> tuple[str, ...]:
    """The levels of a scale as they are worded today, lowest first."""
    return tuple(level.label.original for level in SCALES[version].levels)


def place_key(name: str) -> str:
    """What stands for a place in an address; names that differ only in case or spaces share it.

    >>> place_key("Mill Street (top end)")
    'mill-street-top-end'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80]
    if folded.isascii() and plain:
        return plain
    # Letters that an address cannot show would be lost: two such names must not become one.
    mark = sha256(" ".join(folded.split()).encode()).hexdigest()[:8]
    return f"{plain}-{mark}" if plain else mark


def spread_in_words(each: Iterable[int], translate: Translate) -> str:
    """How many gave a rating, the lowest, the middle one and the highest: never an average.

    >>> spread_in_words((3, 4, 4, 6), str)
    '4 ratings: lowest 3, middle 4, highest 6'
    """
    ratings = sorted(each)
    if not ratings:
        return ""
    below, above = median_low(ratings), median_high(ratings)
    middle = str(below) if below == above else f"{below}–{above}"
    words = translate("%(count)s ratings: lowest %(low)s, middle %(middle)s, highest %(high)s")
    return words % {
        "count": len(ratings), "low": ratings[0], "middle": middle, "high": ratings[-1],
    }  # fmt: skip


def as_json(one: Conversation) -> dict[str, Any]:
    """As the store keeps it."""
    kept = asdict(one)
    return kept | {"said": {key: asdict(said) for key, said in one.said.items()}}


def from_json(key: str, kept: Any) -> Conversation | None:
    """What ``as_json`` made; None for anything else, such as what a later version has kept."""
    try:
        version = str(kept["version"])
        if version not in VERSIONS:
            return None
        highest = len(SCALES[version].levels)
        return Conversation(
            key=key,
            place=str(kept["place"]),
            kind=kept["kind"] if kept["kind"] in KINDS else "",
            ward=str(kept["ward"]),
            held_on=real_day(kept["held_on"]),
            how_many=whole(kept["how_many"]),
            groups={one: whole(kept["groups"][one]) for one in GROUPS if one in kept["groups"]},
            missing=str(kept["missing"]),
            version=version,
            words=tuple(map(str, kept["words"])),
            said={
                theme: _said(kept["said"][theme], highest)
                for theme in THEMES
                if theme in kept["said"]
            },
            priorities=tuple(
                Priority(one["theme"], str(one["what"]), str(one["became"]))
                for one in kept["priorities"]
                if one["theme"] in THEMES and one["became"] in BECAME
            ),
            may_publish=kept["may_publish"] is True,
            reference=str(kept["reference"]),
            state=str(kept["state"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _said(kept: Any, highest: int) -> Said:
    each = tuple(one for one in kept["each"] if rating(one, highest))
    return Said(rating(kept["agreed"], highest), each, str(kept["good"]), str(kept["better"]))


def rating(thing: object, highest: int) -> int | None:
    """A whole number from 1 to the highest; None for anything else.

    >>> rating("3", 7), rating(8, 7), rating("", 7)
    (3, None, None)
    """
    found = whole(thing)
    return found if found is not None and 1 <= found <= highest else None


def whole(thing: object) -> int | None:
    """A whole number, written or not, that is not below 0; None for anything else."""
    text = str(thing)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def real_day(thing: object) -> str:
    """A day as ISO; empty for anything that is none."""
    try:
        return date.fromisoformat(str(thing)).isoformat()
    except ValueError:
        return ""
