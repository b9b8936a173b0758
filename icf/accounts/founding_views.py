"""Setting up organisations by invitation, and closing them."""

from typing import Any

from flask import current_app, flash, url_for
from wtforms import StringField
from wtforms.validators import DataRequired

from icf.accounts.blueprint import blueprint
from icf.accounts.closing import close_organisation, reopen_organisation
from icf.accounts.forms import (
    JoinForm,
    LeadForm,
    ProveForm,
    kind_field,
    name_field,
    refuse,
    size_field,
    typed,
)
from icf.accounts.founding import found, founders, invite_founder, may_invite_founders
from icf.accounts.founding import withdraw_founder as take_back
from icf.accounts.link import FoundLink
from icf.accounts.models import OneTimeLink
from icf.accounts.organisation import organisation_of
from icf.accounts.page import form_page, go_to
from icf.accounts.people_views import link_page
from icf.accounts.person import person_with_email
from icf.config import Settings
from icf.db import db, write
from icf.errors import InvalidInput, NotAllowed
from icf.web.forms import IcfForm
from icf.web.guards import actor, may, now
from icf.web.i18n import _, _l


class OwnOrganisation(IcfForm):
    """What an organisation is called, and what kind it is."""

    organisation = name_field(
        _l("Name of your organisation"), _l("Enter the name of your organisation.")
    )
    kind = kind_field()
    size = size_field()


class FoundForm(OwnOrganisation, JoinForm):
    """For somebody new."""


class FoundWithAccountForm(OwnOrganisation, ProveForm):
    """For somebody who has an account already."""


class CloseForm(IcfForm):
    name = StringField(
        _l("Type the name of the organisation to close it"),
        [DataRequired(_l("Type the name of the organisation."))],
    )


@blueprint.app_context_processor
def _founding() -> dict[str, Any]:
    return {"may_invite_founders": lambda: may_invite_founders(actor(), _self_service())}


@blueprint.route("/organisations/invite", methods=["GET", "POST"])
@may("people")
def invite_organisation() -> Any:
    """Invite somebody who then sets up their organisation; and those who have not done it yet."""
    if not may_invite_founders(actor(), _self_service()):
        raise NotAllowed(_("Only an administrator can add organisations here."))
    form = LeadForm()
    if form.validate_on_submit():
        with write() as rows:
            made, secret = invite_founder(
                rows, actor(), now(), typed(form.name), typed(form.email), _self_service()
            )
            return link_page(made, secret, url_for("accounts.invite_organisation"))
    waiting = founders(db.session(), actor())
    return form_page("accounts/invite_organisation.html", form, invitations=waiting, now=now())


@blueprint.post("/organisations/invitations/<int:link_id>/withdraw")
@may("people")
def withdraw_founder(link_id: int) -> Any:
    with write() as rows:
        name = take_back(rows, actor(), now(), link_id).name
    flash(_("The link for %(name)s does not work any more.", name=name), "success")
    return go_to("accounts.invite_organisation")


def set_up_with_link(secret: str, link: FoundLink, row: OneTimeLink) -> Any:
    """The page behind such a link; gives (person, organisation) once it is sent, else the page."""
    known = person_with_email(db.session(), row.email) is not None
    form = FoundWithAccountForm() if known else FoundForm(data={"name": row.name})
    if form.validate_on_submit():
        name = row.name if known else typed(form.name)
        try:
            with write() as rows:
                person, place = found(
                    rows, now(), secret, typed(form.organisation), typed(form.kind),
                    typed(form.size), name, typed(form.password),
                )  # fmt: skip
                return person.id, place.id
        except InvalidInput as error:
            # A name that is taken is the organisation's; the person has one too.
            refuse(form, error, "organisation" if error.where == "name" else "")
    return form_page("accounts/found.html", form, found=link, known=known)


@blueprint.route("/organisation/close", methods=["GET", "POST"])
@may("settings")
def close_own_organisation() -> Any:
    return _closing(actor().organisation_id, url_for("accounts.organisation"), "accounts.sign_in")


@blueprint.route("/organisations/<int:organisation_id>/close", methods=["GET", "POST"])
@may("installation")
def close_one_organisation(organisation_id: int) -> Any:
    back = url_for("accounts.one_organisation", organisation_id=organisation_id)
    return _closing(organisation_id, back, "accounts.list_organisations")


def _closing(organisation_id: int, back: str, after: str) -> Any:
    one = organisation_of(db.session(), organisation_id)
    form = CloseForm()
    if form.validate_on_submit():
        try:
            with write() as rows:
                name = close_organisation(
                    rows, actor(), now(), organisation_id, typed(form.name)
                ).name
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("“%(name)s” is closed.", name=name), "success")
            return go_to(after)
    return form_page("accounts/close_organisation.html", form, name=one.name, back=back)


@blueprint.post("/organisations/<int:organisation_id>/reopen")
@may("installation")
def reopen_one_organisation(organisation_id: int) -> Any:
    with write() as rows:
        name = reopen_organisation(rows, actor(), now(), organisation_id).name
    flash(_("“%(name)s” is open again.", name=name), "success")
    return go_to("accounts.list_organisations")


def _self_service() -> bool:
    settings: Settings = current_app.extensions["icf_settings"]
    return settings.self_service
