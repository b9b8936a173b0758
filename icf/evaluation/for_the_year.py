"""What evaluations found, offered beside the questions of the yearly self-evaluation."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.assessments.page import strength_label
from icf.assessments.sheet import Sheet
from icf.core.evaluation import CHANGED, KEPT, PARTLY
from icf.core.questionnaire import EVALUATION, HAPPENED
from icf.evaluation.forms import ANSWERS
from icf.evaluation.models import PromiseReview
from icf.plans.models import Promise
from icf.selfeval.evidence import (
    ABOUT,
    MOST,
    SOURCES,
    Evidence,
    answers_about,
    of_signed,
    signed_on,
    thing_promised,
)
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work

DONE = (KEPT, PARTLY, CHANGED)
"""What became of a promise that something was done for."""

HAPPENED_WELL = ("mostly", "fully")


def what_became(session: Session, actor: Actor, sheet: Sheet, approach: str) -> Sequence[Evidence]:
    """What signed evaluations and check-ins say of promises about an approach, the newest of each.

    What was not kept is left out: the question is what was done.
    """
    rows = session.execute(
        sa.select(PromiseReview.promise_id, PromiseReview.answer, PromiseReview.evidence,
                  PromiseReview.strength, Promise.what, Promise.action_id, *ABOUT)
        .join(Promise, Promise.id == PromiseReview.promise_id)
        .join(Assessment, Assessment.id == PromiseReview.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            PromiseReview.organisation_id == actor.organisation_id,
            Promise.organisation_id == actor.organisation_id,
            Promise.approach == approach,
            *of_signed(actor, sheet, EVALUATION),
        )
        .order_by(Assessment.signed_at.desc(), Assessment.id.desc(), Promise.number)
    )  # fmt: skip
    newest: dict[int, Any] = {}
    for row in rows:
        newest.setdefault(row.action_id, row)
    return [
        Evidence(
            f"became-{row.promise_id}",
            _said(row.what.strip(), str(ANSWERS[row.answer]), row.evidence.strip()),
            _(
                "%(sure)s From the evaluation of “%(title)s”, %(date)s",
                sure=f"{strength_label(row.strength)}." if row.strength else "",
                title=row.title,
                date=signed_on(row),
            ).strip(),
            f"P{row.assessment_id}",
            row.assessment_id,
            thing_promised(row.action_id),
        )
        for row in newest.values()
        if row.answer in DONE
    ][:MOST]


def what_changed(session: Session, actor: Actor, sheet: Sheet, approach: str) -> Sequence[Evidence]:
    """Answers of signed evaluations about what happened, which people told us or we checked."""
    return [
        Evidence(
            f"found-{row.assessment_id}-{question.key}",
            answer.words.strip(),
            _(
                "“%(question)s” – %(sure)s. From the evaluation of “%(title)s”, %(date)s",
                question=question.text.in_language(row.language),
                sure=strength_label(answer.strength).lower(),
                title=row.title,
                date=signed_on(row),
            ),
            f"P{row.assessment_id}",
            row.assessment_id,
        )
        for row, question, answer in answers_about(session, actor, sheet, approach, EVALUATION)
        if question.scale == HAPPENED and answer.has_value and answer.value in HAPPENED_WELL
    ][:MOST]


def _said(what: str, became: str, evidence: str) -> str:
    return " ".join(filter(None, [f"{what} ({became})", evidence]))


# What became of a promise takes the place of the promise itself.
SOURCES[:0] = [what_became, what_changed]
