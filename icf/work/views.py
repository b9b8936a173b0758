"""Pages of a piece of work."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.accounts.service import get_setting, services
from icf.db import UNDO_DAYS, db
from icf.errors import Conflict, InvalidInput
from icf.web import guards
from icf.web.guards import actor, may, now
from icf.web.i18n import _
from icf.work import service
from icf.work.forms import KIND_LABELS, PLACE_KIND_LABELS, STAGE_LABELS, WorkForm, form_data
from icf.work.models import Work
from icf.work.places import CONFIRMED_PLACE_LISTS, current_lists

blueprint = Blueprint("work", __name__, url_prefix="/work")


@blueprint.get("")
@may("shared")
def index() -> str:
    return render_template(
        "work/index.html",
        works=service.all_work(db.session, actor()) if actor().may("read") else [],
        shared=service.shared_with_us(db.session, actor()),
        labels=labels(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@may("fill")
def new() -> Any:
    form = _form(None)
    alike = []
    if form.validate_on_submit():
        alike = service.likely_duplicates(db.session, actor(), form.title.data or "")
        if not alike or request.form.get("another"):
            work_id = _kept(form, None)
            if work_id:
                return redirect(url_for("assessments.start", work_id=work_id))
    return _form_page(form, None, alike)


@blueprint.route("/<int:work_id>/edit", methods=["GET", "POST"])
@may("fill")
def edit(work_id: int) -> Any:
    work = service.piece_of_work(db.session, actor(), work_id)
    form = _form(work)
    changed = ""
    if form.validate_on_submit():
        try:
            if _kept(form, work):
                return redirect(url_for("assessments.of_work", work_id=work_id))
        except Conflict as error:
            changed = error.message
    return _form_page(form, service.piece_of_work(db.session, actor(), work_id), [], changed)


@blueprint.post("/<int:work_id>/share")
@may("share")
def share(work_id: int) -> Response:
    shared = request.form.get("share") == "yes"
    service.share_work(db.session, actor(), now(), work_id, shared)
    flash(_("Your partners can see it now.") if shared else _("Only we can see it now."), "success")
    return redirect(url_for("assessments.of_work", work_id=work_id))


@blueprint.route("/<int:work_id>/delete", methods=["GET", "POST"])
@may("fill")
def delete(work_id: int) -> Any:
    work = service.piece_of_work(db.session, actor(), work_id)
    if request.method == "POST":
        service.delete_work(db.session, actor(), now(), work_id)
        flash(_("Deleted. You can bring it back for 30 days."), "success")
        return redirect(url_for("history.deleted"))
    return render_template("work/delete.html", work=work, days=UNDO_DAYS)


@blueprint.post("/<int:work_id>/restore")
@may("fill")
def restore(work_id: int) -> Response:
    service.restore_work(db.session, actor(), now(), work_id)
    flash(_("It is back."), "success")
    return redirect(url_for("assessments.of_work", work_id=work_id))


def labels() -> dict[str, dict[str, Any]]:
    """The words that screens use for kinds, stages and kinds of place."""
    return {"kind": KIND_LABELS, "stage": STAGE_LABELS, "place": PLACE_KIND_LABELS}


def _form(work: Work | None) -> WorkForm:
    form = WorkForm(data=form_data(work, actor().name))
    form.offer(services(db.session), current_lists(guards.today()))
    if work is not None:
        # A piece of work keeps the places that it was started with, also from an older list.
        form.keep_places(work)
    return form


def _kept(form: WorkForm, work: Work | None) -> int | None:
    try:
        if work is None:
            return service.start_work(db.session, actor(), now(), form.values())
        seen = request.form.get("seen", "")
        service.edit_work(db.session, actor(), now(), work.id, form.values(), seen)
        return work.id
    except InvalidInput as error:
        field = getattr(form, error.where, form.title)
        field.errors = [*field.errors, error.message]
        return None


def _form_page(
    form: WorkForm, work: Work | None, alike: list[Work], changed: str = ""
) -> tuple[str, int]:
    """The form. ``changed`` says that the work is no longer as it was when the form was opened."""
    seen = service.state_of(work) if work else ""
    page = render_template(
        "work/form.html",
        form=form,
        work=work,
        alike=alike,
        lists=current_lists(guards.today()),
        seen=seen if changed else request.form.get("seen", seen),
        changed=changed,
        confirmed=get_setting(db.session, CONFIRMED_PLACE_LISTS, []),
    )
    return page, 409 if changed else 422 if form.errors else 200
