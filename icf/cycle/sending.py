"""Sending to the Board: what is ready, what stands in the way, and the frozen copy."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Membership, Organisation, Person
from icf.assessments.models import Assessment
from icf.assessments.sheet import Sheet, load
from icf.core.canonical import digest_of
from icf.core.questionnaire import SELF_EVALUATION
from icf.core.report import Report
from icf.core.report_diff import Difference, differences
from icf.core.report_json import report_from_json, report_json
from icf.cycle.dates import day_of, due_on
from icf.cycle.models import NIL, PAPERS, Cycle, CyclePart, Submission, SubmissionPdf
from icf.cycle.paper import submission_report
from icf.cycle.service import changed_part, newest_number, own_part, version_of_core
from icf.cycle.standing import Sent
from icf.db import lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.plugin.manager import Plugins
from icf.web.actor import Actor, roles_that_may
from icf.web.i18n import _
from icf.work.models import SELF, Work

SIGNED, DRAFT = "signed", "draft"


@dataclass(frozen=True)
class Obstacle:
    """Something that has to be settled before sending.

    ``what``: ``not_started``, ``draft`` (nothing is signed off yet) or ``copied`` (answers that
    were copied and nobody has looked at; ``number`` says how many).
    """

    what: str
    number: int = 0


@dataclass(frozen=True)
class OfService:
    """What a service has for a cycle.

    Args:
        signed_id: of its newest version that is signed off; 0 for none.
        draft_id: of its newest draft, where it is newer; 0 for none.
    """

    service_id: int
    title: str
    signed_id: int
    draft_id: int


@dataclass(frozen=True)
class Ready:
    """The organisation's self-evaluation for a cycle.

    Args:
        signed: the newest version that is signed off.
        draft: the newest draft, where it is newer than what is signed off.
        services: those of its services that have begun one, by name.
    """

    signed: Sheet | None
    draft: Sheet | None
    services: tuple[OfService, ...] = ()

    @property
    def signed_services(self) -> tuple[OfService, ...]:
        """Those of the services that are signed off."""
        return tuple(one for one in self.services if one.signed_id)

    @property
    def is_services_alone(self) -> bool:
        """Whether the organisation evaluates itself by its services and in no other way."""
        return self.signed is None and self.draft is None and bool(self.signed_services)

    @property
    def is_started(self) -> bool:
        """Whether anything is there, of the whole or of a service."""
        return bool(self.signed or self.draft or self.services)

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands in the way of sending. Questions without an answer do not."""
        if self.is_services_alone:
            return ()
        if self.signed is None:
            return (Obstacle("draft" if self.draft else "not_started"),)
        copied = self.signed.progress.copied
        return (Obstacle("copied", copied),) if copied else ()


@dataclass(frozen=True)
class Paper:
    """What would be sent: its report, the text that is kept, and the hash of that.

    Args:
        assessment: of the organisation as a whole; None where its services alone are sent.
        services: the self-evaluations of services that are part of it.
    """

    report: Report
    text: str
    sha256: str
    number: int
    assessment: Sheet | None
    services: tuple[Sheet, ...] = ()

    @property
    def core_version(self) -> str:
        """The version of the framework that they answer; the oldest where they differ."""
        sheets = [one for one in (self.assessment, *self.services) if one is not None]
        return min((version_of_core(one.questionnaire.packs) for one in sheets), key=_in_order)


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


def _in_order(version: str) -> list[int]:
    return [int(one) if one.isdigit() else 0 for one in version.split(".")]


def ready(session: Session, actor: Actor, cycle: Cycle) -> Ready:
    """The self-evaluation of the actor's organisation as a whole, for the year of the cycle."""
    rows = session.execute(
        sa.select(Assessment.id, Assessment.state)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.organisation_id == actor.organisation_id,
            Work.organisation_id == actor.organisation_id,
            *is_for(cycle.title),
        )
        .order_by(Assessment.id.desc())
    ).all()
    signed, draft = _newest(rows)
    return Ready(
        load(session, actor, signed) if signed else None,
        load(session, actor, draft) if draft else None,
        tuple(_of_services(session, actor, cycle.title)),
    )


def _newest(rows: Sequence[Any]) -> tuple[int, int]:
    """The newest that is signed off and the draft that is newer, 0 for none; newest rows first."""
    signed = next((row.id for row in rows if row.state == SIGNED), 0)
    draft = next((row.id for row in rows if row.state == DRAFT and row.id > signed), 0)
    return signed, draft


def _of_services(session: Session, actor: Actor, year: str) -> list[OfService]:
    rows = session.execute(
        sa.select(Assessment.id, Assessment.state, Work.service_id, Work.title)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.organisation_id == actor.organisation_id,
            Work.organisation_id == actor.organisation_id,
            *is_for(year, of_service=True),
        )
        .order_by(Assessment.id.desc())
    ).all()
    found = defaultdict(list)
    for row in rows:
        found[(row.title.casefold(), row.service_id, row.title)].append(row)
    return [
        OfService(number, title, *_newest(of))
        for (_key, number, title), of in sorted(found.items())
    ]


