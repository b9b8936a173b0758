"""Taking a checklist along – on paper, as a PDF, as a workbook – and bringing it back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from icf import audit
from icf.assessments.given import sections_to_answer
from icf.assessments.installed import kinds, plugins
from icf.assessments.posted import Posted, posted_form
from icf.assessments.saving import SaveOutcome, save_answers
from icf.assessments.sheet import Sheet, load
from icf.core.answer import Answer
from icf.core.merge import combined, joined_texts
from icf.db import db, write
from icf.errors import InvalidInput, ReportError
from icf.offline import blank_views, tasting_views
from icf.offline.blueprint import blueprint
from icf.offline.form import Item
from icf.offline.looking import compared, own_code, own_items, rows_page, sentence, uploaded
from icf.offline.pdf import form_html
from icf.offline.reading import read_file
from icf.offline.returned import Line, Problem, Returned
from icf.offline.workbook import XLSX, write_workbook
from icf.reports.files import file_response
from icf.reports.pdf import available
from icf.reports.rendering import renderer
from icf.web.errors import log_fault
from icf.web.guards import actor, may, now
from icf.web.i18n import _, ngettext, page_language

__all__ = ["blank_views", "blueprint", "tasting_views"]


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
    items = own_items(sheet)
    html = form_html(_about(sheet), items, own_code(sheet, items), page_language())
    try:
        content = renderer(current_app).render(html, fillable=True)
    except ReportError as error:
        page = render_template(
            "offline/pdf_failed.html",
            back=url_for(".take_along", assessment_id=sheet.id),
            error=error,
            reference=log_fault(error),
        )
        return page, 503
    return file_response(f"to-fill-in-{sheet.reference}.pdf", "application/pdf", content)


@blueprint.get("/checklists/<int:assessment_id>/take-along.xlsx")
@may("read")
def form_workbook(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    about, items = _about(sheet), own_items(sheet)
    code = own_code(sheet, items)
    content = write_workbook(about["title"], about["subtitle"], items, code)
    return file_response(f"to-fill-in-{sheet.reference}.xlsx", XLSX, content)


@blueprint.post("/checklists/<int:assessment_id>/bring-back")
@may("read")
def bring_back(assessment_id: int) -> Any:
    """A dry run: every row of the file beside what stands here. Nothing is stored."""
    sheet = load(db.session, actor(), assessment_id)
    try:
        content, name = uploaded()
        returned = read_file(content, renderer(current_app))
        return rows_page(sheet, compared(sheet, returned), name)
    except InvalidInput as error:
        return _page(sheet, sentence(error)), 422


@blueprint.post("/checklists/<int:assessment_id>/bring-back/take")
@may("read")
def take(assessment_id: int) -> Any:
    """Save what was chosen, as if it had been typed here."""
    sheet = load(db.session, actor(), assessment_id)
    chosen = [one for one in posted_form(request.form.to_dict(flat=False)) if _is_chosen(one)]
    items = {item.key: item for item in own_items(sheet)}
    ready = [_both_texts(sheet, items.get(one.key), one) for one in chosen]
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


def _again(sheet: Sheet, chosen: Sequence[Posted], outcome: SaveOutcome) -> Any:
    """What could not be taken once more, beside what stands here by now, and why."""
    sheet = load(db.session, actor(), sheet.id)
    left = {one.key for one in outcome.clashes} | {one.key for one in outcome.faults}
    lines = [_line(one) for one in chosen if one.key in left]
    items = own_items(sheet)
    numbers = {item.key: f"{item.number} {item.text}" for item in items}
    found = compared(sheet, Returned(own_code(sheet, items), tuple(lines), has_all=False))
    problems = [Problem(numbers.get(one.key, one.key), one.message) for one in outcome.faults]
    found = replace(found, warnings=(), problems=tuple(problems))
    page = rows_page(sheet, found, _("What was not taken yet"))
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
        is_keyed=True,
    )


def _is_chosen(post: Posted) -> bool:
    return post.keep in ("mine", "both")


def _both_texts(sheet: Sheet, item: Item | None, post: Posted) -> Posted:
    """Where the answer itself is a text, or has some, both texts are put into it here."""
    ours = sheet.answers.get(post.key)
    if post.keep != "both" or ours is None or item is None:
        return post
    if item.fields:
        fields = {}
        for one in item.fields:
            typed = "".join(post.fields.get(one.part, ())[:1])
            fields[one.part] = [typed if one.options else joined_texts(one.text, typed)]
        return replace(post, keep="mine", fields=fields, words=joined_texts(ours.words, post.words))
    if not item.is_long:
        return post
    typed = "".join(post.fields.get(item.part, ())[:1])
    joined = combined(replace(ours, value=item.held), Answer(post.key, typed), is_text=True)
    words = joined_texts(ours.words, post.words)
    return replace(post, keep="mine", fields={item.part: [str(joined.value)]}, words=words)


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
        only_here=[item for item in own_items(sheet) if item.only_here],
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
        "steps": _(
            "Fill in what you can, save the file, open the checklist in the toolkit and choose"
            " “Bring a filled-in file back”. You see every answer beside what stands there before"
            " anything changes. Leave a field as it is, and nothing changes."
        ),
    }
