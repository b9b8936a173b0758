"""The sense check, what we will do, check and sign off, and the finished page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.accounts.service import organisation_of
from icf.assessments.service import screening_rules
from icf.assessments.sheet import Sheet, load
from icf.assessments.views import kinds, plugins
from icf.core.actions import ActionRule
from icf.core.questionnaire import Suggest
from icf.db import db
from icf.errors import Conflict, InvalidInput
from icf.packs.service import approach_names, enabled_plugins
from icf.plans import action as plan_actions
from icf.plans.calendar import calendar_file
from icf.plans.forms import BUDGET_LABELS, ActionForm, SignOffForm, paper_data
from icf.plans.models import Action
from icf.plans.sense_check import approach_name, finding, standing_label
from icf.plans.sense_check import sense_check as checked
from icf.plans.signing import obstacles, paper_of, promises_of, save_paper
from icf.plans.signing import sign_off as sign_off_plan
from icf.web.guards import actor, now, signed_in
from icf.web.i18n import _

blueprint = Blueprint("plans", __name__, url_prefix="/checklists/<int:assessment_id>")


@blueprint.get("/sense-check")
@signed_in
def sense_check(assessment_id: int) -> str:
    sheet = load(db.session, actor(), assessment_id)
    return render_template(
        "plans/sense_check.html",
        sheet=sheet,
        check=checked(sheet, kinds(), approach_names(db.session)),
        suggestions=plan_actions.suggestions(db.session, actor(), sheet, _rules(), kinds()),
        dismissed=plan_actions.dismissed_suggestions(db.session, actor(), sheet, _rules(), kinds()),
        approach=lambda key: _approach_names(sheet).get(key, ""),
        ideas=_ideas(sheet),
        standing_label=standing_label,
    )


@blueprint.post("/suggestions")
@signed_in
def suggestion(assessment_id: int) -> Response:
    """Add a suggested action to what we will do, wave it away, or have it offered again."""
    sheet = load(db.session, actor(), assessment_id)
    key = request.form.get("suggestion", "")
    if request.form.get("do") != "add":
        back = request.form.get("do") == "back"
        plan_actions.dismiss(db.session, actor(), now(), sheet, key, back)
        return redirect(url_for(".sense_check", assessment_id=assessment_id) + "#suggestions")
    offered = plan_actions.suggestions(db.session, actor(), sheet, _rules(), kinds())
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
            return redirect(
                url_for(".edit_action", assessment_id=assessment_id, action_id=action_id)
            )
    return redirect(url_for(".sense_check", assessment_id=assessment_id))


@blueprint.get("/what-we-will-do")
@signed_in
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
        today=now().date(),
        promises=[] if sheet.is_draft else promises_of(db.session, actor(), sheet.id),
    )


@blueprint.route("/what-we-will-do/new", methods=["GET", "POST"])
@signed_in
def add_action(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    question = request.args.get("question", "")
    about = finding(sheet, question) if question in sheet.index.question else None
    form = _action_form(sheet, None, about.approach if about else "")
    if form.validate_on_submit():
        values = {**form.values(), "question": question if about else ""}
        source = "question" if about else "own"
        plan_actions.add_action(db.session, actor(), now(), sheet, values, source)
        return redirect(_back_to(sheet, question if about else ""))
    return _action_page(sheet, form, None, about)


@blueprint.route("/what-we-will-do/<int:action_id>", methods=["GET", "POST"])
@signed_in
def edit_action(assessment_id: int, action_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    found = plan_actions.action(db.session, actor(), action_id)
    form = _action_form(sheet, found)
    theirs = None
    if form.validate_on_submit():
        version = request.form.get("version", type=int) or 0
        try:
            plan_actions.edit_action(db.session, actor(), now(), action_id, version, form.values())
            return redirect(url_for(".actions", assessment_id=assessment_id))
        except Conflict:
            theirs = plan_actions.action(db.session, actor(), action_id)
    about = finding(sheet, found.question) if found.question in sheet.index.question else None
    return _action_page(sheet, form, found, about, theirs)


@blueprint.route("/what-we-will-do/<int:action_id>/delete", methods=["POST"])
@signed_in
def delete_action(assessment_id: int, action_id: int) -> str:
    sheet = load(db.session, actor(), assessment_id)
    plan_actions.delete_action(db.session, actor(), now(), action_id)
    return render_template("plans/action_deleted.html", sheet=sheet, action_id=action_id)


@blueprint.post("/what-we-will-do/<int:action_id>/restore")
@signed_in
def restore_action(assessment_id: int, action_id: int) -> Response:
    plan_actions.restore_action(db.session, actor(), now(), action_id)
    return redirect(url_for(".actions", assessment_id=assessment_id))


@blueprint.route("/sign-off", methods=["GET", "POST"])
@signed_in
def check(assessment_id: int) -> Any:
    """What the plan would say, what stands in the way, and the officer's own words."""
    sheet = load(db.session, actor(), assessment_id)
    if not sheet.is_draft:
        return redirect(url_for(".finished", assessment_id=assessment_id))
    form = SignOffForm(data=paper_data(paper_of(db.session, actor(), sheet.id), actor().name))
    form.offer()
    if form.validate_on_submit():
        signed = _keep_or_sign(sheet, form)
        if signed:
            return signed
    found = plan_actions.actions_of(db.session, actor(), sheet.record.work_id)
    page = render_template(
        "plans/check.html",
        sheet=sheet,
        form=form,
        sections=_section_summaries(sheet),
        obstacles=obstacles(sheet, _screening_rules()),
        actions=found,
        undated=[one for one in found if not one.due_on and not one.no_date_reason],
    )
    return page, 422 if form.errors else 200


