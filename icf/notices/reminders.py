"""Each morning: what is due soon, or was not done in time. One e-mail a person, each thing once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.emails import AT_ONCE
from icf.assessments.assignment import my_sections
from icf.assessments.models import Assignment
from icf.db import db, scope, write
from icf.home.service import owned_actions
from icf.jobs.registry import Run, does
from icf.jobs.service import enqueue
from icf.notices.letter import send_notice
from icf.notices.plan import Due, in_each_organisation, note_new
from icf.notices.reader import called, reader, today
from icf.web.actor import Actor
from icf.web.address import whole_address
from icf.web.i18n import _, _l

ACTION_AHEAD = timedelta(days=7)
SECTION_AHEAD = timedelta(days=3)
LATE = timedelta(days=14)
"""What is late for longer is not brought up any more: nobody is flooded after a long pause."""


@does("plan-reminders", _l("See what is due soon, each morning"), every="morning")
def plan_reminders(run: Run) -> None:
    in_each_organisation(run, "remind-organisation")


@does("remind-organisation", _l("See what is due soon in an organisation"))
def remind_organisation(run: Run) -> None:
    own, on = _own(), today(run.now)
    with write() as session:
        wanted = [*_due_actions(session, own, on), *_due_sections(session, own, on)]
        by_person = defaultdict(list)
        for one in note_new(session, run.now, wanted):
            by_person[one.person_id].append([one.kind, one.subject, one.due_on.isoformat()])
        for person_id, found in by_person.items():
            enqueue(session, run.now, "send-reminders", {"person_id": person_id, "of": found}, own)


@does("send-reminders", _l("E-mail about what is due"))
def send_reminders(run: Run) -> None:
    """Of what was planned, whatever is still so."""
    to = reader(db.session(), run.organisation_id, run.arguments["person_id"], AT_ONCE)
    if to is None:
        return
    of = {
        Due(to.person_id, kind, subject, date.fromisoformat(due_on))
        for kind, subject, due_on in run.arguments["of"]
    }
    days = [one.due_on for one in of]
    late, soon, sections = [], [], []
    for action in owned_actions(db.session(), _own(), min(days), max(days)):
        line = _line(to, action, "plans.actions")
        if Due(to.person_id, "late_action", str(action.id), action.due_on) in of:
            late.append(line)
        elif Due(to.person_id, "action", str(action.id), action.due_on) in of:
            soon.append(line)
    for one in my_sections(db.session(), to):
        if one.due_on and _of_section(to.person_id, one, one.due_on) in of:
            title = called(db.session(), to, one.assessment_id, one.work_title)
            sections.append((title, one.due_on, _address("assessments.tasks", one)))
    if not (late or soon or sections):
        return
    send_notice(
        run, to, _("What is due soon") if not late else _("What is late, or due soon"), "reminders",
        _("You get this because these are in your name, or you wrote them down."),
        late=late, soon=soon, sections=sections,
    )  # fmt: skip


def _due_actions(session: Session, own: int, on: date) -> Iterator[Due]:
    for action in owned_actions(session, own, on - LATE, on + ACTION_AHEAD):
        kind = "late_action" if action.due_on < on else "action"
        for person_id in action.owners:
            yield Due(person_id, kind, str(action.id), action.due_on)


def _due_sections(session: Session, own: int, on: date) -> Iterator[Due]:
    until = on + SECTION_AHEAD
    asked = sa.select(Assignment.person_id).where(
        Assignment.organisation_id == own, Assignment.due_on.between(on, until)
    )
    for person_id in session.scalars(asked.where(Assignment.person_id.is_not(None)).distinct()):
        to = reader(session, own, person_id or 0, AT_ONCE)
        for one in my_sections(session, to) if to else ():
            if one.due_on and on <= one.due_on <= until:
                yield _of_section(to.person_id if to else 0, one, one.due_on)


def _of_section(person_id: int, one: Any, due_on: date) -> Due:
    return Due(person_id, "section", f"{one.assessment_id}/{one.section}", due_on)


def _line(to: Actor, one: Any, endpoint: str) -> tuple[str, date, str]:
    return (
        called(db.session(), to, one.assessment_id, one.title),
        one.due_on,
        _address(endpoint, one),
    )


def _address(endpoint: str, one: Any) -> str:
    return whole_address(endpoint, assessment_id=one.assessment_id)


def _own() -> int:
    own = scope()
    if own is None:
        raise RuntimeError("Reminders belong to one organisation: put the job in with its number.")
    return own
