"""Conversations about a question: a first comment, replies, whom it asks, and settled or not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from icf import audit
from icf.accounts.models import Person
from icf.accounts.person import people_who_may
from icf.db import UNDO_DAYS, deleted_rows
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.jobs.service import enqueue
from icf.talk.models import Comment
from icf.web.actor import Actor
from icf.web.i18n import _, number

MOST_WORDS = 5000


@dataclass(frozen=True)
class Said:
    """One comment as a page shows it."""

    id: int
    question: str
    words: str
    said_by: int
    name: str
    said_at: datetime
    asked: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None
    replies: tuple["Said", ...] = ()


@dataclass(frozen=True)
class ForYou:
    """A comment that asks or names somebody, for their first page."""

    id: int
    assessment_id: int
    question: str
    words: str
    name: str
    said_at: datetime
    is_asked: bool


def say(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment_id: int,
    question: str,
    words: str,
    asked_id: int | None = None,
    reply_to: int | None = None,
) -> int:
    """Add a comment, or a reply to one.

    Args:
        asked_id: a colleague who is asked to deal with it; replies ask nobody.

    Raises:
        InvalidInput: nothing was said, or too much, or the colleague is not of this organisation.
        NotFound: the comment that it replies to is not one of this question.
    """
    words = words.strip()
    if not words:
        raise InvalidInput(_("Write what you want to say."), where="words")
    if len(words) > MOST_WORDS:
        message = _("Shorten this to %(most)s characters.", most=number(MOST_WORDS))
        raise InvalidInput(message, where="words")
    may_talk = people_who_may(session, actor.organisation_id, "comment")
    people = {one.person_id: one.name for one in may_talk}
    if asked_id is not None and asked_id not in people:
        raise InvalidInput(_("Choose a colleague from the list."), where="asked")
    if reply_to is not None:
        _refuse_other(first_comment(session, reply_to), assessment_id, question)
        asked_id = None
    comment = Comment(
        organisation_id=actor.organisation_id,
        assessment_id=assessment_id,
        question=question,
        reply_to=reply_to,
        words=words,
        asked_id=asked_id,
        named=named_in(words, people, actor.person_id),
        said_by=actor.person_id,
        said_at=now,
    )
    session.add(comment)
    session.flush()
    audit.record(
        session, "comment_made", actor, now, "comment", str(comment.id),
        assessment=f"P{assessment_id}", question=question,
    )  # fmt: skip
    for person_id in {asked_id, *comment.named} - {None, actor.person_id}:
        told = {"comment_id": comment.id, "person_id": person_id}
        enqueue(session, now, "tell-comment", told, actor.organisation_id)
    return comment.id


def named_in(words: str, people: Mapping[int, str], but: int = 0) -> list[int]:
    """Whose full names follow an ``@`` in the words, without the person who wrote them."""
    return [
        person_id
        for person_id, name in people.items()
        if person_id != but and re.search(rf"@{re.escape(name)}(?!\w)", words, re.IGNORECASE)
    ]


def settle(
    session: Session, actor: Actor, now: datetime, comment_id: int, settled: bool
) -> Comment:
    """Say that a conversation is settled, or open it again. Raises NotFound."""
    comment = first_comment(session, comment_id)
    comment.settled_by = actor.person_id if settled else None
    comment.settled_at = now if settled else None
    what = "comment_settled" if settled else "comment_opened"
    audit.record(session, what, actor, now, "comment", str(comment_id))
    return comment


def take_back(session: Session, actor: Actor, now: datetime, comment_id: int) -> Comment:
    """Delete a comment of one's own; for 30 days it can be brought back.

    Raises:
        NotFound: there is no such comment.
        NotAllowed: somebody else wrote it.
    """
    comment = _comment(session, comment_id)
    if comment.said_by != actor.person_id:
        raise NotAllowed(_("Only the person who wrote this can delete it."))
    comment.deleted_at = now
    audit.record(session, "comment_deleted", actor, now, "comment", str(comment_id))
    return comment


def bring_back(session: Session, actor: Actor, now: datetime, comment_id: int) -> Comment:
    """Undo ``take_back``, within 30 days and by the same person. Raises NotFound."""
    comment = session.scalar(
        sa.select(Comment).where(
            Comment.id == comment_id,
            Comment.said_by == actor.person_id,
            Comment.deleted_at > now - timedelta(days=UNDO_DAYS),
        )
    )
    if comment is None:
        raise NotFound(_("There is no such comment."))
    comment.deleted_at = None
    audit.record(session, "comment_restored", actor, now, "comment", str(comment_id))
    return comment


def deleted_by(
    session: Session, actor: Actor, now: datetime, assessment_id: int, question: str
) -> Sequence[Comment]:
    """The comments on a question that this person deleted and can still bring back."""
    return deleted_rows(
        session,
        Comment,
        now,
        Comment.said_by == actor.person_id,
        Comment.assessment_id == assessment_id,
        Comment.question == question,
    )


def conversations(
    session: Session, actor: Actor, assessment_id: int, question: str = ""
) -> Sequence[Said]:
    """The conversations of a checklist, or of one of its questions, oldest first."""
    asked, settler = aliased(Person), aliased(Person)
    statement = (
        sa.select(Comment, Person.name, asked.name.label("asked"), settler.name.label("settler"))
        .join(Person, Person.id == Comment.said_by)
        .outerjoin(asked, asked.id == Comment.asked_id)
        .outerjoin(settler, settler.id == Comment.settled_by)
        .where(
            Comment.organisation_id == actor.organisation_id,
            Comment.assessment_id == assessment_id,
            Comment.deleted_at.is_(None),
        )
        .order_by(Comment.id)
    )
    if question:
        statement = statement.where(Comment.question == question)
    rows = session.execute(statement).all()
    replies: dict[int, list[Said]] = {}
    for row in rows:
        if row.Comment.reply_to is not None:
            replies.setdefault(row.Comment.reply_to, []).append(_said(row))
    return [
        _said(row, replies.get(row.Comment.id, ())) for row in rows if row.Comment.reply_to is None
    ]


def open_counts(session: Session, actor: Actor, assessment_id: int) -> Mapping[str, int]:
    """How many conversations of each question are not settled, by question key."""
    rows = session.connection().execute(
        _OPEN, {"assessment_id": assessment_id, "organisation_id": actor.organisation_id}
    )
    return {row.question: row[1] for row in rows}


def for_you(session: Session, actor: Actor) -> Sequence[ForYou]:
    """Open conversations that ask this person, or that name them, newest first."""
    first = aliased(Comment)
    rows = session.execute(
        sa.select(Comment, Person.name, first.asked_id, first.id.label("first_id"))
        .join(Person, Person.id == Comment.said_by)
        .join(first, first.id == sa.func.coalesce(Comment.reply_to, Comment.id))
        .where(
            Comment.organisation_id == actor.organisation_id,
            first.organisation_id == actor.organisation_id,
            Comment.deleted_at.is_(None),
            first.deleted_at.is_(None),
            first.settled_at.is_(None),
            Comment.said_by != actor.person_id,
        )
        .order_by(Comment.id.desc())
    ).all()
    found: dict[int, ForYou] = {}
    for row in rows:
        asked = row.asked_id == actor.person_id
        if (asked or actor.person_id in row.Comment.named) and row.first_id not in found:
            comment = row.Comment
            found[row.first_id] = ForYou(
                comment.id,
                comment.assessment_id,
                comment.question,
                comment.words,
                row.name,
                comment.said_at,
                asked,
            )
    return list(found.values())


def refuse_of_others(session: Session, assessment_id: int, comment_id: int) -> None:
    """Raise NotFound for a comment that is not about this checklist; deleted ones count too."""
    about = sa.select(Comment.assessment_id).where(Comment.id == comment_id)
    if session.scalar(about) != assessment_id:
        raise NotFound(_("There is no such comment."))


def first_comment(session: Session, comment_id: int) -> Comment:
    """The first comment of a conversation. Raises NotFound."""
    comment = _comment(session, comment_id)
    if comment.reply_to is not None:
        raise NotFound(_("There is no such comment."))
    return comment


def _comment(session: Session, comment_id: int) -> Comment:
    found = session.scalar(
        sa.select(Comment).where(Comment.id == comment_id, Comment.deleted_at.is_(None))
    )
    if found is None:
        raise NotFound(_("There is no such comment."))
    return found


def _refuse_other(first: Comment, assessment_id: int, question: str) -> None:
    if (first.assessment_id, first.question) != (assessment_id, question):
        raise NotFound(_("There is no such comment."))


def _said(row: Any, replies: Sequence[Said] = ()) -> Said:
    comment: Comment = row.Comment
    return Said(
        comment.id,
        comment.question,
        comment.words,
        comment.said_by,
        row.name,
        comment.said_at,
        row.asked or "",
        row.settler or "",
        comment.settled_at,
        tuple(replies),
    )


_comment_table: Any = Comment.__table__
_OPEN = (
    sa.select(_comment_table.c.question, sa.func.count())
    .where(
        _comment_table.c.assessment_id == sa.bindparam("assessment_id", type_=sa.Integer),
        _comment_table.c.organisation_id == sa.bindparam("organisation_id", type_=sa.Integer),
        _comment_table.c.reply_to.is_(None),
        _comment_table.c.settled_at.is_(None),
        _comment_table.c.deleted_at.is_(None),
    )
    .group_by(_comment_table.c.question)
)
