"""Taking a checklist along – on paper, as a PDF, as a workbook – and bringing it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from icf import audit
from icf.assessments.given import sections_to_answer
from icf.assessments.installed import kinds, plugins
from icf.assessments.page import answer_in_words, strength_label
from icf.assessments.posted import Posted, posted_form
from icf.assessments.saving import SaveOutcome, save_answers
from icf.assessments.sheet import Sheet, load
from icf.core.answer import Answer
from icf.core.merge import combined
from icf.db import db, write
from icf.errors import InvalidInput, ReportError
from icf.offline import tasting_views
from icf.offline.blueprint import blueprint
from icf.offline.code import code_text
from icf.offline.coming_back import ComingBack, coming_back
from icf.offline.form import code_of, items_of
from icf.offline.parts import answer_parts
from icf.offline.pdf import form_html
from icf.offline.reading import read_file
from icf.offline.returned import FILE_LIMIT, Line, Returned
from icf.offline.workbook import write_workbook
from icf.reports.files import file_response
from icf.reports.pdf import available
from icf.reports.rendering import renderer
from icf.throttle import Count, Limit, take_try
from icf.web.errors import log_fault
from icf.web.guards import actor, may, now
from icf.web.i18n import _, ngettext, page_language

__all__ = ["blueprint", "tasting_views"]

UPLOADS = Limit(60, timedelta(seconds=20))
"""Of one person, together with other files that they bring: reading one takes a while."""

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/checklists/<int:assessment_id>/take-along")
@may("read")
def take_along(assessment_id: int) -> str:
    """What there is to take along, and where it comes back."""
    sheet = load(db.session, actor(), assessment_id)
    return _page(sheet)


@blueprint.get("/checklists/<int:assessment_id>/take-along.pdf")
@may("read")
def form_pdf(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    html = form_html(_about(sheet), items_of(sheet), _code(sheet), page_language())
    try:
        content = renderer(current_app).render(html, fillable=True)
    except ReportError as error:
        page = render_template(
            "offline/pdf_failed.html", sheet=sheet, error=error, reference=log_fault(error)
        )
        return page, 503
    return file_response(f"to-fill-in-{sheet.reference}.pdf", "application/pdf", content)


@blueprint.get("/checklists/<int:assessment_id>/take-along.xlsx")
@may("read")
def form_workbook(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    about = _about(sheet)
    content = write_workbook(about["title"], about["subtitle"], items_of(sheet), _code(sheet))
    return file_response(f"to-fill-in-{sheet.reference}.xlsx", WORKBOOK, content)


@blueprint.post("/checklists/<int:assessment_id>/bring-back")
@may("read")
def bring_back(assessment_id: int) -> Any:
    """A dry run: every row of the file beside what stands here. Nothing is stored."""
    sheet = load(db.session, actor(), assessment_id)
    try:
        content, name = _uploaded()
        returned = read_file(content, renderer(current_app))
        found = _compared(sheet, returned)
    except InvalidInput as error:
        words = " ".join(_(text) for text in (error.message, error.hint) if text)
        return _page(sheet, words), 422
    return render_template(
        "offline/rows.html", sheet=sheet, found=found, name=name, said=_said, parts=answer_parts
    )


@blueprint.post("/checklists/<int:assessment_id>/bring-back/take")
@may("read")
def take(assessment_id: int) -> Any:
    """Save what was chosen, as if it had been typed here."""
    sheet = load(db.session, actor(), assessment_id)
    chosen = [one for one in posted_form(request.form.to_dict(flat=False)) if _is_chosen(one)]
    ready = [_both_texts(sheet, one) for one in chosen]
    outcome = save_answers(
        db.session, actor(), now(), kinds(), sheet.id, ready,
        paused=plugins().registry.standstill(),
    )  # fmt: skip
    if outcome.saved:
        with write() as session:
            audit.record(
                session, "answers brought back", actor(), now(), "assessment", sheet.reference,
                count=len(outcome.saved),
            )  # fmt: skip
    _tell(outcome)
    if outcome.is_complete:
        return redirect(url_for("assessments.tasks", assessment_id=sheet.id))
    return _again(sheet, chosen, outcome)


def _uploaded() -> tuple[bytes, str]:
    """The file, within limits. Raises InvalidInput where there is none."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InvalidInput(_("Choose a file."), where="file")
    with write() as rows:
        take_try(rows, now(), [Count(UPLOADS, "upload", str(actor().person_id))])
    with file.stream as stream:
        content = stream.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise InvalidInput(
            _("The file is larger than 5 MB."),
            _("Nothing that was taken out of here is as large. Choose another file."),
            where="file",
        )
    return content, file.filename[-100:]


