"""The e-mails about accounts. Each link is made when its e-mail is sent, so no job holds one."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from icf import audit
from icf.accounts.link import LIFE, new_link
from icf.accounts.models import OneTimeLink, Organisation, Person, ServiceAccount
from icf.accounts.person import memberships_of, person_with_email
from icf.accounts.secret import new_secret
from icf.db import db, write
from icf.jobs.registry import Run, does
from icf.mail.letter import send_letter
from icf.web.address import whole_address
from icf.web.i18n import _, _l

SHORT_LIFE = timedelta(hours=2)
"""Of links that anybody may have asked for."""


@does("send-reset-link", _l("E-mail with a link to choose a new password"))
def send_reset_link(run: Run) -> None:
    """Nothing is sent where nobody has the address; who asked cannot tell the difference.

    Links sent before stay: somebody else who asks again must not make them useless.
    """
    person = person_with_email(db.session(), run.arguments["email"])
    usable = person and not person.disabled_at and memberships_of(db.session(), person.id)
    if person is None or not usable:
        return
    if _comes_by_service(person):
        subject = _("Sign in to %(product)s", product=_product())
        address = whole_address("accounts.sign_in")
        send_letter(run, person.email, subject, "by_service", name=person.name, address=address)
        return
    with write() as session:
        person = session.get_one(Person, person.id)
        email, name = person.email, person.name
        fields = {"person_id": person.id, "name": name, "email": email}
        link, secret = new_link(session, run.now, "reset", life=SHORT_LIFE, **fields)
        audit.record(session, "reset_link_sent", None, run.now, "person", str(person.id))
        until = link.expires_at
    address = whole_address("accounts.link", secret=secret)
    subject = _("Choose a new password for %(product)s", product=_product())
    send_letter(run, email, subject, "reset", name=name, address=address, until=until)


@does("send-address-link", _l("E-mail to check a changed address"))
def send_address_link(run: Run) -> None:
    """A link to the new address, and a word to the old one."""
    person = db.session().get(Person, run.arguments["person_id"])
    new = run.arguments["email"]
    if person is None or person.disabled_at or person.email == new:
        return
    old, name, person_id = person.email, person.name, person.id
    if person_with_email(db.session(), new) is not None:
        subject = _("You have an account already")
        send_letter(run, new, subject, "address_taken", address=whole_address("accounts.sign_in"))
        return
    with write() as session:
        fields = {"person_id": person_id, "name": name, "email": new}
        link, secret = new_link(session, run.now, "address", life=SHORT_LIFE, **fields)
        until = link.expires_at
    address = whole_address("accounts.link", secret=secret)
    send_letter(
        run, new, _("Is this your address?"), "address", name=name, address=address, until=until
    )
    subject = _("Your e-mail address is about to change")
    send_letter(run, old, subject, "address_old", name=name, new=new)


@does("send-invitation", _l("E-mail with an invitation"))
def send_invitation(run: Run) -> None:
    """The link is made anew; one that was copied before stops working."""
    with write() as session:
        link = session.get(OneTimeLink, run.arguments["link_id"], with_for_update=True)
        if link is None or link.used_at or link.withdrawn_at or link.purpose != "join":
            return
        secret, link.token_hash = new_secret()
        link.expires_at = run.now + LIFE
        place = session.get_one(Organisation, link.organisation_id).name
        maker = session.get(Person, link.created_by) if link.created_by else None
        email = link.email
        context: dict[str, Any] = {
            "name": link.name,
            "organisation": place,
            "maker": maker.name if maker else place,
            "until": link.expires_at,
            "address": whole_address("accounts.link", secret=secret),
        }
    subject = _("Join %(organisation)s in %(product)s", organisation=place, product=_product())
    send_letter(run, email, subject, "invitation", **context)


def _comes_by_service(person: Person) -> bool:
    """Whether somebody signs in elsewhere only; a password here would go round that."""
    if person.password_hash is not None:
        return False
    account = sa.select(ServiceAccount.id).where(ServiceAccount.person_id == person.id)
    return db.session().scalar(account.limit(1)) is not None


def _product() -> str:
    return str(current_app.jinja_env.globals["product_name"])
