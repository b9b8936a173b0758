"""What is kept about you; taking everything of an organisation out; erasing a person."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, render_template

from icf import audit
from icf.accounts.forms import SureForm, refuse
from icf.accounts.page import form_page, go_to
from icf.accounts.person import member
from icf.db import across_organisations, db, scrub, write
from icf.errors import InvalidInput
from icf.records.person import about, as_json, erase, would_erase
from icf.records.retention import long_untouched
from icf.records.take_out import take_out
from icf.throttle import Count, Limit, take_try
from icf.web.guards import actor, may, now, signed_in
from icf.web.i18n import _

blueprint = Blueprint("records", __name__)

TAKEN_OUT = Limit(5, timedelta(minutes=10))
"""Of one organisation: reading everything is much work for the server."""


@blueprint.get("/account/what-is-kept")
@signed_in
def about_me() -> str:
    kept = _about_me()
    named = {place: len(rows) for place, rows in kept["named_in"].items()}
    return render_template("records/about_me.html", kept=kept, named=named)


@blueprint.get("/account/what-is-kept.json")
@signed_in
def about_me_file() -> Response:
    return _download(
        as_json(_about_me()).encode(), "application/json", "what-is-kept-about-me.json"
    )


@blueprint.route("/organisation/take-out", methods=["GET", "POST"])
@may("settings")
def take_out_organisation() -> Any:
    """One file with everything. It is written to the audit who took it."""
    form = SureForm()
    if not form.validate_on_submit():
        return form_page("records/take_out.html", form)
    whose = [Count(TAKEN_OUT, "take-out", str(actor().organisation_id))]
    with write() as rows:
        take_try(rows, now(), whose)
    taken = take_out(db.session(), actor().organisation_id)
    content = taken.as_zip()
    with write() as rows:
        audit.record(rows, "organisation_taken_out", actor(), now(), bytes=len(content))
    return _download(content, "application/zip", f"organisation-{now():%Y-%m-%d}.zip")


@blueprint.get("/organisation/old-work")
@may("settings")
def review() -> str:
    years = current_app.extensions["icf_settings"].keep_years
    old = long_untouched(db.session(), now(), years)
    return render_template("records/review.html", old=old, years=years)


@blueprint.route("/people/<int:membership_id>/erase", methods=["GET", "POST"])
@may("installation")
def erase_person(membership_id: int) -> Any:
    """Shows what would become of it before anything happens."""
    one = member(db.session(), actor().organisation_id, membership_id)
    form = SureForm()
    if form.validate_on_submit():
        try:
            with across_organisations("a person is erased"), write() as rows:
                erase(rows, actor(), now(), one.person_id)
        except InvalidInput as error:
            refuse(form, error)
        else:
            scrub(db.engine)
            flash(_("The person is erased. What they wrote stays, without their name."), "success")
            return go_to("accounts.people")
    with across_organisations("a person is erased"):
        shown = would_erase(db.session(), one.person_id)
    return form_page("records/erase.html", form, one=one, shown=shown)


def _about_me() -> dict[str, Any]:
    with across_organisations("what is kept about a person"):
        return about(db.session(), actor().person_id)


def _download(content: bytes, kind: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
