"""Moving a self-evaluation to the questions of its year, with a look first."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from icf.accounts.forms import SureForm
from icf.assessments.installed import plugins
from icf.assessments.moving import words
from icf.assessments.moving.to_year import move_to_year, rehearse_year
from icf.db import db
from icf.selfeval.views import blueprint
from icf.web.guards import actor, may, now
from icf.web.i18n import _

ADDRESS = "/self-evaluation/<int:assessment_id>/questions-of-the-year"


@blueprint.route(ADDRESS, methods=["GET", "POST"])
@may("addons")
def questions_of_the_year(assessment_id: int) -> Any:
    """What moving to the questions of its year would mean, and doing it."""
    form = SureForm()
    if form.validate_on_submit():
        seen = request.form.get("seen", "")
        move_to_year(db.session, actor(), now(), plugins(), assessment_id, seen)
        flash(_("It asks the questions of its year now. Nothing typed is lost."), "success")
        return redirect(url_for("assessments.tasks", assessment_id=assessment_id))
    found, rehearsal = rehearse_year(db.session, actor(), plugins(), assessment_id)
    return render_template(
        "selfeval/year_questions.html",
        form=form,
        other=found,
        sheet=found.sheet,
        rehearsal=rehearsal,
        row=words.rows(rehearsal)[:1],
        changed=words.changed_questions(rehearsal),
    )
