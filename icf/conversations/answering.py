"""You said, we did: what people said, our answer to it, and the action that comes of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.assessments.checklists import checklists_of
from icf.assessments.draft import take_draft
from icf.conversations.models import ANSWERS, Conversation, ConversationPoint
from icf.conversations.service import conversation, for_change
from icf.core.conversation import plain
from icf.db import kept_row, lock_row, write
from icf.errors import Conflict, InvalidInput, NotFound
from icf.plans.action import make_action as new_action
from icf.plans.follow_up import Place, touch_drafts, work_of_place
from icf.plans.models import Action
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work

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
    """Add what was said to what we will do. An action is made once; again where it was deleted.

    It goes into the open checklist of the piece of work. Where there is none, it is put into the
    list of actions: of the work, else of the service that asked or of the whole organisation.

    Raises:
        Conflict: the checklist was signed off meanwhile.
    """
    owner = conversation(session, actor, conversation_id)
    checklist = open_checklist_of(session, actor, owner)
    with write() as session:
        owner = conversation(session, actor, conversation_id)
        kept = point(session, actor, conversation_id, point_id)
        # Locked in the order of all who add actions; somebody else may press at the same moment.
        work_id = _taken(session, actor, now, owner, checklist)
        lock_row(session, ConversationPoint, kept.id)
        if made := actions_made(session, actor, owner).get(point_id):
            return made
        values = {
            "what": kept.words if kept.answer == "will" and kept.words else kept.said,
            "approach": owner.approaches[0] if len(owner.approaches) == 1 else "",
        }
        made = new_action(session, actor, now, work_id, values, SOURCE, checklist)
        kept.action_id = made.id
        kept.answer = kept.answer or "will"
        kept.version += 1
        _note(session, actor, now, "point acted on", owner, kept)
    return made


def _taken(
    session: Session, actor: Actor, now: datetime, owner: Conversation, checklist: int | None
) -> int:
    """What the action is part of, with its drafts told; inside ``write()``."""
    if checklist is not None and owner.work_id is not None:
        take_draft(session, actor, now, checklist)
        return owner.work_id
    kept = owner.work_id and kept_row(session, actor.organisation_id, Work, owner.work_id)
    place = Place(work_id=owner.work_id) if kept else Place(service_id=owner.service_id)
    work_id = work_of_place(session, actor, now, place).id
    touch_drafts(session, actor, now, [work_id])
    return work_id


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