def is_for(year: str, of_service: bool = False) -> tuple[sa.ColumnElement[bool], ...]:
    """What makes an assessment the self-evaluation of a whole organisation for a year.

    The statement joins ``Work`` with ``Assessment``.

    Args:
        of_service: of one of its services instead.
    """
    return (
        Assessment.instrument == SELF_EVALUATION,
        Assessment.period == year,
        Assessment.deleted_at.is_(None),
        Work.kind == SELF,
        Work.service_id.is_not(None) if of_service else Work.service_id.is_(None),
        Work.deleted_at.is_(None),
    )


def would_send(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    cycle_id: int,
    services: Collection[int] | None = None,
) -> Paper:
    """Exactly what would be sent now.

    Args:
        services: ids of services' signed self-evaluations that go with it; None for those that
            ``proposed_services`` says.

    Raises:
        NotFound: the organisation takes no part in the cycle, or it is closed.
        InvalidInput: something has to be settled first.
    """
    cycle, part = own_part(session, actor, cycle_id)
    found = ready(session, actor, cycle)
    if found.obstacles:
        raise InvalidInput(_("Something has to be settled before this can be sent."))
    if services is None:
        services = proposed_services(session, actor, cycle, found)
    with_it = _with_it(session, actor, found, services)
    number = newest_number(session, part) + 1
    whole = found.signed.id if found.signed else None
    ids = [one.id for one in with_it]
    report = submission_report(session, actor, now, plugins, cycle, whole, number, ids)
    text = report_json(report)
    return Paper(report, text, digest_of(text), number, found.signed, with_it)


def proposed_services(
    session: Session, actor: Actor, cycle: Cycle, found: Ready
) -> tuple[int, ...]:
    """The services' self-evaluations that are ticked before anybody chose.

    Those of the services that were part of the copy before; all where nothing else is sent.
    """
    signed = found.signed_services
    if found.is_services_alone:
        return tuple(one.signed_id for one in signed)
    last = next(iter(sent_of(session, actor.organisation_id, cycle.key)), None)
    numbers = [int(one[1:]) for one in last.services if one[1:].isdigit()] if last else []
    before = set(
        session.scalars(
            sa.select(Work.service_id)
            .join(Assessment, Assessment.work_id == Work.id)
            .where(
                Work.organisation_id == actor.organisation_id,
                Assessment.organisation_id == actor.organisation_id,
                Assessment.id.in_(numbers),
            )
        )
    )
    return tuple(one.signed_id for one in signed if one.service_id in before)


def _with_it(
    session: Session, actor: Actor, found: Ready, services: Collection[int]
) -> tuple[Sheet, ...]:
    known = [one for one in found.signed_services if one.signed_id in services]
    if len(known) != len(set(services)):
        raise InvalidInput(
            _("Choose from the services’ self-evaluations that are signed off."), where="with"
        )
    if found.signed is None and not known:
        raise InvalidInput(
            _("Choose at least one service: there is nothing else to send."), where="with"
        )
    sheets = tuple(load(session, actor, one.signed_id) for one in known)
    for one, sheet in zip(known, sheets, strict=True):
        if sheet.progress.copied:
            raise InvalidInput(
                _(
                    "%(title)s has answers that were copied and that nobody has looked at yet."
                    " Reopen it and look at them, or leave it out.",
                    title=one.title,
                ),
                where="with",
            )
    return sheets


def send(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    cycle_id: int,
    seen: str,
    reason: str = "",
    services: Collection[int] | None = None,
) -> int:
    """Send the self-evaluation and the support and action plan to the Board; gives the copy's id.

    Args:
        seen: the hash of what the person was shown.
        reason: what an amendment is about; asked for from the second copy on.
        services: as ``would_send`` takes them.

    Raises:
        NotAllowed: the actor may not sign off.
        Conflict: what would be sent is not what the person saw.
        InvalidInput: something has to be settled first, or nobody says what changed.
    """
    _refuse_others(actor)
    paper = would_send(session, actor, now, plugins, cycle_id, services)
    if paper.sha256 != seen:
        raise Conflict(
            _("Something changed since you looked, so nothing was sent."),
            _("Read what would be sent now, then send it."),
        )
    if paper.number > 1 and not reason.strip():
        raise InvalidInput(_("Say what you changed."), where="reason")
    cycle, _part = own_part(session, actor, cycle_id)
    record = Submission(
        kind=PAPERS,
        reference=paper.assessment.reference if paper.assessment else "",
        core_version=paper.core_version,
        services=[one.reference for one in paper.services],
        report=paper.text,
        sha256=paper.sha256,
        reason=reason,
    )
    with write() as session:
        return _keep(session, actor, now, cycle.id, record, paper.number)


