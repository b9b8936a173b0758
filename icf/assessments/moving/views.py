"""Switching with a look first: the rehearsal, what came of it, undoing, and answers left behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from icf.accounts.forms import SureForm, refuse
from icf.accounts.page import form_page, go_to
from icf.assessments.installed import plugins
from icf.assessments.moving import words
from icf.assessments.moving.carry_out import CHOICES, Choice, carry_out
from icf.assessments.moving.carry_out import undo as undo_move
from icf.assessments.moving.moves import move_line, moved_lines, moves_of
from icf.assessments.moving.moves import moves as list_of_moves
from icf.assessments.moving.notice import newer_questions
from icf.assessments.moving.rehearse import Rehearsal, rehearse
from icf.assessments.moving.retired import no_longer_asked
from icf.assessments.moving.switching import with_own_version
from icf.assessments.page import answer_in_words, strength_label
from icf.assessments.sheet import load
from icf.db import db
from icf.errors import InvalidInput
from icf.packs.models import OwnVersion
from icf.packs.pages import public_pages_of
from icf.packs.selection import Selection, selection
from icf.packs.service import add_on, check_add_on
from icf.packs.views import blueprint as add_on_pages
from icf.packs.views import passport_of
from icf.web.guards import actor, may, now
from icf.web.i18n import _, ngettext, page_language
from icf.web.row_id import row_id

blueprint = Blueprint("moving", __name__)

CHECKLISTS_SHOWN = 200


@dataclass(frozen=True)
class Wanted:
    """What somebody is about to switch. ``on`` is None when only newer questions are looked at."""

    chosen: Selection
    title: str = ""
    on: bool | None = None


@add_on_pages.context_processor
def _notice() -> dict[str, Callable[[], int]]:
    """Lets the page of add-ons say that there are newer questions."""
    return {"newer_questions": lambda: newer_questions(db.session(), actor(), plugins())}


@add_on_pages.route("/add-ons/<name>", methods=["GET", "POST"])
@may("addons")
def switch(name: str) -> Any:
    """Asks before anything is switched; where open checklists are touched, they are asked about."""
    on_now = selection(db.session(), actor().organisation_id)
    shown = passport_of(name)
    form = SureForm()
    if form.validate_on_submit():
        chosen = on_now.with_add_on(name, not shown.on)
        try:
            _refuse_unusable(name, not shown.on)
            found = rehearse(db.session(), actor(), plugins(), chosen)
            if found.touches_any:
                return go_to("moving.rehearsal", add_on=name, on=int(not shown.on))
            carry_out(db.session(), actor(), now(), plugins(), chosen)
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_switched(shown.title, not shown.on), "success")
            return go_to("packs.list_add_ons")
    return form_page(
        "packs/switch.html",
        form,
        passport=shown,
        addresses=public_pages_of(plugins(), name, page_language()),
        number=actor().organisation_id,
    )


@blueprint.route("/question-changes/new", methods=["GET", "POST"])
@may("addons")
def rehearsal() -> Any:
    """What other questions would mean for open checklists, and the choice.

    ``?add_on=NAME`` or ``?own=ID`` (a version of one's own questions), each with ``on=1`` or
    ``on=0``; neither for what is newer in what is on.
    """
    wanted = _wanted()
    found = rehearse(db.session(), actor(), plugins(), wanted.chosen)
    form = SureForm()
    error = None
    if form.validate_on_submit():
        try:
            return _carried_out(wanted, found)
        except InvalidInput as problem:
            error = problem
    return render_template(
        "moving/rehearsal.html",
        form=form,
        wanted=wanted,
        rehearsal=found,
        rows=words.rows(found),
        summary=words.summary(found),
        changed=words.changed_questions(found),
        choices=_choices(found),
        label_for_one=words.choice_for_one,
        chosen=request.form.get("choice", CHOICES[0]),
        picked=request.form,
        error=error,
    ), 422 if error else 200


@blueprint.get("/question-changes")
@may("addons")
def moves() -> str:
    """What was switched, and what became of open checklists."""
    return render_template(
        "moving/moves.html",
        moves=list_of_moves(db.session(), actor(), plugins()),
        newer=newer_questions(db.session(), actor(), plugins()),
    )


@blueprint.get("/question-changes/<int:move_id>")
@may("addons")
def result(move_id: int) -> str:
    """What came of one change, with the way back."""
    lines, more = moved_lines(db.session(), actor(), move_id, CHECKLISTS_SHOWN)
    return render_template(
        "moving/result.html",
        move=move_line(db.session(), actor(), plugins(), move_id),
        lines=lines,
        more=more,
    )


@blueprint.post("/question-changes/<int:move_id>/undo")
@may("addons")
def undo(move_id: int) -> BaseResponse:
    """Put everything back as it was before one change."""
    done = undo_move(db.session(), actor(), now(), plugins(), move_id)
    flash(_("Undone. Nothing that was typed is lost."), "success")
    if done.left:
        flash(
            ngettext(
                "%(num)s checklist was signed or changed again since, so it stays as it is.",
                "%(num)s checklists were signed or changed again since, so they stay as they are.",
                done.left,
            ),
            "note",
        )
    return go_to("moving.result", move_id=move_id)


@blueprint.get("/checklists/<int:assessment_id>/changed-questions")
@may("read")
def changed(assessment_id: int) -> str:
    """How the questions of one checklist changed, and the answers that are not asked for now."""
    sheet = load(db.session, actor(), assessment_id)
    return render_template(
        "moving/changed.html",
        sheet=sheet,
        moves=moves_of(db.session, actor(), plugins(), assessment_id),
        gone=no_longer_asked(db.session, actor(), sheet, with_history=True),
        in_words=answer_in_words,
        how_sure=strength_label,
    )


def _wanted() -> Wanted:
    on_now = selection(db.session(), actor().organisation_id)
    on = request.args.get("on") != "0"
    name = request.args.get("add_on", "")
    if name:
        record = add_on(plugins(), name)
        _refuse_unusable(name, on)
        return Wanted(on_now.with_add_on(name, on), record.title or record.name, on)
    own = request.args.get("own", 0, type=row_id)
    if own:
        chosen = with_own_version(db.session(), on_now, own, on)
        version = db.session().get(OwnVersion, own)
        return Wanted(chosen, f"{version.pack.title} {version.version}", on)
    return Wanted(on_now)


def _refuse_unusable(name: str, on: bool) -> None:
    if on:
        check_add_on(db.session(), actor(), plugins(), name)


def _carried_out(wanted: Wanted, found: Rehearsal) -> BaseResponse:
    move_id = carry_out(
        db.session(),
        actor(),
        now(),
        plugins(),
        wanted.chosen,
        _choice(request.form.get("choice", ""), found),
        _exceptions(request.form),
        request.form.get("seen", ""),
    )
    if wanted.on is None:
        flash(_("Your choice is carried out."), "success")
    else:
        flash(_switched(wanted.title, wanted.on), "success")
    return go_to("moving.result", move_id=move_id)


def _choice(text: str, found: Rehearsal) -> Choice:
    """What was chosen for all; nothing needs choosing where no checklist is touched."""
    if not text and not found.touches_any:
        return CHOICES[0]
    for choice in CHOICES:
        if choice == text:
            return choice
    raise InvalidInput(_("Choose what happens to the checklists that are open."), where="choice")


def _exceptions(form: Mapping[str, str]) -> dict[int, Choice]:
    """The checklists for which something else was chosen than for all."""
    chosen = {
        name.removeprefix("for-"): value for name, value in form.items() if name.startswith("for-")
    }
    known = {choice: choice for choice in CHOICES}
    return {
        int(number): known[value]
        for number, value in chosen.items()
        if number.isascii() and number.isdigit() and len(number) < 10 and value in known
    }


def _choices(found: Rehearsal) -> list[tuple[Choice, str, str]]:
    """The choices that make a difference: value, label, meaning."""
    return [
        (choice, words.choice_label(choice), meaning)
        for choice, meaning in words.choice_meanings(found).items()
    ]


def _switched(title: str, on: bool) -> str:
    sentence = _("“%(title)s” is on.") if on else _("“%(title)s” is off.")
    return str(sentence % {"title": title})
