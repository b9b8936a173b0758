"""Signing an evaluation off: it freezes, and what goes on becomes a promise again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from icf.assessments.sheet import Sheet
from icf.evaluation.promises import Asked, asked_back
from icf.evaluation.settling import Standing, settle, standings
from icf.evaluation.start import versions_of
from icf.plans.action import meant_actions
from icf.plans.models import Action
from icf.plans.signing import sign_off
from icf.web.actor import Actor
from icf.work.service import edit_work, piece_of_work


def goes_on(session: Session, actor: Actor, sheet: Sheet) -> list[Action]:
    """What we will do because of this evaluation: carried over, suggested, or added by hand."""
    own = versions_of(session, actor, sheet).ids
    asked = asked_back(session, actor, sheet)
    carried = {one.carried.id for one in asked if one.carried}
    over = {one.action.id for one in standings(session, actor, sheet, asked) if one.becomes}
    return [
        one
        for one in meant_actions(session, actor, sheet.record.work_id)
        if (one.assessment_id in own or one.id in carried) and one.id not in over
    ]


def sign_evaluation_off(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    name: str,
    role: str,
    paper: Mapping[str, Any],
    seen: datetime | None = None,
    work_is_finished: bool = False,
) -> list[Standing]:
    """Freeze the evaluation; what goes on from it is promised, and nothing else.

    In the same transaction the list of actions comes to say what the evaluation says.

    Args:
        work_is_finished: also say so of the piece of work.

    Returns:
        The actions that are done or stopped now, each with its promise.

    Raises:
        as ``icf.plans.signing.sign_off`` does.
    """
    changed: list[Standing] = []
    sign_off(
        session, actor, now, sheet, name, role, paper,
        seen=seen,
        promised=goes_on(session, actor, sheet),
        settle=lambda: changed.extend(settle(session, actor, now, sheet)),
    )  # fmt: skip
    work = piece_of_work(session, actor, sheet.record.work_id)
    if work_is_finished and work.stage != "finished":
        values = {"title": work.title, "kind": work.kind, "stage": "finished"}
        edit_work(session, actor, now, work.id, values)
    return changed


def unanswered(asked: list[Asked]) -> int:
    """How many promises nobody has said anything of."""
    return sum(not one.answer for one in asked)
