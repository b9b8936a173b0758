"""The sense check, what we will do, check and sign off, and the finished page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.accounts.person import people_who_may
from icf.accounts.service import organisation_of
from icf.assessments.filled_in import is_only_ours
from icf.assessments.installed import kinds, own_page, plugins
from icf.assessments.page import layer_label
from icf.assessments.service import DepthRules, screening_rules
from icf.assessments.sheet import Sheet, load
from icf.core.actions import ActionRule, Suggestion
from icf.db import db
from icf.errors import Conflict
from icf.packs.selection import enabled_plugins
from icf.packs.service import add_ons_of, approach_names
from icf.plans import action as plan_actions
from icf.plans.calendar import calendar_file
from icf.plans.checking import check_page, still_draft
from icf.plans.events import tell_plan_changed
from icf.plans.forms import BUDGET_LABELS, ActionForm, SignOffForm
from icf.plans.keeping import PromisedElsewhere, Promising, promising_elsewhere
from icf.plans.models import Action
from icf.plans.sense_check import SenseCheck, approach_name, finding, standing_label
from icf.plans.sense_check import sense_check as checked
from icf.plans.signing import paper_of, promises_of
from icf.plugin import Exporter
from icf.web import guards
from icf.web.address import whole_address
from icf.web.guards import actor, may, now
from icf.web.i18n import _

blueprint = Blueprint("plans", __name__, url_prefix="/checklists/<int:assessment_id>")


@blueprint.get("/sense-check")
@may("read")
def sense_check(assessment_id: int) -> str:
    sheet = load(db.session, actor(), assessment_id)
    own_page(sheet, "result")
    check = checked(sheet, kinds(), approach_names(db.session))
    offered = plan_actions.suggestions(db.session, actor(), sheet, _rules(), kinds())
    return render_template(
        "plans/sense_check.html",
        sheet=sheet,
        check=check,
        suggestions=_biggest_gap_first(offered, check),
        dismissed=plan_actions.dismissed_suggestions(db.session, actor(), sheet, _rules(), kinds()),
        approach=lambda key: _approach_names(sheet).get(key, ""),
        ideas=_ideas(sheet),
        standing_label=standing_label,
        added_by=lambda key: layer_label(sheet, sheet.index.question[key].layer),
    )


@blueprint.post("/suggestions")
@may("fill")
def suggestion(assessment_id: int) -> Response:
    """Add a suggested action to what we will do, wave it away, or have it offered again."""
    sheet = load(db.session, actor(), assessment_id)
    key = request.form.get("suggestion", "")
    offered = plan_actions.suggestions(db.session, actor(), sheet, _rules(), kinds())
    if request.form.get("do") != "add":
        _dismiss_or_bring_back(sheet, key, offered)
        return redirect(url_for(".sense_check", assessment_id=assessment_id) + "#suggestions")
    for one in offered:
        if one.key == key:
            values = {
                "what": one.text.in_language(sheet.language),
                "question": one.question,
                "approach": one.approach,
            }
            action_id = plan_actions.add_action(
                db.session, actor(), now(), sheet, values, "suggestion", one.key
            )
            flash(_("Added to what we will do. Say who and by when."), "success")
            _tell_change(sheet)
            return redirect(
                url_for(".edit_action", assessment_id=assessment_id, action_id=action_id)
            )
    return redirect(url_for(".sense_check", assessment_id=assessment_id))


@blueprint.get("/what-we-will-do")
@may("read")
def actions(assessment_id: int) -> str:
    sheet = load(db.session, actor(), assessment_id)
    found = plan_actions.actions_of(db.session, actor(), sheet.record.work_id)
    names = _approach_names(sheet)
    chosen = request.args.get("approach", "")
    return render_template(
        "plans/actions.html",
        sheet=sheet,
        actions=_sorted([one for one in found if chosen in ("", one.approach)]),
        total=len(found),
        names=names,
        chosen=chosen,
        sort=request.args.get("sort", "due"),
        budgets=BUDGET_LABELS,
        today=guards.today(),
        promises=[] if sheet.is_draft else promises_of(db.session, actor(), sheet.id),
    )


@blueprint.route("/what-we-will-do/new", methods=["GET", "POST"])
@may("fill")
def add_action(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    question = request.args.get("question", "")
    about = finding(sheet, question) if question in sheet.index.question else None
    form = _action_form(sheet, None, about.approach if about else "")
    if form.validate_on_submit():
        values = {**form.values(), "question": question if about else ""}
        source = "question" if about else "own"
        plan_actions.add_action(db.session, actor(), now(), sheet, values, source)
        _tell_change(sheet)
        return redirect(_back_to(sheet, question if about else ""))
    return _action_page(sheet, form, None, about)


@blueprint.route("/what-we-will-do/<int:action_id>", methods=["GET", "POST"])
@may("fill")
def edit_action(assessment_id: int, action_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    found = plan_actions.action_on(db.session, actor(), sheet, action_id)
    if not sheet.is_draft and request.method != "POST":
        return redirect(url_for("actions.show", action_id=action_id))
    form = _action_form(sheet, found)
    theirs, typed = None, ""
    kept_by = promising_elsewhere(db.session, actor(), sheet, action_id)
    if kept_by and "what" not in request.form:
        form.keep_words(found)
    if form.validate_on_submit():
        version = request.form.get("version", type=int) or 0
        try:
            plan_actions.edit_action(
                db.session,
                actor(),
                now(),
                sheet,
                action_id,
                version,
                {"what": found.what, **form.values()},
            )
            _tell_change(sheet)
            return redirect(url_for(".actions", assessment_id=assessment_id))
        except PromisedElsewhere:
            # The page was opened before it was promised: what was typed is shown, to be copied.
            found = plan_actions.action(db.session, actor(), action_id)
            typed = "\n".join(filter(None, [form.what.data, form.how_we_know.data]))
            form.keep_words(found)
        except Conflict:
            still_draft(sheet)
            theirs = plan_actions.action(db.session, actor(), action_id)
    about = finding(sheet, found.question) if found.question in sheet.index.question else None
    return _action_page(sheet, form, found, about, theirs, kept_by, typed)


@blueprint.route("/what-we-will-do/<int:action_id>/delete", methods=["POST"])
@may("fill")
def delete_action(assessment_id: int, action_id: int) -> str:
    sheet = load(db.session, actor(), assessment_id)
    plan_actions.delete_action(db.session, actor(), now(), sheet, action_id)
    _tell_change(sheet)
    return render_template("plans/action_deleted.html", sheet=sheet, action_id=action_id)


@blueprint.post("/what-we-will-do/<int:action_id>/restore")
@may("fill")
def restore_action(assessment_id: int, action_id: int) -> Response:
    sheet = load(db.session, actor(), assessment_id)
    plan_actions.restore_action(db.session, actor(), now(), sheet, action_id)
    _tell_change(sheet)
    return redirect(url_for(".actions", assessment_id=assessment_id))


@blueprint.route("/sign-off", methods=["GET", "POST"])
@may("fill")
def check(assessment_id: int) -> Any:
    """What the plan would say, what stands in the way, and the officer's own words."""
    return check_page(assessment_id, "plans/check.html", SignOffForm, _screening_rules())


