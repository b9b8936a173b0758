"""Handing over everything that a person owned, and ending their membership, in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.person import Member, end_membership, member, people_who_may
from icf.assessments.given import WHOLE
from icf.assessments.instruments import full_title
from icf.assessments.models import Assessment, Assignment
from icf.assessments.section_title import section_title
from icf.db import lock_row, write
from icf.errors import InvalidInput, NotAllowed
from icf.packs.service import questionnaire
from icf.plans.action import change_owner
from icf.plans.models import Action
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work


@dataclass(frozen=True)
class Belongings:
    """What somebody owns here: rows, each with the words that a page shows for it."""

    sections: Sequence[tuple[Assignment, str]]
    drafts: Sequence[tuple[Assessment, str]]
    works: Sequence[tuple[Work, str]]
    actions: Sequence[tuple[Action, str]]

    @property
    def number(self) -> int:
        """How many things they are altogether."""
        return len(self.sections) + len(self.drafts) + len(self.works) + len(self.actions)


def belongings(session: Session, actor: Actor, one: Member) -> Belongings:
    """What would be handed over: sections, drafts they started, work and actions in their name.

    Signed plans, and what they wrote, stay as they are.
    """
    return Belongings(
        _sections(session, actor, one),
        _drafts(session, actor, one),
        _works(session, actor, one),
        _actions(session, actor, one),
    )


def successors(session: Session, actor: Actor, one: Member) -> list[Member]:
    """Who could take it over: everybody else who reads the organisation's work."""
    people = people_who_may(session, actor.organisation_id, "read")
    return [person for person in people if person.person_id != one.person_id]


def leave(
    session: Session,
    actor: Actor,
    now: datetime,
    membership_id: int,
    successor_id: int | None = None,
) -> Member:
    """Hand everything over and remove the person; where they are signed in here ends at once.

    Args:
        successor_id: the person who takes over; may be None when there is nothing.

    Raises:
        NotFound: nobody like that is in the organisation.
        NotAllowed: the actor may not remove them.
        InvalidInput: there is something to hand over and nobody to take it; or they are the last
            lead or administrator.
    """
    if not actor.may("people"):
        raise NotAllowed(_("Only a lead can remove people."), _("Ask a lead."))
    with write() as session:
        one = member(session, actor.organisation_id, membership_id)
        owned = belongings(session, actor, one)
        if owned.number:
            heir = _heir(session, actor, one, successor_id)
            _hand_over(session, actor, now, owned, one, heir)
            audit.record(
                session, "handed over", actor, now, "membership", str(membership_id),
                name=one.name, to=heir.name, things=owned.number,
            )  # fmt: skip
        end_membership(session, actor, now, membership_id)
        return one


def _heir(session: Session, actor: Actor, one: Member, successor_id: int | None) -> Member:
    for person in successors(session, actor, one):
        if person.person_id == successor_id:
            return person
    raise InvalidInput(_("Choose who takes over."), where="successor")


def _hand_over(
    session: Session, actor: Actor, now: datetime, owned: Belongings, one: Member, heir: Member
) -> None:
    for given, _words in owned.sections:
        _pass_on(session, given, heir)
    for draft, _words in owned.drafts:
        draft.created_by = heir.person_id
        _give_whole(session, actor, now, draft, heir)
    for work, _words in owned.works:
        work.lead_name = heir.name
    for action, _words in owned.actions:
        lock_row(session, Action, action.id)
        is_named = _names(action.who, one)
        change_owner(
            session, actor, now, action, heir.name if is_named else action.who,
            heir.person_id if action.owner_id == one.person_id else None,
        )  # fmt: skip
    session.flush()


def _pass_on(session: Session, given: Assignment, heir: Member) -> None:
    """Give it to the heir, who may have the same section already."""
    already = session.scalar(
        sa.select(Assignment.id).where(
            Assignment.assessment_id == given.assessment_id,
            Assignment.section == given.section,
            Assignment.person_id == heir.person_id,
        )
    )
    if already:
        session.delete(given)
    else:
        given.person_id, given.email, given.name = heir.person_id, "", heir.name
    session.flush()


def _give_whole(
    session: Session, actor: Actor, now: datetime, draft: Assessment, heir: Member
) -> None:
    """A draft without its starter stands on the heir's first page."""
    already = session.scalar(
        sa.select(Assignment.id).where(
            Assignment.assessment_id == draft.id,
            Assignment.section == WHOLE,
            Assignment.person_id == heir.person_id,
        )
    )
    if not already:
        session.add(
            Assignment(
                organisation_id=actor.organisation_id,
                assessment_id=draft.id,
                section=WHOLE,
                person_id=heir.person_id,
                name=heir.name,
                assigned_by=actor.person_id,
                assigned_at=now,
            )
        )
        session.flush()


def _sections(session: Session, actor: Actor, one: Member) -> list[tuple[Assignment, str]]:
    rows = session.execute(
        sa.select(Assignment, Assessment, Work.title)
        .join(Assessment, Assessment.id == Assignment.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assignment.organisation_id == actor.organisation_id,
            sa.or_(Assignment.person_id == one.person_id, Assignment.email == one.email),
            *_open(actor),
        )
        .order_by(Assignment.id)
    ).all()
    return [
        (given, f"{_title(session, assessment, given.section)} – {_called(assessment, title)}")
        for given, assessment, title in rows
    ]


def _title(session: Session, assessment: Assessment, section: str) -> str:
    _whole, index = questionnaire(session, assessment.digest)
    return section_title(index, section, assessment.language)


def _drafts(session: Session, actor: Actor, one: Member) -> list[tuple[Assessment, str]]:
    rows = session.execute(
        sa.select(Assessment, Work.title)
        .join(Work, Work.id == Assessment.work_id)
        .where(Assessment.created_by == one.person_id, *_open(actor))
        .order_by(Assessment.id)
    )
    return [(draft, f"{_called(draft, title)} ({draft.reference})") for draft, title in rows]


def _called(assessment: Assessment, title: str) -> str:
    return full_title(title, assessment.instrument, assessment.period)


def _works(session: Session, actor: Actor, one: Member) -> list[tuple[Work, str]]:
    rows = session.scalars(
        sa.select(Work)
        .where(Work.organisation_id == actor.organisation_id, Work.deleted_at.is_(None))
        .order_by(Work.id)
    )
    return [(work, work.title) for work in rows if _names(work.lead_name, one)]


def _actions(session: Session, actor: Actor, one: Member) -> list[tuple[Action, str]]:
    rows = session.execute(
        sa.select(Action, Work.title)
        .join(Work, Work.id == Action.work_id)
        .where(
            Action.organisation_id == actor.organisation_id,
            Action.deleted_at.is_(None),
            Work.organisation_id == actor.organisation_id,
            Work.deleted_at.is_(None),
        )
        .order_by(Action.id)
    )
    return [
        (found, f"{found.what} – {title}")
        for found, title in rows
        if found.owner_id == one.person_id or _names(found.who, one)
    ]


def _names(text: str, one: Member) -> bool:
    """Whether a name that somebody typed is this person's."""
    return " ".join(text.casefold().split()) == " ".join(one.name.casefold().split())


def _open(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    """Drafts of the organisation that are not deleted."""
    return (
        Assessment.organisation_id == actor.organisation_id,
        Assessment.state == "draft",
        Assessment.deleted_at.is_(None),
        Work.organisation_id == actor.organisation_id,
        Work.deleted_at.is_(None),
    )
