"""What becomes of an action, signed off or not: docs/decisions/actions.md says what may change.

A promise is a copy and never changes. The action itself goes on: who, dates, money, priority and
status may change at any time, its words only until they are promised in a signed plan.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Person
from icf.assessments.models import Assessment
from icf.db import deleted_rows, lock_row, write
from icf.errors import Conflict, InvalidInput, NotFound
from icf.plans.action import FIELDS, action, change, make_action, take_version
from icf.plans.links import APPROACH, QUESTION, links_of
from icf.plans.mirror import refuse_agreed, tell_other_side, withdraw_open
from icf.plans.models import Action, ActionLink, ActionNote, Promise
from icf.plans.status import STATUSES, STOPPED
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work
from icf.work.service import work_or_subject
from icf.work.subject import take_subject

PRESSED_TWICE = timedelta(minutes=5)
"""Within which the same note again is the same note."""

PROMISED_WORDS = ("what", "how_we_know")
"""What stays as it was promised; another promise is another version of the plan."""


class Promised(NamedTuple):
    """Where an action was promised: in which signed checklist, as which number and by when."""

    promise_id: int
    assessment_id: int
    version: int
    number: int
    what: str
    due_on: Any


class Place(NamedTuple):
    """What an action is part of: a piece of work, a service, or (both None) the organisation."""

    work_id: int | None = None
    service_id: int | None = None


class Note(NamedTuple):
    """A progress note as a page shows it."""

    words: str
    status: str
    name: str
    at: datetime


def promised(session: Session, actor: Actor, action_id: int) -> Sequence[Promised]:
    """The signed plans that an action was promised in, newest first."""
    return _promises(session, actor, Promise.action_id == action_id)


def promises_of_work(session: Session, actor: Actor, work_id: int) -> Sequence[Promised]:
    """Everything that was promised for a piece of work, newest first."""
    return _promises(session, actor, Assessment.work_id == work_id)


def goes_on_as(session: Session, actor: Actor, action_id: int) -> Sequence[Action]:
    """The actions that carry on what was promised of this one, oldest first."""
    return session.scalars(
        sa.select(Action)
        .join(ActionLink, ActionLink.action_id == Action.id)
        .join(Promise, Promise.id == ActionLink.promise_id)
        .where(
            Promise.action_id == action_id,
            Action.id != action_id,
            Promise.organisation_id == actor.organisation_id,
            ActionLink.organisation_id == actor.organisation_id,
            Action.organisation_id == actor.organisation_id,
            Action.deleted_at.is_(None),
        )
        .distinct()
        .order_by(Action.id)
    ).all()


def notes_of(session: Session, actor: Actor, action_id: int) -> Sequence[Note]:
    """How it went, newest first."""
    rows = session.execute(
        sa.select(ActionNote.words, ActionNote.status, Person.name, ActionNote.written_at)
        .join(Person, Person.id == ActionNote.written_by)
        .where(
            ActionNote.action_id == action_id,
            ActionNote.organisation_id == actor.organisation_id,
        )
        .order_by(ActionNote.id.desc())
    )
    return [Note(*row) for row in rows]


def list_action(
    session: Session, actor: Actor, now: datetime, place: Place, values: Mapping[str, Any]
) -> int:
    """Put an action into the list without a checklist.

    Args:
        place: what it is part of.
        values: as ``icf.plans.action.make_action`` takes them.

    Returns:
        The action's number.

    Raises:
        NotFound: there is no such piece of work or service.
        InvalidInput: it does not say what we will do, or was stopped without a reason.
    """
    _refuse_stopped_for_nothing(values)
    with write() as session:
        work_id = work_of_place(session, actor, now, place).id
        touch_drafts(session, actor, now, [work_id])
        return make_action(session, actor, now, work_id, values).id


def change_action(
    session: Session,
    actor: Actor,
    now: datetime,
    action_id: int,
    version: int,
    values: Mapping[str, Any],
) -> None:
    """Change an action of the list, whether or not a signed plan promised it.

    Args:
        version: the version that the person saw.
        values: as ``icf.plans.action.make_action`` takes them; what is left out stays.

    Raises:
        NotFound: there is no such action.
        InvalidInput: it no longer says what we will do, or was stopped without a reason.
        Conflict: somebody else changed it meanwhile, or it was promised in other words.
    """
    _refuse_stopped_for_nothing(values)
    if "what" in values and not str(values["what"]).strip():
        raise InvalidInput(_("Say what we will do, in one sentence."), where="what")
    with write() as session:
        found = action(session, actor, action_id)
        if any(name in values for name in (*FIELDS, "links")):
            touch_drafts(session, actor, now, [found.work_id])
        take_version(session, found, version)
        if promised(session, actor, action_id):
            _keep_the_promise(found, values)
        change(session, actor, now, found, values)
        tell_other_side(session, actor, now, [found])


def say_how_it_goes(
    session: Session,
    actor: Actor,
    now: datetime,
    action_id: int,
    version: int,
    status: str,
    words: str = "",
    stopped_reason: str = "",
) -> None:
    """Set the status of an action and write a note, or one of the two.

    Args:
        version: the version that the person saw; it matters only where the status changes.

    Raises:
        NotFound: there is no such action.
        InvalidInput: no such status; stopped without a reason; or nothing was said at all.
        Conflict: somebody else changed the action meanwhile.
    """
    if status not in STATUSES:
        raise InvalidInput(_("Choose one of the statuses shown."), where="status")
    _refuse_stopped_for_nothing({"status": status, "stopped_reason": stopped_reason})
    with write() as session:
        found = action(session, actor, action_id)
        reason = stopped_reason.strip() if status == STOPPED else ""
        moves = (found.status, found.stopped_reason) != (status, reason)
        if not moves and not words.strip():
            raise InvalidInput(_("Choose another status, or write how it goes."), where="words")
        if moves:
            _touch_where_stopped(session, actor, now, [found], status)
            take_version(session, found, version)
            change(session, actor, now, found, {"status": status, "stopped_reason": reason})
            tell_other_side(session, actor, now, [found])
        if words.strip() and not _said_just_now(session, actor, now, found, words.strip()):
            _write_note(session, actor, now, found, words.strip())


def delete_listed(session: Session, actor: Actor, now: datetime, action_id: int) -> Action:
    """Put an action aside for 30 days.

    Raises:
        NotFound: there is no such action.
        Conflict: it was promised in a signed plan, or agreed with another organisation.
    """
    with write() as session:
        found = action(session, actor, action_id)
        if promised(session, actor, action_id):
            raise Conflict(
                _("This was promised in a signed plan, so it cannot be deleted."),
                _("Stop it instead, and say why."),
            )
        refuse_agreed(session, found)
        touch_drafts(session, actor, now, [found.work_id])
        lock_row(session, Action, found.id)
        withdraw_open(session, actor, now, found)
        found.deleted_at = now
        audit.record(session, "action deleted", actor, now, "action", f"A{found.id}")
        return found


def restore_listed(session: Session, actor: Actor, now: datetime, action_id: int) -> None:
    """Bring a deleted action back, whatever became of the checklist that it came through.

    Raises:
        NotFound: it is not among those that can still be brought back.
    """
    with write() as session:
        found: list[Action] = deleted_rows(session, Action, now, Action.id == action_id)
        if not found:
            raise NotFound(_("There is no deleted action to bring back."))
        touch_drafts(session, actor, now, [found[0].work_id])
        found[0].deleted_at = None
        audit.record(session, "action restored", actor, now, "action", f"A{action_id}")


def drafts_of(session: Session, actor: Actor, work_ids: Collection[int]) -> list[int]:
    """The open forms about these pieces of work or subjects, which would promise something else."""
    return list(
        session.scalars(
            sa.select(Assessment.id)
            .where(
                Assessment.organisation_id == actor.organisation_id,
                Assessment.work_id.in_(work_ids),
                Assessment.state == "draft",
                Assessment.deleted_at.is_(None),
            )
            .order_by(Assessment.id)
        )
    )


def touch_drafts(session: Session, actor: Actor, now: datetime, work_ids: Collection[int]) -> None:
    """Note in open checklists that what they would promise has changed.

    Whoever is about to sign one off is asked to look again.
    """
    for draft in lock_drafts(session, actor, work_ids):
        draft.changed_at = max(draft.changed_at, now)
    session.flush()


def lock_drafts(session: Session, actor: Actor, work_ids: Collection[int]) -> list[Assessment]:
    """Keep the open forms about these from other writers, always in the same order."""
    locked = (lock_row(session, Assessment, one) for one in drafts_of(session, actor, work_ids))
    return [one for one in locked if one is not None]


def _touch_where_stopped(
    session: Session, actor: Actor, now: datetime, actions: Sequence[Action], status: str
) -> None:
    """A plan does not promise what was stopped, so stopping changes it."""
    touched = {one.work_id for one in actions if STOPPED in (one.status, status)}
    if touched:
        touch_drafts(session, actor, now, touched)


def _keep_the_promise(found: Action, values: Mapping[str, Any]) -> None:
    others = [
        name
        for name in PROMISED_WORDS
        if values.get(name, getattr(found, name)) != getattr(found, name)
    ]
    dropped = [
        one
        for one in links_of(found)
        if one.kind in (APPROACH, QUESTION) and one not in values.get("links", [one])
    ]
    if others or dropped:
        raise Conflict(
            _("A signed plan promised this in these words, so they stay as they are."),
            _("Reopen the plan as a new version to promise something else, or add an action."),
        )


def _refuse_stopped_for_nothing(values: Mapping[str, Any]) -> None:
    if values.get("status") == STOPPED and not str(values.get("stopped_reason") or "").strip():
        raise InvalidInput(_("Say why it was stopped."), where="stopped_reason")


def _said_just_now(
    session: Session, actor: Actor, now: datetime, found: Action, words: str
) -> bool:
    """Whether the same person wrote the same moments ago: by a button that was pressed twice."""
    last = session.scalar(
        sa.select(ActionNote)
        .where(
            ActionNote.action_id == found.id,
            ActionNote.organisation_id == actor.organisation_id,
        )
        .order_by(ActionNote.id.desc())
        .limit(1)
    )
    if last is None or now - last.written_at > PRESSED_TWICE:
        return False
    said = last.words, last.status, last.written_by
    return said == (words, found.status, actor.person_id)


def _write_note(session: Session, actor: Actor, now: datetime, found: Action, words: str) -> None:
    add_note(session, actor, now, found, words)
    audit.record(session, "action note written", actor, now, "action", f"A{found.id}")


def add_note(session: Session, actor: Actor, now: datetime, found: Action, words: str) -> None:
    """Add a note to an action, beside its status as it is now. Inside the caller's ``write()``."""
    session.add(
        ActionNote(
            organisation_id=actor.organisation_id,
            action_id=found.id,
            words=words,
            status=found.status,
            written_by=actor.person_id,
            written_at=now,
        )
    )


def work_of_place(session: Session, actor: Actor, now: datetime, place: Place) -> Work:
    """The row that a place stands for; a subject is made where there is none yet. Raises NotFound.

    Runs inside the caller's ``write()``.
    """
    if place.work_id is None:
        return take_subject(session, actor, now, place.service_id)
    return work_or_subject(session, actor, place.work_id)


def _promises(session: Session, actor: Actor, condition: Any) -> Sequence[Promised]:
    rows = session.execute(
        sa.select(
            Promise.id, Assessment.id, Assessment.version, Promise.number, Promise.what,
            Promise.due_on,
        )
        .join(Assessment, Assessment.id == Promise.assessment_id)
        .where(
            condition,
            Promise.organisation_id == actor.organisation_id,
            Assessment.organisation_id == actor.organisation_id,
            Assessment.deleted_at.is_(None),
        )
        .order_by(Assessment.id.desc(), Promise.number)
    )  # fmt: skip
    return [Promised(*row) for row in rows]
