"""Links for guests: made and taken back by leads, opened by whoever has them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Organisation, Person
from icf.accounts.secret import new_secret, secret_hash
from icf.assessments.draft import take_draft
from icf.assessments.sheet import Sheet
from icf.db import write
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.guests.models import GuestLink, GuestVisit
from icf.web.actor import GUEST, Actor
from icf.web.i18n import _

LIVES = (7, 14, 30)
"""For how many days a link may work."""

MOST_GUESTS = 100
"""Through one link; more would be no guests that somebody knows."""

Problem = Literal["unknown", "withdrawn", "expired", "closed", "full"]


@dataclass(frozen=True)
class OpenedLink:
    """What a secret opens; ``problem`` says why it opens nothing."""

    link: GuestLink | None
    problem: Problem | None
    made_by: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Guest:
    """A guest who is here: who they are, and the sections that they may see (empty: all)."""

    actor: Actor
    visit_id: int
    assessment_id: int
    sections: tuple[str, ...]


@dataclass(frozen=True)
class LinkRow:
    """A link as its list shows it."""

    id: int
    label: str
    sections: tuple[str, ...]
    made_by: str
    expires_at: datetime
    withdrawn_at: datetime | None
    guests: int


def make_link(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    label: str,
    sections: Sequence[str],
    days: int,
) -> str:
    """A link for guests; gives its secret, which is shown once and not stored.

    Args:
        label: for whom it is.
        sections: keys; empty for the whole checklist.

    Raises:
        NotAllowed: the actor may not share.
        InvalidInput: no such section or number of days.
        Conflict: the checklist is signed off.
    """
    if not actor.may("share"):
        raise NotAllowed(_("Only a lead can let guests in."), _("Ask a lead."))
    if days not in LIVES:
        raise InvalidInput(_("Choose for how long the link works."), where="days")
    if not set(sections) <= {section.key for section in sheet.main_sections}:
        raise InvalidInput(_("Choose sections of this checklist."), where="sections")
    secret, hashed = new_secret()
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        link = GuestLink(
            organisation_id=actor.organisation_id,
            assessment_id=sheet.id,
            sections=list(sections),
            label=label,
            token_hash=hashed,
            created_by=actor.person_id,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        session.add(link)
        session.flush()
        audit.record(
            session, "guest link made", actor, now, "assessment", sheet.reference, name=label
        )
    return secret


def links_of(session: Session, actor: Actor, assessment_id: int) -> list[LinkRow]:
    """The links of a checklist, newest first, with how many guests came."""
    came = (
        sa.select(sa.func.count())
        .select_from(GuestVisit)
        .where(GuestVisit.link_id == GuestLink.id)
        .correlate(GuestLink)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(GuestLink, Person.name, came)
        .join(Person, Person.id == GuestLink.created_by)
        .where(
            GuestLink.assessment_id == assessment_id,
            GuestLink.organisation_id == actor.organisation_id,
        )
        .order_by(GuestLink.id.desc())
    )
    return [
        LinkRow(
            link.id,
            link.label,
            tuple(link.sections),
            name,
            link.expires_at,
            link.withdrawn_at,
            guests,
        )
        for link, name, guests in rows
    ]


def withdraw_link(
    session: Session, actor: Actor, now: datetime, assessment_id: int, link_id: int
) -> str:
    """The link and everybody who came through it are out from their next click. Gives its label."""
    if not actor.may("share"):
        raise NotAllowed(_("Only a lead can let guests in."), _("Ask a lead."))
    with write() as session:
        link = session.scalar(
            sa.select(GuestLink).where(
                GuestLink.id == link_id,
                GuestLink.assessment_id == assessment_id,
                GuestLink.organisation_id == actor.organisation_id,
            )
        )
        if link is None:
            raise NotFound(_("There is no such link."))
        link.withdrawn_at = link.withdrawn_at or now
        audit.record(
            session, "guest link withdrawn", actor, now, "assessment", f"P{assessment_id}",
            name=link.label,
        )  # fmt: skip
        return link.label


def open_link(session: Session, now: datetime, secret: str) -> OpenedLink:
    """Look a link up; nothing is used up."""
    found = session.execute(
        sa.select(GuestLink, Person.name, Organisation)
        .join(Person, Person.id == GuestLink.created_by)
        .join(Organisation, Organisation.id == GuestLink.organisation_id)
        .where(GuestLink.token_hash == secret_hash(secret))
    ).one_or_none()
    if found is None:
        return OpenedLink(None, "unknown")
    link, maker, organisation = found
    problem = _problem(link, organisation, now)
    if problem is None and _guests(session, link.id) >= MOST_GUESTS:
        problem = "full"
    return OpenedLink(link, problem, maker, organisation.name)


def come_in(session: Session, now: datetime, secret: str, name: str) -> tuple[str, datetime]:
    """A guest comes in under the name that they typed.

    Returns:
        The secret of their visit, and when the link ends.

    Raises:
        NotFound: the link does not work any more.
    """
    opened = open_link(session, now, secret)
    if opened.link is None or opened.problem:
        raise NotFound(_("This link does not work any more."), _("Ask for a new one."))
    # An address that no mail can reach: the row is there to be named beside what was written.
    person = Person(
        name=_("%(name)s (guest)", name=name),
        email=f"{secrets.token_hex(16)}@guest.invalid",
        layout="section",
        created_at=now,
        disabled_at=now,
    )
    session.add(person)
    session.flush()
    visit_secret, hashed = new_secret()
    visit = GuestVisit(
        link_id=opened.link.id, token_hash=hashed, person_id=person.id, started_at=now
    )
    session.add(visit)
    session.flush()
    audit.record(
        session, "guest came", _Doer(person.id, opened.link.organisation_id), now,
        "assessment", f"P{opened.link.assessment_id}", name=opened.link.label,
    )  # fmt: skip
    return visit_secret, opened.link.expires_at


@dataclass(frozen=True)
class _Doer:
    person_id: int
    organisation_id: int


def guest_of(session: Session, now: datetime, secret: str) -> Guest | Problem:
    """Who holds this secret, read afresh with each request; or why they are out."""
    found = session.execute(
        sa.select(GuestVisit, GuestLink, Person, Organisation)
        .join(GuestLink, GuestLink.id == GuestVisit.link_id)
        .join(Person, Person.id == GuestVisit.person_id)
        .join(Organisation, Organisation.id == GuestLink.organisation_id)
        .where(GuestVisit.token_hash == secret_hash(secret), GuestVisit.left_at.is_(None))
    ).one_or_none()
    if found is None:
        return "unknown"
    visit, link, person, organisation = found
    problem = _problem(link, organisation, now)
    if problem:
        return problem
    actor = Actor(
        person.id,
        person.name,
        "",
        organisation.id,
        organisation.name,
        GUEST,
        "section",
        organisation.look.get("brand", ""),
        organisation.marking,
    )
    return Guest(actor, visit.id, link.assessment_id, tuple(link.sections))


def leave(session: Session, guest: Guest, now: datetime) -> None:
    """End a visit; its secret opens nothing any more."""
    session.get_one(GuestVisit, guest.visit_id).left_at = now
    audit.record(session, "guest left", guest.actor, now, "assessment", f"P{guest.assessment_id}")


def _problem(link: GuestLink, organisation: Organisation, now: datetime) -> Problem | None:
    if link.withdrawn_at:
        return "withdrawn"
    if link.expires_at <= now:
        return "expired"
    return "closed" if organisation.closed_at else None


def _guests(session: Session, link_id: int) -> int:
    counted = sa.select(sa.func.count()).select_from(GuestVisit)
    return session.scalar(counted.where(GuestVisit.link_id == link_id)) or 0
