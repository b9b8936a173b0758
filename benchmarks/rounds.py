"""Floor and subject take turns; a ratio is the median of the rounds' ratios."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """The median of the rounds, and the smallest and largest of them."""

    median: float
    spread: tuple[float, float]


def ratio_of(subject: Callable[[], float], floor: Callable[[], float], rounds: int) -> Ratio:
    """Measure both in every round, in turns which goes first; subject ÷ floor."""
    subject(), floor()  # the first run of each warms up and does not count
    ratios = []
    for number in range(rounds):
        if number % 2:
            measured, bare = subject(), floor()
        else:
            bare, measured = floor(), subject()
        ratios.append(measured / bare)
    return over_rounds(ratios)


def over_rounds(ratios: list[float]) -> Ratio:
    """The ratios of the rounds as one."""
    return Ratio(statistics.median(ratios), (min(ratios), max(ratios)))
