"""People and what they may do in an organisation."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import ROLES, Membership, OneTimeLink, Organisation, Person, SignIn
from icf.accounts.password import accepted_password, password_hash
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.web.actor import CAPABILITIES, Actor, roles_that_may
from icf.web.i18n import _

RUNNING_ROLES = roles_that_may("people")
"""Roles that can add people: an organisation always keeps somebody who has one."""

LAYOUTS = ("question", "section")


@dataclass(frozen=True)
class Member:
    """A person in an organisation."""

    membership_id: int
    person_id: int
    name: str
    email: str
    role: str
    can_sign_in: bool
    only_here: bool


def normal_email(email: str) -> str:
    """How an address is stored and looked up."""
    return email.strip().lower()


def create_person(
    session: Session, now: datetime, name: str, email: str, password: str | None = None
) -> Person:
    """A person who belongs nowhere yet. Without a password they need a link to sign in."""
    if person_with_email(session, email) is not None:
        raise _taken(email)
    person = Person(name=name, email=normal_email(email), created_at=now)
    if password is not None:
        person.password_hash = password_hash(accepted_password(password, email, name))
    session.add(person)
    session.flush()
    audit.record(session, "person_created", None, now, "person", str(person.id))
    return person


def person_with_email(session: Session, email: str) -> Person | None:
    """The person with this address, if there is one."""
    return session.scalar(sa.select(Person).where(Person.email == normal_email(email)))


def set_password(session: Session, now: datetime, person: Person, password: str) -> None:
    """A new password; every sign-in made with the old one ends."""
    accepted = accepted_password(password, person.email, person.name)
    person.password_hash = password_hash(accepted)
    end_sign_ins(session, now, person.id)
    session.flush()
    audit.record(session, "password_set", None, now, "person", str(person.id))


def end_sign_ins(
    session: Session, now: datetime, person_id: int, *which: sa.ColumnElement[bool]
) -> int:
    """End a person's sign-ins, by default all; answers how many.

    The rows stay a while, so that what is being typed there is kept until the person is back.
    """
    ended = session.execute(
        sa.update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.expires_at > now, *which)
        .values(expires_at=now)
        .returning(SignIn.id)
    )
    return len(ended.all())


def set_email(session: Session, now: datetime, person: Person, email: str) -> None:
    """Another address to sign in with. Raises InvalidInput where somebody else has it."""
    other = person_with_email(session, email)
    if other is not None and other.id != person.id:
        raise _taken(email)
    person.email = normal_email(email)
    session.flush()
    audit.record(session, "email_set", None, now, "person", str(person.id))


def _taken(email: str) -> InvalidInput:
    message = _("Somebody with the e-mail address %(email)s has an account.", email=email)
    return InvalidInput(message, _("Use another address."), "email")


def edit_person(session: Session, actor: Actor, now: datetime, name: str, layout: str) -> Person:
    """A person's own name, and whether they see one question or a whole section at a time."""
    if layout not in LAYOUTS:
        raise InvalidInput(_("Choose one question a page or the whole section."), where="layout")
    person = session.get_one(Person, actor.person_id)
    person.name = name
    person.layout = layout
    session.flush()
    audit.record(session, "person_changed", actor, now, "person", str(person.id))
    return person


def add_membership(
    session: Session,
    now: datetime,
    organisation_id: int,
    person_id: int,
    role: str,
    actor: Actor | None = None,
) -> Membership:
    """Let a person into an organisation; somebody who left earlier comes back with the new role."""
    _refuse_unknown_role(role)
    membership = session.scalar(
        sa.select(Membership).where(
            Membership.organisation_id == organisation_id, Membership.person_id == person_id
        )
    )
    if membership is None:
        membership = Membership(organisation_id=organisation_id, person_id=person_id)
        session.add(membership)
    membership.role, membership.created_at, membership.ended_at = role, now, None
    session.flush()
    subject = str(membership.id)
    audit.record(session, "member_added", actor, now, "membership", subject, role=role)
    return membership


def members(session: Session, organisation_id: int) -> list[Member]:
    """The people of an organisation, by name."""
    return _members(session, organisation_id)


def people_who_may(session: Session, organisation_id: int, capability: str) -> list[Member]:
    """Those of them whose role lets them do something, such as ``"comment"``, today."""
    able = Membership.role.in_(roles_that_may(capability))
    return _members(session, organisation_id, able, Person.disabled_at.is_(None))


def _members(
    session: Session, organisation_id: int, *which: sa.ColumnElement[bool]
) -> list[Member]:
    elsewhere = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .where(Membership.person_id == Person.id, Membership.ended_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Membership, Person, elsewhere)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None), *which)
        .order_by(sa.func.lower(Person.name), Person.id)
    )
    return [_member(membership, person, places) for membership, person, places in rows]


