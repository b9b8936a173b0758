"""Writing the organisation's implementation plan."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from icf.accounts.models import Person
from icf.accounts.service import services
from icf.db import db
from icf.errors import Conflict, NotFound
from icf.selfeval.forms import ImplementationForm
from icf.selfeval.implementation import FIELDS, history_of, plan_of, save_plan
from icf.selfeval.views import blueprint
from icf.web.guards import actor, may, now
from icf.web.i18n import _


@blueprint.route("/self-evaluation/implementation-plan", methods=["GET", "POST"])
@blueprint.route("/self-evaluation/implementation-plan/<int:service_id>", methods=["GET", "POST"])
@may("fill")
def implementation_plan(service_id: int | None = None) -> Any:
    """The four parts of the plan, for the organisation or one of its services."""
    title = _title(service_id)
    found = plan_of(db.session, actor(), service_id)
    form = ImplementationForm(data={name: getattr(found, name, "") for name in FIELDS})
    theirs = None
    if form.validate_on_submit():
        values = {name: getattr(form, name).data or "" for name in FIELDS}
        seen = request.form.get("version", 0, type=int)
        try:
            saved = save_plan(db.session, actor(), now(), service_id, values, seen)
        except Conflict as error:
            theirs, found = error.message, plan_of(db.session, actor(), service_id)
        else:
            flash(_("The implementation plan is saved."), "success")
            return redirect(url_for("reports.implementation_page", plan_id=saved))
    page = render_template(
        "selfeval/implementation.html",
        title=title,
        form=form,
        plan=found,
        theirs=theirs,
        version=_version_seen(found.version if found else 0, theirs),
        history=history_of(db.session, actor(), found.id) if found else [],
        editor=lambda person_id: db.session.get_one(Person, person_id).name,
    )
    return page, 409 if theirs else 422 if form.errors else 200


def _version_seen(current: int, theirs: str | None) -> int:
    """The version that the person has before them: of a form that comes back, the one it had."""
    if theirs is not None:
        return current
    return request.form.get("version", current, type=int)


def _title(service_id: int | None) -> str:
    if service_id is None:
        return actor().organisation_name
    for one in services(db.session):
        if one.id == service_id:
            return one.name
    raise NotFound(_("There is no such service."), _("It may have been deleted."))
