"""What the script for passkeys asks for and sends; the pages that have a button draw the forms."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, flash, jsonify, request, url_for
from flask import session as browser_session

from icf.accounts import passkey as passkeys
from icf.accounts.account_views import check_current
from icf.accounts.blueprint import blueprint
from icf.accounts.forms import SurePasswordForm, refuse, typed
from icf.accounts.letting_in import let_in
from icf.accounts.models import Passkey, Person
from icf.accounts.page import form_page, go_to
from icf.accounts.passkey import Site, creation_options, person_of_passkey, request_options
from icf.accounts.pending import keep_pending, take_pending
from icf.accounts.tries import beginnings, count, guess, links
from icf.config import Settings
from icf.core.typed import clean_line
from icf.db import db, write
from icf.errors import InvalidInput, NotFound
from icf.throttle import refuse_if_waiting
from icf.web.address import whole_address
from icf.web.guards import actor, now, public, signed_in
from icf.web.i18n import _

CHALLENGE = "passkey_challenge"
"""Where the browser session keeps the secret of the challenge that it was given."""


@blueprint.post("/sign-in/passkey/options")
@public
def sign_in_options() -> Any:
    count(beginnings())
    options = request_options(_site())
    with write() as rows:
        secret = keep_pending(rows, now(), "passkey", challenge=options["challenge"])
    browser_session[CHALLENGE] = secret
    return jsonify(options)


@blueprint.post("/sign-in/passkey")
@public
def sign_in_with_passkey() -> Any:
    """A passkey is password and second step in one: it asks for finger, face or PIN."""
    refuse_if_waiting(db.session(), now(), links())
    try:
        challenge = _challenge()
        with write() as rows:
            person_id = person_of_passkey(rows, now(), _site(), challenge, _sent_credential())
    except InvalidInput:
        count(links())
        raise
    return _as_json(let_in(person_id, how="passkey"))


@blueprint.post("/account/passkeys/options")
@signed_in
def passkey_options() -> Any:
    if _person().password_hash is not None:
        guess(actor().email, lambda: check_current(_sent_text("current")))
    options = creation_options(db.session(), _site(), _person())
    with write() as rows:
        secret = keep_pending(
            rows,
            now(),
            "add passkey",
            actor().person_id,
            challenge=options["challenge"],
            name=clean_line(_sent_text("name"))[:60] or _("Passkey"),
        )
    browser_session[CHALLENGE] = secret
    return jsonify(options)


@blueprint.post("/account/passkeys")
@signed_in
def add_passkey() -> Any:
    with write() as rows:
        found = take_pending(rows, now(), "add passkey", _secret())
    if found is None or found.person_id != actor().person_id:
        raise _too_late()
    challenge, name = found.held["challenge"], found.held["name"]
    with write() as rows:
        passkeys.add_passkey(rows, actor(), now(), _site(), challenge, _sent_credential(), name)
    flash(_("The passkey “%(name)s” is added. You can sign in with it now.", name=name), "success")
    return jsonify(location=url_for("accounts.second_steps"))


@blueprint.route("/account/passkeys/<int:passkey_id>/remove", methods=["GET", "POST"])
@signed_in
def remove_one_passkey(passkey_id: int) -> Any:
    key = db.session().get(Passkey, passkey_id)
    if key is None or key.person_id != actor().person_id:
        raise NotFound(_("There is no such passkey."))
    form = SurePasswordForm()
    if form.validate_on_submit():
        try:
            guess(actor().email, lambda: check_current(typed(form.current)))
            with write() as rows:
                passkeys.remove_passkey(rows, actor(), now(), passkey_id)
            flash(_("The passkey opens nothing any more."), "success")
            return go_to("accounts.second_steps")
        except InvalidInput as error:
            refuse(form, error)
    return form_page("accounts/remove_passkey.html", form, key=key)


def _challenge() -> str:
    """The challenge that this browser was given; it is spent, whatever comes of it."""
    with write() as rows:
        found = take_pending(rows, now(), "passkey", _secret())
    if found is None:
        raise _too_late()
    return str(found.held["challenge"])


def _secret() -> str:
    return str(browser_session.pop(CHALLENGE, ""))


def _too_late() -> InvalidInput:
    return InvalidInput(_("That took too long, or was sent twice."), _("Try once more."))


def _person() -> Person:
    person: Person = db.session().get_one(Person, actor().person_id)
    return person


def _site() -> Site:
    settings: Settings = current_app.extensions["icf_settings"]
    parts = urlsplit(whole_address("accounts.sign_in"))
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", settings.product_name)


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _sent_text(name: str) -> str:
    text = _sent().get(name)
    return text if isinstance(text, str) else ""


def _sent_credential() -> dict[str, Any]:
    credential = _sent().get("credential")
    if not isinstance(credential, dict):
        raise InvalidInput(_("No passkey was sent."))
    return credential


def _as_json(redirect: Response) -> Response:
    """The same cookies, and the address as something that a script can read."""
    location = redirect.headers.pop("Location")
    redirect.status_code = 200
    redirect.mimetype = "application/json"
    redirect.set_data(current_app.json.dumps({"location": location}))
    return redirect
