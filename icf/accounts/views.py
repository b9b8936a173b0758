"""Signing in and out, and the links that work once."""

from typing import Any

from flask import Response, flash, g, make_response, redirect, render_template, request, session

from icf.accounts import (
    account_views,
    emails_views,
    founding_views,
    letter_views,
    organisation_views,
    passkey_views,
    people_views,
    second_step_views,
    service_views,
)
from icf.accounts.blueprint import blueprint
from icf.accounts.forms import JoinForm, ProveForm, ResetForm, SignInForm, SureForm, refuse, typed
from icf.accounts.invitation import accept_join, prove
from icf.accounts.letting_in import let_in
from icf.accounts.link import FoundLink, accept_address, accept_enter, accept_reset, find_link
from icf.accounts.models import OneTimeLink
from icf.accounts.page import form_page, go_to, local_path
from icf.accounts.person import person_with_email
from icf.accounts.session import cookie_secret, drop_cookie, start_afresh
from icf.accounts.signin import right_person, sign_out
from icf.accounts.tries import count, guess, links
from icf.db import db, write
from icf.errors import InvalidInput
from icf.throttle import refuse_if_waiting
from icf.web import parking
from icf.web.errors import log_refusal
from icf.web.guards import actor, now, public, signed_in
from icf.web.i18n import _

__all__ = [
    "account_views",
    "blueprint",
    "emails_views",
    "founding_views",
    "let_in",
    "letter_views",
    "organisation_views",
    "passkey_views",
    "people_views",
    "second_step_views",
    "service_views",
]

SETUP_LINK = "setup_link"
"""Where the browser session keeps the secret of the link that opened set-up."""


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    form = SignInForm()
    if request.method != "POST" and g.get("actor"):
        return redirect(local_path(request.args.get("next")))
    if form.validate_on_submit():
        password = typed(form.password)
        try:
            # The slow comparison comes before the write, so that guessing holds nobody up.
            email = typed(form.email)
            person = guess(email, lambda: right_person(db.session(), email, password))
            return let_in(person.id, password=password)
        except InvalidInput as error:
            refuse(form, error)
    return form_page(
        "accounts/sign_in.html",
        form,
        ended=bool(parking.waiting_secret()),
        sent_here="next" in request.args,
    )


@blueprint.post("/sign-out")
@public
def leave() -> Any:
    """Public, because a session that has ended must not get in the way of ending it."""
    with write() as rows:
        sign_out(rows, now(), cookie_secret())
    start_afresh()
    flash(_("You are signed out."), "success")
    return drop_cookie(go_to("accounts.sign_in"))


@blueprint.get("/sign-in/typed")
@signed_in
def show_typed() -> Any:
    """What somebody had typed when their session ended, to send it or to throw it away."""
    parked = parking.unpark(db.session(), now(), actor().person_id, parking.waiting_secret())
    back = local_path(request.args.get("next"))
    if parked is None:
        return _forget_typed(make_response(redirect(back, 303)))
    texts = [text for _name, text in parked.fields if " " in text.strip()]
    return render_template("accounts/typed.html", parked=parked, texts=texts, back=back)


@blueprint.post("/sign-in/typed/discard")
@signed_in
def discard_typed() -> Any:
    with write() as rows:
        parking.discard(rows, parking.waiting_secret())
    return _forget_typed(make_response(redirect(local_path(request.form.get("back")), 303)))


def _forget_typed(response: Response) -> Response:
    parking.drop_cookie(response)
    return response


@blueprint.route("/link/<secret>", methods=["GET", "POST"])
@public
def link(secret: str) -> Any:
    """Opening a link uses nothing up: programs that check e-mail for harm open links too."""
    refuse_if_waiting(db.session(), now(), links())
    found = find_link(db.session(), now(), secret)
    if found.row is None:
        count(links())
    if found.row is None or found.problem:
        reference = log_refusal(410)
        return render_template("accounts/link_problem.html", found=found, reference=reference), 410
    return _OPENERS[found.row.purpose](secret, found, found.row)


def _first(secret: str, _found: FoundLink, _row: OneTimeLink) -> Response:
    start_afresh()
    session[SETUP_LINK] = secret
    return go_to("setup.start")


def _join(secret: str, found: FoundLink, row: OneTimeLink) -> Response:
    known = person_with_email(db.session(), row.email) is not None
    form = ProveForm() if known else JoinForm(data={"name": row.name})
    if form.validate_on_submit():
        name = row.name if known else typed(form.name)
        try:
            if known:
                guess(row.email, lambda: prove(db.session(), row.email, typed(form.password)))
            with write() as rows:
                person, place = accept_join(rows, now(), secret, name, typed(form.password))
                person_id = person.id
            return let_in(person_id, place)
        except InvalidInput as error:
            refuse(form, error)
    return form_page("accounts/join.html", form, found=found, known=known)


def _reset(secret: str, found: FoundLink, _row: OneTimeLink) -> Response:
    form = ResetForm()
    if form.validate_on_submit():
        try:
            with write() as rows:
                person_id = accept_reset(rows, now(), secret, typed(form.password)).id
            return let_in(person_id, how="link")
        except InvalidInput as error:
            refuse(form, error)
    return form_page("accounts/reset.html", form, found=found)


def _enter(secret: str, found: FoundLink, _row: OneTimeLink) -> Response:
    form = SureForm()
    if form.validate_on_submit():
        with write() as rows:
            person_id = accept_enter(rows, now(), secret).id
        return let_in(person_id, how="operator")
    return form_page("accounts/enter.html", form, found=found)


def _found(secret: str, found: FoundLink, row: OneTimeLink) -> Response:
    done = founding_views.set_up_with_link(secret, found, row)
    return let_in(*done) if isinstance(done, tuple) else done


def _address(secret: str, found: FoundLink, _row: OneTimeLink) -> Response:
    form = SureForm()
    if form.validate_on_submit():
        try:
            with write() as rows:
                email = accept_address(rows, now(), secret).email
            flash(_("From now on you sign in with %(email)s.", email=email), "success")
            return go_to("accounts.account")
        except InvalidInput as error:
            refuse(form, error)
    return form_page("accounts/new_address.html", form, found=found)


_OPENERS = {
    "first": _first,
    "join": _join,
    "reset": _reset,
    "enter": _enter,
    "found": _found,
    "address": _address,
}