def send_nil(session: Session, actor: Actor, now: datetime, cycle_id: int, reason: str) -> int:
    """Say that there is nothing to send this year; gives the id.

    Raises:
        NotAllowed: the actor may not sign off.
        InvalidInput: nobody says why.
        Conflict: it was said already, such as by a button that was pressed twice.
    """
    _refuse_others(actor)
    cycle, part = own_part(session, actor, cycle_id)
    number = newest_number(session, part) + 1
    _refuse_silence(reason)
    with write() as session:
        return _keep(session, actor, now, cycle.id, Submission(kind=NIL, reason=reason), number)


def nil_for(actor: Actor, now: datetime, cycle_id: int, organisation_id: int, reason: str) -> None:
    """The partnership notes that an organisation told it that there is nothing to send.

    Raises:
        NotAllowed: the actor does not run cycles.
        NotFound: they take no part.
        InvalidInput: nobody says why, or they have sent something.
    """
    with changed_part(actor, cycle_id, organisation_id) as (session, cycle, part):
        _refuse_silence(reason)
        if newest_number(session, part):
            raise InvalidInput(_("They have sent something for this year."), where="reason")
        store_sent(session, actor, now, cycle, part, Submission(kind=NIL, reason=reason), 1)


def _keep(
    session: Session, actor: Actor, now: datetime, cycle_id: int, record: Submission, number: int
) -> int:
    # Two people who send at the same moment meet here, so that each number is given once.
    lock_row(session, Organisation, actor.organisation_id)
    cycle, part = own_part(session, actor, cycle_id)
    if newest_number(session, part) + 1 != number:
        raise Conflict(
            _("A colleague sent something at the same moment, so nothing was sent again."),
            _("Look at what was sent, and send once more if it has to be amended."),
        )
    if record.is_nil and _said_already(session, part, number - 1):
        raise Conflict(_("The partnership knows already that you have nothing to send this year."))
    return store_sent(session, actor, now, cycle, part, record, number)


def _said_already(session: Session, part: CyclePart, last: int) -> bool:
    """Whether the last thing that was sent says as well that there is nothing to send."""
    kind = session.scalar(
        sa.select(Submission.kind).where(
            Submission.organisation_id == part.organisation_id,
            Submission.cycle_key == part.cycle_key,
            Submission.number == last,
        )
    )
    return kind == NIL


def store_sent(
    session: Session,
    actor: Actor,
    now: datetime,
    cycle: Cycle,
    part: CyclePart,
    record: Submission,
    number: int,
) -> int:
    """Keep what is sent, inside the caller's ``write()`` and the organisation's scope."""
    record.organisation_id = part.organisation_id
    record.cycle_key, record.cycle_title, record.number = cycle.key, cycle.title, number
    record.due_on = due_on(cycle, part)
    # What somebody typed for them is as late as it came, not as it was typed.
    record.is_late = (record.came_on or day_of(now)) > record.due_on
    record.sent_by, record.sent_at = actor.person_id, now
    session.add(record)
    session.flush()
    what = "nil_return_sent" if record.is_nil else "sent_to_board"
    doer = Doer(actor.person_id, part.organisation_id)
    audit.record(
        session, what, doer, now, "submission", f"S{record.id}", title=cycle.title, number=number
    )
    return record.id


@dataclass(frozen=True)
class Doer:
    """Who did it, and in whose history it stands."""

    person_id: int
    organisation_id: int


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


_OF_SENT = (
    *(Submission.id, Submission.number, Submission.kind, Submission.sent_at, Submission.is_late),
    *(Submission.reference, Submission.core_version, Submission.reason, Submission.due_on),
    *(Submission.services, Submission.came_by, Submission.came_on),
)
_LISTED = (*_OF_SENT, Person.name.label("sent_by"), Submission.cycle_key, Submission.cycle_title)
LISTED = (*_OF_SENT, Submission.cycle_key, Submission.organisation_id)
"""The columns of a list of submissions that names nobody."""


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
    session: Session, actor: Actor, cycle: Cycle, paper: Paper
) -> Sequence[Difference] | None:
    """The same of what would be sent now."""
    text = _before(session, actor.organisation_id, cycle.key, paper.number)
    return None if text is None else differences(report_from_json(text), paper.report)


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


def readers(session: Session) -> list[tuple[str, int]]:
    """Who reads what is sent: (role, how many people have it in any organisation that is open).

    Which organisations they belong to is not said: that would name others of the partnership.
    """
    roles = roles_that_may("read_submitted")
    found = session.execute(
        sa.select(Membership.role, sa.func.count())
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.role.in_(roles),
            Membership.ended_at.is_(None),
            Organisation.closed_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .group_by(Membership.role)
    )
    counts = {row[0]: row[1] for row in found}
    return [(role, counts[role]) for role in roles if role in counts]


def _refuse_others(actor: Actor) -> None:
    if not actor.may("sign_off"):
        raise NotAllowed(_("Only a lead sends to the Board."), _("Ask a lead."))


def _refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(_("Say why there is nothing to send this year."), where="reason")
