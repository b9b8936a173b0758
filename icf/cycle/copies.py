"""What was sent: lists of it, one copy with what it says, and its PDF."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Organisation, Person
from icf.core.report import Report
from icf.core.report_diff import Difference, differences
from icf.core.report_json import report_from_json
from icf.cycle.models import PAPERS, Cycle, Submission, SubmissionPdf
from icf.cycle.standing import Sent
from icf.db import lock_row
from icf.errors import NotFound
from icf.web.actor import Actor
from icf.web.i18n import _

_OF_SENT = (
    *(Submission.id, Submission.number, Submission.kind, Submission.sent_at, Submission.is_late),
    *(Submission.reference, Submission.core_version, Submission.reason, Submission.due_on),
    *(Submission.services, Submission.came_by, Submission.came_on),
)
_LISTED = (*_OF_SENT, Person.name.label("sent_by"), Submission.cycle_key, Submission.cycle_title)
LISTED = (*_OF_SENT, Submission.cycle_key, Submission.organisation_id)
"""The columns of a list of submissions that names nobody."""


@dataclass(frozen=True)
class Copy:
    """A sent copy with what stands around it."""

    sent: Sent
    organisation_id: int
    organisation: str
    cycle_key: str
    cycle_title: str
    report: Report | None
    sha256: str


def sent_of(session: Session, organisation_id: int, key: str | None = None) -> list[Sent]:
    """What the organisation in scope sent, the latest first, without what it says.

    Args:
        key: of one cycle; None for all.
    """
    return [one for one, _key, _title in sent_with_cycle(session, organisation_id, key)]


def sent_with_cycle(
    session: Session, organisation_id: int, key: str | None = None
) -> list[tuple[Sent, str, str]]:
    """The same, each with the key and the title of its cycle."""
    statement = (
        sa.select(*_LISTED)
        .join_from(Submission, Person, Person.id == Submission.sent_by)
        .where(Submission.organisation_id == organisation_id)
        .order_by(Submission.sent_at.desc(), Submission.number.desc())
    )
    if key is not None:
        statement = statement.where(Submission.cycle_key == key)
    return [(sent_row(row), row.cycle_key, row.cycle_title) for row in session.execute(statement)]


def sent_row(row: Any) -> Sent:
    """A row of such a list as a value."""
    cells = row._mapping
    named = {name: cells[name] for name in Sent.__dataclass_fields__ if name in cells}
    return Sent(**{**named, "services": tuple(named.get("services", ()))})


def sent_copy(session: Session, organisation_id: int, submission_id: int) -> Copy:
    """One copy of the organisation in scope, with what it says.

    Raises:
        NotFound: there is none.
    """
    found = session.execute(
        sa.select(*_LISTED, Submission.report, Submission.sha256, Organisation.name)
        .join_from(Submission, Person, Person.id == Submission.sent_by)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .where(Submission.id == submission_id, Submission.organisation_id == organisation_id)
    ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such copy."))
    cells = found._mapping
    return Copy(
        sent=sent_row(found),
        organisation_id=organisation_id,
        organisation=cells[Organisation.name],
        cycle_key=cells["cycle_key"],
        cycle_title=cells["cycle_title"],
        report=report_from_json(cells["report"]) if cells["report"] else None,
        sha256=cells["sha256"],
    )


def what_differs(session: Session, copy: Copy) -> Sequence[Difference] | None:
    """What differs from the copy sent before it for the same cycle; None where there is none."""
    text = _before(session, copy.organisation_id, copy.cycle_key, copy.sent.number)
    if text is None or copy.report is None:
        return None
    return differences(report_from_json(text), copy.report)


def would_differ(
    session: Session, actor: Actor, cycle: Cycle, number: int, report: Report
) -> Sequence[Difference] | None:
    """The same of a report that would be sent now as copy ``number``."""
    text = _before(session, actor.organisation_id, cycle.key, number)
    return None if text is None else differences(report_from_json(text), report)


def _before(session: Session, organisation_id: int, key: str, number: int) -> str | None:
    return session.scalar(
        sa.select(Submission.report)
        .where(
            Submission.organisation_id == organisation_id,
            Submission.cycle_key == key,
            Submission.number < number,
            Submission.kind == PAPERS,
        )
        .order_by(Submission.number.desc())
        .limit(1)
    )


def kept_pdf(session: Session, organisation_id: int, submission_id: int) -> bytes | None:
    """The PDF of a copy as it was first made, or None when it has not been."""
    return session.scalar(
        sa.select(SubmissionPdf.content).where(
            SubmissionPdf.submission_id == submission_id,
            SubmissionPdf.organisation_id == organisation_id,
        )
    )


def keep_pdf(
    session: Session, organisation_id: int, now: datetime, submission_id: int, content: bytes
) -> bytes:
    """Keep the PDF of a copy, inside the caller's ``write()``; one made meanwhile stays."""
    lock_row(session, Submission, submission_id)
    earlier = kept_pdf(session, organisation_id, submission_id)
    if earlier is not None:
        return earlier
    session.add(
        SubmissionPdf(
            organisation_id=organisation_id,
            submission_id=submission_id,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            made_at=now,
        )
    )
    return content
