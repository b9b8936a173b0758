"""You said, we did: what people said, our answer to it, and the action that comes of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.assessments.checklists import checklists_of
from icf.assessments.saving import take_draft
from icf.assessments.sheet import load
from icf.conversations.models import ANSWERS, Conversation, ConversationPoint
from icf.conversations.service import conversation, for_change
from icf.core.conversation import plain
from icf.db import lock_row, write
from icf.errors import Conflict, InvalidInput, NotFound
from icf.plans.action import make_action as new_action
from icf.plans.models import Action
from icf.web.actor import Actor
from icf.web.i18n import _

SOURCE = "conversation"
"""Where such an action comes from."""

FIELDS = ("said", "answer", "words")


def point(session: Session, actor: Actor, conversation_id: int, point_id: int) -> ConversationPoint:
    """Something that was said in a conversation. Raises NotFound."""
    found = session.scalar(
        sa.select(ConversationPoint).where(
            ConversationPoint.id == point_id,
            ConversationPoint.conversation_id == conversation_id,
            ConversationPoint.organisation_id == actor.organisation_id,
        )
    )
    if found is None:
        raise NotFound(_("There is no such point."), _("It may have been taken out."))
    return found


def add_point(
    session: Session,
    actor: Actor,
    now: datetime,
    conversation_id: int,
    values: Mapping[str, Any],
) -> int:
    """Add something that people said, with our answer. Gives its id; raises InvalidInput."""
    _check(values)
    with write() as session:
        found = conversation(session, actor, conversation_id)
        made = ConversationPoint(
            organisation_id=actor.organisation_id, conversation_id=found.id, **values
        )
        session.add(made)
        session.flush()
        _note(session, actor, now, "point added", found, made)
        return made.id


def edit_point(
    session: Session,
    actor: Actor,
    now: datetime,
    conversation_id: int,
    point_id: int,
    version: int,
    values: Mapping[str, Any],
) -> None:
    """Change it.

    Raises:
        InvalidInput: it does not say what was said.
        Conflict: somebody else changed it since.
    """
    _check(values)
    with write() as session:
        conversation(session, actor, conversation_id)
        found = point(session, actor, conversation_id, point_id)
        lock_row(session, ConversationPoint, found.id)
        if found.version != version:
            raise Conflict(_("Somebody else changed this while you were writing."))
        for name in FIELDS:
            setattr(found, name, values[name])
        found.version += 1
        owner = conversation(session, actor, conversation_id)
        _note(session, actor, now, "point changed", owner, found)


def delete_point(
    session: Session, actor: Actor, now: datetime, conversation_id: int, point_id: int
) -> None:
    """Take it out for good; an action that came of it stays."""
    with write() as session:
        owner = conversation(session, actor, conversation_id)
        found = point(session, actor, conversation_id, point_id)
        _note(session, actor, now, "point taken out", owner, found)
        session.delete(found)


def set_thanks(
    session: Session,
    actor: Actor,
    now: datetime,
    conversation_id: int,
    version: int,
    thanks: str,
    ask_here: str,
) -> None:
    """The words above the answers, and whom people can ask. Raises Conflict."""
    with write() as session:
        found = for_change(session, actor, conversation_id, version)
        found.thanks, found.ask_here = thanks, ask_here
        found.version += 1
        found.edited_by, found.edited_at = actor.person_id, now
        audit.record(session, "answers changed", actor, now, "conversation", found.reference)


def open_checklist_of(session: Session, actor: Actor, found: Conversation) -> int | None:
    """The newest draft of the piece of work, to which an action can be added; None for none."""
    if found.work_id is None:
        return None
    drafts = (one.id for one in checklists_of(session, actor, [found.work_id]) if one.is_draft)
    return next(drafts, None)


def make_action(
    session: Session, actor: Actor, now: datetime, conversation_id: int, point_id: int
) -> Action:
    """Add what was said to what we will do for the piece of work. An action is made only once;
    again where it was deleted.

    Raises:
        InvalidInput: the conversation belongs to no piece of work, or that has no open checklist.
        Conflict: the checklist was signed off meanwhile.
    """
    owner = conversation(session, actor, conversation_id)
    if made := actions_made(session, actor, owner).get(point_id):
        return made
    found = point(session, actor, conversation_id, point_id)
    checklist = open_checklist_of(session, actor, owner)
    if checklist is None:
        raise InvalidInput(
            _("There is no open checklist to add this to."),
            _("Name the piece of work in the entry, and start or reopen its checklist."),
        )
    sheet = load(session, actor, checklist)
    approach = owner.approaches[0] if len(owner.approaches) == 1 else ""
    known = {one.key for one in sheet.questionnaire.approaches}
    values = {
        "what": found.words if found.answer == "will" and found.words else found.said,
        "approach": approach if approach in known else "",
    }
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        kept = point(session, actor, conversation_id, point_id)
        lock_row(session, ConversationPoint, kept.id)
        # Somebody else may have pressed at the same moment.
        owner = conversation(session, actor, conversation_id)
        if made := actions_made(session, actor, owner).get(point_id):
            return made
        made = new_action(session, actor, now, sheet.record.work_id, values, SOURCE, sheet.id)
        kept.action_id = made.id
        kept.answer = kept.answer or "will"
        kept.version += 1
        _note(session, actor, now, "point acted on", owner, kept)
    return made


def actions_made(session: Session, actor: Actor, found: Conversation) -> dict[int, Action]:
    """The actions that came of the points and are not deleted, by the points' ids."""
    ids = {one.action_id for one in found.points if one.action_id}
    rows = session.scalars(
        sa.select(Action).where(
            Action.id.in_(ids),
            Action.organisation_id == actor.organisation_id,
            Action.deleted_at.is_(None),
        )
    )
    kept = {row.id: row for row in rows}
    return {one.id: kept[one.action_id] for one in found.points if one.action_id in kept}


def _check(values: Mapping[str, Any]) -> None:
    if not plain(str(values.get("said") or "")):
        raise InvalidInput(_("Write what people said."), where="said")
    if values.get("answer", "") not in ANSWERS:
        raise InvalidInput(_("Choose one of the answers shown."), where="answer")
    if values.get("answer") == "cannot" and not values.get("words"):
        raise InvalidInput(_("Say why it cannot be done."), where="words")


def _note(
    session: Session,
    actor: Actor,
    now: datetime,
    what: str,
    owner: Conversation,
    found: ConversationPoint,
) -> None:
    audit.record(session, what, actor, now, "conversation", owner.reference, said=found.said[:120])
