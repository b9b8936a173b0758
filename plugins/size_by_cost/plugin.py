"""What the cost of a piece of work changes; its question is in ``pack.yaml``."""

from collections.abc import Iterable, Mapping

from icf.plugin import (
    Answer,
    AssessmentSignedOff,
    ChosenDepth,
    PlanChanged,
    Route,
    hookimpl,
    plain,
)

from .cost import size_for
from .money import note_money
from .page import costs


@hookimpl
def choose_depth(answers: Mapping[str, Answer]) -> ChosenDepth | None:
    """More questions for costly work."""
    return size_for(answers)


@hookimpl
def plan_changed(event: PlanChanged) -> None:
    """Note for how many actions money is agreed."""
    note_money(event)


@hookimpl
def assessment_signed_off(event: AssessmentSignedOff) -> None:
    """Note it once more for what was promised."""
    note_money(event)


@hookimpl
def register_routes() -> Iterable[Route]:
    """What costs much, and whether its money is agreed."""
    return (Route("/", plain("What our work costs"), "signed_in", costs),)
