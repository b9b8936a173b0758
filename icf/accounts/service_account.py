"""Whom a sign-in service's word stands for here: the person, their organisation and their role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import (
    ROLES,
    Membership,
    Organisation,
    Person,
    ServiceAccount,
)
from icf.accounts.person import add_membership, create_person, normal_email, person_with_email
from icf.errors import NotAllowed
from icf.web.i18n import _


@dataclass(frozen=True)
class Rules:
    """What the settings say.

    Args:
        organisations: an organisation's name, by directory (tenant) or by domain of the address.
        roles: a role here, by group there.
        default_role: for who is in none of these groups; empty refuses them.
        groups_claim: where the service says which groups somebody is in.
        many_directories: directories of others sign in here too, so that no word of theirs makes
            anybody an administrator of everything.
    """

    organisations: Mapping[str, str]
    roles: Mapping[str, str]
    default_role: str
    groups_claim: str
    many_directories: bool = False


@dataclass(frozen=True)
class Known:
    """What the service says of somebody. ``email`` is empty unless it can be relied on."""

    issuer: str
    subject: str
    name: str
    email: str
    tenant: str
    groups: tuple[str, ...]


def known_from(claims: Mapping[str, Any], groups_claim: str) -> Known:
    """The claims, read carefully: a service may leave out or misshape any of them."""
    issuer, tenant = str(claims["iss"]), _text(claims.get("tid"))
    # Entra ID vouches for its own directory, and says so by the tenant alone.
    relied_on = claims.get("email_verified") is True or (tenant != "" and tenant in issuer)
    email = _text(claims.get("email")) or _text(claims.get("preferred_username"))
    groups = claims.get(groups_claim)
    return Known(
        issuer,
        str(claims["sub"]),
        _text(claims.get("name")) or email.partition("@")[0],
        normal_email(email) if relied_on and "@" in email else "",
        tenant,
        tuple(map(str, groups)) if isinstance(groups, list) else (),
    )


def person_of(session: Session, now: datetime, rules: Rules, known: Known) -> tuple[int, int]:
    """The person's id and the organisation's; somebody new is added.

    Raises:
        NotAllowed: with what is missing, in words for the person.
    """
    place = _organisation(session, rules, known)
    role = role_of(rules, known)
    person = _known_person(session, known) or _person_with_same_email(session, now, known, place.id)
    if person is None:
        person = _new_person(session, now, known)
    if person.disabled_at:
        raise NotAllowed(_("Your account here is switched off."), _ask())
    _give_role(session, now, person, place, role, bool(rules.roles))
    return person.id, place.id


def role_of(rules: Rules, known: Known) -> str:
    """The highest role that their groups give. Raises NotAllowed where none does."""
    given = {role for group, role in rules.roles.items() if group in known.groups}
    if rules.many_directories:
        given.discard("administrator")
    highest = max(given, key=ROLES.index, default=rules.default_role)
    if not highest:
        raise NotAllowed(
            _("You are not in a group that may use this toolkit."),
            _("Ask the people who look after accounts in your organisation to add you to one."),
        )
    return highest


def _organisation(session: Session, rules: Rules, known: Known) -> Organisation:
    domain = known.email.rpartition("@")[2]
    name = rules.organisations.get(known.tenant) or rules.organisations.get(domain)
    statement = sa.select(Organisation).where(Organisation.closed_at.is_(None))
    if name:
        statement = statement.where(Organisation.name == name)
    elif rules.organisations or rules.many_directories:
        raise _unknown_organisation(known)
    found = session.scalars(statement.limit(2)).all()
    if len(found) != 1:
        raise _unknown_organisation(known)
    return found[0]


def _unknown_organisation(known: Known) -> NotAllowed:
    who = known.email or known.name or known.subject
    return NotAllowed(
        _("We do not know which organisation here you belong to, %(who)s.", who=who), _ask()
    )


def _known_person(session: Session, known: Known) -> Person | None:
    statement = (
        sa.select(Person)
        .join(ServiceAccount, ServiceAccount.person_id == Person.id)
        .where(ServiceAccount.issuer == known.issuer, ServiceAccount.subject == known.subject)
    )
    return session.scalar(statement)


def _person_with_same_email(
    session: Session, now: datetime, known: Known, organisation_id: int
) -> Person | None:
    """Somebody who has a password here and now comes by the service.

    Only somebody who belongs to this organisation alone: the directory of one organisation must
    not open what another has entrusted to them.
    """
    person = person_with_email(session, known.email) if known.email else None
    if person is None:
        return None
    elsewhere = sa.select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.ended_at.is_(None),
        Membership.organisation_id != organisation_id,
    )
    if session.scalar(elsewhere.limit(1)) is not None:
        raise NotAllowed(
            _("Your account here belongs to other organisations too."),
            _("Sign in with your password instead."),
        )
    _connect(session, now, person, known)
    return person


def _new_person(session: Session, now: datetime, known: Known) -> Person:
    if not known.email:
        raise NotAllowed(
            _("The sign-in service does not say that your e-mail address is yours."), _ask()
        )
    person = create_person(session, now, known.name[:200], known.email)
    _connect(session, now, person, known)
    return person


def _connect(session: Session, now: datetime, person: Person, known: Known) -> None:
    session.add(
        ServiceAccount(
            person_id=person.id, issuer=known.issuer, subject=known.subject, created_at=now
        )
    )
    session.flush()
    audit.record(session, "service_connected", None, now, "person", str(person.id))


def _give_role(
    session: Session, now: datetime, person: Person, place: Organisation, role: str, follows: bool
) -> None:
    """Somebody new gets the role; of others it follows their groups, where groups give roles."""
    membership = session.scalar(
        sa.select(Membership).where(
            Membership.organisation_id == place.id, Membership.person_id == person.id
        )
    )
    if membership is None:
        add_membership(session, now, place.id, person.id, role)
        return
    if membership.ended_at:
        raise NotAllowed(
            _("You do not belong to %(organisation)s here any more.", organisation=place.name),
            _ask(),
        )
    if follows and membership.role != role and not _is_last_administrator(session, membership):
        before, membership.role = membership.role, role
        session.flush()
        subject = str(membership.id)
        audit.record(
            session, "role_changed", None, now, "membership", subject, before=before, role=role
        )


def _is_last_administrator(session: Session, membership: Membership) -> bool:
    if membership.role != "administrator":
        return False
    others = sa.select(Membership.id).where(
        Membership.role == "administrator",
        Membership.ended_at.is_(None),
        Membership.id != membership.id,
    )
    return session.scalar(others.limit(1)) is None


def _text(claim: object) -> str:
    return claim.strip() if isinstance(claim, str) else ""


def _ask() -> str:
    return _("Ask the person who leads the toolkit in your organisation.")