def _member(membership: Membership, person: Person, places: int) -> Member:
    return Member(
        membership.id,
        person.id,
        person.name,
        person.email,
        membership.role,
        can_sign_in=person.password_hash is not None,
        only_here=places == 1,
    )


def member(session: Session, organisation_id: int, membership_id: int) -> Member:
    """One of the people of an organisation. Raises NotFound, for those of others too."""
    for one in members(session, organisation_id):
        if one.membership_id == membership_id:
            return one
    raise NotFound(_("There is nobody like that in your organisation."))


def memberships_of(session: Session, person_id: int) -> list[tuple[int, str, str]]:
    """(organisation id, its name, role) of each organisation that a person belongs to, by name."""
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            Organisation.closed_at.is_(None),
        )
        .order_by(sa.func.lower(Organisation.name))
    )
    return [(row.id, row.name, row.role) for row in rows]


def roles_to_give(actor: Actor) -> tuple[str, ...]:
    """The roles that somebody may give.

    Only an administrator makes another one, or gives a role that reads what any organisation sent:
    otherwise a lead could let themselves read it.
    """
    every = actor.may("installation")
    return tuple(role for role in ROLES if every or "read_submitted" not in CAPABILITIES[role])


def may_take_away(actor: Actor, role: str) -> bool:
    """Whether somebody may remove people with a role, or give them another one."""
    return role != "administrator" or actor.may("installation")


def change_role(
    session: Session, actor: Actor, now: datetime, membership_id: int, role: str
) -> Member:
    """Give one of the actor's people another role; it counts from their next page."""
    _refuse_unknown_role(role)
    one = member(session, actor.organisation_id, membership_id)
    _refuse_beyond(actor, one.role)
    if role != one.role and role not in roles_to_give(actor):
        raise NotAllowed(
            _("Only an administrator gives this role."), _("Ask an administrator of this toolkit.")
        )
    if role != one.role:
        _refuse_last(session, actor.organisation_id, one, role)
    session.get_one(Membership, membership_id).role = role
    session.flush()
    audit.record(
        session,
        "role_changed",
        actor,
        now,
        "membership",
        str(membership_id),
        before=one.role,
        role=role,
    )
    return one


def end_membership(session: Session, actor: Actor, now: datetime, membership_id: int) -> Member:
    """Remove a person from the actor's organisation; where they are signed in to it ends at once.

    What they wrote stays, with their name on it.
    """
    one = member(session, actor.organisation_id, membership_id)
    _refuse_beyond(actor, one.role)
    _refuse_last(session, actor.organisation_id, one)
    session.get_one(Membership, membership_id).ended_at = now
    session.execute(
        sa.delete(SignIn).where(
            SignIn.person_id == one.person_id, SignIn.organisation_id == actor.organisation_id
        )
    )
    session.execute(
        sa.update(OneTimeLink)
        .where(OneTimeLink.person_id == one.person_id, OneTimeLink.used_at.is_(None))
        .values(withdrawn_at=now)
    )
    session.flush()
    audit.record(session, "member_removed", actor, now, "membership", str(membership_id))
    return one


def _refuse_unknown_role(role: str) -> None:
    if role not in ROLES:
        raise InvalidInput(_("Choose a role from the list."), where="role")


def _refuse_beyond(actor: Actor, role: str) -> None:
    if not may_take_away(actor, role):
        raise NotAllowed(
            _("Only an administrator can do this for an administrator."),
            _("Ask an administrator of this toolkit."),
        )


def _refuse_last(session: Session, organisation_id: int, one: Member, role: str = "") -> None:
    """An organisation keeps somebody who can add people, and the installation an administrator."""
    stops_leading = one.role in RUNNING_ROLES and role not in RUNNING_ROLES
    if stops_leading and not _others(session, one, RUNNING_ROLES, organisation_id):
        raise InvalidInput(
            _("%(name)s is the last lead or administrator of your organisation.", name=one.name),
            _("Make somebody else a lead first."),
            "role",
        )
    stops_looking_after = one.role == "administrator" and role != "administrator"
    if stops_looking_after and not _others(session, one, ("administrator",)):
        raise InvalidInput(
            _("%(name)s is the last administrator of this toolkit.", name=one.name),
            _("Make somebody else an administrator first."),
            "role",
        )


def _others(
    session: Session, one: Member, roles: tuple[str, ...], organisation_id: int | None = None
) -> bool:
    """Whether somebody else has such a role. The rows are locked, so that two people who remove
    each other in the same moment cannot both succeed."""
    statement = (
        sa.select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.role.in_(roles),
            Membership.ended_at.is_(None),
            Organisation.closed_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Membership.id)
        .with_for_update(of=Membership)
    )
    if organisation_id is not None:
        statement = statement.where(Membership.organisation_id == organisation_id)
    return any(found != one.membership_id for found in session.scalars(statement))
