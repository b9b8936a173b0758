"""What we will do: one list per piece of work, wherever an action came from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.assessments.draft import take_draft
from icf.assessments.sheet import Sheet
from icf.core.actions import ActionRule, Suggestion, suggested_actions
from icf.core.kinds import QuestionKind
from icf.db import deleted_rows, kept_row, lock_row, write
from icf.errors import Conflict, InvalidInput, NotFound
from icf.plans.keeping import refuse_deleting, refuse_other_words
from icf.plans.links import link_first, set_links
from icf.plans.mirror import refuse_agreed, tell_other_side, withdraw_open
from icf.plans.models import Action, ActionFields, ActionHistory, DismissedSuggestion
from icf.plans.status import NOT_RATED, STOPPED
from icf.web.actor import Actor
from icf.web.i18n import _

FIELDS = (
    "what",
    "who",
    "due_on",
    "no_date_reason",
    "how_we_know",
    "support_needed",
    "support_offered",
    "budget",
    "resources",
    "priority",
    "starts_on",
    "approach",
    "question",
)
STATE = ("status", "stopped_reason", "review_on", "owner_id")
"""What changes while an action is carried out; a promise has none of it."""
DATES = ("due_on", "starts_on")
BUDGETS = ("", "not_needed", "agreed", "asked", "not_asked")


def actions_of(session: Session, actor: Actor, work_id: int) -> list[Action]:
    """What we will do for a piece of work: those with a date first, soonest first."""
    found = session.scalars(
        sa.select(Action).where(
            Action.organisation_id == actor.organisation_id,
            Action.work_id == work_id,
            Action.deleted_at.is_(None),
        )
    )
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max, one.id))


def meant_actions(session: Session, actor: Actor, work_id: int) -> list[Action]:
    """What a plan says that we will do: all but what was stopped."""
    return [one for one in actions_of(session, actor, work_id) if one.status != STOPPED]


def action(session: Session, actor: Actor, action_id: int) -> Action:
    """One action of the actor's organisation.

    Raises:
        NotFound: there is none, or it is deleted.
    """
    found: Action | None = kept_row(session, actor.organisation_id, Action, action_id)
    if found is None:
        raise NotFound(_("There is no such action."), _("It may have been deleted."))
    return found


def action_on(session: Session, actor: Actor, sheet: Sheet, action_id: int) -> Action:
    """An action of the same piece of work as the checklist. Raises NotFound for any other."""
    found = action(session, actor, action_id)
    if found.work_id != sheet.record.work_id:
        raise NotFound(_("There is no such action."), _("It may have been deleted."))
    return found


def add_action(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    values: Mapping[str, Any],
    source: str = "own",
    suggestion: str = "",
) -> int:
    """Add something we will do.

    Args:
        values: as ``make_action`` takes them. ``approach`` follows from ``question`` when it is
            given.

    Returns:
        The action's id.

    Raises:
        InvalidInput: it does not say what we will do.
        Conflict: the checklist is signed off.
    """
    _has_what(values)
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        values = {**values, "approach": _approach(sheet, values)}
        work_id = sheet.record.work_id
        made = make_action(session, actor, now, work_id, values, source, sheet.id, suggestion)
        return made.id


def make_action(
    session: Session,
    actor: Actor,
    now: datetime,
    work_id: int,
    values: Mapping[str, Any],
    source: str = "own",
    assessment_id: int | None = None,
    suggestion: str = "",
) -> Action:
    """A new action, inside the caller's ``write()``.

    Args:
        values: the fields named in ``FIELDS`` and ``STATE``, those left out are empty; and
            ``links``, everything that it answers, instead of ``approach`` and ``question``.

    Raises:
        InvalidInput: it does not say what we will do.
    """
    _has_what(values)
    fields = {name: value for name, value in values.items() if name != "links"}
    found = Action(
        organisation_id=actor.organisation_id,
        work_id=work_id,
        assessment_id=assessment_id,
        source=source,
        suggestion=suggestion,
        version=1,
        created_by=actor.person_id,
        created_at=now,
        edited_by=actor.person_id,
        edited_at=now,
        **{**_no_values(), **fields},
    )
    if "links" in values:
        set_links(found, values["links"])
    else:
        link_first(found, found.approach, found.question)
    session.add(found)
    session.flush()
    _keep_history(session, found)
    audit.record(session, "action added", actor, now, "action", f"A{found.id}", what=found.what)
    return found


def change(
    session: Session,
    actor: Actor,
    now: datetime,
    found: Action,
    values: Mapping[str, Any],
    what: str = "action changed",
    **details: object,
) -> None:
    """Change an action and keep what it was, inside the caller's ``write()``.

    Args:
        values: as ``make_action`` takes them; what is left out stays.
        what: how the audit calls it, with ``details``.
    """
    fields = {name: value for name, value in values.items() if name != "links"}
    first = fields.get("approach", found.approach), fields.get("question", found.question)
    if "links" not in values:
        link_first(found, *first)
    for name, value in fields.items():
        setattr(found, name, value)
    if "links" in values:
        set_links(found, values["links"])
    found.version += 1
    found.edited_by, found.edited_at = actor.person_id, now
    _keep_history(session, found)
    audit.record(session, what, actor, now, "action", f"A{found.id}", **details)


def edit_action(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    action_id: int,
    version: int,
    values: Mapping[str, Any],
) -> None:
    """Change an action.

    Args:
        sheet: the checklist through which it is changed; of the same piece of work.
        version: the version that the person saw.

    Raises:
        NotFound: the piece of work has no such action.
        InvalidInput: it no longer says what we will do.
        Conflict: somebody else changed it meanwhile, the checklist is signed off, or another
            signed form promised it in other words.
    """
    _has_what(values)
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        found = action_on(session, actor, sheet, action_id)
        take_version(session, found, version)
        refuse_other_words(session, actor, sheet, found, values)
        change(session, actor, now, found, values)
        tell_other_side(session, actor, now, [found])


def take_version(session: Session, found: Action, version: int) -> None:
    """Lock an action. Raises Conflict where it is no longer at the version that somebody saw."""
    lock_row(session, Action, found.id)
    if found.version != version:
        raise Conflict(
            _("Somebody else changed this action while you were writing."),
            _("Put together what you need and save again."),
        )


def change_owner(
    session: Session,
    actor: Actor,
    now: datetime,
    found: Action,
    who: str,
    owner_id: int | None = None,
) -> None:
    """Somebody else does it. Runs inside the caller's ``write()``, for signed plans too.

    What was promised stays as it was signed; this is who sees to it from now on.

    Args:
        owner_id: who is reminded from now on; None leaves it.
    """
    values = {"who": who, "owner_id": owner_id or found.owner_id}
    change(session, actor, now, found, values, old=found.who, new=who)


def delete_action(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, action_id: int
) -> None:
    """Put an action aside; it can be brought back for 30 days. Raises as ``edit_action`` does."""
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        found = action_on(session, actor, sheet, action_id)
        refuse_deleting(session, actor, sheet, found)
        refuse_agreed(session, found)
        found.deleted_at = now
        withdraw_open(session, actor, now, found)
        audit.record(session, "action deleted", actor, now, "action", f"A{found.id}")


def restore_action(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, action_id: int
) -> Action:
    """Bring a deleted action back.

    Raises:
        NotFound: it is not among those that can still be brought back.
        Conflict: the checklist is signed off.
    """
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        conditions = (Action.id == action_id, Action.work_id == sheet.record.work_id)
        found: list[Action] = deleted_rows(session, Action, now, *conditions)
        if not found:
            raise NotFound(_("There is no deleted action to bring back."))
        found[0].deleted_at = None
        audit.record(session, "action restored", actor, now, "action", f"A{action_id}")
        return found[0]


def restore_deleted(session: Session, actor: Actor, now: datetime, action_id: int) -> None:
    """Bring a deleted action back without its checklist at hand; for those of open ones only.

    Raises:
        NotFound: it is not among those that can still be brought back.
        Conflict: its checklist is signed off or deleted.
    """
    with write() as session:
        found: list[Action] = deleted_rows(session, Action, now, Action.id == action_id)
        if not found:
            raise NotFound(_("There is no deleted action to bring back."))
        if found[0].assessment_id is not None:
            take_draft(session, actor, now, found[0].assessment_id)
        found[0].deleted_at = None
        audit.record(session, "action restored", actor, now, "action", f"A{action_id}")


def history_of(session: Session, actor: Actor, action_id: int) -> Sequence[ActionHistory]:
    """Every version of an action, newest first."""
    return session.scalars(
        sa.select(ActionHistory)
        .where(
            ActionHistory.action_id == action_id,
            ActionHistory.organisation_id == actor.organisation_id,
        )
        .order_by(ActionHistory.version.desc())
    ).all()


def suggestions(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    rules: Sequence[ActionRule],
    kinds: Mapping[str, QuestionKind],
) -> tuple[Suggestion, ...]:
    """The actions that the sense check offers: neither taken nor dismissed."""
    taken = {one.suggestion for one in actions_of(session, actor, sheet.record.work_id)}
    return suggested_actions(
        sheet.questionnaire,
        sheet.record.depth,
        sheet.answers,
        dismissed=_dismissed(session, actor, sheet.id),
        taken=taken,
        rules=rules,
        kinds=kinds,
        instrument=sheet.record.instrument,
    )


def dismissed_suggestions(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    rules: Sequence[ActionRule],
    kinds: Mapping[str, QuestionKind],
) -> tuple[Suggestion, ...]:
    """The suggestions that were waved away and can be looked at again."""
    gone = _dismissed(session, actor, sheet.id)
    taken = {one.suggestion for one in actions_of(session, actor, sheet.record.work_id)}
    every = suggested_actions(
        sheet.questionnaire, sheet.record.depth, sheet.answers, (), taken, rules, kinds,
        sheet.record.instrument,
    )  # fmt: skip
    return tuple(one for one in every if one.key in gone)


def dismiss(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, key: str, back: bool = False
) -> None:
    """Wave a suggestion away without a reason, or with ``back`` have it offered again."""
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        found = session.get(DismissedSuggestion, (sheet.id, key[:120]))
        if back and found:
            session.delete(found)
            _note(session, actor, now, sheet, "suggestion offered again")
        elif not back and found is None:
            session.add(
                DismissedSuggestion(
                    organisation_id=actor.organisation_id,
                    assessment_id=sheet.id,
                    suggestion=key[:120],
                    dismissed_by=actor.person_id,
                    dismissed_at=now,
                )
            )
            _note(session, actor, now, sheet, "suggestion dismissed")


def _note(session: Session, actor: Actor, now: datetime, sheet: Sheet, what: str) -> None:
    audit.record(session, what, actor, now, "assessment", sheet.reference)


def fields_of(source: ActionFields) -> dict[str, Any]:
    """What an action says, by field name."""
    return {name: getattr(source, name) for name in FIELDS}


def _dismissed(session: Session, actor: Actor, assessment_id: int) -> frozenset[str]:
    return frozenset(
        session.scalars(
            sa.select(DismissedSuggestion.suggestion).where(
                DismissedSuggestion.assessment_id == assessment_id,
                DismissedSuggestion.organisation_id == actor.organisation_id,
            )
        )
    )


def _keep_history(session: Session, found: Action) -> None:
    session.add(
        ActionHistory(
            organisation_id=found.organisation_id,
            action_id=found.id,
            version=found.version or 1,
            edited_by=found.edited_by,
            edited_at=found.edited_at,
            **fields_of(found),
            **{name: getattr(found, name) for name in STATE},
        )
    )


def _no_values() -> dict[str, Any]:
    fields = {name: None if name in DATES else "" for name in FIELDS}
    return {**fields, "status": NOT_RATED, "stopped_reason": "", "review_on": None}


def _has_what(values: Mapping[str, Any]) -> None:
    if not str(values.get("what") or "").strip():
        raise InvalidInput(_("Say what we will do, in one sentence."), where="what")


def _approach(sheet: Sheet, values: Mapping[str, Any]) -> str:
    section = sheet.index.section_of.get(str(values.get("question") or ""))
    return section.approach if section else str(values.get("approach") or "")
