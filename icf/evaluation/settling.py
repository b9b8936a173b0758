"""What an evaluation says of promises, and how the list of actions stands: they come to agree.

At sign-off, and not before: what was kept is done, and what goes on as another action is stopped.
A status that somebody set after the answer was written stays, and so does one that is final; where
the two do not agree then, a person is asked to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.sheet import Sheet
from icf.core.evaluation import KEPT, NOT_KEPT, PARTLY
from icf.evaluation.promises import Asked, asked_back
from icf.plans.action import change
from icf.plans.follow_up import add_note, touch_drafts
from icf.plans.mirror import tell_other_side
from icf.plans.models import Action
from icf.plans.status import DONE, OVER, STOPPED
from icf.plans.status_since import status_since
from icf.web.actor import Actor
from icf.web.i18n import _


@dataclass(frozen=True)
class Standing:
    """A promise that is asked back, beside the action that it was made of.

    Args:
        becomes: the status that signing off gives the action, ``DONE`` or ``STOPPED``; empty where
            it stays as it is.
        wants_a_look: the answer and the list do not agree, and signing off leaves it so.
    """

    asked: Asked
    action: Action
    becomes: str
    wants_a_look: bool


def standings(
    session: Session, actor: Actor, sheet: Sheet, asked: Sequence[Asked]
) -> list[Standing]:
    """Every promise that an evaluation asks back, beside its action, in the order asked.

    Actions that were deleted are left out. The number of statements does not grow with them.
    """
    ids = [one.promise.action_id for one in asked]
    actions = {one.id: one for one in session.scalars(_actions(actor, ids))}
    since = status_since(session, actor, actions)
    return [
        _standing(sheet, one, found, since.get(found.id, found.created_at))
        for one in asked
        if (found := actions.get(one.promise.action_id))
    ]


def settle(session: Session, actor: Actor, now: datetime, sheet: Sheet) -> list[Standing]:
    """Let the list of actions say what the evaluation says, inside the write that signs it off.

    Done a second time, it changes nothing: what is done or stopped stays as it is.

    Returns:
        What was changed.
    """
    asked = asked_back(session, actor, sheet)
    ids = [one.promise.action_id for one in asked]
    locked = _actions(actor, ids).order_by(Action.id).with_for_update()
    session.scalars(locked.execution_options(populate_existing=True)).all()
    changed = [one for one in standings(session, actor, sheet, asked) if one.becomes]
    if any(one.becomes == STOPPED for one in changed):
        # Another open form would have promised what is stopped now.
        touch_drafts(session, actor, now, [sheet.record.work_id])
    for one in changed:
        _change(session, actor, now, sheet, one)
    tell_other_side(session, actor, now, [one.action for one in changed])
    return changed


def _actions(actor: Actor, ids: Sequence[int]) -> sa.Select[Action]:
    return sa.select(Action).where(
        Action.id.in_(ids),
        Action.organisation_id == actor.organisation_id,
        Action.deleted_at.is_(None),
    )


def _standing(sheet: Sheet, asked: Asked, found: Action, since: datetime) -> Standing:
    if found.status in OVER:
        return Standing(asked, found, "", _disagrees(sheet, asked, found))
    wanted = DONE if asked.answer == KEPT else STOPPED if asked.carried else ""
    was_set_later = bool(wanted) and since > _said_at(asked, since)
    return Standing(asked, found, "" if was_set_later else wanted, was_set_later)


def _said_at(asked: Asked, otherwise: datetime) -> datetime:
    """When it was said, or carried over, whichever came last."""
    carried = asked.carried.created_at if asked.answer != KEPT and asked.carried else None
    said = asked.review.edited_at if asked.review else None
    return max((at for at in (said, carried) if at), default=otherwise)


def _disagrees(sheet: Sheet, asked: Asked, found: Action) -> bool:
    """Whether a final status does not fit what is said. A reopened version took nothing back."""
    is_reopened = sheet.record.previous_id is not None
    if found.status == DONE:
        return asked.answer in (NOT_KEPT, PARTLY) or (is_reopened and not asked.answer)
    return asked.answer == KEPT or (is_reopened and asked.carried is None)


def _change(session: Session, actor: Actor, now: datetime, sheet: Sheet, one: Standing) -> None:
    form = sheet.reference
    if one.becomes == DONE:
        change(
            session, actor, now, one.action, {"status": DONE, "stopped_reason": ""},
            "action kept", form=form,
        )  # fmt: skip
        words = _("%(form)s, which looks back at it, says that it was kept.", form=form)
    else:
        other = one.asked.carried.reference if one.asked.carried else ""
        reason = _("Goes on as %(action)s.", action=other)
        change(
            session, actor, now, one.action, {"status": STOPPED, "stopped_reason": reason},
            "action goes on", form=form, other=other,
        )  # fmt: skip
        words = _(
            "%(form)s, which looks back at it, carried it over: it goes on as %(action)s.",
            form=form, action=other,
        )  # fmt: skip
    add_note(session, actor, now, one.action, words)
