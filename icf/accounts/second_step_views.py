"""The second step: asking for it at sign-in, setting it up, and who has to have one."""

from typing import Any

import segno
from flask import Flask, current_app, flash, g, render_template, request

from icf import audit
from icf.accounts.account_views import check_current
from icf.accounts.blueprint import blueprint
from icf.accounts.code import app_address, is_code_secret, new_code_secret
from icf.accounts.forms import AppForm, CodeForm, PasskeyForm, SurePasswordForm, refuse, typed
from icf.accounts.letting_in import finish_half_in, half_in, let_in
from icf.accounts.link import may_reset
from icf.accounts.models import Person, SignIn
from icf.accounts.page import form_page, go_to
from icf.accounts.person import member
from icf.accounts.second_step import (
    has_second_step,
    remove_all,
    remove_app,
    renew_recovery_codes,
    second_steps_of,
    start_app,
    use_code,
)
from icf.accounts.secret import secret_hash
from icf.accounts.session import cookie_secret
from icf.accounts.tries import codes, counted, guess
from icf.config import Settings
from icf.db import db, write
from icf.errors import InvalidInput, NotAllowed
from icf.web.errors import wants_json
from icf.web.guards import actor, may, now, public, signed_in
from icf.web.i18n import _

WITHOUT_SECOND_STEP = frozenset(
    {
        "accounts.second_steps",
        "accounts.set_up_app",
        "accounts.new_codes",
        "accounts.passkey_options",
        "accounts.add_passkey",
        "accounts.leave",
        "accounts.change_password",
        "assets.unversioned",
        "assets.versioned",
        "health.healthz",
        "theme.stylesheet",
    }
)
"""What an administrator who must set up a second step can still open."""


def init_app(app: Flask) -> None:
    """Lead administrators who lack a second step to set one up, where the settings want that."""
    settings: Settings = app.extensions["icf_settings"]
    if settings.second_step_for_administrators:
        app.before_request(_require_second_step)


def _require_second_step() -> Any:
    person = g.get("actor")
    if person is None or not person.may("installation") or request.endpoint in WITHOUT_SECOND_STEP:
        return None
    if _came_by_service() or has_second_step(db.session(), person.person_id):
        return None
    if wants_json():
        raise NotAllowed(_("Set up a second step first."))
    return go_to("accounts.second_steps", needed=1)


def _came_by_service() -> bool:
    """The other service has asked for whatever it thinks necessary."""
    hashed = secret_hash(cookie_secret())
    how = db.session().scalar(db.select(SignIn.how).where(SignIn.token_hash == hashed))
    return how == "service"


@blueprint.route("/sign-in/second", methods=["GET", "POST"])
@public
def second_step() -> Any:
    found = half_in()
    if found is None or found.person_id is None:
        flash(_("That took a while. Please begin again."))
        return go_to("accounts.sign_in", next=request.args.get("next"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            _use_code(found.person_id, typed(form.code))
            finish_half_in()
            return let_in(found.person_id, found.held["organisation_id"], how="code")
        except InvalidInput as error:
            refuse(form, error)
    steps = second_steps_of(db.session(), found.person_id)
    return form_page("accounts/second_step.html", form, steps=steps)


def _use_code(person_id: int, code: str) -> None:
    email = db.session().get_one(Person, person_id).email
    with counted(codes(email), _("A recovery code counts as a try, too.")), write() as rows:
        use_code(rows, now(), person_id, code)


@blueprint.get("/account/second-step")
@signed_in
def second_steps() -> Any:
    return render_template(
        "accounts/second_steps.html",
        steps=second_steps_of(db.session(), actor().person_id),
        form=PasskeyForm(),
        has_password=_has_password(),
        needed="needed" in request.args,
    )


@blueprint.route("/account/second-step/app", methods=["GET", "POST"])
@signed_in
def set_up_app() -> Any:
    form = AppForm()
    if not _has_password():
        return go_to("accounts.second_steps")
    secret = typed(form.secret)
    if not is_code_secret(secret):
        secret = new_code_secret()
    elif form.validate_on_submit():
        try:
            guess(actor().email, lambda: check_current(typed(form.current)))
            with write() as rows:
                made = start_app(rows, now(), actor().person_id, secret, typed(form.code))
            return render_template("accounts/recovery_codes.html", codes=made, new=True)
        except InvalidInput as error:
            refuse(form, error)
    form.secret.data = secret
    product = _settings().product_name
    picture = segno.make(app_address(secret, product, actor().email), error="m")
    return form_page(
        "accounts/set_up_app.html",
        form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=picture.svg_data_uri(scale=5, border=4, light="#fff"),
    )


@blueprint.route("/account/second-step/codes", methods=["GET", "POST"])
@signed_in
def new_codes() -> Any:
    form = SurePasswordForm()
    if not (_has_password() and has_second_step(db.session(), actor().person_id)):
        return go_to("accounts.second_steps")
    if form.validate_on_submit():
        try:
            guess(actor().email, lambda: check_current(typed(form.current)))
            with write() as rows:
                made = renew_recovery_codes(rows, now(), actor().person_id)
            return render_template("accounts/recovery_codes.html", codes=made, new=False)
        except InvalidInput as error:
            refuse(form, error)
    steps = second_steps_of(db.session(), actor().person_id)
    return form_page("accounts/new_codes.html", form, steps=steps)


@blueprint.route("/account/second-step/app/remove", methods=["GET", "POST"])
@signed_in
def remove_code_app() -> Any:
    form = SurePasswordForm()
    if form.validate_on_submit():
        try:
            guess(actor().email, lambda: check_current(typed(form.current)))
            with write() as rows:
                remove_app(rows, now(), actor().person_id)
            flash(_("We do not ask for the app’s codes any more."), "success")
            return go_to("accounts.second_steps")
        except InvalidInput as error:
            refuse(form, error)
    steps = second_steps_of(db.session(), actor().person_id)
    return form_page("accounts/remove_app.html", form, steps=steps)


@blueprint.route("/people/<int:membership_id>/second-step", methods=["GET", "POST"])
@may("people")
def remove_second_steps(membership_id: int) -> Any:
    """For somebody who lost their phone and their recovery codes."""
    one = member(db.session(), actor().organisation_id, membership_id)
    if not may_reset(actor(), one):
        raise NotAllowed(
            _("%(name)s belongs to another organisation, or sees more than you.", name=one.name),
            _("Ask an administrator of this toolkit."),
        )
    form = SurePasswordForm()
    if form.validate_on_submit():
        try:
            guess(actor().email, lambda: check_current(typed(form.current)))
            with write() as rows:
                remove_all(rows, now(), one.person_id)
                subject = str(one.person_id)
                audit.record(rows, "second_steps_taken", actor(), now(), "person", subject)
            flash(_("%(name)s signs in with the password alone.", name=one.name), "success")
            return go_to("accounts.person", membership_id=membership_id)
        except InvalidInput as error:
            refuse(form, error)
    steps = second_steps_of(db.session(), one.person_id)
    return form_page("accounts/remove_second_steps.html", form, one=one, steps=steps)


def _has_password() -> bool:
    return db.session().get_one(Person, actor().person_id).password_hash is not None


def _settings() -> Settings:
    found: Settings = current_app.extensions["icf_settings"]
    return found
