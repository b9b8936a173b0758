"""The yearly self-evaluation: what there is, starting, where we are, check and sign off."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.accounts.service import organisation_of
from icf.assessments.filled_in import is_only_ours
from icf.assessments.installed import own_page, plugins
from icf.assessments.moving.to_year import other_questions
from icf.assessments.saving import copy_empty
from icf.assessments.service import questionnaire_language
from icf.assessments.sheet import Sheet, load
from icf.core.depth import asked_keys, depths_for
from icf.core.questionnaire import CORE, SELF_EVALUATION
from icf.db import db
from icf.errors import Conflict, InvalidInput, NotFound
from icf.packs.selection import selection
from icf.packs.service import approach_names, composed_with
from icf.plans.checking import check_page
from icf.plans.signing import paper_of, promises_of
from icf.selfeval.earlier import earlier_sheet
from icf.selfeval.forms import ALL, NONE, SelfSignOffForm, StartForm, paper_data
from icf.selfeval.implementation import plans_by_service
from icf.selfeval.period import year_of
from icf.selfeval.position import position
from icf.selfeval.service import Subject, earlier_than, overview, start_self_evaluation
from icf.web import guards
from icf.web.guards import actor, may, now
from icf.web.i18n import _, ngettext
from icf.years.questions import YearQuestions, year_questions, years_here

blueprint = Blueprint("selfeval", __name__)


@dataclass(frozen=True)
class _Size:
    """A size on offer: how many questions it asks, and which add-on brings it."""

    key: str
    title: str
    questions: int


@blueprint.get("/self-evaluation")
@may("read")
def index() -> str:
    """The organisation as a whole and its services: this year's and earlier ones."""
    return render_template(
        "selfeval/index.html",
        subjects=overview(db.session, actor()),
        year_to_start=year_to_start,
        plans=plans_by_service(db.session, actor()),
    )


@blueprint.route("/self-evaluation/start", methods=["GET", "POST"])
@blueprint.route("/self-evaluation/start/<int:service_id>", methods=["GET", "POST"])
@may("fill")
def start(service_id: int | None = None) -> Any:
    """Start a year's self-evaluation of the organisation, or of one of its services."""
    subject = _subject(service_id)
    year = (request.form.get("period") or year_to_start(subject)).strip()
    asked = year_questions(db.session, plugins(), actor().organisation_id, year)
    sizes = _sizes(asked)
    form = StartForm(data={"period": year, "depth": sizes[-1].key, "begin_with": NONE})
    form.offer([(one.key, one.title) for one in sizes])
    already = None
    if form.validate_on_submit():
        try:
            started = start_self_evaluation(
                db.session, actor(), now(), plugins(), service_id,
                form.period.data or "", form.depth.data or "", form.begin_with.data == ALL,
            )  # fmt: skip
        except (Conflict, InvalidInput) as error:
            field = form.depth if error.where == "depth" else form.period
            field.errors = [error.message]
            already = subject.of((form.period.data or "").strip())
        else:
            return redirect(url_for("assessments.tasks", assessment_id=started))
    page = render_template(
        "selfeval/start.html",
        subject=subject,
        form=form,
        sizes=sizes,
        asked=asked,
        already=already,
        earlier=earlier_than(subject.entries, form.period.data or ""),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/self-evaluation/<int:assessment_id>/copy-last-time")
@may("fill")
def copy_last_time(assessment_id: int) -> Response:
    """Copy last year's answers to the questions that are still empty."""
    sheet = _self_evaluation(assessment_id)
    copied = copy_empty(db.session, actor(), now(), plugins(), sheet)
    if copied:
        flash(
            ngettext(
                "%(num)s answer was copied. It says “copied, not checked” until somebody looks.",
                "%(num)s answers were copied. Each says “copied, not checked” until somebody"
                " looks.",
                copied,
            ),
            "success",
        )
    else:
        flash(_("There was nothing to copy: no question that was answered last time is empty."))
    return redirect(url_for("assessments.tasks", assessment_id=assessment_id))


@blueprint.get("/self-evaluation/<int:assessment_id>/where-we-are")
@may("read")
def where_we_are(assessment_id: int) -> str:
    """Both ratings of each approach beside last year's, in words first."""
    sheet = load(db.session, actor(), assessment_id)
    own_page(sheet, "result")
    return render_template(
        "selfeval/where_we_are.html",
        sheet=sheet,
        found=position(
            sheet, earlier_sheet(db.session, actor(), sheet), approach_names(db.session)
        ),
    )


@blueprint.route("/self-evaluation/<int:assessment_id>/sign-off", methods=["GET", "POST"])
@may("fill")
def check(assessment_id: int) -> Any:
    """What stands in the way, who answered, who typed, and signing off."""
    return check_page(
        assessment_id,
        "selfeval/check.html",
        SelfSignOffForm,
        first=paper_data,
        more=lambda sheet: {"other": other_questions(db.session, actor(), plugins(), sheet)},
    )


@blueprint.get("/self-evaluation/<int:assessment_id>/finished")
@may("read")
def finished(assessment_id: int) -> Any:
    """What there is once it is signed off, and that there is nothing more to do."""
    sheet = load(db.session, actor(), assessment_id)
    own_page(sheet, "finished")
    if sheet.is_draft:
        return redirect(url_for("assessments.tasks", assessment_id=assessment_id))
    return render_template(
        "selfeval/finished.html",
        sheet=sheet,
        paper=paper_of(db.session, actor(), sheet.id),
        promises=promises_of(db.session, actor(), sheet.id),
        organisation=organisation_of(db.session, actor().organisation_id),
        only_ours=any(is_only_ours(section) for section in sheet.main_sections),
    )


def _self_evaluation(assessment_id: int) -> Sheet:
    """A self-evaluation of the organisation. Raises NotFound, also for any other form."""
    sheet = load(db.session, actor(), assessment_id)
    if not sheet.is_self_evaluation:
        raise NotFound(_("There is no such self-evaluation."))
    return sheet


def _subject(service_id: int | None) -> Subject:
    """The organisation as a whole, or a service that it has today."""
    for one in overview(db.session, actor()):
        if one.service_id == service_id and not one.is_gone:
            return one
    raise NotFound(_("There is no such service."), _("It may have been deleted."))


def year_to_start(subject: Subject) -> str:
    """The year that is proposed: one of the partnership that is not begun yet, or else this one."""
    under_way = years_here(db.session, actor().organisation_id)
    waiting = (one.title for one in under_way if subject.of(one.title) is None)
    return next(waiting, year_of(guards.today()))


def _sizes(asked: YearQuestions | None) -> list[_Size]:
    """The sizes on offer in a year, the whole form first."""
    chosen = selection(db.session, actor().organisation_id)
    made = asked.made if asked else None
    whole = (made or composed_with(db.session, plugins(), chosen)).questionnaire
    language = questionnaire_language(whole)
    found = []
    for depth in depths_for(whole, SELF_EVALUATION):
        own = depth.layer == CORE
        title = _("The whole form") if own else depth.title.in_language(language)
        count = len(asked_keys(whole, SELF_EVALUATION, depth.key))
        found.append(_Size(depth.key, title, count))
    return found
