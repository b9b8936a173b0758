"""Your account: name, layout, password, where you are signed in, and your organisations."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request

from icf.accounts.blueprint import blueprint
from icf.accounts.forms import AccountForm, PasswordForm, refuse, typed
from icf.accounts.models import Person
from icf.accounts.page import form_page, go_to, local_path
from icf.accounts.password import matches
from icf.accounts.person import edit_person, memberships_of, set_password
from icf.accounts.secret import secret_hash
from icf.accounts.session import browser_name, cookie_secret, limits, put_cookie, start_afresh
from icf.accounts.signin import (
    end_other_sign_ins,
    end_sign_in,
    open_sign_in,
    sign_ins_of,
    switch_organisation,
)
from icf.accounts.tries import guess
from icf.db import db, write
from icf.errors import InvalidInput, NotFound
from icf.web.guards import actor, now, signed_in
from icf.web.i18n import _, length_of_time, ngettext


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> Any:
    form = AccountForm(data={"name": actor().name, "layout": actor().layout})
    if form.validate_on_submit():
        with write() as rows:
            edit_person(rows, actor(), now(), typed(form.name), typed(form.layout))
        flash(_("Your account is saved."), "success")
        return go_to("accounts.account")
    return form_page(
        "accounts/account.html",
        form,
        sign_in_email=actor().email,
        elsewhere=len(sign_ins_of(db.session(), now(), actor().person_id, limits())) - 1,
        places=memberships_of(db.session(), actor().person_id),
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> Any:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            return _change_password(form)
        except InvalidInput as error:
            refuse(form, error)
    return form_page("accounts/password.html", form)


def _change_password(form: PasswordForm) -> Any:
    """Everywhere else the person has to sign in again; here they go on with a new secret."""
    guess(actor().email, lambda: check_current(typed(form.current)))
    with write() as rows:
        person = rows.get_one(Person, actor().person_id)
        set_password(rows, now(), person, typed(form.password))
        row, secret = open_sign_in(
            rows, now(), person.id, actor().organisation_id, limits(), browser_name()
        )
        expires_at = row.expires_at
    start_afresh()
    flash(
        _("Your password is changed. Wherever else you were signed in, you are signed out."),
        "success",
    )
    return put_cookie(go_to("accounts.account"), secret, expires_at)


def check_current(password: str) -> None:
    """Raises InvalidInput where it is not the password of whoever is signed in."""
    stored = db.session().get_one(Person, actor().person_id).password_hash
    if not matches(stored, password):
        raise InvalidInput(_("That is not the password you use now."), where="current")


@blueprint.get("/account/sign-ins")
@signed_in
def list_sign_ins() -> Any:
    return render_template(
        "accounts/sign_ins.html",
        sign_ins=sign_ins_of(db.session(), now(), actor().person_id, limits()),
        here=secret_hash(cookie_secret()),
        idle=length_of_time(limits().idle),
        most=length_of_time(limits().absolute),
    )


@blueprint.post("/account/sign-ins/end-others")
@signed_in
def end_others() -> Any:
    with write() as rows:
        ended = end_other_sign_ins(rows, actor(), now(), cookie_secret())
    flash(
        ngettext(
            "You are signed out in %(num)s other browser.",
            "You are signed out in %(num)s other browsers.",
            ended,
        ),
        "success",
    )
    return go_to("accounts.list_sign_ins")


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_one_sign_in(sign_in_id: int) -> Any:
    with write() as rows:
        end_sign_in(rows, actor(), now(), sign_in_id)
    flash(_("You are signed out there."), "success")
    return go_to("accounts.list_sign_ins")


@blueprint.route("/account/organisations", methods=["GET", "POST"])
@signed_in
def choose_organisation() -> Any:
    if request.method == "POST":
        return _switch(request.form.get("organisation", ""))
    places = memberships_of(db.session(), actor().person_id)
    back = request.args.get("next", "")
    return render_template("accounts/choose_organisation.html", places=places, back=back)


@blueprint.app_context_processor
def _belonging() -> dict[str, Any]:
    return {"belongs_to_several": _belongs_to_several}


def _belongs_to_several() -> bool:
    """Asked by pages that offer to change to another organisation."""
    return len(memberships_of(db.session(), actor().person_id)) > 1


def _switch(chosen: str) -> Any:
    if not chosen.isdecimal():
        raise NotFound(_("There is no such organisation."))
    back = make_response(redirect(_page_of_any(request.form.get("next", "")), 303))
    if int(chosen) == actor().organisation_id:
        return back
    with write() as rows:
        row, secret = switch_organisation(rows, actor(), now(), cookie_secret(), int(chosen))
        expires_at = row.expires_at
    return put_cookie(back, secret, expires_at)


def _page_of_any(path: str) -> str:
    """The page that somebody came from, if every organisation has it; home otherwise."""
    return local_path("" if any(letter.isdigit() for letter in path) else path)
