"""Try it without an account: the answers live in one tab, in the fields of its forms, and nowhere
else. Nothing is stored but how often an address asks for a result."""

from dataclasses import replace
from datetime import timedelta

from flask import current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from icf.accounts.tries import address
from icf.assessments.blank import blank_sheet
from icf.assessments.installed import kinds, plugins
from icf.assessments.page import question_html, question_view
from icf.assessments.posted import posted_form
from icf.db import db, write
from icf.errors import ReportError
from icf.offline.answers_file import write_answers
from icf.offline.blueprint import blueprint
from icf.offline.code import NOBODY, code_text
from icf.offline.parts import answer_parts
from icf.offline.tasting import Tried, paper, sense, tried
from icf.packs.selection import Selection
from icf.packs.service import approach_names, composed_with
from icf.reports.files import file_response
from icf.reports.html import report_html
from icf.reports.rendering import renderer
from icf.throttle import Count, Limit, take_try
from icf.web.errors import log_fault
from icf.web.guards import now, public, today
from icf.web.i18n import _

RESULTS = Limit(60, timedelta(seconds=10))
PAPERS = Limit(10, timedelta(minutes=1))
"""Of one address: making a PDF is much work for the server."""


@blueprint.get("/try")
@public
def begin() -> Response:
    return _kept_nowhere(_questions_page(_tried()))


@blueprint.post("/try/sense-check")
@public
def result() -> Response:
    """The sense check; with what was sent once more where something in it cannot be used."""
    found = _tried()
    if found.faults or request.form.get("do") == "change":
        return _kept_nowhere(_questions_page(found), 422 if found.faults else 200)
    _count(RESULTS, "try")
    return _kept_nowhere(_result_page(found))


@blueprint.post("/try/sense-check.pdf")
@public
def result_pdf() -> Response:
    found = _tried()
    if found.faults:
        return _kept_nowhere(_questions_page(found), 422)
    _count(PAPERS, "try on paper")
    check, suggested = sense(found, kinds(), approach_names(db.session))
    report = paper(found, check, suggested, today())
    try:
        content = renderer(current_app).render(report_html(report, current_app.jinja_env))
    except ReportError as error:
        page = _result_page(found, f"{error.message} {error.hint}", log_fault(error))
        return _kept_nowhere(page, 503)
    return file_response("sense-check.pdf", "application/pdf", content)


@blueprint.post("/try/answers.json")
@public
def answers_file() -> Response:
    found = _tried()
    if found.faults:
        return _kept_nowhere(_questions_page(found), 422)
    code = code_text(found.code, str(current_app.secret_key), NOBODY)
    given = [one for one in found.sheet.answers.values() if one.is_given or one.words]
    title = _("Answers to the quick checklist: %(title)s", title=found.title or _("no title"))
    return file_response("answers.json", "application/json", write_answers(title, code, given))


def _tried() -> Tried:
    made = composed_with(db.session, plugins(), Selection())
    blank = blank_sheet(made.digest, made.questionnaire)
    posted = posted_form(request.form.to_dict(flat=False))
    return tried(blank, posted, request.form.get("title", ""), kinds())


def _questions_page(found: Tried) -> str:
    sheet, known, number = found.sheet, kinds(), 0
    sections, faults = [], []
    for section in sheet.main_sections:
        drawn = []
        for question in section.questions:
            number += 1
            errors = found.faults.get(question.key, {})
            view = question_view(sheet, question, known, str(number), errors=errors)
            view = replace(view, version=0, can_act=False, kept=False)
            drawn.append(question_html(view, 3))
            place = question.key.replace(":", "--")
            faults += [(words, f"#a-{place}-{part}") for part, words in errors.items()]
        sections.append((section, drawn))
    return render_template(
        "offline/try.html", sheet=sheet, title=found.title, sections=sections, faults=faults
    )


def _result_page(found: Tried, problem: str = "", reference: str = "") -> str:
    check, suggested = sense(found, kinds(), approach_names(db.session))
    return render_template(
        "offline/try_result.html",
        sheet=found.sheet,
        title=found.title,
        check=check,
        suggested=suggested,
        answers=[(one.question, answer_parts(one)) for one in found.sheet.answers.values()],
        problem=problem,
        reference=reference,
    )


def _count(limit: Limit, what: str) -> None:
    with write() as rows:
        take_try(rows, now(), [Count(limit, what, address())])


def _kept_nowhere(page: str, status: int = 200) -> Response:
    """No copy of it stays in a cache on the way or in the browser."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
