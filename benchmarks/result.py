"""What a measurement gives, and the table of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One ratio.

    Args:
        key: such as ``P1``, the same as in docs/performance.md.
        spread: the smallest and largest of the rounds' ratios; the same twice for a count.
        gate, goal: ``>= 0.25`` or ``<= 4``; empty where there is none.
    """

    key: str
    what: str
    value: float
    spread: tuple[float, float]
    gate: str = ""
    goal: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether the gate is missed."""
        return not _holds(self.value, self.gate)


def table(results: Sequence[Result]) -> str:
    """Lines for people to read."""
    lines = [f"{'':4} {'ratio':58} {'median':>7} {'of rounds':>15} {'gate':>8} {'goal':>8}"]
    for one in results:
        low, high = one.spread
        missed = "  MISSED" if one.is_missed else ""
        lines.append(
            f"{one.key:4} {one.what:58} {one.value:7.3g} {f'{low:.3g} – {high:.3g}':>15}"
            f" {one.gate:>8} {one.goal:>8}{missed}"
        )
    return "\n".join(lines)


def _holds(value: float, bound: str) -> bool:
    if not bound:
        return True
    sign, limit = bound.split()
    return value >= float(limit) if sign == ">=" else value <= float(limit)
