"""Deleting for good what was deleted more than 30 days ago, with everything that hangs on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Service
from icf.assessments.models import Assessment
from icf.conversations.models import Conversation
from icf.db import UNDO_DAYS, Base, across_organisations, db, write
from icf.packs.models import OwnPack, OwnVersion
from icf.plans.models import Action, Promise
from icf.talk.models import Comment
from icf.voices.models import VoicePanel
from icf.work.models import Work

PURGED = (
    (Work, "work purged", "work", "W"),
    (Assessment, "checklist purged", "assessment", "P"),
    (Action, "action purged", "action", "A"),
    (Conversation, "conversation purged", "conversation", "C"),
    (VoicePanel, "panel purged", "panel", "V"),
    (Service, "service_purged", "service", ""),
    (Comment, "comment_purged", "comment", ""),
    (OwnPack, "own_purged", "own_pack", ""),
)
"""What people can delete: its rows, what the audit says, and how it names them. A test compares
this with the models, so that nobody forgets a new one."""


def purge(now: datetime) -> dict[str, int]:
    """Delete for good, in one transaction; gives how many of each kind.

    Whatever points at a row goes with it, found from the schema, so that tables that are added
    later are not forgotten. What only mentions it, such as a newer version, is kept without it.
    Questions of one's own that were ever published stay: checklists and moves go by their versions.
    """
    since = now - timedelta(days=UNDO_DAYS)
    counts = {}
    with across_organisations("purge of what was deleted"), write() as session:
        for model, what, subject, letter in PURGED:
            rows = session.execute(
                sa.select(model.id, model.organisation_id).where(
                    model.deleted_at <= since, *_only(model)
                )
            ).all()
            if model is Assessment:
                _keep_actions(session, [row.id for row in rows])
            if model is Comment:
                _delete_replies(session, [row.id for row in rows])
            for row in rows:
                _delete(session, cast(sa.Table, model.__table__), [row.id])
                _note(session, what, row.organisation_id, now, subject, f"{letter}{row.id}")
            counts[subject] = len(rows)
    db.session.remove()
    return counts


def _only(model: type[Base]) -> Sequence[sa.ColumnElement[bool]]:
    if model is OwnPack:
        return (OwnPack.id.not_in(sa.select(OwnVersion.pack_id)),)
    if model is Action:
        # What was promised is asked back, whatever became of it since.
        return (Action.id.not_in(sa.select(Promise.action_id)),)
    return ()


def _delete_replies(session: Session, comment_ids: Sequence[int]) -> None:
    """Replies go with the comment that they answer: without it they would begin conversations."""
    replies = sa.select(Comment.id).where(Comment.reply_to.in_(comment_ids))
    _delete(session, cast(sa.Table, Comment.__table__), session.scalars(replies).all())


def _note(
    session: Session, what: str, organisation_id: int, now: datetime, subject: str, number: str
) -> None:
    session.execute(
        sa.insert(audit.AuditEntry).values(
            organisation_id=organisation_id,
            person_id=None,
            at=now,
            what=what,
            subject=subject,
            subject_id=number,
            details={},
        )
    )


def _keep_actions(session: Session, assessment_ids: Sequence[int]) -> None:
    """What we will do belongs to the work: it moves to the work's newest checklist that is kept."""
    for number in assessment_ids:
        work_id = session.scalar(sa.select(Assessment.work_id).where(Assessment.id == number))
        newest = session.scalar(
            sa.select(sa.func.max(Assessment.id)).where(
                Assessment.work_id == work_id, Assessment.id.not_in(assessment_ids)
            )
        )
        if newest is None:
            gone = session.scalars(sa.select(Action.id).where(Action.assessment_id == number))
            _delete(session, cast(sa.Table, Action.__table__), gone.all())
        else:
            session.execute(
                sa.update(Action)
                .where(Action.assessment_id == number, Action.deleted_at.is_(None))
                .values(assessment_id=newest)
                .execution_options(synchronize_session=False)
            )


def _delete(session: Session, table: sa.Table, ids: Sequence[Any]) -> None:
    """Delete rows and whatever points at them; a reference that may be empty is emptied."""
    if not ids:
        return
    for child, column in _references(table):
        pointing = column.in_(ids)
        if column.nullable:
            session.execute(sa.update(child).where(pointing).values({column.name: None}))
        elif any(True for _found in _references(child)):
            _delete(session, child, session.scalars(sa.select(child.c.id).where(pointing)).all())
        else:
            session.execute(sa.delete(child).where(pointing))
    session.execute(sa.delete(table).where(table.c.id.in_(ids)))


def _references(table: sa.Table) -> Iterable[tuple[sa.Table, sa.Column[Any]]]:
    for child in Base.metadata.sorted_tables:
        for column in child.columns:
            if any(key.column.table is table for key in column.foreign_keys):
                yield child, column
