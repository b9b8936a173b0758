"""Links that work once: to set the toolkit up, to join, to choose a new password, to sign in.

Whoever makes a link sees it once, copies it and passes it on, or has it sent by e-mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import OneTimeLink, Organisation, Person
from icf.accounts.person import Member, member, roles_to_give, set_email, set_password
from icf.accounts.secret import new_secret, secret_hash
from icf.errors import NotAllowed, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _

LIFE = timedelta(days=7)
Purpose = Literal["first", "join", "reset", "enter", "found", "address"]
Problem = Literal["unknown", "used", "expired", "withdrawn"]


@dataclass(frozen=True)
class FoundLink:
    """What a secret opens, or why it opens nothing.

    Args:
        row: None when the secret is unknown.
        problem: None when the link can be used.
        made_by: the name of whoever made it; empty for the command line.
        organisation: the name of the organisation it belongs to; may be empty.
    """

    row: OneTimeLink | None
    problem: Problem | None
    made_by: str = ""
    organisation: str = ""


def find_link(session: Session, now: datetime, secret: str) -> FoundLink:
    """Look a link up without using it."""
    statement = sa.select(OneTimeLink).where(OneTimeLink.token_hash == secret_hash(secret))
    row = session.scalar(statement)
    if row is None:
        return FoundLink(None, "unknown")
    maker = session.get(Person, row.created_by) if row.created_by else None
    place = session.get(Organisation, row.organisation_id) if row.organisation_id else None
    return FoundLink(
        row, _problem(row, now), maker.name if maker else "", place.name if place else ""
    )


def usable_link(session: Session, now: datetime, secret: str, purpose: Purpose) -> OneTimeLink:
    """The link behind a secret. Raises NotFound when it cannot be used, or not for this."""
    found = find_link(session, now, secret)
    if found.row is None or found.problem or found.row.purpose != purpose:
        raise NotFound(_("This link does not work any more."), _("Ask for a new one."))
    return found.row


def new_link(
    session: Session,
    now: datetime,
    purpose: Purpose,
    life: timedelta = LIFE,
    **fields: object,
) -> tuple[OneTimeLink, str]:
    """A link and its secret, which is shown once and not stored."""
    secret, hashed = new_secret()
    link = OneTimeLink(
        token_hash=hashed, purpose=purpose, created_at=now, expires_at=now + life, **fields
    )
    session.add(link)
    session.flush()
    return link, secret


def use_link(session: Session, now: datetime, link: OneTimeLink) -> None:
    """Mark it used; of two who try in the same moment only one succeeds."""
    used = session.execute(
        sa.update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OneTimeLink.id)
    )
    if used.scalar() is None:
        raise NotFound(_("This link does not work any more."), _("Ask for a new one."))
    audit.record(session, "link_used", None, now, "one_time_link", str(link.id))


def first_link(session: Session, now: datetime) -> tuple[OneTimeLink, str]:
    """A link that opens set-up; one made earlier stops working."""
    _withdraw(session, now, OneTimeLink.purpose == "first")
    return new_link(session, now, "first")


def use_first_link(session: Session, now: datetime, secret: str) -> None:
    """Close the link that opened set-up."""
    use_link(session, now, usable_link(session, now, secret, "first"))


def enter_link(session: Session, now: datetime, person_id: int) -> tuple[OneTimeLink, str]:
    """A link that signs a person in without a password; only for whoever runs the command line."""
    person = session.get_one(Person, person_id)
    return new_link(session, now, "enter", person_id=person.id, name=person.name)


def accept_enter(session: Session, now: datetime, secret: str) -> Person:
    """Sign in with a link from the command line."""
    link = usable_link(session, now, secret, "enter")
    use_link(session, now, link)
    return session.get_one(Person, link.person_id)


def reset_link(
    session: Session,
    actor: Actor,
    now: datetime,
    membership_id: int,
    organisation_id: int | None = None,
) -> tuple[OneTimeLink, str]:
    """A link with which somebody chooses a new password; one made earlier stops working.

    Args:
        organisation_id: another organisation than the actor's own; administrators only.
    """
    one = member(session, own_or_any(actor, organisation_id), membership_id)
    if not may_reset(actor, one):
        raise NotAllowed(
            _("%(name)s belongs to another organisation, or sees more than you.", name=one.name),
            _("Ask an administrator of this toolkit for the link."),
        )
    withdraw_resets(session, now, one.person_id)
    link, secret = new_link(
        session,
        now,
        "reset",
        organisation_id=own_or_any(actor, organisation_id),
        person_id=one.person_id,
        name=one.name,
        email=one.email,
        created_by=actor.person_id,
    )
    audit.record(session, "reset_link_made", actor, now, "person", str(one.person_id))
    return link, secret


def may_reset(actor: Actor, one: Member) -> bool:
    """Whether the actor may make a reset link for somebody.

    A lead may only for people who belong nowhere else and whose role a lead could give: otherwise a
    lead could take over an account of another organisation, or one that sees more.
    """
    if actor.may("installation"):
        return True
    return actor.may("people") and one.only_here and one.role in roles_to_give(actor)


def accept_reset(session: Session, now: datetime, secret: str, password: str) -> Person:
    """Choose a new password; every sign-in made with the old one ends."""
    link = usable_link(session, now, secret, "reset")
    person = session.get_one(Person, link.person_id)
    set_password(session, now, person, password)
    use_link(session, now, link)
    withdraw_resets(session, now, person.id)
    return person


def accept_address(session: Session, now: datetime, secret: str) -> Person:
    """Sign in with another address from now on. Raises InvalidInput where it was taken since."""
    link = usable_link(session, now, secret, "address")
    person = session.get_one(Person, link.person_id)
    set_email(session, now, person, link.email)
    use_link(session, now, link)
    return person


def withdraw_resets(session: Session, now: datetime, person_id: int) -> None:
    """Reset links of a person that nobody has used stop working."""
    _withdraw(session, now, OneTimeLink.purpose == "reset", OneTimeLink.person_id == person_id)


def own_or_any(actor: Actor, organisation_id: int | None) -> int:
    """The organisation meant: the actor's own, or any for an administrator. Raises NotFound."""
    if organisation_id is None or organisation_id == actor.organisation_id:
        return actor.organisation_id
    if not actor.may("installation"):
        raise NotFound(_("There is no such organisation."))
    return organisation_id


def _problem(row: OneTimeLink, now: datetime) -> Problem | None:
    if row.used_at:
        return "used"
    if row.withdrawn_at:
        return "withdrawn"
    return "expired" if row.expires_at <= now else None


def _withdraw(session: Session, now: datetime, *which: sa.ColumnElement[bool]) -> None:
    session.execute(
        sa.update(OneTimeLink)
        .where(*which, OneTimeLink.used_at.is_(None), OneTimeLink.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
