"""The law that comes before all others: a plugin adds, and never changes the core layer."""

from collections.abc import Iterator

from icf.conformance.case import Case
from icf.conformance.core_layer import core_differences, made_up_answers, result_differences
from icf.conformance.outcome import Fault
from icf.core.depth import core_depths

ROUNDS = 60


def core_layer(case: Case) -> Iterator[Fault]:
    """The framework's questions, words and order are equal with and without it."""
    for difference in core_differences(case.alone, case.together):
        yield Fault(f"With the plugin, {difference}.")


def core_results(case: Case) -> Iterator[Fault]:
    """The framework's results are equal over the same answers."""
    alone, together, kinds = case.alone, case.together, case.registry.kinds()
    for seed in range(ROUNDS):
        answers = made_up_answers(together, seed)
        for depth in core_depths(alone):
            found = list(result_differences(alone, together, depth.key, answers, kinds))
            if found:
                yield Fault(f"With the plugin, {found[0]} (made-up answers {seed}).")
                return
