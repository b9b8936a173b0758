"""Starting a checklist, and choosing how much it asks."""

from collections import Counter
from typing import Any

from flask import (
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from icf.assessments import service
from icf.assessments.blueprint import blueprint
from icf.assessments.checklists import checklists_of
from icf.assessments.installed import plugins
from icf.assessments.service import questionnaire_language
from icf.assessments.sheet import load
from icf.core.depth import asked_sections, depths_for, visible_sections
from icf.core.questionnaire import CORE, PLANNING, Questionnaire
from icf.core.typed import clean
from icf.db import db
from icf.errors import InvalidInput
from icf.packs.passport import minutes_for
from icf.packs.selection import selection
from icf.packs.service import composed_with
from icf.web.guards import actor, may, now
from icf.web.row_id import row_id
from icf.work.service import piece_of_work

SUGGESTING_DEPTH = "standard"
"""The size that a checklist has until the screening questions suggest one."""


@blueprint.route("/work/<int:work_id>/start", methods=["GET", "POST"])
@may("fill")
def start(work_id: int) -> Any:
    """Quick in one click; or a few questions first; or a copy of an earlier checklist."""
    work = piece_of_work(db.session, actor(), work_id)
    if request.method == "POST":
        return _started(work_id)
    chosen = selection(db.session, actor().organisation_id)
    questionnaire = composed_with(db.session, plugins(), chosen).questionnaire
    return render_template(
        "assessments/start.html",
        work=work,
        depths=depth_choices(questionnaire, questionnaire_language(questionnaire)),
        added=_added_questions(questionnaire),
        earlier=checklists_of(db.session, actor()),
    )


@blueprint.route("/checklists/<int:assessment_id>/size", methods=["GET", "POST"])
@may("fill")
def size(assessment_id: int) -> Any:
    """How much to ask: the suggestion, and the choice."""
    sheet = load(db.session, actor(), assessment_id)
    error = None
    if request.method == "POST":
        try:
            service.change_depth(
                db.session, actor(), now(), plugins(), assessment_id,
                request.form.get("depth", ""), clean(request.form.get("reason", "")),
            )  # fmt: skip
            return redirect(url_for(".tasks", assessment_id=assessment_id))
        except InvalidInput as problem:
            error = problem
    return render_template(
        "assessments/size.html",
        sheet=sheet,
        suggestion=service.depth_suggestion(sheet, _rules()),
        depths=depth_choices(sheet.questionnaire, sheet.language, sheet.record.instrument),
        chosen=request.form.get("depth", sheet.record.depth),
        reason=request.form.get("reason", sheet.record.depth_reason),
        error=error,
    ), 422 if error else 200


def _started(work_id: int) -> BaseResponse:
    first, chosen = request.form.get("first", ""), request.form.get("copy_from", "")
    assessment_id = service.start_assessment(
        db.session, actor(), now(), plugins(), work_id,
        depth=request.form.get("depth") or SUGGESTING_DEPTH,
        copy_from=request.form.get("copy_from", 0, type=row_id) if chosen else None,
    )  # fmt: skip
    if first == "screening":
        sheet = load(db.session, actor(), assessment_id)
        return redirect(
            url_for(".section", assessment_id=assessment_id, section=sheet.screening[0].key)
        )
    return redirect(url_for(".tasks", assessment_id=assessment_id))


def _added_questions(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """What add-ons add to the checklist: title, questions at first, and at most (some depend)."""
    sizes = [depth.key for depth in questionnaire.depths]
    asked = asked_sections(questionnaire, PLANNING, sizes[0])
    first = visible_sections(questionnaire, PLANNING, sizes[0], {})
    most, at_first = (
        Counter(one.layer for section in sections for one in section.questions)
        for sections in (asked, first)
    )
    titles = {key: title.original for key, _version, title in questionnaire.packs}
    return [
        {
            "title": titles[layer],
            "questions": at_first[layer],
            "most": number,
            "minutes": minutes_for(at_first[layer]),
            "most_minutes": minutes_for(number),
        }
        for layer, number in most.items()
        if layer != CORE
    ]


def _rules() -> service.DepthRules:
    return service.screening_rules(db.session, actor(), plugins())


def depth_choices(
    questionnaire: Questionnaire, language: str, instrument: str = PLANNING
) -> list[dict[str, Any]]:
    """The sizes on offer with how many of the framework's questions each asks."""
    titles = {key: title.in_language(language) for key, _version, title in questionnaire.packs}
    is_planning = instrument == PLANNING
    return [
        {
            "key": depth.key,
            "title": depth.title.in_language(language),
            "description": depth.description.in_language(language) if is_planning else "",
            "minutes": depth.minutes
            if is_planning
            else minutes_for(_core_count(questionnaire, depth.key, instrument)),
            "questions": _core_count(questionnaire, depth.key, instrument),
            "screening": depth.screening,
            "layer_label": "" if depth.layer == CORE else titles[depth.layer],
        }
        for depth in depths_for(questionnaire, instrument)
    ]


def _core_count(questionnaire: Questionnaire, depth: str, instrument: str) -> int:
    return sum(
        question.layer == CORE
        for section in asked_sections(questionnaire, instrument, depth)
        for question in section.questions
    )