@blueprint.get("/finished")
@may("read")
def finished(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    own_page(sheet, "finished")
    if sheet.is_draft:
        return redirect(url_for("assessments.tasks", assessment_id=assessment_id))
    return render_template(
        "plans/finished.html",
        sheet=sheet,
        paper=paper_of(db.session, actor(), sheet.id),
        promises=promises_of(db.session, actor(), sheet.id),
        organisation=organisation_of(db.session, actor().organisation_id),
        only_ours=any(is_only_ours(section) for section in sheet.main_sections),
        files=_files(sheet),
    )


@blueprint.get("/how-did-it-go.ics")
@may("read")
def ask_again(assessment_id: int) -> Response:
    """A calendar entry for the day on which to ask how it went."""
    sheet = load(db.session, actor(), assessment_id)
    paper = paper_of(db.session, actor(), sheet.id)
    return calendar_file(
        sheet,
        paper,
        promises_of(db.session, actor(), sheet.id),
        now(),
        whole_address("evaluation.start", work_id=sheet.record.work_id),
    )


def _files(sheet: Sheet) -> list[Exporter]:
    """The files that add-ons make of a checklist."""
    enabled = enabled_plugins(db.session, actor().organisation_id)
    used = add_ons_of(plugins(), sheet.questionnaire, enabled)
    return list(plugins().registry.exporters(used).values())


def _tell_change(sheet: Sheet) -> None:
    tell_plan_changed(db.session, actor(), now(), plugins(), sheet.id)


def _biggest_gap_first(offered: Sequence[Suggestion], check: SenseCheck) -> list[Suggestion]:
    """Suggestions in the order of the gaps that they answer to; those without a gap come last."""
    places = {one.key: place for place, one in enumerate(check.gaps)}
    return sorted(offered, key=lambda one: places.get(one.question, len(places)))


def _dismiss_or_bring_back(sheet: Sheet, key: str, offered: Sequence[Suggestion]) -> None:
    """Only what is or was offered; any other key is left alone."""
    back = request.form.get("do") == "back"
    known = (
        plan_actions.dismissed_suggestions(db.session, actor(), sheet, _rules(), kinds())
        if back
        else offered
    )
    if any(one.key == key for one in known):
        plan_actions.dismiss(db.session, actor(), now(), sheet, key, back)


def _rules() -> Sequence[ActionRule]:
    enabled = enabled_plugins(db.session, actor().organisation_id)
    return plugins().registry.action_rules(enabled)


def _screening_rules() -> DepthRules:
    return screening_rules(db.session, actor(), plugins())


def _approach_names(sheet: Sheet) -> Mapping[str, str]:
    confirmed = approach_names(db.session)
    return {
        one.key: approach_name(sheet, one.key, confirmed) for one in sheet.questionnaire.approaches
    }


def _ideas(sheet: Sheet) -> list[dict[str, Any]]:
    """Examples of the approaches in which something is still to do."""
    todo = {one.approach for one in checked(sheet, kinds()).gaps}
    return [
        {"approach": approach, "examples": approach.examples}
        for approach in sheet.questionnaire.approaches
        if approach.key in todo
    ]


def _sorted(found: list[Action]) -> list[Action]:
    by = request.args.get("sort", "due")
    if by == "who":
        return sorted(found, key=lambda one: (not one.who, one.who.casefold()))
    if by == "approach":
        return sorted(found, key=lambda one: (not one.approach, one.approach))
    return found


def _action_form(sheet: Sheet, found: Action | None, approach: str = "") -> ActionForm:
    data: dict[str, Any] = {"approach": approach}
    if found is not None:
        data = {**plan_actions.fields_of(found), "owner": str(found.owner_id or "")}
    form = ActionForm(data=data)
    form.offer(_approach_names(sheet), people_to_remind(found))
    return form


def people_to_remind(found: Action | None) -> dict[int, str]:
    """The colleagues who can be reminded, and whoever is now."""
    readers = people_who_may(db.session(), actor().organisation_id, "read")
    people = {one.person_id: one.name for one in readers}
    if found is not None and found.owner_id and found.owner_id not in people:
        people[found.owner_id] = _("Somebody who has left")
    return people


def _action_page(
    sheet: Sheet,
    form: ActionForm,
    found: Action | None,
    about: Any,
    theirs: Action | None = None,
    kept_by: Promising | None = None,
    typed: str = "",
) -> tuple[str, int]:
    """The form of an action.

    Args:
        kept_by: the signed form that keeps its words.
        typed: other words for them, which cannot be saved.
    """
    page = render_template(
        "plans/action_form.html",
        sheet=sheet,
        form=form,
        action=found,
        about=about,
        theirs=theirs,
        kept_by=kept_by,
        typed=typed,
        version=_version_seen(found, theirs),
        history=plan_actions.history_of(db.session, actor(), found.id) if found else [],
    )
    return page, 409 if theirs or typed else 422 if form.errors else 200


def _version_seen(found: Action | None, theirs: Action | None) -> int:
    """The version that the person has before them: of a form that comes back, the one it had."""
    if theirs is not None:
        return theirs.version
    current = found.version if found else 0
    return request.form.get("version", current, type=int)


def _back_to(sheet: Sheet, question: str) -> str:
    if question:
        return url_for("assessments.question", assessment_id=sheet.id, question=question)
    return url_for(".actions", assessment_id=sheet.id)
