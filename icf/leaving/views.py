"""Removing somebody: what is handed over, and to whom."""

from typing import Any

from flask import Blueprint, flash
from wtforms import SelectField

from icf.accounts.forms import refuse
from icf.accounts.page import form_page, go_home, go_to
from icf.accounts.person import member
from icf.db import db
from icf.errors import InvalidInput
from icf.leaving.service import belongings, leave, successors
from icf.web.forms import IcfForm, choices
from icf.web.guards import actor, may, now
from icf.web.i18n import _, _l

blueprint = Blueprint("leaving", __name__)


class HandOverForm(IcfForm):
    successor = SelectField(_l("Who takes this over?"), validate_choice=False)


@blueprint.route("/people/<int:membership_id>/remove", methods=["GET", "POST"])
@may("people")
def remove_person(membership_id: int) -> Any:
    """Shows before what will be handed over, and does it in one step."""
    one = member(db.session(), actor().organisation_id, membership_id)
    people = {str(heir.person_id): heir.name for heir in successors(db.session, actor(), one)}
    form = HandOverForm()
    form.successor.choices = choices({"": _("Choose somebody"), **people})
    if form.validate_on_submit():
        chosen = str(form.successor.data or "")
        try:
            leave(
                db.session, actor(), now(), membership_id,
                int(chosen) if chosen in people else None,
            )  # fmt: skip
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("%(name)s is removed and signed out.", name=one.name), "success")
            return go_home() if one.person_id == actor().person_id else go_to("accounts.people")
    owned = belongings(db.session, actor(), one)
    return form_page("leaving/remove_person.html", form, one=one, owned=owned)