@blueprint.get("/finished")
@signed_in
def finished(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    if sheet.is_draft:
        return redirect(url_for("assessments.tasks", assessment_id=assessment_id))
    return render_template(
        "plans/finished.html",
        sheet=sheet,
        paper=paper_of(db.session, actor(), sheet.id),
        promises=promises_of(db.session, actor(), sheet.id),
        organisation=organisation_of(db.session, actor().organisation_id),
    )


@blueprint.get("/how-did-it-go.ics")
@signed_in
def ask_again(assessment_id: int) -> Response:
    """A calendar entry for the day on which to ask how it went."""
    sheet = load(db.session, actor(), assessment_id)
    paper = paper_of(db.session, actor(), sheet.id)
    return calendar_file(
        sheet,
        paper.ask_again_on if paper else None,
        promises_of(db.session, actor(), sheet.id),
        now(),
        url_for(".finished", assessment_id=sheet.id, _external=True),
    )


def _keep_or_sign(sheet: Sheet, form: SignOffForm) -> Response | None:
    """Keep the paper, or sign off; None when something has to be put right first."""
    if request.form.get("do") != "sign":
        save_paper(db.session, actor(), now(), sheet, form.paper())
        flash(_("Saved. Nothing is signed off yet."), "success")
        return redirect(url_for(".check", assessment_id=sheet.id))
    try:
        sign_off_plan(
            db.session, actor(), now(), sheet,
            form.signed_name.data or "", form.signed_role.data or "", form.paper(),
            _screening_rules(),
        )  # fmt: skip
    except InvalidInput as error:
        field = form.signed_name if error.where == "signed_name" else None
        if field is None:
            form.form_errors.append(error.message)
        else:
            field.errors = [error.message]
        return None
    return redirect(url_for(".finished", assessment_id=sheet.id))


def _rules() -> Sequence[ActionRule]:
    enabled = enabled_plugins(db.session, actor().organisation_id)
    return plugins().registry.action_rules(enabled)


def _screening_rules() -> Sequence[Suggest]:
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
        data = plan_actions.fields_of(found)
    form = ActionForm(data=data)
    form.offer(_approach_names(sheet))
    return form


def _action_page(
    sheet: Sheet, form: ActionForm, found: Action | None, about: Any, theirs: Action | None = None
) -> tuple[str, int]:
    page = render_template(
        "plans/action_form.html",
        sheet=sheet,
        form=form,
        action=found,
        about=about,
        theirs=theirs,
        history=plan_actions.history_of(db.session, actor(), found.id) if found else [],
    )
    return page, 409 if theirs else 422 if form.errors else 200


def _back_to(sheet: Sheet, question: str) -> str:
    if question:
        return url_for("assessments.question", assessment_id=sheet.id, question=question)
    return url_for(".actions", assessment_id=sheet.id)


def _section_summaries(sheet: Sheet) -> list[dict[str, Any]]:
    """Per section: counts, the blanks with their reasons, and where to change them."""
    return [
        {
            "section": section,
            "title": section.title.in_language(sheet.language),
            "answers": [finding(sheet, question.key) for question in section.questions],
            "finished": section.key in sheet.finished,
            "given": sum(
                1
                for question in section.questions
                if question.key in sheet.answers and sheet.answers[question.key].is_given
            ),
        }
        for section in sheet.main_sections
    ]
