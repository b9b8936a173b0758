"""Pages of actions that organisations propose to each other."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.db import db
from icf.errors import Conflict, InvalidInput
from icf.plans import proposals as service
from icf.plans.action import action
from icf.plans.list_forms import AnswerForm, ProposeForm, place_of
from icf.plans.list_views import blueprint, places_to_choose
from icf.plans.models import ActionProposal
from icf.plans.status import STATUSES
from icf.web.guards import actor, may, now
from icf.web.i18n import _, _l

STATES = {
    "proposed": _l("Not answered yet"),
    "accepted": _l("Accepted"),
    "declined": _l("Declined"),
    "withdrawn": _l("Withdrawn"),
}


@blueprint.get("/proposals")
@may("read")
def proposals() -> str:
    """What was proposed to us, and what we proposed."""
    found = service.proposals(db.session, actor())
    return render_template(
        "plans/proposals.html",
        to_us=[one for one in found if not one.is_ours],
        by_us=[one for one in found if one.is_ours],
        states=STATES,
    )


@blueprint.route("/<int:action_id>/propose", methods=["GET", "POST"])
@may("share")
def propose(action_id: int) -> Any:
    found = action(db.session, actor(), action_id)
    form = ProposeForm(data={"tell": True})
    if form.validate_on_submit():
        other = service.organisation_called(db.session, actor(), form.other.data or "")
        words, tell = form.words.data or "", bool(form.tell.data)
        try:
            service.propose(db.session, actor(), now(), action_id, other, words, tell)
        except (InvalidInput, Conflict) as error:
            form.other.errors = [error.message]
        else:
            flash(_("Proposed. You will see here what they say."), "success")
            return redirect(url_for(".show", action_id=action_id))
    page = render_template("plans/propose.html", form=form, action=found)
    return page, 422 if form.errors else 200


@blueprint.route("/proposals/<int:proposal_id>", methods=["GET", "POST"])
@may("read")
def proposal(proposal_id: int) -> Any:
    """One proposal; a lead whom it was made to can answer it here."""
    found = service.proposal(db.session, actor(), proposal_id)
    form = AnswerForm(data={"answer": "", "work": request.args.get("work", "")})
    form.offer(places_to_choose())
    if form.validate_on_submit() and form.check_answer():
        try:
            return _answered(found, form)
        except InvalidInput as error:
            form.reason.errors = [error.message]
    page = render_template(
        "plans/proposal.html", one=found, form=form, states=STATES, statuses=STATUSES
    )
    return page, 422 if form.errors else 200


@blueprint.post("/proposals/<int:proposal_id>/withdraw")
@may("share")
def withdraw(proposal_id: int) -> Response:
    service.withdraw(db.session, actor(), now(), proposal_id)
    flash(_("Withdrawn."), "success")
    return redirect(url_for(".proposal", proposal_id=proposal_id))


def _answered(found: ActionProposal, form: AnswerForm) -> Response:
    number, reason = found.id, form.reason.data or ""
    if form.answer.data == "decline":
        service.decline(db.session, actor(), now(), number, reason)
        flash(_("Declined. They see your reason."), "success")
        return redirect(url_for(".proposal", proposal_id=number))
    agreed = form.agreed_on.data if form.answer.data == "redate" else found.due_on
    made = service.accept(
        db.session, actor(), now(), number, place_of(form.work.data), agreed, reason,
        form.who.data or "",
    )  # fmt: skip
    flash(_("Accepted: it is in your list now."), "success")
    return redirect(url_for(".show", action_id=made))
