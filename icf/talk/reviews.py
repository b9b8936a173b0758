"""Asking a colleague to look at a checklist before it is signed off, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from icf import audit
from icf.accounts.models import Person
from icf.accounts.person import people_who_may
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.jobs.service import enqueue
from icf.talk.comments import MOST_WORDS
from icf.talk.models import Review
from icf.web.actor import Actor
from icf.web.i18n import _, number

ANSWERS = ("changes", "approved")


@dataclass(frozen=True)
class Reviewed:
    """A review as a page shows it. ``answer`` is empty while it is waited for."""

    id: int
    assessment_id: int
    reviewer_id: int
    reviewer: str
    asked_by: str
    asked_by_id: int
    asked_at: datetime
    note: str
    answer: str
    words: str
    answered_at: datetime | None


def ask_for_review(
    session: Session,
    actor: Actor,
    now: datetime,
    assessment_id: int,
    reviewer_id: int | None,
    note: str = "",
) -> int:
    """Ask a colleague to look at a checklist.

    Raises:
        InvalidInput: it is not a colleague, or oneself, or the note is too long.
        Conflict: they have been asked already and have not answered.
    """
    _refuse_long(note, "note")
    if reviewer_id == actor.person_id:
        raise InvalidInput(_("Choose somebody else: four eyes see more."), where="reviewer")
    may_talk = people_who_may(session, actor.organisation_id, "comment")
    if reviewer_id not in {one.person_id for one in may_talk}:
        raise InvalidInput(_("Choose a colleague from the list."), where="reviewer")
    waiting = sa.select(Review.id).where(
        Review.assessment_id == assessment_id,
        Review.reviewer_id == reviewer_id,
        Review.answer == "",
        Review.withdrawn_at.is_(None),
    )
    if session.scalar(waiting) is not None:
        raise Conflict(_("They have been asked already."), where="reviewer")
    review = Review(
        organisation_id=actor.organisation_id,
        assessment_id=assessment_id,
        reviewer_id=reviewer_id,
        note=note.strip(),
        asked_by=actor.person_id,
        asked_at=now,
    )
    session.add(review)
    session.flush()
    audit.record(
        session, "review_asked_for", actor, now, "review", str(review.id),
        assessment=f"P{assessment_id}", reviewer=reviewer_id,
    )  # fmt: skip
    enqueue(session, now, "tell-review", {"review_id": review.id}, actor.organisation_id)
    return review.id


def answer_review(
    session: Session, actor: Actor, now: datetime, review_id: int, answer: str, words: str
) -> Review:
    """Approve, or ask for changes and say which.

    Raises:
        NotFound: there is no such review, or it was asked of somebody else.
        InvalidInput: no answer was chosen, or changes are asked for without saying which.
        Conflict: it was answered or withdrawn already.
    """
    review = _review(session, review_id)
    if review.reviewer_id != actor.person_id:
        raise NotFound(_("There is no such review."))
    if review.answer or review.withdrawn_at:
        raise Conflict(_("This review was answered or withdrawn already."))
    if answer not in ANSWERS:
        raise InvalidInput(_("Choose one."), where="answer")
    if answer == "changes" and not words.strip():
        raise InvalidInput(_("Say what should change."), where="words")
    _refuse_long(words, "words")
    review.answer, review.words, review.answered_at = answer, words.strip(), now
    audit.record(session, f"review_{answer}", actor, now, "review", str(review_id))
    enqueue(session, now, "tell-review-answer", {"review_id": review_id}, actor.organisation_id)
    return review


def withdraw_review(session: Session, actor: Actor, now: datetime, review_id: int) -> Review:
    """Nobody needs to look any more.

    Raises:
        NotFound: there is no such review.
        NotAllowed: the actor neither asked for it, nor was asked, nor signs off.
        Conflict: it was answered or withdrawn already.
    """
    review = _review(session, review_id)
    if not may_withdraw(actor, review.asked_by, review.reviewer_id):
        raise NotAllowed(_("Only whoever asked for this review can withdraw it."))
    if review.answer or review.withdrawn_at:
        raise Conflict(_("This review was answered or withdrawn already."))
    review.withdrawn_at = now
    audit.record(session, "review_withdrawn", actor, now, "review", str(review_id))
    return review


def may_withdraw(actor: Actor, asked_by: int, reviewer_id: int) -> bool:
    """Whether the actor may say that a review is not needed any more."""
    return actor.person_id in (asked_by, reviewer_id) or actor.may("sign_off")


def reviews_of(session: Session, actor: Actor, assessment_id: int) -> Sequence[Reviewed]:
    """All reviews of a checklist that were not withdrawn, newest first."""
    return _reviews(session, actor, Review.assessment_id == assessment_id)


def waiting_for(session: Session, actor: Actor) -> Sequence[Reviewed]:
    """The reviews that this person was asked for and has not answered, oldest first."""
    mine = sa.and_(Review.reviewer_id == actor.person_id, Review.answer == "")
    return list(reversed(_reviews(session, actor, mine)))


def _reviews(session: Session, actor: Actor, condition: Any) -> Sequence[Reviewed]:
    asker = aliased(Person)
    rows = session.execute(
        sa.select(Review, Person.name, asker.name.label("asker"))
        .join(Person, Person.id == Review.reviewer_id)
        .join(asker, asker.id == Review.asked_by)
        .where(
            Review.organisation_id == actor.organisation_id,
            Review.withdrawn_at.is_(None),
            condition,
        )
        .order_by(Review.id.desc())
    )
    return [
        Reviewed(
            one.id,
            one.assessment_id,
            one.reviewer_id,
            name,
            asked_by,
            one.asked_by,
            one.asked_at,
            one.note,
            one.answer,
            one.words,
            one.answered_at,
        )
        for one, name, asked_by in rows
    ]


def _review(session: Session, review_id: int) -> Review:
    """A review that is about to be changed; nobody else changes it meanwhile."""
    review = session.scalar(
        sa.select(Review)
        .where(Review.id == review_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if review is None:
        raise NotFound(_("There is no such review."))
    return review


def _refuse_long(words: str, where: str) -> None:
    if len(words) > MOST_WORDS:
        message = _("Shorten this to %(most)s characters.", most=number(MOST_WORDS))
        raise InvalidInput(message, where=where)
