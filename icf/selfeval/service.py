"""Which self-evaluations there are, and starting one: one for each subject and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Person
from icf.accounts.service import services
from icf.assessments.models import Assessment, StoredSectionResult
from icf.assessments.service import Start, begin
from icf.core.questionnaire import SELF_EVALUATION
from icf.db import write
from icf.errors import Conflict
from icf.packs.service import keep_questionnaire
from icf.plugin.manager import Plugins
from icf.selfeval.period import checked_period, in_order
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import SELF, Work
from icf.work.subject import take_subject
from icf.years.questions import year_questions


@dataclass(frozen=True)
class Entry:
    """The newest version of one year's self-evaluation.

    Args:
        started_by: the name of whoever started it.
        signed_by: the name under it, once it is signed off.
    """

    id: int
    previous_id: int | None
    work_id: int
    service_id: int | None
    subject: str
    period: str
    version: int
    state: str
    changed_at: datetime
    signed_at: datetime | None
    signed_by: str
    started_by: str
    asked: int
    answered: int

    @property
    def reference(self) -> str:
        """What people call it, such as P34."""
        return f"P{self.id}"

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"


@dataclass(frozen=True)
class Subject:
    """The organisation as a whole (``service_id`` None) or a service, with its years, newest first.

    ``is_gone``: the service was removed since; what it wrote can still be read.
    """

    service_id: int | None
    title: str
    entries: tuple[Entry, ...]
    is_gone: bool = False

    @property
    def work_id(self) -> int | None:
        """Of the row that stands for it; None as long as it has no self-evaluation."""
        return self.entries[0].work_id if self.entries else None

    def of(self, period: str) -> Entry | None:
        """The one of a year."""
        return next((one for one in self.entries if one.period == period), None)


def overview(session: Session, actor: Actor) -> list[Subject]:
    """The organisation as a whole and each of its services, with what there is of each."""
    entries = self_evaluations(session, actor)
    here: list[tuple[int | None, str]] = [(None, actor.organisation_name)]
    here += [(one.id, one.name) for one in services(session)]
    known = {service_id for service_id, _title in here}
    gone = {one.service_id: one.subject for one in entries if one.service_id not in known}
    return [
        Subject(
            service_id,
            title,
            tuple(one for one in entries if one.service_id == service_id),
            service_id in gone,
        )
        for service_id, title in (*here, *gone.items())
    ]


def self_evaluations(session: Session, actor: Actor) -> list[Entry]:
    """All of the organisation, the newest year first; of each the newest version."""
    rows = session.execute(_entries(actor)).all()
    reopened = {row.previous_id for row in rows}
    found = [Entry(**row._mapping) for row in rows if row.id not in reopened]
    return sorted(found, key=lambda one: in_order(one.period), reverse=True)


def earlier_than(entries: Sequence[Entry], period: str) -> Entry | None:
    """Of one subject's entries the one of the year before, or of the last year that there is."""
    before = [one for one in entries if in_order(one.period) < in_order(period)]
    return max(before, key=lambda one: in_order(one.period), default=None)


def start_self_evaluation(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    service_id: int | None,
    period: str,
    depth: str,
    copies: bool = False,
) -> int:
    """Start a year's self-evaluation; last year's stands beside it.

    While the partnership has the year open and the organisation takes part in it, it asks the
    framework's questions as they were when the year was opened.

    Args:
        service_id: the service that it is about; None for the organisation as a whole.
        period: the year, such as ``2026/27``.
        depth: the key of a size that the organisation has.
        copies: begin with last year's answers, each marked as "copied, not checked".

    Returns:
        Its id.

    Raises:
        InvalidInput: the year is none, or there is no such size.
        Conflict: there is one for this year already.
        NotFound: the organisation has no such service.
    """
    period = checked_period(period)
    asked = year_questions(session, plugins, actor.organisation_id, period)
    with write() as session:
        subject = take_subject(session, actor, now, service_id)
        entries = [one for one in self_evaluations(session, actor) if one.service_id == service_id]
        if any(one.period == period for one in entries):
            raise Conflict(
                _(
                    "There is a self-evaluation of %(title)s for %(period)s already.",
                    title=subject.title,
                    period=period,
                ),
                _("Go on with that one, or enter another year."),
                where="period",
            )
        earlier = earlier_than(entries, period)
        beside = earlier.id if earlier else None
        digest = ""
        if asked is not None and asked.made is not None and not asked.is_today:
            keep_questionnaire(session, now, asked.made)
            digest = asked.made.digest
        copied = copies and earlier is not None
        chosen = Start(SELF_EVALUATION, depth, period, beside, copied, digest)
        return begin(session, actor, now, plugins, subject, chosen)


def _entries(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """One row for each version, with its counts."""
    result, own = StoredSectionResult, actor.organisation_id
    columns = (
        Assessment.id,
        Assessment.previous_id,
        Assessment.work_id,
        Work.service_id,
        Work.title.label("subject"),
        Assessment.period,
        Assessment.version,
        Assessment.state,
        Assessment.changed_at,
        Assessment.signed_at,
        Assessment.signed_name.label("signed_by"),
        Person.name.label("started_by"),
    )
    counts = sa.and_(result.assessment_id == Assessment.id, result.organisation_id == own)
    return (
        sa.select(
            *columns,
            sa.func.coalesce(sa.func.sum(result.asked), 0).label("asked"),
            sa.func.coalesce(sa.func.sum(result.answered), 0).label("answered"),
        )
        .join(Work, Work.id == Assessment.work_id)
        .join(Person, Person.id == Assessment.created_by)
        .outerjoin(result, counts)
        .where(
            Assessment.organisation_id == own,
            Assessment.instrument == SELF_EVALUATION,
            Assessment.deleted_at.is_(None),
            Work.organisation_id == own,
            Work.kind == SELF,
            Work.deleted_at.is_(None),
        )
        .group_by(*columns)
        .order_by(Assessment.id.desc())
    )
