"""Counts of people or organisations that are so small that they could tell who somebody is.

A small count becomes “fewer than 5”. Where it could be worked out from its total, or from another
table with the same counts, further counts are not shown at all. Nought stays: it is about nobody.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from icf.core.kinds import N_

FEW_PEOPLE = 5
FEW_ORGANISATIONS = 3
"""From so many on a count is given to others."""

LEAST_FEW = 3
"""With less, “fewer than” would say the number."""

FEWER = N_("Fewer than %(number)s")
NOT_SHOWN = N_("Not shown")

MOST_TRIES = 5_000
"""Steps of the search for another table; where it ends early, more is hidden than needed."""


@dataclass(frozen=True)
class Hidden:
    """Stands where a count stood: one under ``fewer_than``, or any where that is None."""

    fewer_than: int | None = None


@dataclass(frozen=True)
class Sum:
    """A published count that is the sum of others, all by the keys of their cells."""

    total: Hashable
    parts: tuple[Hashable, ...]


Count = int | Hidden


def small_hidden(count: int, few: int = FEW_PEOPLE) -> Count:
    """One count that stands alone.

    >>> small_hidden(4), small_hidden(5), small_hidden(0)
    (Hidden(fewer_than=5), 5, 0)
    """
    _check(few)
    return Hidden(few) if 0 < count < few else count


def all_small_hidden(
    counts: Mapping[Hashable, int], sums: Collection[Sum], few: int = FEW_PEOPLE
) -> dict[Hashable, Count]:
    """Counts that are published together, so that nobody works a small one out.

    Whatever is known to be a sum of others has to be named, also across tables: the same cell may
    be in many sums. For each small count there is another one that fits everything that is shown.

    Args:
        counts: at least nought, by key; totals too.
        sums: how they add up. Cells that count somebody twice add up to nothing: name none then.

    Raises:
        ValueError: a sum is not right, or ``few`` is too small to hide anything.

    >>> all_small_hidden({"all": 20, "north": 2, "south": 18}, [Sum("all", ("north", "south"))])
    {'all': 20, 'north': Hidden(fewer_than=5), 'south': Hidden(fewer_than=None)}
    """
    _check(few)
    for one in sums:
        if counts[one.total] != sum(counts[part] for part in one.parts):
            raise ValueError(f"The parts of {one.total!r} do not add up to it.")
    table = _Table(dict(counts), tuple(sums), few)
    small = [key for key, count in counts.items() if 0 < count < few]
    table.few = set(small)
    while open_ones := [key for key in small if not table.has_other_value(key)]:
        table.withhold_near(open_ones[0])
    return {key: table.shown(key) for key in counts}


@dataclass
class _Table:
    """What is hidden so far. ``few`` say “fewer than”, ``withheld`` say nothing."""

    counts: dict[Hashable, int]
    sums: tuple[Sum, ...]
    limit: int
    few: set[Hashable] = field(default_factory=set)
    withheld: set[Hashable] = field(default_factory=set)

    def shown(self, key: Hashable) -> Count:
        if key in self.withheld:
            return Hidden()
        return Hidden(self.limit) if key in self.few else self.counts[key]

    def has_other_value(self, key: Hashable) -> bool:
        """Whether another table fits what is shown, in which this count is one more or less."""
        tries = iter(range(MOST_TRIES))
        return any(self._fits({key: step}, tries) for step in (1, -1))

    def _fits(self, changed: dict[Hashable, int], tries: Iterator[int]) -> bool:
        """Whether the changes are within what is shown, and others can make up for them."""
        newest = next(reversed(changed))
        if next(tries, None) is None or not self._may_be(newest, changed[newest]):
            return False
        for one in self.sums:
            lacking = sum(changed.get(part, 0) for part in one.parts) - changed.get(one.total, 0)
            if lacking:
                makes_up = [(one.total, lacking), *((part, -lacking) for part in one.parts)]
                return any(
                    self._fits({**changed, key: step}, tries)
                    for key, step in makes_up
                    if key not in changed and abs(step) == 1
                )
        return True

    def _may_be(self, key: Hashable, step: int) -> bool:
        count = self.counts[key]
        if key in self.withheld:
            # Mostly those are not small; whoever counts on that must not learn anything either.
            return count + step >= (self.limit if count >= self.limit else 1)
        return key in self.few and 0 < count + step < self.limit

    def withhold_near(self, key: Hashable) -> None:
        """Hide one more: the smallest beside it that is shown, a total last; then what is few."""
        near = self._connected(key)
        totals = {one.total for one in self.sums}
        shown = [one for one in near if self.counts[one] and one not in self.few | self.withheld]
        if shown:
            beside = [one for one in shown if one in self._beside({key})] or shown
            self.withheld.add(min(beside, key=lambda one: (one in totals, self.counts[one])))
            return
        left = [one for one in near if one in self.few and one not in self.withheld]
        self.withheld.add(max(left, key=lambda one: (one in totals, self.counts[one])))

    def _connected(self, key: Hashable) -> list[Hashable]:
        found = {key}
        while not (wider := self._beside(found)) <= found:
            found |= wider
        return [one for one in self.counts if one in found]

    def _beside(self, keys: set[Hashable]) -> set[Hashable]:
        """Whatever is in a sum with one of them."""
        cells = ({one.total, *one.parts} for one in self.sums)
        return {cell for each in cells if each & keys for cell in each}


def _check(few: int) -> None:
    if few < LEAST_FEW:
        raise ValueError(f"“Fewer than {few}” hides nothing: use {LEAST_FEW} or more.")
