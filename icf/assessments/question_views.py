"""The question pages in both layouts, and saving."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import (
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from icf.accounts.person import edit_person
from icf.assessments import service
from icf.assessments.blueprint import blueprint
from icf.assessments.extras import extras_of
from icf.assessments.given import may_answer
from icf.assessments.installed import kinds, plugins
from icf.assessments.last_time import LastTime as Before
from icf.assessments.last_time import last_time
from icf.assessments.moving.late import Late, save_late
from icf.assessments.moving.retired import had_section
from icf.assessments.page import (
    AskedBefore,
    ConflictView,
    LastTime,
    QuestionView,
    answer_text,
    asked_before,
    last_time_views,
    layer_label,
    question_html,
    question_view,
)
from icf.assessments.posted import (
    Posted,
    answer_as_typed,
    posted_form,
    posted_json,
    save_key_of,
)
from icf.assessments.saving import Clash, SaveOutcome, copy_last_time, save_answers
from icf.assessments.sheet import (
    SCREENING,
    Sheet,
    load,
    with_answers,
)
from icf.assessments.task_list import is_given, next_section, section_url
from icf.core.answer import Answer
from icf.core.questionnaire import Question, Section
from icf.core.results import progress
from icf.db import db, write
from icf.errors import InvalidInput, NotFound
from icf.talk.comments import open_counts
from icf.web.guards import actor, may, now
from icf.web.i18n import _, day
from icf.web.row_id import row_id


@blueprint.route("/checklists/<int:assessment_id>/sections/<section>", methods=["GET", "POST"])
@may("read")
def section(assessment_id: int, section: str) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    if request.method == "POST" and came_late(sheet, section=section):
        return _saved_late(sheet)
    shown = sheet.section(section)
    if not sheet.is_draft and request.method != "POST":
        return redirect(url_for(sheet.pages.report, assessment_id=assessment_id))
    if request.method == "POST":
        return _saved_page(sheet, shown, shown.questions, _after_section)
    if not may_answer(db.session, actor(), sheet.id, shown.key):
        return _reading_page(sheet, shown, shown.questions)
    if request.args.get("go") == "on":
        return redirect(section_url(sheet, shown, actor().layout))
    return _section_page(sheet, shown, shown.questions)


@blueprint.route("/checklists/<int:assessment_id>/questions/<question>", methods=["GET", "POST"])
@may("read")
def question(assessment_id: int, question: str) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    if request.method == "POST" and came_late(sheet, question=question):
        return _saved_late(sheet)
    shown, found = sheet.question(question)
    if not sheet.is_draft and request.method != "POST":
        return redirect(url_for(sheet.pages.report, assessment_id=assessment_id))
    if request.method == "POST":
        return _saved_page(sheet, shown, (found,), _after_question)
    if not may_answer(db.session, actor(), sheet.id, shown.key):
        return _reading_page(sheet, shown, (found,))
    return _section_page(sheet, shown, (found,))


@blueprint.post("/assessments/<int:assessment_id>/answers")
@may("read")
def save(assessment_id: int) -> Any:
    """The save contract for scripts and programs: JSON in, JSON out; a form is taken as well."""
    if not request.is_json:
        outcome = _save(assessment_id, posted_form(request.form.to_dict(flat=False)))
        return outcome_json(outcome)
    try:
        body = request.get_json()
    except RecursionError:
        raise InvalidInput(_("This JSON is nested too deeply.")) from None
    return outcome_json(_save(assessment_id, posted_json(body), save_key_of(body)))


@blueprint.post("/layout")
@may("read")
def layout() -> BaseResponse:
    """Remember whether this person wants one question a page or the whole section."""
    chosen = "section" if request.form.get("layout") == "section" else "question"
    sheet = load(db.session, actor(), request.form.get("assessment", type=row_id) or 0)
    shown = sheet.section(request.form.get("section", ""))
    with write() as session:
        edit_person(session, actor(), now(), actor().name, chosen)
    return redirect(section_url(sheet, shown, chosen))


def _reading_page(sheet: Sheet, shown: Section, questions: Sequence[Question]) -> str:
    """What somebody sees who may read the answers but not change them."""
    keys, known = [one.key for one in shown.questions], kinds()
    return render_template(
        "assessments/reading.html",
        sheet=sheet,
        section=shown,
        views=[question_view(sheet, one, known, str(keys.index(one.key) + 1)) for one in questions],
        layer_label=layer_label(sheet, shown.layer),
    )


def _save(assessment_id: int, posted: Sequence[Posted], key: str = "") -> SaveOutcome:
    paused = plugins().registry.standstill()
    return save_answers(db.session, actor(), now(), kinds(), assessment_id, posted, key, paused)


def _saved_page(
    sheet: Sheet, shown: Section, questions: Sequence[Question], after: Any
) -> BaseResponse | tuple[str, int]:
    """Save a form; go on where everything was stored, else show the page with what was typed."""
    posted = posted_form(request.form.to_dict(flat=False))
    outcome = _save(sheet.id, posted)
    if not outcome.is_complete:
        typed = typed_sheet(sheet, posted, outcome)
        return _section_page(typed, shown, questions, outcome), (409 if outcome.clashes else 422)
    step, _colon, key = request.form.get("next", "").partition(":")
    if step == "action":
        return redirect(url_for("plans.add_action", assessment_id=sheet.id, question=key))
    if step == "copy" and not _stands_still(sheet, key):
        copy_last_time(
            db.session, actor(), now(), plugins(), sheet, key, checked=not sheet.is_self_evaluation
        )
        return redirect(_question_url(sheet, shown, key))
    pressed = extras_of(sheet).pressed
    if step == "beside" and pressed:
        return pressed(load(db.session, actor(), sheet.id), key)
    _note_finished(load(db.session, actor(), sheet.id), shown)
    going_on: BaseResponse = after(load(db.session, actor(), sheet.id), shown, questions)
    return going_on


def _question_url(sheet: Sheet, shown: Section, key: str) -> str:
    """Where a question stands, as this person likes to answer."""
    if actor().layout == "section":
        place = f"a-{key.replace(':', '--')}-value"
        return url_for(".section", assessment_id=sheet.id, section=shown.key, _anchor=place)
    return url_for(".question", assessment_id=sheet.id, question=key)


def came_late(sheet: Sheet, section: str = "", question: str = "") -> bool:
    """Whether a form is of questions that the checklist does not show, or not there, any more."""
    posted = {one.key for one in posted_form(request.form.to_dict(flat=False))}
    by_section = {one.key: {asked.key for asked in one.questions} for one in sheet.sections}
    here = by_section.get(section, set()) if section else set().union(*by_section.values())
    if section and not had_section(db.session, actor(), sheet, section):
        return False
    return bool(posted) and ((bool(question) and question not in here) or not posted <= here)


def _saved_late(sheet: Sheet) -> BaseResponse | tuple[str, int]:
    """Keep what was typed into a page whose questions have changed since."""
    paused = plugins().registry.standstill()
    posted = posted_form(request.form.to_dict(flat=False))
    late = save_late(db.session, actor(), now(), kinds(), sheet.id, posted, paused)
    sheet = load(db.session, actor(), sheet.id)
    if not late.outcome.is_complete:
        return _late_page(sheet, late)
    flash(_("The questions of this checklist changed meanwhile. What you typed is kept."), "note")
    if late.kept:
        return redirect(url_for("moving.changed", assessment_id=sheet.id))
    return redirect(url_for(".tasks", assessment_id=sheet.id))


def _late_page(sheet: Sheet, late: Late) -> tuple[str, int]:
    page = _section_page(*late_parts(sheet, late), late.outcome)
    return page, 409 if late.outcome.clashes else 422


def late_parts(sheet: Sheet, late: Late) -> tuple[Sheet, Section, tuple[Question]]:
    """The first question that could not be saved as it was typed, in a sheet with what was typed.

    Raises:
        NotFound: the checklist never asked it.
    """
    outcome = late.outcome
    faulty = {fault.key for fault in outcome.faults}
    key = next(iter([clash.key for clash in outcome.clashes] or faulty))
    if key not in sheet.index.question:
        raise NotFound(_("This checklist has no such question."), _("Go back to the task list."))
    seen = {one.key: one.version for one in late.posted if one.key in faulty}
    typed = with_answers(sheet, _typed_answers(sheet, late.posted, outcome), seen)
    return typed, sheet.index.section_of[key], (sheet.index.question[key],)


def _stands_still(sheet: Sheet, key: str) -> bool:
    """Whether a question comes from an add-on that is paused."""
    question = sheet.index.question.get(key)
    return question is not None and plugins().registry.standstill().stops(question)


def typed_sheet(sheet: Sheet, posted: Sequence[Posted], outcome: SaveOutcome) -> Sheet:
    """The sheet with what was typed and could not be stored."""
    faulty = {fault.key for fault in outcome.faults}
    seen = {one.key: one.version for one in posted if one.key in faulty}
    return with_answers(sheet, _typed_answers(sheet, posted, outcome), seen)


def _typed_answers(
    sheet: Sheet, posted: Sequence[Posted], outcome: SaveOutcome
) -> dict[str, Answer]:
    """What was typed, by question: as it was meant where that is clear, else as it was sent."""
    known, asked = kinds(), sheet.index.question
    as_sent = {
        one.key: answer_as_typed(one, asked[one.key], known.get(asked[one.key].kind))
        for one in posted
        if one.key in asked
    }
    return as_sent | {answer.question: answer for answer in outcome.mine}


def _note_finished(sheet: Sheet, shown: Section) -> None:
    """Note what was said. A section of one question is finished with it, unless it opened more."""
    asked_now = next((one for one in sheet.sections if one.key == shown.key), shown)
    said = request.form.get("finished")
    if len(asked_now.questions) == len(shown.questions) == 1 and shown.instrument != SCREENING:
        said = "yes" if is_given(sheet, shown.questions[0]) else "no"
    if said in ("yes", "no") and len(asked_now.questions) <= len(shown.questions):
        service.finish_section(db.session, actor(), now(), sheet.id, shown.key, said == "yes")


def _after_section(sheet: Sheet, shown: Section, _questions: Sequence[Question]) -> BaseResponse:
    """On to the next section that wants something; to the task list from one to come back to.

    Back to this one where the answers opened more of its questions, which nobody has seen yet.
    """
    if shown.instrument == SCREENING:
        return _after_screening(sheet)
    following = _opened_more(sheet, shown)
    if following is None and actor().may("fill"):
        following = next_section(sheet, shown)
    if following is None or request.form.get("finished") == "no":
        return redirect(url_for(".tasks", assessment_id=sheet.id))
    return redirect(section_url(sheet, following, actor().layout))


def _opened_more(sheet: Sheet, shown: Section) -> Section | None:
    """The section as it is asked now, when it has a question that was not among those shown."""
    asked_now = next((one for one in sheet.main_sections if one.key == shown.key), None)
    seen = {question.key for question in shown.questions}
    if asked_now is None or all(question.key in seen for question in asked_now.questions):
        return None
    return asked_now


def _after_screening(sheet: Sheet) -> BaseResponse:
    """A large answer opens more screening questions; when all are answered, the size is asked."""
    shown = sheet.screening[0]
    unanswered = [one for one in shown.questions if one.key not in sheet.answers]
    if unanswered and len(unanswered) < len(shown.questions):
        return redirect(url_for(".section", assessment_id=sheet.id, section=shown.key))
    return redirect(url_for(".size", assessment_id=sheet.id))


def _after_question(sheet: Sheet, shown: Section, questions: Sequence[Question]) -> BaseResponse:
    section = next((one for one in sheet.sections if one.key == shown.key), shown)
    keys = [one.key for one in section.questions]
    place = keys.index(questions[0].key) + 1 if questions[0].key in keys else len(keys)
    if place < len(keys):
        return redirect(url_for(".question", assessment_id=sheet.id, question=keys[place]))
    return _after_section(sheet, section, questions)


def _section_page(
    sheet: Sheet,
    shown: Section,
    questions: Sequence[Question],
    outcome: SaveOutcome | None = None,
) -> str:
    parts = section_parts(sheet, shown, questions, outcome)
    keys = [one.key for one in shown.questions]
    return render_template(
        "assessments/section.html",
        **parts,
        asks_if_finished=len(keys) > 1 and questions[-1].key == keys[-1],
        progress=progress((shown,), sheet.answers),
        previous_url=_previous_url(sheet, questions, keys),
        is_finished=shown.key in sheet.finished,
        is_screening=shown.instrument == SCREENING,
        open_comments=_open_comments(sheet, shown, questions),
        beside=extras_of(sheet).beside(sheet, shown, questions),
    )


def section_parts(
    sheet: Sheet,
    shown: Section,
    questions: Sequence[Question],
    outcome: SaveOutcome | None = None,
    with_last_time: bool = True,
) -> dict[str, Any]:
    """What every page with questions to answer needs to draw them, by name."""
    keys = [one.key for one in shown.questions]
    before, known = _last_time(sheet) if with_last_time else Before(), kinds()
    beside = _beside_questions(sheet, before)
    paused = plugins().registry.standstill()
    views = [
        question_view(
            sheet, one, known, str(keys.index(one.key) + 1), beside,
            _errors(outcome, one.key), conflict_of(outcome, one.key), paused,
        )
        for one in questions
    ]  # fmt: skip
    alone = len(views) == 1 and (len(views) < len(keys) or len(keys) == 1)
    added_by = layer_label(sheet, shown.layer)
    return {
        "sheet": sheet,
        "section": shown,
        "views": views,
        "drawn": [_drawn(view, alone, added_by) for view in views],
        "alone": alone,
        "layer_label": added_by,
        "faults": _fault_links(outcome, views),
        "gone": _gone(sheet, shown, questions, before),
    }


def _open_comments(
    sheet: Sheet, shown: Section, questions: Sequence[Question]
) -> Mapping[str, int]:
    """How many conversations about each question are open; screening has none at all."""
    if shown.instrument == SCREENING:
        return {}
    counts = open_counts(db.session, actor(), sheet.id)
    return {one.key: counts.get(one.key, 0) for one in questions}


def _drawn(view: QuestionView, alone: bool, added_by: str | None) -> str:
    """A question among others does not repeat what its section says above."""
    if view.can_act and not actor().may("fill"):
        view = replace(view, can_act=False)
    if added_by and not alone and view.layer_label == added_by:
        view = replace(view, layer_label=None)
    if view.locked and not alone:
        view = replace(view, said_above=True)
    return question_html(view, 1 if alone else 2)


def _previous_url(sheet: Sheet, questions: Sequence[Question], keys: Sequence[str]) -> str:
    place = keys.index(questions[0].key) if questions else 0
    if len(questions) == 1 and place > 0:
        return url_for(".question", assessment_id=sheet.id, question=keys[place - 1])
    return url_for(".tasks", assessment_id=sheet.id)


def _last_time(sheet: Sheet) -> Before:
    """Last time's answers; a version that was only reopened has none beside it."""
    if not sheet.record.copied_from_id:
        return Before()
    return last_time(db.session, actor(), plugins(), sheet)


