"""An organisation's settings and services; for administrators, all organisations."""

from typing import Any

from flask import flash, render_template, request, url_for
from sqlalchemy.orm import Session

from icf.accounts.blueprint import blueprint
from icf.accounts.closing import closed_organisations
from icf.accounts.forms import (
    KIND_NAMES,
    ROLE_NAMES,
    SIZE_NAMES,
    LeadForm,
    LookForm,
    NewOrganisationForm,
    OrganisationForm,
    ServiceForm,
    refuse,
    typed,
)
from icf.accounts.invitation import invitations, invite
from icf.accounts.link import reset_link
from icf.accounts.organisation import (
    add_service,
    create_organisation,
    edit_organisation,
    organisation_of,
    organisations,
    remove_service,
    rename_service,
    service_is_used,
    service_of,
    services,
    set_look,
)
from icf.accounts.page import form_page, go_to
from icf.accounts.people_views import link_page
from icf.accounts.person import Member, people_who_may
from icf.db import db, write
from icf.errors import InvalidInput
from icf.web.guards import actor, may, now
from icf.web.i18n import _


@blueprint.route("/organisation", methods=["GET", "POST"])
@may("settings")
def organisation() -> Any:
    own = organisation_of(db.session(), actor().organisation_id)
    form = OrganisationForm(
        data={
            "name": own.name,
            "who_to_ask": own.who_to_ask,
            **OrganisationForm.choice_of(own.marking),
        }
    )
    if form.validate_on_submit():
        try:
            with write() as rows:
                edit_organisation(
                    rows,
                    actor(),
                    now(),
                    typed(form.name),
                    typed(form.who_to_ask),
                    form.chosen_marking,
                )
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("The settings are saved."), "success")
            return go_to("accounts.organisation")
    return form_page("accounts/organisation.html", form)


@blueprint.route("/organisation/look", methods=["GET", "POST"])
@may("settings")
def look() -> Any:
    own = organisation_of(db.session(), actor().organisation_id)
    form = LookForm(data={"colour": own.look.get("brand", "")})
    if form.validate_on_submit():
        try:
            with write() as rows:
                own = organisation_of(rows, actor().organisation_id)
                set_look(rows, actor(), now(), own, typed(form.colour))
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("The colour is saved."), "success")
            return go_to("accounts.look")
    return form_page("accounts/look.html", form)


@blueprint.route("/services", methods=["GET", "POST"])
@may("settings")
def list_services() -> Any:
    form = ServiceForm()
    if form.validate_on_submit():
        try:
            with write() as rows:
                add_service(rows, actor(), now(), typed(form.name))
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("“%(name)s” is added.", name=typed(form.name)), "success")
            return go_to("accounts.list_services")
    return form_page("accounts/services.html", form, services=services(db.session()))


@blueprint.route("/services/<int:service_id>", methods=["GET", "POST"])
@may("settings")
def service(service_id: int) -> Any:
    one = service_of(db.session(), service_id)
    used = service_is_used(db.session(), one)
    form = ServiceForm(data={"name": one.name})
    if form.validate_on_submit():
        try:
            with write() as rows:
                rename_service(rows, actor(), now(), service_id, typed(form.name))
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("The service is called “%(name)s” now.", name=typed(form.name)), "success")
            return go_to("accounts.list_services")
    return form_page("accounts/service.html", form, service_id=service_id, name=one.name, used=used)


@blueprint.post("/services/<int:service_id>/remove")
@may("settings")
def remove_one_service(service_id: int) -> Any:
    try:
        with write() as rows:
            name = remove_service(rows, actor(), now(), service_id)
    except InvalidInput as error:
        flash(f"{error.message} {error.hint}")
        return go_to("accounts.service", service_id=service_id)
    flash(_("“%(name)s” is removed.", name=name), "success")
    return go_to("accounts.list_services")


@blueprint.get("/organisations")
@may("installation")
def list_organisations() -> Any:
    return render_template(
        "accounts/organisations.html",
        organisations=organisations(db.session()),
        closed=closed_organisations(db.session()),
        kinds=KIND_NAMES,
        sizes=SIZE_NAMES,
    )


@blueprint.route("/organisations/add", methods=["GET", "POST"])
@may("installation")
def add_organisation() -> Any:
    form = NewOrganisationForm()
    if form.validate_on_submit():
        try:
            return _add_organisation(form)
        except InvalidInput as error:
            # A name that the service refuses is the organisation's; here the lead has one too.
            refuse(form, error, "organisation" if error.where == "name" else "")
    return form_page("accounts/add_organisation.html", form)


def _add_organisation(form: NewOrganisationForm) -> Any:
    with write() as rows:
        new = create_organisation(
            rows, now(), typed(form.organisation), typed(form.kind), typed(form.size), actor()
        )
        return _invite_lead(rows, form, new.id, url_for("accounts.list_organisations"))


def _invite_lead(rows: Session, form: LeadForm, organisation_id: int, back: str) -> Any:
    name, email = typed(form.name), typed(form.email)
    made, secret = invite(rows, actor(), now(), name, email, "lead", organisation_id)
    return link_page(made, secret, back)


@blueprint.route("/organisations/<int:organisation_id>", methods=["GET", "POST"])
@may("installation")
def one_organisation(organisation_id: int) -> Any:
    """Who runs it, so that an administrator can help when nobody there can sign in."""
    organisation_of(db.session(), organisation_id)
    form = LeadForm()
    if form.validate_on_submit():
        try:
            with write() as rows:
                return _invite_lead(rows, form, organisation_id, request.path)
        except InvalidInput as error:
            refuse(form, error)
    return form_page(
        "accounts/one_organisation.html",
        form,
        organisation=organisation_of(db.session(), organisation_id),
        leads=_leads(organisation_id),
        invitations=invitations(db.session(), organisation_id),
        role_names=ROLE_NAMES,
        now=now(),
    )


def _leads(organisation_id: int) -> list[Member]:
    return people_who_may(db.session(), organisation_id, "people")


@blueprint.post("/organisations/<int:organisation_id>/people/<int:membership_id>/reset-link")
@may("installation")
def make_reset_link_elsewhere(organisation_id: int, membership_id: int) -> Any:
    with write() as rows:
        made, secret = reset_link(rows, actor(), now(), membership_id, organisation_id)
        return link_page(
            made, secret, url_for(".one_organisation", organisation_id=organisation_id)
        )
