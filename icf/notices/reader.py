"""Who gets an e-mail about an organisation's work, and whether it may name that work."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from icf.accounts.emails import wants
from icf.accounts.models import Membership, Organisation, Person
from icf.assessments.models import Assessment
from icf.config import Settings
from icf.plans.models import Action
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work

NAMES_WORK = ("", "OFFICIAL")
"""The markings under which an e-mail may name a piece of work."""


def reader(
    session: Session, organisation_id: int | None, person_id: int, kind: str
) -> Actor | None:
    """The person as they would sign in; None if they are not to get an e-mail of this kind.

    That is asked when it is sent, not when it is planned: somebody may have left, or have stopped
    their e-mails, while it waited. Guests belong to no organisation, so nothing goes to them.
    """
    row = session.execute(
        sa.select(Person, Membership.role, Organisation)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Person.id == person_id,
            Organisation.id == organisation_id,
            Person.disabled_at.is_(None),
            Membership.ended_at.is_(None),
            Organisation.closed_at.is_(None),
        )
    ).one_or_none()
    if row is None or not wants(row.Person.emails, kind):
        return None
    person, place = row.Person, row.Organisation
    found = Actor(
        person.id, person.name, person.email, place.id, place.name, row.role, person.layout,
        marking=place.marking,
    )  # fmt: skip
    return found if found.may("read") else None


def called(session: Session, actor: Actor, assessment_id: int, title: str) -> str:
    """How an e-mail calls a checklist: with the title of its work, unless that or the organisation
    is marked. A marking of the work's own does not lift that of the organisation."""
    reference = f"P{assessment_id}"
    own = session.scalar(
        sa.select(Work.marking)
        .join(Assessment, Assessment.work_id == Work.id)
        .where(
            Assessment.id == assessment_id,
            Assessment.organisation_id == actor.organisation_id,
            Work.organisation_id == actor.organisation_id,
        )
    )
    if title and actor.marking in NAMES_WORK and own in NAMES_WORK:
        return _("“%(title)s” (%(reference)s)", title=title, reference=reference)
    return _("the checklist %(reference)s", reference=reference)


def called_action(session: Session, actor: Actor, action_id: int, title: str) -> str:
    """How an e-mail calls an action: never in its own words, which may say too much."""
    reference = f"A{action_id}"
    own = session.scalar(
        sa.select(Work.marking)
        .join(Action, Action.work_id == Work.id)
        .where(
            Action.id == action_id,
            Action.organisation_id == actor.organisation_id,
            Work.organisation_id == actor.organisation_id,
        )
    )
    if title and actor.marking in NAMES_WORK and own in (*NAMES_WORK, None):
        return _("%(reference)s of “%(title)s”", title=title, reference=reference)
    return _("the action %(reference)s", reference=reference)


def today(now: datetime) -> date:
    """The day in the time zone of the installation."""
    settings: Settings = current_app.extensions["icf_settings"]
    return now.astimezone(ZoneInfo(settings.time_zone)).date()
