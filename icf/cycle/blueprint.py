"""The blueprint of the annual cycle's pages, and the words that all of its templates use."""

from typing import Any

from flask import Blueprint

from icf.cycle.words import STATE_NAMES, STEP_NAMES, why

blueprint = Blueprint("cycle", __name__)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Names of steps and states, and why a step has its date."""
    return {"names": STEP_NAMES, "states": STATE_NAMES, "why": why}
