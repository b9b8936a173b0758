"""The list of actions: table, board, one action with how it goes, many at once, calendar file."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.accounts.service import services
from icf.assessments.installed import plugins
from icf.db import db
from icf.errors import Conflict, InvalidInput
from icf.plans import follow_up, many
from icf.plans.action import action, fields_of, history_of
from icf.plans.asked_here import AskedHere, asked_here
from icf.plans.calendar import actions_calendar
from icf.plans.events import tell_plan_changed
from icf.plans.forms import BUDGET_LABELS
from icf.plans.links import APPROACH, FINDING, QUESTION, links_of
from icf.plans.list_forms import (
    ORGANISATION,
    SERVICE,
    ListedActionForm,
    ManyForm,
    ProgressForm,
    form_data,
    place_of,
)
from icf.plans.listing import NOBODY, PAGE, SORTS, Filters, board, list_page, listed, status_counts
from icf.plans.models import Action
from icf.plans.proposals import proposals_of, waiting_proposals
from icf.plans.status import OVER, PRIORITIES, STATUSES, STOPPED
from icf.plans.views import people_to_remind
from icf.web import guards
from icf.web.address import whole_address
from icf.web.guards import actor, may, now
from icf.web.i18n import _, _l, ngettext
from icf.web.row_id import row_id
from icf.work.models import Work
from icf.work.service import all_work, work_or_subject
from icf.work.subject import subjects

blueprint = Blueprint("actions", __name__, url_prefix="/actions")

BOARD_SHOWS = 20
"""Cards in a column of the board; the table has the rest."""
LACKS = {
    "overdue": _l("Overdue"),
    "undated": _l("Without a date"),
    "unmeasured": _l("Without a way to know"),
}


@blueprint.get("")
@may("read")
def index() -> Any:
    form = _many_form()
    return _list_page(form)


@blueprint.post("/many")
@may("fill")
def change_many() -> Any:
    """Change every action that is ticked; on the board, the one whose button was pressed."""
    form, filters = _many_form(), asked_filters()
    ticked = _ticked()
    if form.validate_on_submit():
        try:
            saved = many.change_many(db.session, actor(), now(), ticked, form.values())
        except InvalidInput as error:
            _put_error(form, error)
        else:
            _tell_plans(saved.work_ids)
            return redirect(_list_address(filters, saved=_as_text(saved.done), left=saved.left))
    return _list_page(form, ticked)


@blueprint.post("/undo")
@may("fill")
def undo() -> Response:
    """Take one save of many actions back."""
    undone = many.undo_many(db.session, actor(), now(), _from_text(request.form.get("saved", "")))
    _tell_plans(undone.work_ids)
    if undone.done:
        flash(
            ngettext(
                "%(num)s action is as it was before.",
                "%(num)s actions are as they were before.",
                len(undone.done),
            ),
            "success",
        )
    if undone.left:
        flash(
            ngettext(
                "%(num)s action was changed since, and stays as it is.",
                "%(num)s actions were changed since, and stay as they are.",
                undone.left,
            )
        )
    return redirect(_list_address(asked_filters()))


@blueprint.get("/dates.ics")
@may("read")
def calendar() -> Response:
    """When the actions of this list are due and looked at again, for a calendar."""
    found = listed(db.session, actor(), asked_filters(), guards.today())
    return actions_calendar(found, lambda number: whole_address("actions.show", action_id=number))


@blueprint.route("/new", methods=["GET", "POST"])
@may("fill")
def new() -> Any:
    form = _action_form(None)
    if form.validate_on_submit():
        try:
            place = place_of(form.work.data)
            number = follow_up.list_action(db.session, actor(), now(), place, form.values())
        except InvalidInput as error:
            _put_error(form, error)
        else:
            _tell_plans([action(db.session, actor(), number).work_id])
            flash(_("Added to the list."), "success")
            return redirect(url_for(".show", action_id=number))
    return _form_page(form, None)


@blueprint.get("/<int:action_id>")
@may("read")
def show(action_id: int) -> Any:
    found = action(db.session, actor(), action_id)
    return _action_page(found, _progress_form(found))


@blueprint.post("/<int:action_id>/progress")
@may("fill")
def progress(action_id: int) -> Any:
    """Say how it goes: the status, a note, or both."""
    found = action(db.session, actor(), action_id)
    form, clash = _progress_form(found), ""
    if form.validate_on_submit():
        before = found.status
        try:
            follow_up.say_how_it_goes(
                db.session, actor(), now(), action_id, _version(), form.status.data,
                form.words.data or "", form.stopped_reason.data or "",
            )  # fmt: skip
        except InvalidInput as error:
            _put_error(form, error)
        except Conflict as error:
            clash = error.message
        else:
            if STOPPED in (before, form.status.data):
                _tell_plans([found.work_id])
            flash(_("Saved."), "success")
            return redirect(url_for(".show", action_id=action_id))
    return _action_page(action(db.session, actor(), action_id), form, clash)


@blueprint.route("/<int:action_id>/edit", methods=["GET", "POST"])
@may("fill")
def edit(action_id: int) -> Any:
    found = action(db.session, actor(), action_id)
    form, clash = _action_form(found), ""
    if form.validate_on_submit():
        try:
            follow_up.change_action(
                db.session, actor(), now(), action_id, _version(), form.values()
            )
        except InvalidInput as error:
            _put_error(form, error)
        except Conflict as error:
            clash = error.message
        else:
            _tell_plans([found.work_id])
            flash(_("Saved."), "success")
            return redirect(url_for(".show", action_id=action_id))
    return _form_page(form, action(db.session, actor(), action_id), clash)


@blueprint.post("/<int:action_id>/delete")
@may("fill")
def delete(action_id: int) -> Any:
    gone = follow_up.delete_listed(db.session, actor(), now(), action_id)
    _tell_plans([gone.work_id])
    return render_template("plans/listed_deleted.html", action=gone)


@blueprint.post("/<int:action_id>/restore")
@may("fill")
def restore(action_id: int) -> Response:
    follow_up.restore_listed(db.session, actor(), now(), action_id)
    found = action(db.session, actor(), action_id)
    _tell_plans([found.work_id])
    return redirect(url_for(".show", action_id=action_id))


def places_to_choose() -> dict[str, str]:
    """What an action can be part of: the organisation, its services, and all work."""
    work = sorted(all_work(db.session, actor()), key=lambda one: one.title.casefold())
    return {
        ORGANISATION: _("%(name)s as a whole", name=actor().organisation_name),
        **{
            f"{SERVICE}{one.id}": _("The service %(name)s", name=one.name)
            for one in services(db.session)
        },
        **{str(one.id): one.title for one in work},
    }


def works_to_filter() -> dict[int, str]:
    """What there are lists of: the organisation and its services, as far as used, and all work."""
    own = subjects(db.session, actor())
    work = sorted(all_work(db.session, actor()), key=lambda one: one.title.casefold())
    return {one.id: one.title for one in (*own, *work)}


def _list_page(form: ManyForm, ticked: Sequence[int] = ()) -> Any:
    filters, today = asked_filters(), guards.today()
    is_board = request.args.get("view") == "board"
    found = None if is_board else list_page(db.session, actor(), filters, today)
    rows = found.rows if found else []
    page = render_template(
        "plans/action_board.html" if is_board else "plans/action_list.html",
        filters=filters,
        found=found,
        columns=board(db.session, actor(), filters, today, BOARD_SHOWS) if is_board else {},
        counts=found.counts if found else status_counts(db.session, actor(), filters, today),
        page_size=PAGE,
        people=[(name, name) for name in found.people] if found else [],
        form=form,
        ticked={one.id for one in rows} if request.args.get("tick") == "all" else set(ticked),
        saved=_from_text(request.args.get("saved", "")),
        left=request.args.get("left", 0, type=row_id),
        waiting=waiting_proposals(db.session, actor()),
        works=works_to_filter(),
        names=_asked_here().approaches,
        today=today,
        lacks=LACKS,
        address=_list_address,
        **_words(),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _words() -> dict[str, Any]:
    return {
        "statuses": STATUSES,
        "priorities": PRIORITIES,
        "budgets": BUDGET_LABELS,
        "over": OVER,
        "nobody": NOBODY,
    }


def asked_filters() -> Filters:
    """What the address asks for. Raises NotFound where it names work that is not ours."""
    given = request.args
    sort, work_id = given.get("sort", "due"), given.get("work", 0, type=row_id) or 0
    if work_id:
        work_or_subject(db.session, actor(), work_id)
    return Filters(
        approach=given.get("approach", "")[:80],
        who=given.get("who", "")[:200],
        status=given.get("status", ""),
        priority=given.get("priority", ""),
        lacks=given.get("lacks", ""),
        work_id=work_id,
        text=given.get("text", "")[:100],
        sort=sort if sort in SORTS else "due",
        page=max(1, min(given.get("page", 1, type=row_id) or 1, 10_000)),
    )


def _list_address(filters: Filters, **changes: Any) -> str:
    """The address of the list as it is now, with some of it changed; ``view`` stays."""
    changes.setdefault("view", request.args.get("view") or None)
    endpoint = changes.pop("endpoint", ".index")
    return url_for(endpoint, **filters.as_query(**changes))


def _ticked() -> list[int]:
    numbers = (row_id(one) for one in request.form.getlist("action") if one.isdecimal())
    return list(dict.fromkeys(numbers))


def _as_text(done: Sequence[tuple[int, int]]) -> str:
    return ".".join(f"{number}-{version}" for number, version in done)


def _from_text(text: str) -> list[tuple[int, int]]:
    """Numbers and versions as ``_as_text`` wrote them; anything else is passed over."""
    pairs = (one.split("-") for one in text.split(".")[: many.MOST])
    return [
        (row_id(pair[0]), row_id(pair[1]))
        for pair in pairs
        if len(pair) == 2 and all(part.isdecimal() and len(part) < 10 for part in pair)
    ]


def _many_form() -> ManyForm:
    form = ManyForm(prefix="set-")
    form.offer(people_to_remind(None))
    return form


def _progress_form(found: Action) -> ProgressForm:
    return ProgressForm(data={"status": found.status, "stopped_reason": found.stopped_reason})


def _action_form(found: Action | None) -> ListedActionForm:
    here = _asked_here()
    data: dict[str, Any] = {"work": request.args.get("work", "")}
    promises: Sequence[follow_up.Promised] = []
    if found is not None:
        data = form_data(found, fields_of(found))
        promises = follow_up.promises_of_work(db.session, actor(), found.work_id)
    form = ListedActionForm(data=data)
    form.offer(here.approaches, people_to_remind(found))
    form.offer_links(places_to_choose(), here.approaches, here.questions, promises, found)
    if found is not None:
        del form.work
        if follow_up.promised(db.session, actor(), found.id):
            form.keep_words(found)
    return form


def _form_page(form: ListedActionForm, found: Action | None, clash: str = "") -> Any:
    page = render_template(
        "plans/listed_form.html",
        form=form,
        action=found,
        clash=clash,
        version=found.version if found and clash else _version(found.version if found else 0),
    )
    return page, 409 if clash else 422 if form.errors else 200


def _action_page(found: Action, form: ProgressForm, clash: str = "") -> Any:
    here = _asked_here()
    promises = {
        one.promise_id: one
        for one in follow_up.promises_of_work(db.session, actor(), found.work_id)
    }
    links = links_of(found)
    page = render_template(
        "plans/action.html",
        action=found,
        work=db.session.get(Work, found.work_id),
        form=form,
        clash=clash,
        version=found.version if clash else _version(found.version),
        people=people_to_remind(found),
        notes=follow_up.notes_of(db.session, actor(), found.id),
        history=history_of(db.session, actor(), found.id),
        promised=follow_up.promised(db.session, actor(), found.id),
        proposals=proposals_of(db.session, actor(), found.id),
        approaches=[here.approaches.get(one.key, one.key) for one in links if one.kind == APPROACH],
        questions=[here.questions.get(one.key, one.key) for one in links if one.kind == QUESTION],
        carries_on=[promises[one.promise_id] for one in links if one.promise_id in promises],
        goes_on_as=follow_up.goes_on_as(db.session, actor(), found.id),
        findings=[one.key for one in links if one.kind == FINDING],
        today=guards.today(),
        **_words(),
    )
    return page, 409 if clash else 422 if form.errors else 200


def _asked_here() -> AskedHere:
    return asked_here(db.session, plugins(), actor().organisation_id)


def _version(current: int = 0) -> int:
    """The version that the person has before them."""
    return request.form.get("version", current, type=int) or 0


def _put_error(form: Any, error: InvalidInput) -> None:
    """Show what is wrong at its field, or above the form where it belongs to none."""
    if error.where in form:
        field = form[error.where]
        field.errors = [*field.errors, error.message]
    else:
        form.form_errors.append(error.message)


def _tell_plans(work_ids: Any) -> None:
    """Tell add-ons about open checklists whose plan has changed."""
    for assessment_id in follow_up.drafts_of(db.session, actor(), list(work_ids)):
        tell_plan_changed(db.session, actor(), now(), plugins(), assessment_id)
