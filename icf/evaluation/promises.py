"""What we said we would do, asked back: what an evaluation asks, what was said, and saving it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Person
from icf.assessments.draft import take_draft
from icf.assessments.models import Assessment
from icf.assessments.sheet import Sheet
from icf.core.evaluation import KEPT as KEPT_ANSWER
from icf.core.evaluation import PROMISE_ANSWERS, AskedBack
from icf.core.questionnaire import EVALUATION
from icf.db import write
from icf.errors import InvalidInput, NotFound
from icf.evaluation.models import PromiseReview, PromiseReviewHistory, ReviewFields
from icf.evaluation.start import Versions, versions_of
from icf.plans.models import Action, Promise
from icf.plans.status import DONE
from icf.plans.status_since import status_at
from icf.web.actor import Actor
from icf.web.i18n import _

FIELDS = ("answer", "why", "evidence", "strength", "who_says", "learned")
STRENGTHS = ("", "think", "checked", "told")


@dataclass(frozen=True)
class LastSaid:
    """What an earlier evaluation or check-in said of the same thing."""

    assessment_id: int
    period: str
    on: datetime
    action_id: int
    review: PromiseReview

    @property
    def is_check_in(self) -> bool:
        """Whether it was said on the way, and not at the end."""
        return bool(self.period)


@dataclass(frozen=True)
class Asked:
    """One promise as an evaluation asks it back.

    Args:
        plan_id: the assessment in which it was promised; ``in_newest`` whether that is the newest
            plan, and not one before it that promised more.
        review: what this evaluation says of it so far; None for nothing.
        version: of that, as somebody who writes has to give it back; 0 where nothing is stored.
        editor: who wrote it.
        last: what was said last time.
        carried: what it goes on as.
    """

    promise: Promise
    plan_id: int
    in_newest: bool
    review: PromiseReview | None
    version: int
    editor: str
    last: LastSaid | None
    carried: Action | None

    @property
    def answer(self) -> str:
        """One of ``PROMISE_ANSWERS``, or empty."""
        return self.review.answer if self.review else ""

    @property
    def reference(self) -> str:
        """Where it was promised, such as P34."""
        return f"P{self.plan_id}"


def asked_back(session: Session, actor: Actor, sheet: Sheet) -> list[Asked]:
    """Everything that an evaluation asks back, the newest plan's promises first, in their order.

    That is all that was promised before it was started, each thing as it was promised last, but
    for what an earlier evaluation at the end has settled. Check-ins settle nothing. What was kept,
    or goes on as another action, is not asked again because a plan lists it once more.
    """
    versions = versions_of(session, actor, sheet)
    earlier = _reviews_before(session, actor, sheet.record.work_id, versions)
    settled = {one.review.promise_id for one in earlier if not one.period and one.review.answer}
    own = _own_reviews(session, actor, versions)
    promised = _promised(session, actor, sheet.record.work_id, versions)
    settled |= _listed_once_more(session, actor, promised, earlier) - own.keys()
    found, newest = [], 0
    for promise, _signed_at in promised:
        newest = newest or promise.assessment_id
        if promise.id in settled:
            continue
        row = own.get(promise.id)
        review, editor, carried = row if row else (None, "", None)
        found.append(
            Asked(
                promise=promise,
                plan_id=promise.assessment_id,
                in_newest=promise.assessment_id == newest,
                review=review,
                version=review.version if review and review.assessment_id == sheet.id else 0,
                editor=editor,
                last=_last_of(promise, earlier),
                carried=carried,
            )
        )
    return found


def asked_one(session: Session, actor: Actor, sheet: Sheet, promise_id: int) -> Asked:
    """One promise that the evaluation asks back. Raises NotFound for any other."""
    for one in asked_back(session, actor, sheet):
        if one.promise.id == promise_id:
            return one
    raise NotFound(_("There is no such promise here."), _("Go back to what you said you would do."))


def as_counted(asked: Iterable[Asked]) -> list[AskedBack]:
    """The same as ``icf.core.evaluation`` counts it."""
    return [AskedBack(one.promise.approach, one.answer, one.carried is not None) for one in asked]


@dataclass(frozen=True)
class Kept:
    """What came of saving: the version that is stored now, or whose words stand in the way.

    Args:
        at: when that version was stored.
        theirs: None unless somebody else wrote meanwhile; then nothing was stored.
    """

    version: int
    at: datetime
    theirs: Asked | None = None


def save_review(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    promise_id: int,
    version: int,
    said: dict[str, str],
    together: bool = False,
) -> Kept:
    """Store what is said of a promise. Sent twice, it is stored once.

    Args:
        version: the one that its writer saw; 0 for nothing.
        said: the fields named in ``FIELDS``; those left out are empty.
        together: put the texts that stand there before these.

    Raises:
        NotFound: the evaluation does not ask this promise back.
        InvalidInput: an answer that is none of ours.
        Conflict: the evaluation is signed off or deleted.
    """
    values = _checked(said)
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        asked = asked_one(session, actor, sheet, promise_id)
        stored = asked.review
        if stored and said_in(stored) == values and asked.version:
            return Kept(asked.version, stored.edited_at)
        if asked.version != version and stored and any(said_in(stored).values()):
            came_before = _came_before(session, actor, asked, version, values)
            return came_before or Kept(asked.version, stored.edited_at, theirs=asked)
        if not stored and not any(values.values()):
            return Kept(0, now)
        if together and stored:
            values = _together(said_in(stored), values)
        is_news = not stored or stored.answer != values["answer"]
        review = _row(session, actor, sheet, asked)
        for name, value in values.items():
            setattr(review, name, value)
        _keep(session, actor, now, review)
        if is_news:
            # The page saves itself while somebody types: the audit is told what became of the
            # promise, and the history has every word.
            audit.record(
                session, "promise reviewed", actor, now, "assessment", sheet.reference,
                promise=asked.promise.what, answer=review.answer, name=asked.reference,
            )  # fmt: skip
        return Kept(review.version, now)


def note_carried(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, asked: Asked, action_id: int
) -> None:
    """Note that a promise goes on as an action, inside the caller's ``write()``."""
    review = _row(session, actor, sheet, asked)
    review.carried_id = action_id
    if not review.version:
        _keep(session, actor, now, review)
    audit.record(
        session, "promise carried over", actor, now, "assessment", sheet.reference,
        promise=asked.promise.what, action=f"A{action_id}",
    )  # fmt: skip


