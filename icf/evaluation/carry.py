"""What was not done goes on: a promise becomes something we will do again, in one press."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from icf.assessments.sheet import Sheet
from icf.evaluation.promises import Asked, asked_one, note_carried
from icf.plans.action import add_action, delete_action, fields_of
from icf.web.actor import Actor

CARRIED = "promise"
"""``Action.source`` of what goes on from an evaluation."""


def carry_over(session: Session, actor: Actor, now: datetime, sheet: Sheet, promise_id: int) -> int:
    """Put a promise on the list of what we will do again. Pressed twice, it is there once.

    It begins as it was promised; a day that has gone by is left open.

    Returns:
        The action's id.

    Raises:
        NotFound: the evaluation does not ask this promise back.
        Conflict: the evaluation is signed off or deleted.
    """
    asked = asked_one(session, actor, sheet, promise_id)
    if asked.carried is not None:
        return asked.carried.id
    added = add_action(session, actor, now, sheet, _values(asked, now), CARRIED)
    kept = note_carried(session, actor, now, sheet, promise_id, added)
    if kept != added:
        # Somebody else carried it over at the same moment.
        delete_action(session, actor, now, sheet, added)
    return kept


def _values(asked: Asked, now: datetime) -> dict[str, Any]:
    values = fields_of(asked.promise)
    if values["due_on"] and values["due_on"] < now.date():
        values["due_on"] = None
    return values
