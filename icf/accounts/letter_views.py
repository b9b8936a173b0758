"""Pages that have an e-mail sent: a forgotten password, a changed address, an invitation."""

from typing import Any

from flask import flash, redirect, render_template, request

from icf import audit
from icf.accounts.account_views import check_current
from icf.accounts.blueprint import blueprint
from icf.accounts.forms import AddressForm, ForgottenForm, refuse, typed
from icf.accounts.invitation import invitations
from icf.accounts.models import OneTimeLink, Person
from icf.accounts.page import form_page, go_to, local_path
from icf.accounts.person import normal_email, roles_to_give
from icf.accounts.tries import count, guess, mails_of_address, mails_to
from icf.db import db, write
from icf.errors import InvalidInput, NotAllowed, NotFound, TooManyTries
from icf.jobs.service import enqueue
from icf.web.guards import actor, may, now, public, signed_in
from icf.web.i18n import _


@blueprint.route("/sign-in/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> Any:
    """The same reply, after the same work, whether anybody has the address."""
    form = ForgottenForm(data={"email": request.args.get("email", "")})
    if form.validate_on_submit():
        email = normal_email(typed(form.email))
        count(mails_of_address())
        _ask_for_reset(email)
        return render_template("accounts/forgotten_sent.html", email=email)
    return form_page("accounts/forgotten.html", form)


def _ask_for_reset(email: str) -> None:
    """The worker finds out whether anybody has the address, so that nobody can time it here."""
    try:
        count(mails_to(email))
    except TooManyTries:
        # Several e-mails are on their way already. Saying so would tell that there are any.
        return
    with write() as session:
        enqueue(session, now(), "send-reset-link", {"email": email})


@blueprint.route("/account/email", methods=["GET", "POST"])
@signed_in
def change_address() -> Any:
    form = AddressForm()
    if form.validate_on_submit():
        try:
            return _ask_for_address(form)
        except InvalidInput as error:
            refuse(form, error)
    has_password = db.session().get_one(Person, actor().person_id).password_hash is not None
    return form_page("accounts/address.html", form, email=actor().email, has_password=has_password)


def _ask_for_address(form: AddressForm) -> Any:
    email = normal_email(typed(form.email))
    if email == actor().email:
        raise InvalidInput(_("You sign in with that address now."), where="email")
    guess(actor().email, lambda: check_current(typed(form.current)))
    count(mails_to(actor().email))
    with write() as session:
        arguments = {"person_id": actor().person_id, "email": email}
        enqueue(session, now(), "send-address-link", arguments)
        subject_id = str(actor().person_id)
        audit.record(session, "address_asked", actor(), now(), "person", subject_id)
    return render_template("accounts/address_sent.html", email=email)


@blueprint.post("/people/invitations/<int:link_id>/send")
@may("people")
def send_invitation(link_id: int) -> Any:
    return _send_invitation(actor().organisation_id, link_id)


@blueprint.post("/organisations/<int:organisation_id>/invitations/<int:link_id>/send")
@may("installation")
def send_invitation_elsewhere(organisation_id: int, link_id: int) -> Any:
    return _send_invitation(organisation_id, link_id)


def _send_invitation(organisation_id: int, link_id: int) -> Any:
    # Whoever gets it may know nobody here: nobody fills their box by pressing the button again.
    count(mails_to(_invitation(organisation_id, link_id).email))
    with write() as session:
        link = _invitation(organisation_id, link_id)
        enqueue(session, now(), "send-invitation", {"link_id": link.id}, link.organisation_id)
        audit.record(
            session, "invitation_sent", actor(), now(), "one_time_link", str(link_id)
        )  # fmt: skip
        name, email = link.name, link.email
    flash(_("We send %(name)s a link at %(email)s.", name=name, email=email), "success")
    if request.form.get("back"):
        return redirect(local_path(request.form["back"]), 303)
    return go_to("accounts.people")


def _invitation(organisation_id: int, link_id: int) -> OneTimeLink:
    for link in invitations(db.session(), organisation_id):
        if link.id == link_id:
            if link.role not in roles_to_give(actor()):
                raise NotAllowed(_("Only an administrator gives this role."))
            return link
    raise NotFound(_("There is no such invitation."))
