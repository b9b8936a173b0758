"""Check and sign off: what still needs a look, what the paper says, and the promises made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.assessments.draft import take_draft
from icf.assessments.models import Assessment
from icf.assessments.service import NO_RULES, DepthRules, depth_suggestion, mark_signed
from icf.assessments.sheet import Sheet
from icf.core.depth import is_lower
from icf.db import lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed
from icf.plans.action import fields_of, meant_actions
from icf.plans.follow_up import lock_drafts
from icf.plans.models import Action, PlanPaper, Promise
from icf.web.actor import Actor
from icf.web.i18n import _

PAPER_FIELDS = (
    "meeting",
    "meets_on",
    "agenda_item",
    "is_public",
    "decisions",
    "position",
    "risks",
    "resources",
    "equality",
    "ask_again_on",
    "answered_by",
    "typed_by",
)
MAX_DECISIONS = 10
MAX_RISKS = 3


@dataclass(frozen=True)
class Obstacle:
    """Something that has to be settled before signing off, and where.

    ``what`` is ``copied`` (answers copied and not checked), ``depth_reason`` (fewer questions than
    suggested and no reason) or ``nothing`` (no question has an answer). ``number`` counts them.
    """

    what: str
    number: int = 1


def obstacles(sheet: Sheet, rules: DepthRules = NO_RULES) -> tuple[Obstacle, ...]:
    """What stands in the way of signing off. Unanswered questions do not: the plan shows them."""
    found = []
    if sheet.progress.copied:
        found.append(Obstacle("copied", sheet.progress.copied))
    suggestion = depth_suggestion(sheet, rules)
    lower = suggestion and is_lower(sheet.questionnaire, sheet.record.depth, suggestion.depth)
    if lower and not sheet.record.depth_reason:
        found.append(Obstacle("depth_reason"))
    if not sheet.progress.answered:
        found.append(Obstacle("nothing"))
    return tuple(found)


def paper_of(session: Session, actor: Actor, assessment_id: int) -> PlanPaper | None:
    """What the officer wrote for the paper, or None."""
    return session.scalar(
        sa.select(PlanPaper).where(
            PlanPaper.assessment_id == assessment_id,
            PlanPaper.organisation_id == actor.organisation_id,
        )
    )


def save_paper(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    values: Mapping[str, Any],
    seen: datetime | None = None,
) -> None:
    """Keep what the officer wrote for the paper.

    Args:
        values: fields named in ``PAPER_FIELDS``.
        seen: when the checklist had last changed as its writer saw it; None asks nothing.

    Raises:
        Conflict: the plan is signed off, or somebody else wrote for the paper since.
    """
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        paper = paper_of(session, actor, sheet.id)
        if seen and paper and paper.changed_at > seen:
            raise Conflict(_("Somebody else wrote for the paper while you were writing."))
        _keep_paper(session, actor, now, sheet.id, values)
        audit.record(session, "paper written", actor, now, "assessment", sheet.reference)


def sign_off(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    name: str,
    role: str,
    paper: Mapping[str, Any],
    rules: DepthRules = NO_RULES,
    seen: datetime | None = None,
    promised: Sequence[Action] | None = None,
    settle: Callable[[], None] | None = None,
) -> None:
    """Sign the plan off: freeze the checklist and make a promise of everything we will do.

    Args:
        seen: when the checklist had last changed as the signer saw it; None asks nothing.
        promised: what becomes a promise where that is not everything.
        settle: what else happens in the same transaction, once it is signed off.

    Raises:
        NotAllowed: the actor may not sign off.
        InvalidInput: the name is missing, or something stands in the way.
        Conflict: it is signed off already, or it changed since the signer read it.
    """
    if not actor.may("sign_off"):
        raise NotAllowed(_("Only a lead can sign off."), _("Ask a lead of your organisation."))
    if not name.strip():
        raise InvalidInput(_("Enter your name."), where="signed_name")
    if obstacles(sheet, rules):
        raise InvalidInput(
            _("Something still stands in the way of signing off. It is named below."),
            where="obstacles",
        )
    with write() as session:
        if settle is not None:
            # It may write to other open forms: they are locked in the order of all writers.
            lock_drafts(session, actor, [sheet.record.work_id])
        current = lock_row(session, Assessment, sheet.id)
        if seen and current and current.changed_at != seen:
            raise Conflict(_("Somebody changed the checklist since you opened this page."))
        every = promised
        if every is None:
            every = meant_actions(session, actor, sheet.record.work_id)
        freeze(session, actor, now, sheet.id, name, role, paper, every)
        if settle is not None:
            settle()


def freeze(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment_id: int,
    name: str,
    role: str,
    paper: Mapping[str, Any],
    promised: Sequence[Action],
) -> None:
    """Sign off what nothing stands in the way of, inside the caller's ``write()``."""
    _keep_paper(session, actor, now, assessment_id, paper)
    mark_signed(session, actor, now, assessment_id, name.strip(), role.strip())
    for number, action in enumerate(promised, start=1):
        session.add(
            Promise(
                organisation_id=actor.organisation_id,
                assessment_id=assessment_id,
                action_id=action.id,
                number=number,
                **fields_of(action),
            )
        )


def promises_of(session: Session, actor: Actor, assessment_id: int) -> list[Promise]:
    """What was promised when the plan was signed off, in the plan's order."""
    statement = (
        sa.select(Promise)
        .where(
            Promise.assessment_id == assessment_id,
            Promise.organisation_id == actor.organisation_id,
        )
        .order_by(Promise.number)
    )
    return list(session.scalars(statement))


def _keep_paper(
    session: Session, actor: Actor, now: datetime, assessment_id: int, values: Mapping[str, Any]
) -> None:
    paper = session.get(PlanPaper, assessment_id) or PlanPaper(
        assessment_id=assessment_id, organisation_id=actor.organisation_id
    )
    for name in PAPER_FIELDS:
        if name in values:
            setattr(paper, name, values[name])
    paper.changed_by, paper.changed_at = actor.person_id, now
    session.add(paper)
