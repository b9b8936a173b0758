"""Typing for an organisation what it sent on paper or told somebody, and asking for that."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from icf.accounts.forms import refuse
from icf.accounts.page import go_to
from icf.assessments.blank import checked_answers
from icf.assessments.installed import kinds, plugins
from icf.assessments.page import question_html, question_view
from icf.assessments.posted import posted_form
from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.cycle.blueprint import blueprint
from icf.cycle.dates import day_of
from icf.cycle.entering import (
    Opening,
    Typed,
    ask_for_help,
    core_questions,
    form_to_fill,
    send_typed,
)
from icf.cycle.forms import TypedActionForm, TypedForm
from icf.cycle.service import cycle_of
from icf.cycle.tracker import one_tracked
from icf.db import db
from icf.errors import InvalidInput
from icf.web.guards import actor, may, now
from icf.web.i18n import _

ACTIONS = 6
"""Lines for actions on one page; more can be added in an amended copy or by the organisation."""

PLACE = "/cycles/<int:cycle_id>/organisations/<int:organisation_id>/type"


@blueprint.post("/cycle/<int:cycle_id>/help")
@may("sign_off")
def help_wanted(cycle_id: int) -> BaseResponse:
    """A lead lets the partnership type for the organisation, or takes that back."""
    wanted = request.form.get("do") == "ask"
    ask_for_help(db.session, actor(), now(), cycle_id, wanted)
    if wanted:
        flash(_("The partnership can type for you what you send or tell them."), "success")
    else:
        flash(_("Nobody can type for you any more."), "success")
    return go_to(".index")


@blueprint.route(PLACE, methods=["GET", "POST"])
@may("run_cycle")
def type_for(cycle_id: int, organisation_id: int) -> Any:
    """Type papers for an organisation, and send them."""
    place = (cycle_id, organisation_id)
    size = request.values.get("size", "")
    found, sheet, sizes = form_to_fill(actor(), plugins(), *place, size)
    form, rows = _forms(found, sheet)
    answers: Mapping[str, Answer] = sheet.answers
    faults: Mapping[str, Mapping[str, str]] = {}
    if request.method == "POST":
        posted = posted_form(request.form.to_dict(flat=False))
        own = {one.key for _section, asked in core_questions(sheet) for one in asked}
        typed, faults = checked_answers(sheet, [one for one in posted if one.key in own], kinds())
        answers = {**sheet.answers, **typed}
        if _is_sound(found, form, rows) and not faults:
            try:
                return _sent(place, sheet, form, rows, typed)
            except InvalidInput as error:
                refuse(form, error)
    return _type_page(place, found, replace(sheet, answers=answers), sizes, form, rows, faults)


def _forms(found: Opening, sheet: Sheet) -> tuple[TypedForm, list[TypedActionForm]]:
    signed = {}
    if found.again:
        names = ("signed_name", "signed_role")
        signed = {name: getattr(sheet.record, name) for name in names}
    form = TypedForm(data=signed)
    return form, [TypedActionForm(prefix=f"action-{one}-") for one in range(1, ACTIONS + 1)]


def _is_sound(found: Opening, form: TypedForm, rows: list[TypedActionForm]) -> bool:
    sound = [form.validate(), *(row.validate() for row in rows)]
    if found.again and not (form.reason.data or "").strip():
        form.reason.errors = [_("Say what you put right.")]
        return False
    return all(sound)


def _sent(
    place: tuple[int, int],
    sheet: Sheet,
    form: TypedForm,
    rows: list[TypedActionForm],
    answers: Mapping[str, Answer],
) -> BaseResponse:
    typed = Typed(
        depth=sheet.record.depth,
        answers=answers,
        actions=[row.values() for row in rows if (row.what.data or "").strip()],
        answered_by=form.answered_by.data or "",
        signed_name=form.signed_name.data or "",
        signed_role=form.signed_role.data or "",
        came_by=form.came_by.data or "",
        came_on=form.came_on.data,
        reason=form.reason.data or "",
    )
    sent_id = send_typed(actor(), now(), plugins(), *place, typed)
    flash(_("It is sent for them. They see it, and who typed it."), "success")
    return go_to(".submitted", submission_id=sent_id)


def _type_page(
    place: tuple[int, int],
    found: Opening,
    sheet: Sheet,
    sizes: list[tuple[str, str]],
    form: TypedForm,
    rows: list[TypedActionForm],
    faults: Mapping[str, Mapping[str, str]],
) -> tuple[str, int]:
    cycle_id, organisation_id = place
    cycle = cycle_of(db.session, cycle_id)
    row, _part, _sent_before = one_tracked(
        db.session, actor(), cycle, organisation_id, day_of(now())
    )
    sections, number, wrong = [], 0, _errors(form, rows)
    for section, asked in core_questions(sheet):
        drawn = []
        for question in asked:
            number += 1
            errors = faults.get(question.key, {})
            view = question_view(sheet, question, kinds(), str(number), errors=errors)
            view = replace(view, version=0, can_act=False, kept=False, copied=False, locked="")
            drawn.append(question_html(view, 3))
            at = question.key.replace(":", "--")
            wrong += [(words, f"#a-{at}-{part}") for part, words in errors.items()]
        sections.append((section, drawn))
    page = render_template(
        "cycle/type_for.html",
        cycle=cycle_of(db.session, cycle_id),
        row=row,
        opening=found,
        asked=sheet,
        sizes=sizes,
        sections=sections,
        form=form,
        rows=rows,
        wrong=wrong,
        has_errors=bool(wrong),
    )
    return page, 400 if wrong else 200


def _errors(form: TypedForm, rows: list[TypedActionForm]) -> list[tuple[str, str]]:
    """(sentence, where it leads) for everything that has to be put right."""
    own = [(text, "") for text in form.form_errors]
    fields = [one for part in (form, *rows) for one in part.errors_for_summary()]
    return [*own, *((text, f"#{at}") for at, text in fields)]
