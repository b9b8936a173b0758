"""Choosing which e-mails one wants, and stopping them with the link that each of them has."""

from typing import Any

from flask import flash, render_template, request
from wtforms import RadioField
from wtforms.validators import InputRequired

from icf.accounts.blueprint import blueprint
from icf.accounts.emails import choose_emails, emails_of, stop_emails, whose_token
from icf.accounts.forms import typed
from icf.accounts.page import form_page, go_to
from icf.db import db, write
from icf.web.forms import IcfForm, choices
from icf.web.guards import actor, now, public, secret_in_address, signed_in
from icf.web.i18n import _, _l

EMAIL_NAMES = {
    "at_once": _l("At once, and a list on Mondays"),
    "weekly": _l("Only the list on Mondays"),
    "none": _l("None"),
}


class EmailsForm(IcfForm):
    """Which e-mails somebody wants."""

    emails = RadioField(
        _l("When should we write to you?"),
        [InputRequired(_l("Choose which e-mails you want."))],
        choices=choices(EMAIL_NAMES),
    )


@blueprint.route("/account/emails", methods=["GET", "POST"])
@signed_in
def emails() -> Any:
    form = EmailsForm(data={"emails": emails_of(db.session(), actor().person_id)})
    if form.validate_on_submit():
        with write() as rows:
            choose_emails(rows, actor(), now(), typed(form.emails))
        flash(_("Your choice is saved."), "success")
        return go_to("accounts.account")
    return form_page("accounts/emails.html", form, address=actor().email)


@blueprint.route("/emails/stop/<token>", methods=["GET", "POST"])
@public
@secret_in_address
def stop(token: str) -> Any:
    """A look changes nothing, as mail programs look at links too; one press stops the e-mails."""
    if request.method == "POST":
        with write() as rows:
            stop_emails(rows, now(), token)
        return render_template("accounts/emails_stopped.html")
    whose_token(db.session(), token)
    return render_template("accounts/stop_emails.html")
