"""Who is signed in: a row for every browser, so that any of them can be ended from anywhere."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Membership, Organisation, Person, SignIn
from icf.accounts.password import is_outdated, matches, password_hash
from icf.accounts.person import end_sign_ins, memberships_of, person_with_email
from icf.accounts.secret import new_secret, secret_hash
from icf.errors import InvalidInput, NotFound
from icf.plugin.models import PAUSED_NAMES, paused_names
from icf.web.actor import Actor
from icf.web.i18n import _

SEEN_EVERY = timedelta(minutes=5)
KEPT_AFTER_END = timedelta(days=7)
"""So long does a browser that was signed out from elsewhere still keep what is typed in it."""


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lasts: without being used, and altogether."""

    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(days=7)


USUAL_LIMITS = Limits()


_sign_in, _person = SignIn.__table__, Person.__table__
_organisation, _membership = Organisation.__table__, Membership.__table__

# Every request runs it, so it is built once, and on tables, which is quicker than on classes.
_SIGNED_IN = (
    sa.select(
        _sign_in.c.id.label("sign_in_id"),
        _sign_in.c.seen_at,
        _person.c.id.label("person_id"),
        _person.c.name,
        _person.c.email,
        _person.c.layout,
        _organisation.c.id.label("organisation_id"),
        _organisation.c.name.label("organisation_name"),
        _organisation.c.look,
        _organisation.c.marking,
        _membership.c.role,
        # Read here so that a paused add-on is known at once in all processes without a statement.
        PAUSED_NAMES.label("paused"),
    )
    .join_from(_sign_in, _person, _person.c.id == _sign_in.c.person_id)
    .join(_organisation, _organisation.c.id == _sign_in.c.organisation_id)
    .join(
        _membership,
        sa.and_(
            _membership.c.person_id == _sign_in.c.person_id,
            _membership.c.organisation_id == _sign_in.c.organisation_id,
        ),
    )
    .where(
        _sign_in.c.token_hash == sa.bindparam("token_hash"),
        _sign_in.c.expires_at > sa.bindparam("now"),
        _sign_in.c.seen_at > sa.bindparam("idle_since"),
        _person.c.disabled_at.is_(None),
        _membership.c.ended_at.is_(None),
        _organisation.c.closed_at.is_(None),
    )
)


@dataclass(frozen=True)
class SignedIn:
    """What a cookie's secret stands for at this moment."""

    actor: Actor
    sign_in_id: int
    seen_at: datetime
    paused: frozenset[str] = frozenset()


def right_person(session: Session, email: str, password: str) -> Person:
    """The person with this address and password.

    Raises:
        InvalidInput: the same words after the same time, whether the address is known or not.
    """
    person = person_with_email(session, email)
    usable = person is not None and person.disabled_at is None
    right = matches(person.password_hash if person and usable else None, password)
    if person is None or not right:
        raise InvalidInput(
            _("The e-mail address or the password is not right."),
            _("Check both. If you have forgotten your password, ask for a new link."),
            "email",
        )
    return person


def sign_in(
    session: Session,
    now: datetime,
    email: str,
    password: str,
    limits: Limits = USUAL_LIMITS,
    browser: str = "",
) -> tuple[SignIn, str]:
    """Check the password and open a sign-in in the person's first organisation."""
    person = right_person(session, email, password)
    return open_sign_in(session, now, person.id, limits=limits, browser=browser, password=password)


def open_sign_in(
    session: Session,
    now: datetime,
    person_id: int,
    organisation_id: int | None = None,
    limits: Limits = USUAL_LIMITS,
    browser: str = "",
    password: str = "",
    how: str = "password",
) -> tuple[SignIn, str]:
    """A new sign-in and its secret. Call it once the person has proved who they are.

    Args:
        organisation_id: where they go; their first by name when None.
        password: the one just used; stored anew where our figures have grown since.
        how: what they proved who they are with.
    """
    person = session.get_one(Person, person_id)
    places = memberships_of(session, person_id)
    if not places:
        raise InvalidInput(
            _("You do not belong to any organisation at present."),
            _("Ask the person who added you."),
            "email",
        )
    chosen = organisation_id or places[0][0]
    if password:
        refresh_hash(person, password)
    long_ended = SignIn.expires_at <= now - KEPT_AFTER_END
    session.execute(sa.delete(SignIn).where(SignIn.person_id == person_id, long_ended))
    row, secret = _new_row(session, now, person_id, chosen, now + limits.absolute, browser, how)
    audit.record(session, "signed_in", None, now, "person", str(person_id))
    return row, secret


