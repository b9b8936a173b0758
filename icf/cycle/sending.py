"""Sending to the Board: what would be sent, and the frozen copy that comes of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Membership, Organisation, Person
from icf.assessments.models import Assessment
from icf.assessments.sheet import Sheet, load
from icf.core.canonical import digest_of
from icf.core.report import Report
from icf.core.report_json import report_json
from icf.cycle.copies import sent_of
from icf.cycle.dates import day_of, due_on
from icf.cycle.models import NIL, PAPERS, Cycle, CyclePart, Submission
from icf.cycle.paper import submission_report
from icf.cycle.readiness import Ready, ready
from icf.cycle.service import changed_part, newest_number, own_part, version_of_core
from icf.db import lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed
from icf.plugin.manager import Plugins
from icf.web.actor import Actor, roles_that_may
from icf.web.i18n import _
from icf.work.models import Work


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


def _in_order(version: str) -> list[int]:
    return [int(one) if one.isdigit() else 0 for one in version.split(".")]
