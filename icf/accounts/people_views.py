"""The people of an organisation: who they are, what they may do, adding and removing them."""

from typing import Any

from flask import Response, flash, make_response, render_template, url_for

from icf.accounts.blueprint import blueprint
from icf.accounts.forms import (
    ROLE_MEANINGS,
    ROLE_NAMES,
    InviteForm,
    RoleForm,
    refuse,
    typed,
)
from icf.accounts.invitation import (
    invitations,
    invite,
    renew_invitation,
    withdraw_invitation,
)
from icf.accounts.link import may_reset, reset_link
from icf.accounts.models import OneTimeLink
from icf.accounts.page import form_page, go_to
from icf.accounts.person import change_role, may_take_away, member, members, roles_to_give
from icf.db import db, write
from icf.errors import InvalidInput
from icf.web.address import whole_address
from icf.web.guards import actor, may, now
from icf.web.i18n import _


@blueprint.get("/people")
@may("people")
def people() -> Any:
    here = actor().organisation_id
    return render_template(
        "accounts/people.html",
        members=members(db.session(), here),
        invitations=invitations(db.session(), here),
        role_names=ROLE_NAMES,
        givable=roles_to_give(actor()),
        now=now(),
    )


@blueprint.route("/people/add", methods=["GET", "POST"])
@may("people")
def add_person() -> Any:
    form = InviteForm(roles_to_give(actor()), data={"role": "contributor"})
    if form.validate_on_submit():
        try:
            with write() as rows:
                made, secret = invite(
                    rows, actor(), now(), typed(form.name), typed(form.email), typed(form.role)
                )
                return link_page(made, secret)
        except InvalidInput as error:
            refuse(form, error)
    return form_page("accounts/add_person.html", form, meanings=ROLE_MEANINGS)


@blueprint.route("/people/<int:membership_id>", methods=["GET", "POST"])
@may("people")
def person(membership_id: int) -> Any:
    one = member(db.session(), actor().organisation_id, membership_id)
    form = RoleForm(roles_to_give(actor()), data={"role": one.role})
    if form.validate_on_submit():
        try:
            with write() as rows:
                change_role(rows, actor(), now(), membership_id, typed(form.role))
        except InvalidInput as error:
            refuse(form, error)
        else:
            role = ROLE_NAMES[typed(form.role)]
            flash(_("%(name)s: %(role)s.", name=one.name, role=role), "success")
            return go_to("accounts.people")
    return form_page(
        "accounts/person.html",
        form,
        one=one,
        meanings=ROLE_MEANINGS,
        role_names=ROLE_NAMES,
        may_change=may_take_away(actor(), one.role),
        may_reset=may_reset(actor(), one),
    )


@blueprint.post("/people/<int:membership_id>/reset-link")
@may("people")
def make_reset_link(membership_id: int) -> Any:
    with write() as rows:
        made, secret = reset_link(rows, actor(), now(), membership_id)
        return link_page(made, secret)


@blueprint.post("/people/invitations/<int:link_id>/new-link")
@may("people")
def new_invitation_link(link_id: int) -> Any:
    with write() as rows:
        made, secret = renew_invitation(rows, actor(), now(), link_id)
        return link_page(made, secret)


@blueprint.post("/people/invitations/<int:link_id>/withdraw")
@may("people")
def withdraw(link_id: int) -> Any:
    with write() as rows:
        name = withdraw_invitation(rows, actor(), now(), link_id).name
    flash(_("The link for %(name)s does not work any more.", name=name), "success")
    return go_to("accounts.people")


def link_page(made: OneTimeLink, secret: str, back: str = "") -> Response:
    """The page that shows a link, once, to be copied."""
    address = whole_address("accounts.link", secret=secret)
    page = render_template(
        "accounts/link_made.html",
        made=made,
        address=address,
        back=back or url_for("accounts.people"),
    )
    return make_response(page)
