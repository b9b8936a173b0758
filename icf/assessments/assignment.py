"""Giving sections, or a whole checklist, to people: who does what, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Person
from icf.accounts.person import members, normal_email, people_who_may
from icf.assessments.draft import take_draft
from icf.assessments.given import WHOLE, is_mine
from icf.assessments.instruments import full_title
from icf.assessments.models import Assessment, Assignment, SectionState, StoredSectionResult
from icf.assessments.section_title import section_title
from icf.assessments.sheet import Sheet
from icf.db import write
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.jobs.service import enqueue
from icf.packs.service import questionnaire
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work


@dataclass(frozen=True)
class Assigned:
    """Somebody and a section that was given to them; ``section`` is empty for the whole checklist.

    ``is_waiting``: they were invited and have not joined yet.
    """

    id: int
    section: str
    name: str
    due_on: date | None
    is_waiting: bool


@dataclass(frozen=True)
class MySection:
    """A section that was given to the person who is asking, with its counts."""

    assessment_id: int
    section: str
    title: str
    work_title: str
    due_on: date | None
    asked: int
    answered: int

    @property
    def reference(self) -> str:
        """What people call the checklist, such as P34."""
        return f"P{self.assessment_id}"


def assign(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    person_id: int,
    sections: Sequence[str],
    due_on: date | None = None,
) -> str:
    """Give sections to somebody; what they have already gets the new date.

    Args:
        sections: keys; ``WHOLE`` for the whole checklist.

    Returns:
        Their name.

    Raises:
        InvalidInput: nobody or nothing was chosen.
        Conflict: the checklist is signed off.
    """
    people = people_who_may(session, actor.organisation_id, "read")
    person = next((one for one in people if one.person_id == person_id), None)
    if person is None:
        raise InvalidInput(_("Choose a person from the list."), where="person")
    with write() as session:
        give(session, actor, now, sheet, sections, due_on, person_id=person_id, name=person.name)
    return person.name


def give(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    sections: Sequence[str],
    due_on: date | None,
    name: str,
    person_id: int | None = None,
    email: str = "",
) -> None:
    """The same inside the caller's ``write()``; also for somebody who has only been invited.

    Args:
        email: the address of the invitation, where there is no person yet.
    """
    if not actor.may("fill"):
        raise NotAllowed(_("You can read this, but not change it."), _("Ask a lead."))
    known = {section.key for section in sheet.main_sections} | {WHOLE}
    if not sections or not set(sections) <= known:
        raise InvalidInput(
            _("Choose one section or more, or the whole checklist."), where="sections"
        )
    take_draft(session, actor, now, sheet.id)
    for section in sections:
        row = _assignment(session, sheet.id, section, person_id, normal_email(email))
        if row is None:
            row = Assignment(
                organisation_id=actor.organisation_id,
                assessment_id=sheet.id,
                section=section,
                person_id=person_id,
                email=normal_email(email),
            )
            session.add(row)
        row.name, row.due_on, row.assigned_by, row.assigned_at = name, due_on, actor.person_id, now
        audit.record(
            session, "section given", actor, now, "assessment", sheet.reference,
            section=section, name=name, due_on=due_on.isoformat() if due_on else "",
        )  # fmt: skip
    if person_id is not None and person_id != actor.person_id:
        told = {"person_id": person_id, "assessment_id": sheet.id, "asker_id": actor.person_id}
        enqueue(session, now, "tell-section", told, actor.organisation_id)


def take_back(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, assignment_id: int
) -> str:
    """Somebody is no longer asked to do a section; what they wrote stays. Gives their name."""
    if not actor.may("fill"):
        raise NotAllowed(_("You can read this, but not change it."), _("Ask a lead."))
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        row = session.scalar(
            sa.select(Assignment).where(
                Assignment.id == assignment_id, Assignment.assessment_id == sheet.id
            )
        )
        if row is None:
            raise NotFound(_("This section is not given to that person any more."))
        session.delete(row)
        audit.record(
            session, "section taken back", actor, now, "assessment", sheet.reference,
            section=row.section, name=row.name,
        )  # fmt: skip
        return row.name


def assignments_of(session: Session, actor: Actor, assessment_id: int) -> list[Assigned]:
    """Who was given what, in the order in which it was given."""
    rows = session.execute(
        sa.select(Assignment, Person.name)
        .outerjoin(
            Person,
            sa.or_(
                Person.id == Assignment.person_id,
                sa.and_(Assignment.person_id.is_(None), Person.email == Assignment.email),
            ),
        )
        .where(
            Assignment.assessment_id == assessment_id,
            Assignment.organisation_id == actor.organisation_id,
        )
        .order_by(Assignment.id)
    ).all()
    # Most checklists are one person's work: nobody else needs to be looked up.
    people = members(session, actor.organisation_id) if rows else []
    here, addresses = {one.person_id for one in people}, {one.email for one in people}
    return [
        Assigned(
            row.id,
            row.section,
            name or row.name,
            row.due_on,
            row.person_id not in here and row.email not in addresses,
        )
        for row, name in rows
    ]


def names_by_section(given: Sequence[Assigned]) -> dict[str, list[str]]:
    """The names of those who were given each section; the whole checklist is under ``WHOLE``."""
    names: dict[str, list[str]] = {}
    for one in given:
        name = _("%(name)s (invited)", name=one.name) if one.is_waiting else one.name
        names.setdefault(one.section, []).append(name)
    return names


def my_sections(session: Session, actor: Actor) -> list[MySection]:
    """What was given to the actor and is not finished, soonest first; in one statement."""
    found = [
        MySection(
            row.assessment_id,
            row.section,
            section_title(questionnaire(session, row.digest)[1], row.section, row.language),
            full_title(row.title, row.instrument, row.period),
            row.due_on,
            row.asked,
            row.answered,
        )
        for row in session.execute(_given_to(actor))
        if row.asked and _is_there(session, row.digest, row.section)
    ]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max, one.title))


def _is_there(session: Session, digest: str, section: str) -> bool:
    return section == WHOLE or section in questionnaire(session, digest)[1].section


def _given_to(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    own, result = actor.organisation_id, StoredSectionResult
    given = (Assignment.id, Assignment.assessment_id, Assignment.section, Assignment.due_on)
    form = (Assessment.instrument, Assessment.period)
    about = (Assessment.digest, Assessment.language, *form, Work.title)
    finished = sa.and_(
        SectionState.organisation_id == own,
        SectionState.assessment_id == Assignment.assessment_id,
        SectionState.section == Assignment.section,
        SectionState.finished,
    )
    counted = sa.and_(
        result.organisation_id == own,
        result.assessment_id == Assignment.assessment_id,
        sa.or_(Assignment.section == WHOLE, result.section == Assignment.section),
    )
    return (
        sa.select(
            *given,
            *about,
            sa.func.sum(result.asked).label("asked"),
            sa.func.sum(result.answered).label("answered"),
        )
        .join(Assessment, Assessment.id == Assignment.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .join(result, counted)
        .outerjoin(SectionState, finished)
        .where(
            is_mine(actor),
            Assessment.organisation_id == own,
            Work.organisation_id == own,
            Assessment.state == "draft",
            Assessment.deleted_at.is_(None),
            Work.deleted_at.is_(None),
            SectionState.section.is_(None),
        )
        .group_by(*given, *about)
    )


def _assignment(
    session: Session, assessment_id: int, section: str, person_id: int | None, email: str
) -> Assignment | None:
    whose = Assignment.email == email if person_id is None else Assignment.person_id == person_id
    return session.scalar(
        sa.select(Assignment).where(
            Assignment.assessment_id == assessment_id, Assignment.section == section, whose
        )
    )
