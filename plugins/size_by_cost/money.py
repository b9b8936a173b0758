"""For how many actions of a plan money is agreed, asked for, or not even asked for."""

from collections import Counter
from collections.abc import Mapping

from icf.plugin import PlanEvent

BUDGETS = ("agreed", "asked", "not_asked")


def note_money(event: PlanEvent) -> None:
    """Keep the counts of a plan under its reference."""
    counts = Counter(action.budget for action in event.actions)
    found = {budget: counts[budget] for budget in BUDGETS if counts[budget]}
    event.store.set(f"money:{event.filled_in.reference}", found)


def in_words(counts: Mapping[str, int]) -> str:
    """Such as “agreed for 2, not asked for 1”."""
    words = {"agreed": "agreed for", "asked": "asked for", "not_asked": "not asked for"}
    return ", ".join(f"{words[one]} {counts[one]}" for one in BUDGETS if counts.get(one))
