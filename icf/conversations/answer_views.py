"""What was heard in a conversation, and what goes back to the people who took part."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.conversations import answering, public, service
from icf.conversations.blueprint import blueprint
from icf.conversations.forms import HeardForm, PointForm, ThanksForm, point_data
from icf.conversations.models import Conversation, ConversationPoint
from icf.db import db
from icf.errors import Conflict, InvalidInput
from icf.web.address import whole_address
from icf.web.forms import IcfForm
from icf.web.guards import actor, may, now
from icf.web.i18n import _
from icf.web.row_id import row_id


@blueprint.route("/<int:conversation_id>/heard", methods=["GET", "POST"])
@may("fill")
def heard(conversation_id: int) -> Any:
    """What we heard, in words and as a link; never with anybody's name."""
    found = _found(conversation_id)
    form = HeardForm(data={"results": found.results, "results_link": found.results_link})
    changed = ""
    if form.validate_on_submit():
        try:
            service.write_down(
                db.session, actor(), now(), conversation_id, _seen(),
                form.results.data or "", form.results_link.data or "",
            )  # fmt: skip
            flash(_("Saved."), "success")
            return _back(conversation_id)
        except InvalidInput as error:
            form.results_link.errors = [error.message]
        except Conflict as error:
            changed = error.message
    found = _found(conversation_id)
    return _page("heard", form, found, found.version, changed, [found.results, found.results_link])


@blueprint.route("/<int:conversation_id>/thanks", methods=["GET", "POST"])
@may("fill")
def thanks(conversation_id: int) -> Any:
    """The words above the answers."""
    found = _found(conversation_id)
    form = ThanksForm(data={"thanks": found.thanks, "ask_here": found.ask_here})
    changed = ""
    if form.validate_on_submit():
        try:
            answering.set_thanks(
                db.session, actor(), now(), conversation_id, _seen(),
                form.thanks.data or "", form.ask_here.data or "",
            )  # fmt: skip
            return _back(conversation_id, "answers")
        except Conflict as error:
            changed = error.message
    found = _found(conversation_id)
    return _page("thanks", form, found, found.version, changed, [found.thanks, found.ask_here])


@blueprint.route("/<int:conversation_id>/points/new", methods=["GET", "POST"])
@may("fill")
def add_point(conversation_id: int) -> Any:
    found, form = _found(conversation_id), PointForm(data=point_data(None))
    if form.validate_on_submit():
        try:
            answering.add_point(db.session, actor(), now(), conversation_id, form.values())
            return _back(conversation_id, "answers")
        except InvalidInput as error:
            _refuse(form, error)
    return _point_page(form, found, None)


@blueprint.route(
    "/<int:conversation_id>/points/<int:conversation_point_id>", methods=["GET", "POST"]
)
@may("fill")
def edit_point(conversation_id: int, conversation_point_id: int) -> Any:
    found = _found(conversation_id)
    point = answering.point(db.session, actor(), conversation_id, conversation_point_id)
    form, changed = PointForm(data=point_data(point)), ""
    if form.validate_on_submit():
        try:
            answering.edit_point(
                db.session, actor(), now(), conversation_id, point.id, _seen(), form.values()
            )
            return _back(conversation_id, "answers")
        except InvalidInput as error:
            _refuse(form, error)
        except Conflict as error:
            changed = error.message
            point = answering.point(db.session, actor(), conversation_id, conversation_point_id)
    return _point_page(form, found, point, changed)


@blueprint.post("/<int:conversation_id>/points/<int:conversation_point_id>/delete")
@may("fill")
def delete_point(conversation_id: int, conversation_point_id: int) -> Response:
    answering.delete_point(db.session, actor(), now(), conversation_id, conversation_point_id)
    flash(_("Taken out."), "success")
    return _back(conversation_id, "answers")


@blueprint.post("/<int:conversation_id>/points/<int:conversation_point_id>/action")
@may("fill")
def act(conversation_id: int, conversation_point_id: int) -> Response:
    """Add it to what we will do, and go on there to who and by when."""
    made = answering.make_action(db.session, actor(), now(), conversation_id, conversation_point_id)
    flash(_("Added to what we will do. Say who and by when."), "success")
    if made.assessment_id is None:
        return redirect(url_for("actions.edit", action_id=made.id))
    return redirect(
        url_for("plans.edit_action", assessment_id=made.assessment_id, action_id=made.id)
    )


@blueprint.post("/<int:conversation_id>/page")
@may("share")
def switch_page(conversation_id: int) -> Any:
    """Switch the public page on, which shows its address once, or off."""
    if request.form.get("on") != "yes":
        public.switch_off(db.session, actor(), now(), conversation_id)
        flash(_("The address opens nothing any more."), "success")
        return _back(conversation_id, "answers")
    secret = public.switch_on(db.session, actor(), now(), conversation_id)
    return render_template(
        "conversations/published.html",
        conversation=_found(conversation_id),
        address=whole_address("you_said.said", secret=secret),
    )


def _found(conversation_id: int) -> Conversation:
    return service.conversation(db.session, actor(), conversation_id)


def _seen() -> int:
    return request.form.get("version", 0, type=row_id) or 0


def _back(conversation_id: int, anchor: str = "") -> Response:
    path = url_for(".show", conversation_id=conversation_id)
    return redirect(f"{path}#{anchor}" if anchor else path, 303)


def _refuse(form: IcfForm, error: InvalidInput) -> None:
    field = form[error.where]
    field.errors = [*field.errors, error.message]


def _point_page(
    form: PointForm, found: Conversation, point: ConversationPoint | None, changed: str = ""
) -> tuple[str, int]:
    theirs = [point.said, point.words] if point else []
    version = point.version if point else 0
    return _page("point", form, found, version, changed, theirs, point=point)


def _page(
    name: str,
    form: IcfForm,
    found: Conversation,
    version: int,
    changed: str,
    theirs: list[str],
    **context: Any,
) -> tuple[str, int]:
    page = render_template(
        f"conversations/{name}.html",
        form=form,
        conversation=found,
        changed=changed,
        theirs=theirs,
        version=version if changed else request.form.get("version", version, type=row_id),
        **context,
    )
    return page, 409 if changed else 422 if form.errors else 200