def _compared(sheet: Sheet, returned: Returned) -> ComingBack:
    paused = plugins().registry.standstill()
    secret = str(current_app.secret_key)
    return coming_back(db.session, actor(), sheet, returned, kinds(), paused, secret)


def _again(sheet: Sheet, chosen: Sequence[Posted], outcome: SaveOutcome) -> Any:
    """What could not be taken once more, beside what stands here by now."""
    sheet = load(db.session, actor(), sheet.id)
    left = {one.key for one in outcome.clashes} | {one.key for one in outcome.faults}
    lines = [_line(one) for one in chosen if one.key in left]
    found = _compared(sheet, Returned(_code(sheet), tuple(lines)))
    page = render_template(
        "offline/rows.html",
        sheet=sheet,
        found=replace(found, warnings=()),
        name=_("What was not taken yet"),
        said=_said,
        parts=answer_parts,
    )
    return page, 409 if outcome.clashes else 422


def _line(post: Posted) -> Line:
    return Line(
        where=_("What was not taken yet"),
        key=post.key,
        fields=post.fields,
        blank=post.blank,
        reason=post.reason,
        words=post.words,
        strength=post.strength,
    )


def _is_chosen(post: Posted) -> bool:
    return post.keep in ("mine", "both")


def _both_texts(sheet: Sheet, post: Posted) -> Posted:
    """Where the answer itself is a text, both texts are put into it here."""
    question = sheet.index.question.get(post.key)
    ours = sheet.answers.get(post.key)
    if post.keep != "both" or ours is None or question is None or question.kind != "text":
        return post
    typed = "".join(post.fields.get("value", ())[:1])
    joined = combined(ours, Answer(post.key, typed, words=post.words), is_text=True)
    return replace(post, keep="mine", fields={"value": [str(joined.value)]}, words=joined.words)


def _tell(outcome: SaveOutcome) -> None:
    count = len(outcome.saved)
    if count:
        flash(
            ngettext(
                "%(num)s answer was taken from the file.",
                "%(num)s answers were taken from the file.",
                count,
            ),
            "success",
        )
    elif outcome.is_complete:
        flash(_("Nothing was chosen, so nothing has changed."), "note")
    if outcome.clashes:
        flash(_("Somebody changed some of the answers meanwhile. Look at them again."), "note")


def _page(sheet: Sheet, problem: str = "") -> str:
    allowed = sections_to_answer(db.session, actor(), sheet.id)
    return render_template(
        "offline/take_along.html",
        sheet=sheet,
        problem=problem,
        may_answer=allowed is None or bool(allowed),
        only_here=[item for item in items_of(sheet) if item.only_here],
        pdf_problem=available(),
    )


def _about(sheet: Sheet) -> dict[str, str]:
    reference = sheet.reference
    return {
        "title": sheet.form_title,
        "subtitle": f"{sheet.title} ({reference})",
        "organisation": actor().organisation_name,
        "reference": reference,
        "marking": sheet.record.work_marking or actor().marking,
        "seen_by": _(
            "Seen by the people of %(organisation)s once it is brought back.",
            organisation=actor().organisation_name,
        ),
    }


def _code(sheet: Sheet) -> str:
    return code_text(code_of(sheet), str(current_app.secret_key), actor().organisation_id)


def _said(answer: Answer) -> list[str]:
    """An answer in lines: itself, the words, how sure."""
    sure = strength_label(answer.strength)
    lines = [answer_in_words(answer), answer.words, sure]
    return [line for line in lines if line] or [_("Nothing")]
