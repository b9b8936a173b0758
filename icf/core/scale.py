"""Ordered, labelled levels. Two scales are never averaged, nor drawn as if they were one."""

from dataclasses import dataclass
from typing import Literal

from icf.core.wording import NO_WORDS, Wording
from icf.errors import PackError

Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Level:
    """One level of a scale.

    Args:
        key: what an answer stores, such as ``"partly"`` or ``"3"``; never changes.
        label: the few words beside the choice.
        text: what the level means, in one sentence; may be empty.
    """

    key: str
    label: Wording
    text: Wording = NO_WORDS


@dataclass(frozen=True)
class Scale:
    """Levels from the lowest to the highest, and which end is better.

    Args:
        key: ``<pack>:<name>``.
        title: what the scale asks, such as "How far we match".
        levels: two or more, lowest first, each key once.
        direction: ``up`` when the last level is the best, ``down`` when the first is.

    Raises:
        PackError: fewer than two levels, or a level key twice.
    """

    key: str
    title: Wording
    levels: tuple[Level, ...]
    direction: Direction = "up"

    def __post_init__(self) -> None:
        keys = self.level_keys
        if len(keys) < 2 or len(set(keys)) != len(keys):
            raise PackError(
                f"The scale needs two or more different levels; it has {list(keys)}.",
                "Give each level its own key.",
                where=self.key,
            )

    @property
    def level_keys(self) -> tuple[str, ...]:
        """The keys of all levels, lowest first."""
        return tuple(level.key for level in self.levels)

    def level(self, key: str) -> Level | None:
        """The level with this key, or None."""
        return next((level for level in self.levels if level.key == key), None)

    def rank(self, key: str) -> int:
        """How good a level is: 0 is the worst, ``len(levels) - 1`` the best.

        Raises:
            KeyError: no such level.
        """
        keys = self.level_keys
        if key not in keys:
            raise KeyError(key)
        place = keys.index(key)
        return place if self.direction == "up" else len(keys) - 1 - place

    @property
    def best(self) -> Level:
        """The best level."""
        return self.levels[-1 if self.direction == "up" else 0]
