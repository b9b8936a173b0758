"""Telling add-ons what happened to a plan, once it is stored. Whatever they do harms nobody."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from icf.assessments.filled_in import filled_in, places_of
from icf.assessments.sheet import load
from icf.errors import Conflict
from icf.packs.selection import enabled_plugins
from icf.packs.store import WaitingStore
from icf.plans.action import meant_actions
from icf.plans.models import ActionFields
from icf.plans.signing import promises_of
from icf.plugin import AssessmentSignedOff, PlanChanged, PlanEvent, PlannedAction
from icf.plugin.guard import attempted
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.service import work_or_subject

log = logging.getLogger(__name__)

TRIES = 3
"""How often an add-on is told where somebody else changed its store meanwhile."""


def tell_signed_off(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, assessment_id: int
) -> None:
    """Tell the add-ons that are on that a checklist was signed off. Call it after the write."""
    told = plugins.answering(
        "assessment_signed_off", enabled_plugins(session, actor.organisation_id)
    )
    _tell(session, actor, now, plugins, assessment_id, AssessmentSignedOff, told)


def tell_plan_changed(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, assessment_id: int
) -> None:
    """Tell the add-ons that are on that what we will do has changed. Call it after the write."""
    told = plugins.answering("plan_changed", enabled_plugins(session, actor.organisation_id))
    _tell(session, actor, now, plugins, assessment_id, PlanChanged, told)


def _tell(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    assessment_id: int,
    kind: type[PlanEvent],
    told: Sequence[tuple[str, Callable[..., Any]]],
) -> None:
    if not told:
        return
    sheet = load(session, actor, assessment_id)
    actions: Sequence[ActionFields] = (
        meant_actions(session, actor, sheet.record.work_id)
        if sheet.is_draft
        else promises_of(session, actor, sheet.id)
    )
    places = places_of(work_or_subject(session, actor, sheet.record.work_id))
    for name, function in told:
        layers = plugins.registry.pack_keys(name)
        event = kind(
            filled_in(sheet, layers, places),
            tuple(_of_own_questions(planned(one), layers) for one in actions),
            now,
            WaitingStore(name, actor.organisation_id, now),
        )
        tell = partial(_told, function, event, name, actor)
        try:
            attempted(name, f"telling of {kind.__name__}", tell, plugins.watch, (SQLAlchemyError,))
        except SQLAlchemyError:
            # What the person did is stored; that an add-on was not told must not hurt them.
            log.exception("The add-on “%s” could not be told of a change.", name)


def _told(function: Callable[..., Any], event: PlanEvent, name: str, actor: Actor) -> None:
    """Tell one add-on, again where somebody else changed its store meanwhile."""
    for left in reversed(range(TRIES)):
        store = WaitingStore(name, actor.organisation_id, event.at)
        try:
            function(event=replace(event, store=store))
            store.keep(actor)
        except Conflict:
            if not left:
                raise
        else:
            return


def planned(action: ActionFields) -> PlannedAction:
    """An action as add-ons see it."""
    return PlannedAction(
        what=action.what,
        who=action.who,
        due_on=action.due_on,
        budget=action.budget,
        question=action.question,
    )


def _of_own_questions(action: PlannedAction, layers: Collection[str]) -> PlannedAction:
    is_own = action.question.partition(":")[0] in layers
    return action if is_own else replace(action, question="")
