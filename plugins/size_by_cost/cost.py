"""What a piece of work costs, and how much should be asked because of it."""

from collections.abc import Mapping

from icf.plugin import Answer, ChosenDepth, plain

COST = "size-by-cost:cost"
DEAREST_FIRST = ("most", "much", "some", "little")
SIZES: Mapping[str, ChosenDepth] = {
    "most": ChosenDepth("full", plain("It will cost more than £250,000.")),
    "much": ChosenDepth("standard", plain("It will cost more than £50,000.")),
}


def size_for(answers: Mapping[str, Answer]) -> ChosenDepth | None:
    """The size for what it costs; None where it costs less, or nobody knows."""
    return SIZES.get(cost_of(answers))


def cost_of(answers: Mapping[str, Answer]) -> str:
    """The key of what it costs; empty where nobody said."""
    answer = answers.get(COST)
    return str(answer.value) if answer and answer.has_value else ""
