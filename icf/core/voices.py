"""A second voice: what a community panel says beside what the staff say, and the gap in words.

Counts per level, never an average. Fewer than ``FEWEST`` voices on an item are told as just that,
so that nobody can work out who said what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

FEWEST = 5
"""From how many voices on the counts per level are told."""

CANNOT_TELL = "cannot_tell"
"""An answer beside the levels: the person cannot say. Counted apart."""

Gap = Literal["few", "no_staff", "less", "same", "more", "split"]
"""How the voices stand to the staff's answer; ``split`` where no more than half agree on it."""


@dataclass(frozen=True)
class Item:
    """A plain statement. ``approach`` is a key, with the pack: ``icf:trusting``."""

    key: str
    approach: str
    text: str


@dataclass(frozen=True)
class Asked:
    """What a panel is asked: items, and levels as (key, label), the highest first."""

    levels: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Heard:
    """What is told of one item.

    Args:
        staff: the level that the staff chose; empty while they have not.
        voices: how many people answered; 0 where there are few, see ``is_few``.
        counts: by level; empty where there are few.
        cannot_tell: how many said so; 0 where there are few.
        less, same, more: voices below, at and above the staff's level.
    """

    item: Item
    staff: str
    is_few: bool
    gap: Gap
    voices: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    cannot_tell: int = 0
    less: int = 0
    same: int = 0
    more: int = 0


def heard(
    asked: Asked, staff: Mapping[str, str], counts: Mapping[tuple[str, str], int]
) -> tuple[Heard, ...]:
    """What is told of each item, in order.

    Args:
        staff: the staff's level by item.
        counts: how many people chose a level (or ``CANNOT_TELL``) of an item.
    """
    levels = [key for key, _label in asked.levels]
    return tuple(_heard(one, levels, staff.get(one.key, ""), counts) for one in asked.items)


def _heard(
    item: Item, levels: Sequence[str], staff: str, counts: Mapping[tuple[str, str], int]
) -> Heard:
    found = {level: counts.get((item.key, level), 0) for level in levels}
    cannot_tell = counts.get((item.key, CANNOT_TELL), 0)
    said = sum(found.values())
    # Those who cannot tell do not hide the few who can.
    if said < FEWEST:
        return Heard(item, staff, True, "few")
    if staff not in levels:
        return Heard(item, "", False, "no_staff", said, found, cannot_tell)
    place = levels.index(staff)
    more = sum(found[level] for level in levels[:place])
    less = sum(found[level] for level in levels[place + 1 :])
    same = found[staff]
    gap = _gap(less, same, more)
    return Heard(item, staff, False, gap, said, found, cannot_tell, less, same, more)


def _gap(less: int, same: int, more: int) -> Gap:
    half = (less + same + more) / 2
    if less > half:
        return "less"
    if same > half:
        return "same"
    return "more" if more > half else "split"