def said_in(review: ReviewFields) -> dict[str, str]:
    """What is said of a promise, by field name."""
    return {name: getattr(review, name) for name in FIELDS}


def history_of(session: Session, actor: Actor, review_id: int) -> Sequence[Any]:
    """Every version of what was said of a promise, newest first, with its ``editor``."""
    return session.execute(
        sa.select(PromiseReviewHistory, Person.name.label("editor"))
        .join(Person, Person.id == PromiseReviewHistory.edited_by)
        .where(
            PromiseReviewHistory.review_id == review_id,
            PromiseReviewHistory.organisation_id == actor.organisation_id,
        )
        .order_by(PromiseReviewHistory.version.desc())
    ).all()


def _checked(said: dict[str, str]) -> dict[str, str]:
    values = {name: str(said.get(name) or "").strip() for name in FIELDS}
    if values["answer"] not in ("", *PROMISE_ANSWERS):
        raise InvalidInput(_("Choose one of the four answers."), where="answer")
    if values["strength"] not in STRENGTHS:
        raise InvalidInput(_("Choose one of the ways of being sure."), where="strength")
    return values


def _together(theirs: dict[str, str], mine: dict[str, str]) -> dict[str, str]:
    """Their texts before mine; where only one can be chosen, mine."""
    between = {"why": "\n\n", "evidence": "\n\n", "learned": "\n\n", "who_says": "; "}
    return {
        name: joint.join(filter(None, dict.fromkeys([theirs[name], text])))
        if (joint := between.get(name))
        else text or theirs[name]
        for name, text in mine.items()
    }


def _came_before(
    session: Session, actor: Actor, asked: Asked, version: int, values: dict[str, str]
) -> Kept | None:
    """The version in which this was stored already, before somebody else went on from it.

    That is a save whose reply got lost and which is sent again, or a form that was left as it was.
    Whoever goes on from the version given back still meets what was written since.
    """
    if asked.review is None or asked.review.version != asked.version:
        return None
    since = session.scalars(
        sa.select(PromiseReviewHistory)
        .where(
            PromiseReviewHistory.review_id == asked.review.id,
            PromiseReviewHistory.organisation_id == actor.organisation_id,
            PromiseReviewHistory.version >= version,
        )
        .order_by(PromiseReviewHistory.version)
    ).all()
    mine = [row for row in since if row.version > version and row.edited_by == actor.person_id]
    seen = [row for row in since if row.version == version]
    last = mine if len(mine) == 1 and mine[0].version == version + 1 else []
    found = next((row for row in (*seen, *last) if said_in(row) == values), None)
    return Kept(found.version, found.edited_at) if found else None


def _row(session: Session, actor: Actor, sheet: Sheet, asked: Asked) -> PromiseReview:
    """The row to write into: what the version before said of it goes on in a row of its own."""
    if asked.review and asked.review.assessment_id == sheet.id:
        return asked.review
    review = PromiseReview(
        organisation_id=actor.organisation_id,
        assessment_id=sheet.id,
        promise_id=asked.promise.id,
        carried_id=asked.carried.id if asked.carried else None,
        version=0,
        **(said_in(asked.review) if asked.review else {}),
    )
    session.add(review)
    return review


