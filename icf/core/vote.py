"""How the people in a room voted on one question: counts, never an average."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 3
"""From how many votes on the spread is shown: of two, each would know the other's."""


@dataclass(frozen=True)
class Spread:
    """Counts by level, in the order of the levels; empty where the votes are few."""

    levels: tuple[tuple[str, str], ...]
    counts: tuple[int, ...]
    voters: int

    @property
    def is_few(self) -> bool:
        """Whether the votes are too few to be shown."""
        return self.voters < FEWEST

    def of(self, level: str) -> int:
        """How many voted for a level."""
        return next((count for (key, _label), count in self.pairs if key == level), 0)

    def others(self, level: str) -> tuple[tuple[str, int], ...]:
        """(label, count) of every other level that somebody voted for."""
        return tuple((label, count) for (key, label), count in self.pairs if key != level and count)

    @property
    def pairs(self) -> tuple[tuple[tuple[str, str], int], ...]:
        """Each level with its count; none where the votes are few."""
        return tuple(zip(self.levels, self.counts, strict=False))


def spread(levels: Sequence[tuple[str, str]], votes: Iterable[str]) -> Spread:
    """Count votes; one for a level that was not asked is nobody's.

    Args:
        levels: (key, label), in their order.
        votes: keys of levels.
    """
    known = [key for key, _label in levels]
    found = [vote for vote in votes if vote in known]
    counts = tuple(found.count(key) for key in known) if len(found) >= FEWEST else ()
    return Spread(tuple(levels), counts, len(found))