def refresh_hash(person: Person, password: str) -> None:
    """Store the password anew where our figures have grown since."""
    if person.password_hash and is_outdated(person.password_hash):
        person.password_hash = password_hash(password)


def signed_in(
    session: Session | sa.Connection, now: datetime, secret: str, limits: Limits = USUAL_LIMITS
) -> SignedIn | None:
    """Who holds this secret, read afresh in one statement; None where it stands for nobody.

    A sign-in ends with the membership, the person's account and the organisation as well.
    """
    found = {"token_hash": secret_hash(secret), "now": now, "idle_since": now - limits.idle}
    row = session.execute(_SIGNED_IN, found).one_or_none()
    if row is None:
        return None
    fields = row._asdict()
    sign_in_id, seen_at = fields.pop("sign_in_id"), fields.pop("seen_at")
    brand, paused = fields.pop("look").get("brand", ""), paused_names(fields.pop("paused"))
    return SignedIn(Actor(**fields, brand=brand), sign_in_id, seen_at, paused)


def whose(session: Session, secret: str) -> int | None:
    """The person of a sign-in that has run out, to keep what they typed; None if unknown."""
    return session.scalar(
        sa.select(SignIn.person_id).where(SignIn.token_hash == secret_hash(secret))
    )


def is_due_to_be_seen(found: SignedIn, now: datetime) -> bool:
    """Whether to note the visit: every page would be a write otherwise."""
    return now - found.seen_at >= SEEN_EVERY


def note_seen(session: Session, now: datetime, sign_in_id: int) -> None:
    """Note that the sign-in was used."""
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def sign_out(session: Session, now: datetime, secret: str) -> None:
    """End the sign-in; its secret opens nothing any more."""
    row = session.scalar(sa.select(SignIn).where(SignIn.token_hash == secret_hash(secret)))
    if row is not None:
        audit.record(session, "signed_out", None, now, "person", str(row.person_id))
        session.delete(row)


def switch_organisation(
    session: Session, actor: Actor, now: datetime, secret: str, organisation_id: int
) -> tuple[SignIn, str]:
    """Go on in another of the person's organisations, with a new secret. Raises NotFound."""
    places = {place for place, _name, _role in memberships_of(session, actor.person_id)}
    old = session.scalar(sa.select(SignIn).where(SignIn.token_hash == secret_hash(secret)))
    if organisation_id not in places or old is None:
        raise NotFound(_("There is no such organisation."))
    row, new = _new_row(
        session, now, actor.person_id, organisation_id, old.expires_at, old.browser, old.how
    )
    row.started_at = old.started_at
    session.delete(old)
    moved = replace(actor, organisation_id=organisation_id)
    audit.record(session, "switched_organisation", moved, now, "person", str(actor.person_id))
    return row, new


def sign_ins_of(
    session: Session, now: datetime, person_id: int, limits: Limits = USUAL_LIMITS
) -> list[SignIn]:
    """Where a person is signed in at this moment, latest used first."""
    return list(
        session.scalars(
            sa.select(SignIn)
            .where(
                SignIn.person_id == person_id,
                SignIn.expires_at > now,
                SignIn.seen_at > now - limits.idle,
            )
            .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        )
    )


def end_sign_in(session: Session, actor: Actor, now: datetime, sign_in_id: int) -> None:
    """End one of the actor's own sign-ins. Raises NotFound.

    The row stays a while, so that what is being typed there is kept until the same person is back.
    """
    row = session.scalar(
        sa.select(SignIn).where(
            SignIn.id == sign_in_id, SignIn.person_id == actor.person_id, SignIn.expires_at > now
        )
    )
    if row is None:
        raise NotFound(_("You are not signed in there any more."))
    row.expires_at = now
    audit.record(session, "sign_in_ended", actor, now, "person", str(actor.person_id))


def end_other_sign_ins(session: Session, actor: Actor, now: datetime, secret: str) -> int:
    """End all of the actor's sign-ins but the one with this secret; answers how many."""
    others = SignIn.token_hash != secret_hash(secret)
    ended = end_sign_ins(session, now, actor.person_id, others)
    audit.record(session, "sign_ins_ended", actor, now, "person", str(actor.person_id), count=ended)
    return ended


def _new_row(
    session: Session,
    now: datetime,
    person_id: int,
    organisation_id: int,
    expires_at: datetime,
    browser: str,
    how: str,
) -> tuple[SignIn, str]:
    secret, hashed = new_secret()
    row = SignIn(
        token_hash=hashed,
        person_id=person_id,
        organisation_id=organisation_id,
        browser=browser,
        how=how,
        started_at=now,
        seen_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return row, secret
