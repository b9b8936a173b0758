"""Adding people: a lead names them, copies a link and passes it on; they join with it."""

from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.link import new_link, own_or_any, usable_link, use_link
from icf.accounts.models import Membership, OneTimeLink, Person
from icf.accounts.password import matches
from icf.accounts.person import (
    add_membership,
    create_person,
    normal_email,
    person_with_email,
    roles_to_give,
)
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _


def invite(
    session: Session,
    actor: Actor,
    now: datetime,
    name: str,
    email: str,
    role: str,
    organisation_id: int | None = None,
) -> tuple[OneTimeLink, str]:
    """A link with which one person joins, and its secret; inviting them again replaces the link.

    Args:
        organisation_id: another organisation than the actor's own; administrators only.
    """
    place = own_or_any(actor, organisation_id)
    if role not in roles_to_give(actor):
        raise InvalidInput(_("Choose a role from the list."), where="role")
    _refuse_member(session, place, email)
    for waiting in invitations(session, place):
        if waiting.email == normal_email(email):
            waiting.withdrawn_at = now
    link, secret = new_link(
        session,
        now,
        "join",
        organisation_id=place,
        role=role,
        name=name,
        email=normal_email(email),
        created_by=actor.person_id,
    )
    audit.record(session, "person_invited", actor, now, "one_time_link", str(link.id), role=role)
    return link, secret


def invitations(session: Session, organisation_id: int) -> list[OneTimeLink]:
    """Invitations that nobody has used or withdrawn, newest first; expired ones too."""
    statement = sa.select(OneTimeLink).where(*_waiting(organisation_id))
    return list(session.scalars(statement.order_by(OneTimeLink.id.desc())))


def renew_invitation(
    session: Session, actor: Actor, now: datetime, link_id: int
) -> tuple[OneTimeLink, str]:
    """The same invitation with a new link; the old one stops working."""
    old = _invitation(session, actor, link_id)
    return invite(session, actor, now, old.name, old.email, old.role)


def withdraw_invitation(session: Session, actor: Actor, now: datetime, link_id: int) -> OneTimeLink:
    """The link stops working."""
    link = _invitation(session, actor, link_id)
    link.withdrawn_at = now
    session.flush()
    audit.record(session, "invitation_withdrawn", actor, now, "one_time_link", str(link_id))
    return link


def accept_join(
    session: Session, now: datetime, secret: str, name: str, password: str
) -> tuple[Person, int]:
    """Join with an invitation; answers the person and the organisation's id."""
    link = usable_link(session, now, secret, "join")
    person = join_with_account(session, now, link.email, name, password)
    place = cast(int, link.organisation_id)
    use_link(session, now, link)
    add_membership(session, now, place, person.id, link.role)
    return person, place


def join_with_account(
    session: Session, now: datetime, email: str, name: str, password: str
) -> Person:
    """The person who joins: a new one, or whoever has this address and knows its password."""
    person = person_with_email(session, email)
    if person is None:
        return create_person(session, now, name, email, password)
    prove(session, email, password)
    return person


def prove(session: Session, email: str, password: str) -> None:
    """Somebody with an account shows with its password that it is theirs: an invitation must never
    give whoever made it somebody else's account. Raises InvalidInput."""
    person = person_with_email(session, email)
    if person is None or person.disabled_at or not matches(person.password_hash, password):
        raise InvalidInput(
            _("That is not the password of your account."),
            _("Use the password that you already sign in with."),
            "password",
        )


def _waiting(organisation_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OneTimeLink.purpose == "join",
        OneTimeLink.organisation_id == organisation_id,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.withdrawn_at.is_(None),
    )


def _invitation(session: Session, actor: Actor, link_id: int) -> OneTimeLink:
    link = session.scalar(
        sa.select(OneTimeLink).where(*_waiting(actor.organisation_id), OneTimeLink.id == link_id)
    )
    if link is None:
        raise NotFound(_("There is no such invitation."))
    if link.role not in roles_to_give(actor):
        raise NotAllowed(_("Only an administrator gives this role."))
    return link


def _refuse_member(session: Session, organisation_id: int, email: str) -> None:
    already = session.scalar(
        sa.select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
            Person.email == normal_email(email),
        )
    )
    if already is not None:
        message = _("Somebody with that e-mail address is in the organisation already.")
        raise InvalidInput(message, _("Change their role on the people page."), "email")
