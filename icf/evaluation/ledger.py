"""The ledger: everything that was promised, what became of it, and what was learned.

It is there to learn from, inside the organisation. It counts nothing and rates nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.instruments import form_name
from icf.assessments.models import Assessment
from icf.core.questionnaire import EVALUATION, SELF_EVALUATION
from icf.evaluation.models import PromiseReview
from icf.plans.models import Action, Promise
from icf.plans.status_since import status_since
from icf.web.actor import Actor
from icf.work.models import Work

NOT_SAID = "open"
"""The filter for promises that an evaluation could ask back, and nobody has said anything of."""

IN_THE_LIST = "list"
"""The filter for promises of which only the list of actions says how they stand."""


@dataclass(frozen=True)
class SaidOf:
    """What was said of a promise last, and where; ``is_draft`` while that is not signed off."""

    assessment_id: int
    name: str
    is_draft: bool
    at: datetime
    review: PromiseReview


@dataclass(frozen=True)
class Listed:
    """An action as the list of actions has it, and since when it has its status."""

    action: Action
    since: datetime


@dataclass(frozen=True)
class LedgerLine:
    """One thing that was promised, as it was promised last.

    Args:
        promised_at: when the plan was signed off.
        said: the newest answer; None where there is none.
        carried: what it goes on as; None where it does not, or that was deleted.
        listed: how the list of actions says that it stands, where no evaluation asks it back:
            what a self-evaluation promised. Never an answer, and never counted as one.
    """

    promise: Promise
    work_id: int
    work_title: str
    promised_at: datetime
    said: SaidOf | None
    carried: Action | None
    listed: Listed | None = None

    @property
    def reference(self) -> str:
        """Where it was promised, such as P34."""
        return f"P{self.promise.assessment_id}"

    @property
    def answer(self) -> str:
        """One of ``icf.core.evaluation.PROMISE_ANSWERS``, or empty."""
        return self.said.review.answer if self.said else ""


def ledger(session: Session, actor: Actor, work_id: int | None = None) -> list[LedgerLine]:
    """The organisation's promises, or those of one piece of work; what was promised last first.

    The number of statements does not grow with the number of promises.
    """
    said, carried = _said(session, actor, work_id), _carried(session, actor, work_id)
    listed = _listed(session, actor, work_id)
    lines: dict[int, LedgerLine] = {}
    for row in session.execute(_promises(actor, work_id)):
        promise = row.Promise
        lines.setdefault(
            promise.action_id,
            LedgerLine(
                promise,
                row.work_id,
                row.title,
                row.signed_at,
                said.get(promise.action_id),
                carried.get(promise.action_id),
                None if promise.action_id in said else listed.get(promise.action_id),
            ),
        )
    return list(lines.values())


def chosen_from(
    lines: Sequence[LedgerLine], answer: str = "", approach: str = "", work_id: int | None = None
) -> list[LedgerLine]:
    """Those that a filter leaves; an empty filter leaves all.

    Args:
        answer: one of the four, ``NOT_SAID`` or ``IN_THE_LIST``.
    """
    return [
        line
        for line in lines
        if answer in ("", _filed_under(line))
        and approach in ("", line.promise.approach)
        and work_id in (None, line.work_id)
    ]


def _filed_under(line: LedgerLine) -> str:
    return IN_THE_LIST if line.listed else line.answer or NOT_SAID


def _listed(session: Session, actor: Actor, work_id: int | None) -> dict[int, Listed]:
    """What self-evaluations promised, as the list of actions has it, by the action's number."""
    rows = session.scalars(
        sa.select(Action).where(
            Action.organisation_id == actor.organisation_id,
            Action.deleted_at.is_(None),
            Action.id.in_(
                sa.select(Promise.action_id)
                .join(Assessment, Assessment.id == Promise.assessment_id)
                .join(Work, Work.id == Assessment.work_id)
                .where(Promise.organisation_id == actor.organisation_id, *_kept(actor, work_id))
                .where(Assessment.state == "signed", Assessment.instrument == SELF_EVALUATION)
            ),
        )
    ).all()
    since = status_since(session, actor, [one.id for one in rows])
    return {one.id: Listed(one, since.get(one.id, one.created_at)) for one in rows}


def _promises(actor: Actor, work_id: int | None) -> sa.Select[*tuple[Any, ...]]:
    statement = (
        sa.select(Promise, Work.id.label("work_id"), Work.title, Assessment.signed_at)
        .join(Assessment, Assessment.id == Promise.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(Promise.organisation_id == actor.organisation_id, *_kept(actor, work_id))
        .where(Assessment.state == "signed")
    )
    newest_first = (Assessment.signed_at.desc(), Assessment.id.desc(), Promise.number)
    return statement.order_by(*newest_first)


def _said(session: Session, actor: Actor, work_id: int | None) -> dict[int, SaidOf]:
    """The newest answer by action. One that a reopened version took back is none."""
    rows = session.execute(
        sa.select(
            PromiseReview,
            Promise.action_id,
            Assessment.id,
            Assessment.period,
            Assessment.state,
            Assessment.previous_id,
        )
        .join(Promise, Promise.id == PromiseReview.promise_id)
        .join(Assessment, Assessment.id == PromiseReview.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            PromiseReview.organisation_id == actor.organisation_id,
            Promise.organisation_id == actor.organisation_id,
            *_kept(actor, work_id),
        )
        .order_by(Assessment.id)
    )
    found: dict[int, SaidOf] = {}
    for row in rows:
        before = found.get(row.action_id)
        if row.PromiseReview.answer:
            name, is_draft = form_name(EVALUATION, row.period), row.state == "draft"
            review = row.PromiseReview
            found[row.action_id] = SaidOf(row.id, name, is_draft, review.edited_at, review)
        elif before and before.assessment_id == row.previous_id:
            del found[row.action_id]
    return found


def _carried(session: Session, actor: Actor, work_id: int | None) -> dict[int, Action]:
    """What goes on as something else, by the action that was promised."""
    rows = session.execute(
        sa.select(Promise.action_id, Action)
        .join(PromiseReview, PromiseReview.promise_id == Promise.id)
        .join(Action, Action.id == PromiseReview.carried_id)
        .join(Assessment, Assessment.id == PromiseReview.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Promise.organisation_id == actor.organisation_id,
            PromiseReview.organisation_id == actor.organisation_id,
            Action.organisation_id == actor.organisation_id,
            Action.deleted_at.is_(None),
            *_kept(actor, work_id),
        )
        .order_by(Assessment.id)
    )
    return {row.action_id: row.Action for row in rows}


def _kept(actor: Actor, work_id: int | None) -> list[sa.ColumnElement[bool]]:
    conditions = [
        Assessment.organisation_id == actor.organisation_id,
        Assessment.deleted_at.is_(None),
        Work.organisation_id == actor.organisation_id,
        Work.deleted_at.is_(None),
    ]
    return conditions if work_id is None else [*conditions, Work.id == work_id]
