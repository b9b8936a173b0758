"""Each morning: what is due soon, or was not done in time. One e-mail a person, each thing once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.emails import AT_ONCE
from icf.assessments.assignment import my_sections
from icf.assessments.models import Assessment, Assignment
from icf.db import db, scope, write
from icf.home.service import ComingDate, OwnedAction, coming_dates, owned_actions
from icf.jobs.registry import Run, does
from icf.jobs.service import enqueue
from icf.notices.letter import send_notice
from icf.notices.plan import Due, in_each_organisation, note_new
from icf.notices.reader import called, called_action, reader, today
from icf.plans.models import Action, PlanPaper
from icf.web.actor import Actor
from icf.web.address import whole_address
from icf.web.i18n import _, _l

ACTION_AHEAD = timedelta(days=7)
SECTION_AHEAD = timedelta(days=3)
ASK = "ask_how_it_went"
LATE = timedelta(days=14)
"""What is late for longer is not brought up any more: nobody is flooded after a long pause."""


@does("plan-reminders", _l("See what is due soon, each morning"), every="morning")
def plan_reminders(run: Run) -> None:
    in_each_organisation(run, "remind-organisation")


@does("remind-organisation", _l("See what is due soon in an organisation"))
def remind_organisation(run: Run) -> None:
    own, on = _own(), today(run.now)
    with write() as session:
        wanted = [
            *_due_actions(session, own, on),
            *_due_sections(session, own, on),
            *_due_questions(session, own, on),
        ]
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
        line = _line(to, action)
        if Due(to.person_id, "late_action", str(action.id), action.due_on) in of:
            late.append(line)
        elif Due(to.person_id, "action", str(action.id), action.due_on) in of:
            soon.append(line)
    again = [
        _line(to, action)
        for action in owned_actions(db.session(), _own(), min(days), max(days), Action.review_on)
        if Due(to.person_id, "review_action", str(action.id), action.due_on) in of
    ]
    for one in my_sections(db.session(), to):
        if one.due_on and _of_section(to.person_id, one, one.due_on) in of:
            title = called(db.session(), to, one.assessment_id, one.work_title)
            sections.append((title, one.due_on, _address("assessments.tasks", one)))
    asks = [
        (
            called(db.session(), to, one.assessment_id, one.title),
            one.on,
            _start_address(one.work_id),
        )
        for one in _asked_of(db.session(), to, max(days))
        if Due(to.person_id, ASK, str(one.assessment_id), one.on) in of
    ]
    if not (late or soon or again or sections or asks):
        return
    send_notice(
        run, to, _("What is due soon") if not late else _("What is late, or due soon"), "reminders",
        _("You get this because these are in your name, or you wrote them down."),
        late=late, soon=soon, again=again, sections=sections, asks=asks,
    )  # fmt: skip


def _due_actions(session: Session, own: int, on: date) -> Iterator[Due]:
    for action in owned_actions(session, own, on - LATE, on + ACTION_AHEAD):
        kind = "late_action" if action.due_on < on else "action"
        for person_id in action.owners:
            yield Due(person_id, kind, str(action.id), action.due_on)
    for action in owned_actions(session, own, on, on + ACTION_AHEAD, Action.review_on):
        for person_id in action.owners:
            yield Due(person_id, "review_action", str(action.id), action.due_on)


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


def _due_questions(session: Session, own: int, on: date) -> Iterator[Due]:
    """On the day on which to ask how it went: whoever started the plan, and whoever signed it."""
    rows = session.execute(
        sa.select(
            Assessment.id, Assessment.created_by, Assessment.signed_by, PlanPaper.ask_again_on
        )
        .join(PlanPaper, PlanPaper.assessment_id == Assessment.id)
        .where(
            Assessment.organisation_id == own,
            PlanPaper.organisation_id == own,
            Assessment.state == "signed",
            PlanPaper.ask_again_on.between(on - LATE, on),
        )
    )
    for row in rows:
        for person_id in {row.created_by, row.signed_by} - {None}:
            to = reader(session, own, person_id, AT_ONCE)
            if to and any(one.assessment_id == row.id for one in _asked_of(session, to, on)):
                yield Due(person_id, ASK, str(row.id), row.ask_again_on)


def _asked_of(session: Session, to: Actor, on: date) -> list[ComingDate]:
    """Where it is still to be asked how it went, for somebody who may."""
    if not to.may("fill"):
        return []
    return [one for one in coming_dates(session, to, on, most=None) if one.what == "ask_again"]


def _start_address(work_id: int) -> str:
    return whole_address("evaluation.start", work_id=work_id)


def _of_section(person_id: int, one: Any, due_on: date) -> Due:
    return Due(person_id, "section", f"{one.assessment_id}/{one.section}", due_on)


def _line(to: Actor, one: OwnedAction) -> tuple[str, date, str]:
    address = whole_address("actions.show", action_id=one.id)
    return called_action(db.session(), to, one.id, one.title), one.due_on, address


def _address(endpoint: str, one: Any) -> str:
    return whole_address(endpoint, assessment_id=one.assessment_id)


def _own() -> int:
    own = scope()
    if own is None:
        raise RuntimeError("Reminders belong to one organisation: put the job in with its number.")
    return own
