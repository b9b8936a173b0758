"""What was not done goes on: a promise becomes something we will do again, in one press."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.draft import take_draft
from icf.assessments.sheet import Sheet
from icf.db import write
from icf.evaluation.models import PromiseReview
from icf.evaluation.promises import Asked, asked_one, note_carried
from icf.plans.action import fields_of, make_action
from icf.plans.links import APPROACH, PROMISE, QUESTION, Link
from icf.plans.models import Action, Promise
from icf.plans.status import OVER
from icf.web.actor import Actor
from icf.web.i18n import day_of

CARRIED = "promise"
"""``Action.source`` of what goes on from an evaluation."""


def carry_over(session: Session, actor: Actor, now: datetime, sheet: Sheet, promise_id: int) -> int:
    """Put a promise on the list of what we will do again. Pressed twice, it is there once.

    It begins as it was promised; a day that has gone by is left open. What a check-in has carried
    over already, and is still to be done, goes on as that.

    Returns:
        The action's id.

    Raises:
        NotFound: the evaluation does not ask this promise back.
        Conflict: the evaluation is signed off or deleted.
    """
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        asked = asked_one(session, actor, sheet, promise_id)
        if asked.carried is not None:
            return asked.carried.id
        going = _going_on(session, actor, asked.promise)
        if going is None:
            work_id, values = sheet.record.work_id, _values(asked, now)
            going = make_action(session, actor, now, work_id, values, CARRIED, sheet.id)
        note_carried(session, actor, now, sheet, asked, going.id)
        return going.id


def _going_on(session: Session, actor: Actor, promise: Promise) -> Action | None:
    """What the same thing goes on as since an earlier look back; None where that is over."""
    statement = (
        sa.select(Action)
        .join(PromiseReview, PromiseReview.carried_id == Action.id)
        .join(Promise, Promise.id == PromiseReview.promise_id)
        .where(
            Promise.action_id == promise.action_id,
            Promise.organisation_id == actor.organisation_id,
            PromiseReview.organisation_id == actor.organisation_id,
            Action.organisation_id == actor.organisation_id,
            Action.deleted_at.is_(None),
            Action.status.not_in(OVER),
        )
    )
    return session.scalar(statement.order_by(Action.id.desc()).limit(1))


def _values(asked: Asked, now: datetime) -> dict[str, Any]:
    values = fields_of(asked.promise)
    if values["due_on"] and values["due_on"] < day_of(now):
        values["due_on"] = None
    approach, question = values.pop("approach"), values.pop("question")
    answers = [(APPROACH, approach), (QUESTION, question)]
    links = [Link(kind, key) for kind, key in answers if key]
    return {**values, "links": [*links, Link(PROMISE, promise_id=asked.promise.id)]}