def _beside_questions(sheet: Sheet, found: Before) -> Mapping[str, LastTime]:
    """Last time's answers as pages show them."""
    heading = _("Last time, on %(date)s", date=day(found.on))
    if sheet.is_self_evaluation:
        heading = _("Last time: %(period)s", period=found.period)
    return last_time_views(sheet, found, heading, in_view=sheet.is_self_evaluation)


def _gone(
    sheet: Sheet, shown: Section, questions: Sequence[Question], before: Before
) -> Sequence[AskedBefore]:
    """At a section's end: what was asked in it last time and is not asked now."""
    if not questions or questions[-1].key != shown.questions[-1].key:
        return ()
    return asked_before(sheet, [one for one in before.gone if one.section == shown.key], before)


def _errors(outcome: SaveOutcome | None, key: str) -> dict[str, str]:
    faults = outcome.faults if outcome else ()
    return {fault.where or "value": fault.message for fault in faults if fault.key == key}


def conflict_of(outcome: SaveOutcome | None, key: str) -> ConflictView | None:
    """Two versions of an answer to decide between; None where nothing clashed."""
    for clash in outcome.clashes if outcome else ():
        if clash.key == key:
            return ConflictView(
                _who(clash), answer_text(clash.theirs), answer_text(clash.mine), clash.version
            )
    return None


