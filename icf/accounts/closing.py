"""Closing an organisation. Nothing is deleted, and an administrator can open it again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.link import own_or_any
from icf.accounts.models import Membership, OneTimeLink, Organisation, Person, SignIn
from icf.accounts.organisation import organisation_of
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _


def close_organisation(
    session: Session, actor: Actor, now: datetime, organisation_id: int, typed_name: str
) -> Organisation:
    """Close one: its people are signed out of it at once, and its links stop working.

    Args:
        organisation_id: the actor's own, or any for an administrator.
        typed_name: its name as somebody typed it, so that none is closed by a slip.

    Raises:
        NotFound: there is none, or none that the actor may close.
        InvalidInput: the name is not right, or no administrator would be left.
    """
    if not actor.may("settings"):
        raise NotAllowed(_("Only a lead can close the organisation."))
    organisation = organisation_of(session, own_or_any(actor, organisation_id))
    if typed_name.strip().casefold() != organisation.name.casefold():
        raise InvalidInput(_("Type the name exactly as it stands above."), where="name")
    if not _administrator_elsewhere(session, organisation.id):
        raise InvalidInput(
            _("The last administrator of this toolkit belongs to this organisation."),
            _("Make somebody of another organisation an administrator first."),
            "name",
        )
    organisation.closed_at = now
    session.execute(sa.delete(SignIn).where(SignIn.organisation_id == organisation.id))
    session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.organisation_id == organisation.id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    _note(session, "organisation_closed", actor, now, organisation)
    return organisation


def closed_organisations(session: Session) -> list[Organisation]:
    """Those that are closed, by name; for administrators only."""
    statement = sa.select(Organisation).where(Organisation.closed_at.is_not(None))
    return list(session.scalars(statement.order_by(sa.func.lower(Organisation.name))))


def reopen_organisation(
    session: Session, actor: Actor, now: datetime, organisation_id: int
) -> Organisation:
    """Open it again with the people and the work that it had. Raises NotFound."""
    if not actor.may("installation"):
        raise NotAllowed(_("Only an administrator can open an organisation again."))
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or organisation.closed_at is None:
        raise NotFound(_("There is no such organisation."))
    organisation.closed_at = None
    _note(session, "organisation_reopened", actor, now, organisation)
    return organisation


def _note(
    session: Session, what: str, actor: Actor, now: datetime, organisation: Organisation
) -> None:
    session.flush()
    subject = str(organisation.id)
    audit.record(session, what, actor, now, "organisation", subject, name=organisation.name)


def _administrator_elsewhere(session: Session, organisation_id: int) -> bool:
    """The rows are locked, so that two organisations cannot close each other's last one out."""
    others = (
        sa.select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.role == "administrator",
            Membership.organisation_id != organisation_id,
            Membership.ended_at.is_(None),
            Organisation.closed_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Membership.id)
        .with_for_update(of=Membership)
    )
    return session.scalars(others).first() is not None
