"""Inviting somebody to set up their own organisation: they name it, join it and lead it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.invitation import join_with_account
from icf.accounts.link import new_link, usable_link, use_link
from icf.accounts.models import OneTimeLink, Organisation, Person
from icf.accounts.organisation import create_organisation
from icf.accounts.person import add_membership, normal_email
from icf.errors import NotAllowed, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _


def may_invite_founders(actor: Actor, self_service: bool) -> bool:
    """Administrators always; leads where the setting ``self_service`` lets them."""
    return actor.may("installation") or (self_service and actor.may("people"))


def invite_founder(
    session: Session, actor: Actor, now: datetime, name: str, email: str, self_service: bool
) -> tuple[OneTimeLink, str]:
    """A link with which somebody sets up their organisation, and its secret.

    Inviting the same person again replaces the link that the actor made.

    Args:
        self_service: the setting.

    Raises:
        NotAllowed: the actor may not.
    """
    if not may_invite_founders(actor, self_service):
        raise NotAllowed(_("Only an administrator can add organisations here."))
    for waiting in founders(session, actor):
        if waiting.email == normal_email(email):
            waiting.withdrawn_at = now
    link, secret = new_link(
        session,
        now,
        "found",
        role="lead",
        name=name,
        email=normal_email(email),
        created_by=actor.person_id,
    )
    audit.record(session, "founder_invited", actor, now, "one_time_link", str(link.id))
    return link, secret


def founders(session: Session, actor: Actor) -> list[OneTimeLink]:
    """Invitations that nobody has used or taken back, newest first.

    An administrator sees all of them, a lead their own.
    """
    statement = sa.select(OneTimeLink).where(
        OneTimeLink.purpose == "found",
        OneTimeLink.used_at.is_(None),
        OneTimeLink.withdrawn_at.is_(None),
    )
    if not actor.may("installation"):
        statement = statement.where(OneTimeLink.created_by == actor.person_id)
    return list(session.scalars(statement.order_by(OneTimeLink.id.desc())))


def withdraw_founder(session: Session, actor: Actor, now: datetime, link_id: int) -> OneTimeLink:
    """The link stops working. Raises NotFound."""
    for link in founders(session, actor):
        if link.id == link_id:
            link.withdrawn_at = now
            session.flush()
            audit.record(session, "invitation_withdrawn", actor, now, "one_time_link", str(link.id))
            return link
    raise NotFound(_("There is no such invitation."))


def found(
    session: Session,
    now: datetime,
    secret: str,
    organisation: str,
    kind: str,
    size: str,
    name: str,
    password: str,
) -> tuple[Person, Organisation]:
    """Set up an organisation with a link, and become its lead.

    Raises:
        NotFound: the link does not work any more.
        InvalidInput: the name of the organisation is taken, or the password cannot be used.
    """
    link = usable_link(session, now, secret, "found")
    new = create_organisation(session, now, organisation, kind, size)
    person = join_with_account(session, now, link.email, name, password)
    use_link(session, now, link)
    add_membership(session, now, new.id, person.id, "lead")
    return person, new