def _who(clash: Clash) -> str:
    """Whoever wrote the other version; it may be the same person, in another window."""
    return _("You, in another window,") if clash.who == actor().name else clash.who


def _fault_links(
    outcome: SaveOutcome | None, views: Sequence[QuestionView]
) -> list[tuple[str, str]]:
    """The error summary: what is wrong, and the id of the field to go to."""
    if outcome is None:
        return []
    ids = {view.key: f"#a-{view.key.replace(':', '--')}-" for view in views}
    theirs = _("%(who)s changed this answer while you were writing.")
    found = [(fault.key, fault.message, fault.where or "value") for fault in outcome.faults]
    found += [(clash.key, theirs % {"who": _who(clash)}, "value") for clash in outcome.clashes]
    return [
        (message, f"{ids[key]}{part}" if key in ids else "#main") for key, message, part in found
    ]


def outcome_json(outcome: SaveOutcome) -> tuple[Response, int]:
    """What became of a save, for a script."""
    status = 409 if outcome.clashes else 422 if outcome.faults else 200
    return jsonify(
        saved=[
            {"key": one.key, "version": one.version, "saved_at": one.at.isoformat()}
            for one in outcome.saved
        ],
        conflicts=[
            {
                "key": clash.key,
                "version": clash.version,
                "who": _who(clash),
                "theirs": _answer_json(clash.theirs),
                "mine": _answer_json(clash.mine),
            }
            for clash in outcome.clashes
        ],
        errors=[{"key": fault.key, "message": fault.message} for fault in outcome.faults],
    ), status


def _answer_json(answer: Answer) -> dict[str, Any]:
    return {
        "value": answer.value,
        "blank": answer.blank,
        "reason": answer.reason,
        "words": answer.words,
        "strength": answer.strength,
        "later": answer.later,
        "displayed": answer_text(answer),
    }
