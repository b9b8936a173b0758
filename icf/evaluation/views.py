"""The pages of an evaluation: starting it, its promises, its result, and signing it off."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from icf.accounts.service import organisation_of
from icf.assessments.extras import Extras, brings
from icf.assessments.installed import kinds, own_page, plugins
from icf.assessments.instruments import form_name
from icf.assessments.posted import Posted, posted_form, posted_json
from icf.assessments.question_views import conflict_of, outcome_json
from icf.assessments.saving import SaveOutcome
from icf.assessments.service import questionnaire_language
from icf.assessments.sheet import Sheet, load
from icf.assessments.size_views import depth_choices
from icf.assessments.task_list import TaskRow
from icf.core.evaluation import promise_counts
from icf.core.questionnaire import EVALUATION, Question, Section
from icf.db import db
from icf.errors import InvalidInput, NotFound
from icf.evaluation import for_the_year  # noqa: F401 it offers what evaluations found
from icf.evaluation import ledger as ledgers
from icf.evaluation import promises as asking
from icf.evaluation.carry import carry_over as carried_over
from icf.evaluation.forms import (
    ANSWER_MEANINGS,
    SURE,
    EvaluationSignOffForm,
    PromiseForm,
    StartForm,
)
from icf.evaluation.result import (
    answer_label,
    answer_labels,
    evaluation_result,
    promises_in_words,
)
from icf.evaluation.saving import key_of, said_of, save_posted
from icf.evaluation.settling import Standing, standings
from icf.evaluation.signing import goes_on, sign_evaluation_off
from icf.evaluation.start import (
    StartEvaluation,
    evaluations_of,
    newest_signed_plan,
    plan_of,
    start_evaluation,
)
from icf.packs.selection import selection
from icf.packs.service import approach_names, composed_with
from icf.plans import action as plan_actions
from icf.plans.checking import Sign, check_page
from icf.plans.events import tell_plan_changed
from icf.plans.follow_up import drafts_of
from icf.plans.sense_check import approach_name, finding
from icf.plans.signing import paper_of, promises_of
from icf.plans.standing import in_words
from icf.plans.status import STATUSES
from icf.web import guards
from icf.web.guards import actor, may, now
from icf.web.i18n import _, day, ngettext
from icf.web.row_id import row_id
from icf.work.service import piece_of_work

blueprint = Blueprint("evaluation", __name__)


@blueprint.route("/work/<int:work_id>/evaluate", methods=["GET", "POST"])
@may("fill")
def start(work_id: int) -> Any:
    """What is asked back, and how to begin; the one that is open comes first."""
    work = piece_of_work(db.session, actor(), work_id)
    sizes, before = _sizes(), evaluations_of(db.session, actor(), work_id)
    plan = newest_signed_plan(db.session, actor(), work_id)
    form = StartForm(
        data={
            "kind": "end",
            "depth": _first_size(sizes, work_id),
            "on": guards.today(),
            "copies": any(not one.is_draft for one in before),
        }
    )
    form.depth.choices = [(one["key"], one["title"]) for one in sizes]
    if form.validate_on_submit() and (made := _started(form, work_id)):
        return made
    return render_template(
        "evaluation/start.html",
        work=work,
        form=form,
        sizes=sizes,
        plan=plan,
        promises=promises_of(db.session, actor(), plan.id) if plan else [],
        drafts=[one for one in before if one.is_draft],
        last=next((one for one in before if not one.is_draft), None),
    ), 422 if form.errors else 200


@blueprint.get("/checklists/<int:assessment_id>/promises")
@may("read")
def promises(assessment_id: int) -> str:
    """What we said we would do, with what was said of each so far."""
    sheet = _evaluation(assessment_id)
    asked = asking.asked_back(db.session, actor(), sheet)
    return render_template(
        "evaluation/promises.html",
        sheet=sheet,
        asked=asked,
        words=promises_in_words(promise_counts(asking.as_counted(asked))),
        names=_approach_names(sheet),
        plan=plan_of(db.session, actor(), sheet),
        label=answer_label,
        last_name=_last_name,
        sure=SURE,
        first_open=next((one for one in asked if not one.answer), None),
        standings=standings(db.session, actor(), sheet, asked) if _is_reopened(sheet) else [],
        statuses=STATUSES,
    )


@blueprint.route(
    "/checklists/<int:assessment_id>/promises/<int:promise_id>", methods=["GET", "POST"]
)
@may("fill")
def promise(assessment_id: int, promise_id: int) -> Any:
    """One promise: what became of it, why, what shows it and who says so."""
    sheet = _evaluation(assessment_id)
    asked = asking.asked_one(db.session, actor(), sheet, promise_id)
    if not sheet.is_draft and request.method != "POST":
        return redirect(url_for(".promises", assessment_id=assessment_id))
    if request.method == "POST":
        posted = _posted_of(promise_id)
        outcome = save_posted(db.session, actor(), now(), sheet, posted)
        if outcome.is_complete:
            return _after_promise(sheet, promise_id)
        return _promise_page(sheet, asked, outcome, posted[0].version)
    return _promise_page(sheet, asked)


@blueprint.post("/assessments/<int:assessment_id>/promises")
@may("fill")
def save_promises(assessment_id: int) -> Any:
    """The same for the script: JSON in and out, as for answers."""
    sheet = _evaluation(assessment_id)
    posted = posted_json(request.get_json())
    return outcome_json(save_posted(db.session, actor(), now(), sheet, posted))


@blueprint.post("/checklists/<int:assessment_id>/promises/<int:promise_id>/carry-over")
@may("fill")
def carry_over(assessment_id: int, promise_id: int) -> Response:
    """What is not done goes on the list of what we will do, in one press."""
    sheet = _evaluation(assessment_id)
    action_id = carried_over(db.session, actor(), now(), sheet, promise_id)
    tell_plan_changed(db.session, actor(), now(), plugins(), sheet.id)
    flash(_("Carried over to what we will do. Say who and by when."), "success")
    if request.form.get("then") == "stay":
        return redirect(
            url_for(".promises", assessment_id=assessment_id) + f"#promise-{promise_id}"
        )
    return redirect(url_for("plans.edit_action", assessment_id=assessment_id, action_id=action_id))


@blueprint.post("/checklists/<int:assessment_id>/promises/<int:promise_id>/still-so")
@may("fill")
def still_so(assessment_id: int, promise_id: int) -> Response:
    """What was said last time is still so; only where nothing is said yet."""
    sheet = _evaluation(assessment_id)
    asked = asking.asked_one(db.session, actor(), sheet, promise_id)
    if asked.last is not None and not asked.answer:
        said = asking.said_in(asked.last.review)
        asking.save_review(db.session, actor(), now(), sheet, promise_id, asked.version, said)
    return redirect(url_for(".promises", assessment_id=assessment_id) + f"#promise-{promise_id}")


@blueprint.get("/checklists/<int:assessment_id>/result")
@may("read")
def result(assessment_id: int) -> str:
    """Promises, planned beside actual, what changed, and what comes next."""
    sheet = load(db.session, actor(), assessment_id)
    own_page(sheet, "result")
    asked = asking.asked_back(db.session, actor(), sheet)
    plan = plan_of(db.session, actor(), sheet)
    return render_template(
        "evaluation/result.html",
        sheet=sheet,
        plan=plan,
        result=evaluation_result(sheet, plan, asked, approach_names(db.session)),
        label=answer_label,
        names=_approach_names(sheet),
        suggestions=plan_actions.suggestions(db.session, actor(), sheet, (), kinds()),
        dismissed=plan_actions.dismissed_suggestions(db.session, actor(), sheet, (), kinds()),
    )


@blueprint.route("/checklists/<int:assessment_id>/sign-off-evaluation", methods=["GET", "POST"])
@may("fill")
def check(assessment_id: int) -> Any:
    """What the evaluation would say, what stands in the way, and what goes on."""
    return check_page(
        assessment_id,
        "evaluation/check.html",
        EvaluationSignOffForm,
        signing=_signing,
        more=_beside_check,
    )


@blueprint.get("/checklists/<int:assessment_id>/evaluated")
@may("read")
def finished(assessment_id: int) -> Any:
    """What there is once an evaluation is signed off."""
    sheet = load(db.session, actor(), assessment_id)
    own_page(sheet, "finished")
    if sheet.is_draft:
        return redirect(url_for("assessments.tasks", assessment_id=assessment_id))
    asked = asking.asked_back(db.session, actor(), sheet)
    return render_template(
        "evaluation/finished.html",
        sheet=sheet,
        words=promises_in_words(promise_counts(asking.as_counted(asked))),
        paper=paper_of(db.session, actor(), sheet.id),
        promised=promises_of(db.session, actor(), sheet.id),
        organisation=organisation_of(db.session, actor().organisation_id),
    )


@blueprint.get("/work/<int:work_id>/promises")
@may("read")
def work_ledger(work_id: int) -> str:
    """The ledger of one piece of work."""
    work = piece_of_work(db.session, actor(), work_id)
    return _ledger_page(ledgers.ledger(db.session, actor(), work.id), work)


@blueprint.get("/promises")
@may("read")
def ledger() -> str:
    """The ledger of the organisation."""
    return _ledger_page(ledgers.ledger(db.session, actor()))


def _ledger_page(lines: Sequence[ledgers.LedgerLine], work: Any = None) -> str:
    answer, approach = request.args.get("answer", ""), request.args.get("approach", "")
    works = {line.work_id: line.work_title for line in lines}
    wanted = request.args.get("work", 0, type=row_id)
    work_id = wanted if wanted in works else None
    whole = composed_with(
        db.session, plugins(), selection(db.session, actor().organisation_id)
    ).questionnaire
    language, confirmed = questionnaire_language(whole), approach_names(db.session)
    listed = any(line.listed for line in lines)
    return render_template(
        "evaluation/ledger.html",
        lines=ledgers.chosen_from(lines, answer, approach, work_id),
        total=len(lines),
        work=work,
        works=works,
        answer=answer,
        approach=approach,
        work_id=work_id,
        answers={
            **answer_labels(),
            ledgers.NOT_SAID: answer_label(""),
            **({ledgers.IN_THE_LIST: _("As the list of actions says")} if listed else {}),
        },
        stands=lambda one: in_words(one.action, one.since, guards.today()),
        names={
            one.key: confirmed.get(one.key) or one.title.in_language(language)
            for one in whole.approaches
        },
        label=answer_label,
        sure=SURE,
    )


def _evaluation(assessment_id: int) -> Sheet:
    """An evaluation. Raises NotFound for any other form."""
    sheet = load(db.session, actor(), assessment_id)
    if sheet.record.instrument != EVALUATION:
        raise NotFound(_("This is no evaluation, so no promises are asked back in it."))
    return sheet


def _sizes() -> list[dict[str, Any]]:
    chosen = selection(db.session, actor().organisation_id)
    whole = composed_with(db.session, plugins(), chosen).questionnaire
    return depth_choices(whole, questionnaire_language(whole), EVALUATION)


def _first_size(sizes: Sequence[Mapping[str, Any]], work_id: int) -> str:
    """The size that was planned with, where it asks something here; else the smallest."""
    plan = newest_signed_plan(db.session, actor(), work_id)
    depth = load(db.session, actor(), plan.id).record.depth if plan else ""
    known = [str(one["key"]) for one in sizes]
    return depth if depth in known else known[0]


def _started(form: StartForm, work_id: int) -> Response | None:
    """Start what was chosen; None when something has to be put right first."""
    on: date | None = form.on.data if form.kind.data == "way" else None
    if form.kind.data == "way" and on is None:
        form.on.errors = [_("Enter the day of the check-in")]
        return None
    wanted = StartEvaluation(form.depth.data or "", on, bool(form.copies.data))
    try:
        made = start_evaluation(db.session, actor(), now(), plugins(), work_id, wanted)
    except InvalidInput as error:
        form.depth.errors = [error.message]
        return None
    return redirect(url_for("assessments.tasks", assessment_id=made))


def _posted_of(promise_id: int) -> Sequence[Posted]:
    """What was sent of one promise.

    Raises:
        InvalidInput: the form has nothing of it.
    """
    posted = posted_form(request.form.to_dict(flat=False))
    found = [one for one in posted if one.key == key_of(promise_id)]
    if not found:
        raise InvalidInput(_("Nothing of this promise was sent."), _("Load the page again."))
    return found


def _after_promise(sheet: Sheet, promise_id: int) -> Response:
    """Where somebody goes on: carrying it over, the next promise that is open, or the list."""
    if request.form.get("next") == "carry":
        return carry_over(sheet.id, promise_id)
    asked = asking.asked_back(db.session, actor(), sheet)
    place = next(i for i, one in enumerate(asked) if one.promise.id == promise_id)
    following = next((one for one in asked[place + 1 :] if not one.answer), None)
    if following is None:
        return redirect(url_for(".promises", assessment_id=sheet.id))
    return redirect(url_for(".promise", assessment_id=sheet.id, promise_id=following.promise.id))


def _promise_page(
    sheet: Sheet, asked: asking.Asked, outcome: SaveOutcome | None = None, seen: int = 0
) -> tuple[str, int]:
    """One promise; ``outcome`` is what stood in the way of what was typed on top of ``seen``."""
    key, every = key_of(asked.promise.id), asking.asked_back(db.session, actor(), sheet)
    place = next(i for i, one in enumerate(every) if one.promise.id == asked.promise.id)
    form = PromiseForm(prefix=f"a-{key}", data=said_of(asked))
    if outcome:
        form.validate()
    conflict = conflict_of(outcome, key)
    page = render_template(
        "evaluation/promise.html",
        sheet=sheet,
        asked=asked,
        key=key,
        form=form,
        conflict=conflict,
        version=seen if outcome else asked.version,
        meanings=ANSWER_MEANINGS,
        label=answer_label,
        last_name=_last_name,
        sure=SURE,
        number=place + 1,
        total=len(every),
        history=asking.history_of(db.session, actor(), asked.review.id) if asked.review else [],
        approach=_approach_names(sheet).get(asked.promise.approach, ""),
        has_gone_by=bool(asked.promise.due_on and asked.promise.due_on < guards.today()),
    )
    return page, 409 if conflict else 422 if outcome else 200


def _signing(sheet: Sheet, form: EvaluationSignOffForm) -> Sign:
    """Signing off, which says too whether the piece of work is over."""

    def sign(name: str, role: str, paper: Mapping[str, Any], seen: datetime | None) -> None:
        is_finished = bool(form.work_is_finished.data)
        changed = sign_evaluation_off(
            db.session, actor(), now(), sheet, name, role, paper, seen, is_finished
        )
        _say_what_changed(sheet, changed)

    return sign


def _say_what_changed(sheet: Sheet, changed: Sequence[Standing]) -> None:
    """Tell whoever signed, and add-ons whose open form would promise something else now."""
    if not changed:
        return
    text = ngettext(
        "%(num)s action is done or goes on as another now, as the evaluation says.",
        "%(num)s actions are done or go on as others now, as the evaluation says.",
        len(changed),
    )
    flash(text, "success")
    for assessment_id in drafts_of(db.session, actor(), [sheet.record.work_id]):
        tell_plan_changed(db.session, actor(), now(), plugins(), assessment_id)


def _beside_check(sheet: Sheet) -> Mapping[str, Any]:
    asked = asking.asked_back(db.session, actor(), sheet)
    return {
        "standings": standings(db.session, actor(), sheet, asked),
        "label": answer_label,
        "statuses": STATUSES,
        "words": promises_in_words(promise_counts(asking.as_counted(asked))),
        "going_on": goes_on(db.session, actor(), sheet),
    }


def _is_reopened(sheet: Sheet) -> bool:
    """Whether somebody works on a version after a signed one."""
    return sheet.is_draft and sheet.record.previous_id is not None


def _last_name(last: asking.LastSaid) -> str:
    """Where it was said last, such as "Check-in on 3 June 2026"."""
    if last.is_check_in:
        return form_name(EVALUATION, last.period)
    return _("Evaluation of %(date)s", date=day(last.on))


def _approach_names(sheet: Sheet) -> Mapping[str, str]:
    confirmed = approach_names(db.session)
    return {
        one.key: approach_name(sheet, one.key, confirmed) for one in sheet.questionnaire.approaches
    }


def _promise_task(sheet: Sheet) -> Sequence[TaskRow]:
    """The first row of the task list: what we said we would do."""
    asked = asking.asked_back(db.session, actor(), sheet)
    said = sum(bool(one.answer) for one in asked)
    status = "not_started" if not said else "finished" if said == len(asked) else "in_progress"
    return [
        TaskRow(
            title=_("What we said we would do"),
            href=url_for("evaluation.promises", assessment_id=sheet.id),
            hint=promises_in_words(promise_counts(asking.as_counted(asked))),
            status=status if asked else "finished",
            layer_label=None,
            wants_something=bool(asked) and status != "finished",
        )
    ]


def _said_then(sheet: Sheet, section: Section, _questions: Sequence[Question]) -> Markup:
    """The plan's answers about the same approach, as they were signed."""
    plan = plan_of(db.session, actor(), sheet) if section.approach else None
    found = [
        finding(plan, question.key)
        for one in (plan.main_sections if plan else ())
        if plan and one.approach == section.approach
        for question in one.questions
    ]
    if plan is None or not found:
        return Markup("")
    intro = _(
        "From the plan %(reference)s, signed off on %(date)s. It stays as it was.",
        reference=plan.reference,
        date=day(plan.record.signed_at),
    )
    lines = [(one.text, "\n".join(filter(None, [one.answer, one.words]))) for one in found]
    html = render_template("evaluation/beside.html", intro=intro, lines=lines)
    return Markup(html)  # noqa: S704 our own template has escaped it


brings(EVALUATION, Extras(first_tasks=_promise_task, beside=_said_then))
