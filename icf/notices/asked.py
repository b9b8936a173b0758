"""Telling somebody at once that they are asked for something, or that they were answered.

Jobs hold numbers only. What is no longer so when a job's turn comes is not sent.
"""

from typing import Any

import sqlalchemy as sa

from icf.accounts.emails import AT_ONCE
from icf.accounts.models import Person
from icf.assessments.assignment import my_sections
from icf.assessments.instruments import full_title
from icf.assessments.models import Assessment
from icf.db import db
from icf.jobs.registry import Run, does
from icf.notices.letter import send_notice
from icf.notices.reader import called, reader
from icf.talk.models import Comment, Review
from icf.web.address import whole_address
from icf.web.i18n import _, _l
from icf.work.models import Work


@does("tell-comment", _l("E-mail about a comment that asks or names somebody"))
def tell_comment(run: Run) -> None:
    session = db.session()
    comment = session.get(Comment, run.arguments["comment_id"])
    to = reader(session, run.organisation_id, run.arguments["person_id"], AT_ONCE)
    if comment is None or comment.deleted_at or to is None or not to.may("comment"):
        return
    first = session.get_one(Comment, comment.reply_to or comment.id)
    title = _title(run, comment.assessment_id)
    if first.settled_at or first.deleted_at or title is None:
        return
    asker, asked = _name(comment.said_by), comment.asked_id == to.person_id
    if asked:
        subject = _("%(asker)s asks you about a question", asker=asker)
        why = _("You get this because %(asker)s asks you to deal with a comment.", asker=asker)
    else:
        subject = _("%(asker)s names you in a comment", asker=asker)
        why = _("You get this because %(asker)s names you in a comment.", asker=asker)
    address = whole_address(
        "assessments.question_comments",
        assessment_id=comment.assessment_id,
        question=comment.question,
    )
    where = called(db.session(), to, comment.assessment_id, title)
    send_notice(
        run, to, subject, "comment", why, asker=asker, asked=asked, where=where, address=address
    )


@does("tell-review", _l("E-mail to somebody who is asked for a review"))
def tell_review(run: Run) -> None:
    found = _review(run, run.arguments["review_id"])
    if found is None or found[0].answer:
        return
    review, title = found
    to = reader(db.session(), run.organisation_id, review.reviewer_id, AT_ONCE)
    if to is None or not to.may("comment"):
        return
    asker = _name(review.asked_by)
    subject = _("%(asker)s asks you for a review", asker=asker)
    why = _("You get this because %(asker)s asks you for a review.", asker=asker)
    address = whole_address("assessments.answer_review", review_id=review.id)
    where = called(db.session(), to, review.assessment_id, title)
    send_notice(run, to, subject, "review", why, asker=asker, where=where, address=address)


@does("tell-review-answer", _l("E-mail with what came of a review"))
def tell_review_answer(run: Run) -> None:
    found = _review(run, run.arguments["review_id"])
    if found is None or not found[0].answer:
        return
    review, title = found
    to = reader(db.session(), run.organisation_id, review.asked_by, AT_ONCE)
    if to is None:
        return
    reviewer, approved = _name(review.reviewer_id), review.answer == "approved"
    if approved:
        subject = _("%(reviewer)s says that it is ready", reviewer=reviewer)
    else:
        subject = _("%(reviewer)s says what should change", reviewer=reviewer)
    why = _("You get this because you asked %(reviewer)s for a review.", reviewer=reviewer)
    address = whole_address("assessments.review", assessment_id=review.assessment_id)
    where = called(db.session(), to, review.assessment_id, title)
    send_notice(
        run, to, subject, "reviewed", why,
        reviewer=reviewer, approved=approved, where=where, address=address,
    )  # fmt: skip


@does("tell-section", _l("E-mail to somebody who was given a section"))
def tell_section(run: Run) -> None:
    to = reader(db.session(), run.organisation_id, run.arguments["person_id"], AT_ONCE)
    if to is None:
        return
    given = [
        one
        for one in my_sections(db.session(), to)
        if one.assessment_id == run.arguments["assessment_id"]
    ]
    if not given:
        return
    asker = _name(run.arguments["asker_id"])
    subject = _("%(asker)s asks you to answer some questions", asker=asker)
    why = _("You get this because %(asker)s gave you this to do.", asker=asker)
    where = called(db.session(), to, given[0].assessment_id, given[0].work_title)
    address = whole_address("assessments.tasks", assessment_id=given[0].assessment_id)
    due = min((one.due_on for one in given if one.due_on), default=None)
    send_notice(
        run, to, subject, "section", why,
        asker=asker, where=where, number=len(given), due=due, address=address,
    )  # fmt: skip


def _review(run: Run, review_id: int) -> tuple[Review, str] | None:
    """A review that still counts, and the title of the work; None where there is none."""
    review = db.session().get(Review, review_id)
    if review is None or review.withdrawn_at:
        return None
    title = _title(run, review.assessment_id)
    return None if title is None else (review, title)


def _title(run: Run, assessment_id: int) -> str | None:
    """What a filling-in is called; None where it or its work is deleted."""
    own: Any = run.organisation_id
    found = (
        db.session()
        .execute(
            sa.select(Work.title, Assessment.instrument, Assessment.period)
            .join(Assessment, Assessment.work_id == Work.id)
            .where(
                Assessment.id == assessment_id,
                Assessment.organisation_id == own,
                Work.organisation_id == own,
                Assessment.deleted_at.is_(None),
                Work.deleted_at.is_(None),
            )
        )
        .one_or_none()
    )
    return full_title(found.title, found.instrument, found.period) if found else None


def _name(person_id: int) -> str:
    return db.session().get_one(Person, person_id).name
