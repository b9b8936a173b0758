"""Which e-mails a person wants, and a link in each that stops them without signing in."""

from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Person
from icf.errors import InvalidInput, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _

AT_ONCE, WEEKLY, NONE = "at_once", "weekly", "none"
CHOICES = (AT_ONCE, WEEKLY, NONE)


def wants(choice: str, kind: str) -> bool:
    """Whether somebody with this choice gets e-mails of a kind, ``AT_ONCE`` or ``WEEKLY``."""
    return choice in (AT_ONCE, kind)


def emails_of(session: Session, person_id: int) -> str:
    """What a person has chosen."""
    return session.get_one(Person, person_id).emails


def choose_emails(session: Session, actor: Actor, now: datetime, choice: str) -> None:
    """Remember what the actor wants; e-mails that wait already keep to it."""
    if choice not in CHOICES:
        raise InvalidInput(_("Choose which e-mails you want."), where="emails")
    session.get_one(Person, actor.person_id).emails = choice
    session.flush()
    audit.record(session, "emails_chosen", actor, now, "person", str(actor.person_id))


def stop_token(person_id: int) -> str:
    """What a link ends with that stops this person's e-mails. It can do nothing else."""
    return str(_signer().dumps(person_id))


def whose_token(session: Session, token: str) -> Person:
    """The person whose e-mails the link stops. Raises NotFound where we did not make it."""
    try:
        person_id = _signer().loads(token)
    except BadSignature:
        person_id = None
    person = session.get(Person, person_id) if isinstance(person_id, int) else None
    if person is None:
        raise NotFound(
            _("This link is not complete."),
            _("Copy the whole link from the e-mail, or sign in and choose under “Your account”."),
        )
    return person


def stop_emails(session: Session, now: datetime, token: str) -> None:
    """Switch a person's e-mails off, as often as they like. Raises NotFound."""
    person = whose_token(session, token)
    if person.emails != NONE:
        person.emails = NONE
        session.flush()
        audit.record(session, "emails_stopped", None, now, "person", str(person.id))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="icf stop emails")