def _keep(session: Session, actor: Actor, now: datetime, review: PromiseReview) -> None:
    review.version = (review.version or 0) + 1
    review.edited_by, review.edited_at = actor.person_id, now
    session.flush()
    session.add(
        PromiseReviewHistory(
            organisation_id=actor.organisation_id,
            review_id=review.id,
            version=review.version,
            edited_by=actor.person_id,
            edited_at=now,
            **said_in(review),
        )
    )


def _listed_once_more(
    session: Session,
    actor: Actor,
    promised: Iterable[tuple[Promise, datetime]],
    earlier: Iterable[LastSaid],
) -> set[int]:
    """Promises of things that were over when they were promised last.

    An evaluation at the end called them kept, or carried them over into another action, and the
    plan was signed again before that evaluation was, or while the action stood as done.
    """
    last: dict[int, LastSaid] = {}
    for said in earlier:
        if not said.period:
            last.setdefault(said.action_id, said)
    over = {
        number: said
        for number, said in last.items()
        if said.review.answer == KEPT_ANSWER or said.review.carried_id is not None
    }
    once_more = [
        (promise, signed_at, over[promise.action_id].on)
        for promise, signed_at in promised
        if promise.action_id in over
    ]
    later = {signed_at for _promise, signed_at, said_at in once_more if signed_at > said_at}
    then = {signed_at: status_at(session, actor, over, signed_at) for signed_at in later}
    return {
        promise.id
        for promise, signed_at, said_at in once_more
        if signed_at <= said_at or then[signed_at].get(promise.action_id) == DONE
    }


def _promised(
    session: Session, actor: Actor, work_id: int, versions: Versions
) -> list[tuple[Promise, datetime]]:
    """Each thing as it was promised last before the evaluation was started, and when."""
    rows = session.execute(
        sa.select(Promise, Assessment.signed_at)
        .join(Assessment, Assessment.id == Promise.assessment_id)
        .where(
            Promise.organisation_id == actor.organisation_id,
            Assessment.organisation_id == actor.organisation_id,
            Assessment.work_id == work_id,
            Assessment.state == "signed",
            Assessment.deleted_at.is_(None),
            Assessment.signed_at <= versions.started_at,
            Assessment.id < versions.first,
        )
        .order_by(Assessment.signed_at.desc(), Assessment.id.desc(), Promise.number)
    )
    last: dict[int, tuple[Promise, datetime]] = {}
    for promise, signed_at in rows:
        if signed_at is not None:
            last.setdefault(promise.action_id, (promise, signed_at))
    return list(last.values())


def _own_reviews(
    session: Session, actor: Actor, versions: Versions
) -> dict[int, tuple[PromiseReview, str, Action | None]]:
    """What this evaluation says, by promise; where it says nothing, what it said before it was
    reopened."""
    rows = session.execute(
        sa.select(PromiseReview, Person.name, Action)
        .join(Person, Person.id == PromiseReview.edited_by)
        .outerjoin(
            Action,
            sa.and_(
                Action.id == PromiseReview.carried_id,
                Action.organisation_id == actor.organisation_id,
                Action.deleted_at.is_(None),
            ),
        )
        .where(
            PromiseReview.organisation_id == actor.organisation_id,
            PromiseReview.assessment_id.in_(versions.ids),
        )
        .order_by(PromiseReview.assessment_id)
    )
    return {review.promise_id: (review, name, action) for review, name, action in rows}


def _reviews_before(
    session: Session, actor: Actor, work_id: int, versions: Versions
) -> list[LastSaid]:
    """What signed evaluations and check-ins said before this one was started, newest first."""
    rows = session.execute(
        sa.select(
            PromiseReview, Promise.action_id, Assessment.id, Assessment.period, Assessment.signed_at
        )
        .join(Assessment, Assessment.id == PromiseReview.assessment_id)
        .join(Promise, Promise.id == PromiseReview.promise_id)
        .where(
            PromiseReview.organisation_id == actor.organisation_id,
            Assessment.organisation_id == actor.organisation_id,
            Promise.organisation_id == actor.organisation_id,
            Assessment.work_id == work_id,
            Assessment.instrument == EVALUATION,
            Assessment.state == "signed",
            Assessment.deleted_at.is_(None),
            Assessment.signed_at <= versions.started_at,
            Assessment.id < versions.first,
        )
        .order_by(Assessment.signed_at.desc(), Assessment.id.desc())
    )
    return [
        LastSaid(row.id, row.period, row.signed_at, row.action_id, row.PromiseReview)
        for row in rows
    ]


def _last_of(promise: Promise, earlier: Sequence[LastSaid]) -> LastSaid | None:
    """The newest answer to the same thing, whichever plan it was promised in."""
    return next(
        (one for one in earlier if one.action_id == promise.action_id and one.review.answer), None
    )
