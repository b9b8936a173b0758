"""Workshop mode: putting a question, the projector, the phone, and what was agreed."""

import secrets
from typing import Any

import segno
from flask import (
    Blueprint,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from icf.accounts.page import form_page
from icf.accounts.tries import address as address_of_browser
from icf.assessments.installed import kinds, plugins
from icf.assessments.page import question_view
from icf.assessments.sheet import Sheet, load
from icf.db import db
from icf.errors import InvalidInput, NotFound
from icf.web.address import whole_address
from icf.web.forms import IcfForm, at_most, choices
from icf.web.guards import actor, may, now, public
from icf.web.i18n import _, _l
from icf.web.row_id import row_id
from icf.web.theme import stylesheet_address
from icf.workshops import room, service
from icf.workshops.models import Workshop

blueprint = Blueprint("workshops", __name__)

VOTER = "icf_voter"
"""What the browser's session calls the number that only this browser has."""


class StartForm(IcfForm):
    """Which question, and how many people there are."""

    question = SelectField(_l("Which question?"))
    expected = StringField(
        _l("How many people vote?"),
        description=_l(
            "With the last of their votes it is over. Leave it empty to close it yourself."
        ),
    )


class VoteForm(IcfForm):
    """One vote."""

    level = RadioField(_l("How do you see it?"), [InputRequired(_l("Choose one of the answers."))])


class CodeForm(IcfForm):
    """The code on the screen."""

    code = StringField(_l("The code on the screen"), [InputRequired(_l("Enter the code."))])


class AgreedForm(IcfForm):
    """What the room agreed on after it had seen the spread."""

    agreed = RadioField(
        _l("What did you agree on?"), [InputRequired(_l("Choose what was agreed."))]
    )
    dissent = TextAreaField(_l("What did those say who saw it otherwise?"), [at_most(2000)])


@blueprint.route("/checklists/<int:assessment_id>/workshop", methods=["GET", "POST"])
@may("fill")
def start(assessment_id: int) -> Any:
    """Choose a question and put it to the room."""
    sheet = load(db.session, actor(), assessment_id)
    form = StartForm(data={"question": request.args.get("question", "")})
    form.question.choices = choices(
        {
            one.key: one.text.in_language(sheet.language)
            for one in service.questions_to_vote_on(sheet)
        }
    )
    if form.validate_on_submit():
        try:
            made = service.start(
                db.session, actor(), now(), sheet, form.question.data,
                _levels(sheet, form.question.data), _people(form.expected.data or ""),
            )  # fmt: skip
            return redirect(url_for(".show", workshop_id=made), 303)
        except InvalidInput as error:
            field = form[error.where or "question"]
            field.errors = [*field.errors, error.message]
    return form_page(
        "workshops/start.html",
        form,
        sheet=sheet,
        votes=service.workshops_of(db.session, actor(), sheet.id),
    )


@blueprint.get("/workshops/<int:workshop_id>")
@may("fill")
def show(workshop_id: int) -> Any:
    """For the projector: the question and the code; once it is over, the spread."""
    found = _found(workshop_id)
    if found.closed_at:
        return _over_page(found, AgreedForm())
    code = service.code_of(db.session, found)
    address = whole_address("workshops.vote", code=code)
    return render_template(
        "workshops/open.html",
        workshop=found,
        code=code,
        voted=_voted(found),
        address=whole_address("workshops.enter"),
        picture=segno.make(address, error="m").svg_data_uri(scale=8, border=4, light="#fff"),
    )


@blueprint.get("/workshops/<int:workshop_id>/count")
@may("fill")
def count(workshop_id: int) -> Response:
    """How many have voted, for the projector's script; never how."""
    found = _found(workshop_id)
    return jsonify(words=_voted(found), over=found.closed_at is not None)


@blueprint.post("/workshops/<int:workshop_id>/close")
@may("fill")
def close(workshop_id: int) -> Response:
    service.close(db.session, actor(), now(), workshop_id)
    return redirect(url_for(".show", workshop_id=workshop_id), 303)


@blueprint.post("/workshops/<int:workshop_id>/record")
@may("fill")
def record(workshop_id: int) -> Any:
    """Write what was agreed into the checklist's answer."""
    found, form = _found(workshop_id), AgreedForm()
    form.agreed.choices = choices(dict(service.spread_of(found).levels))
    if not form.validate_on_submit():
        return _over_page(found, form)
    seen = request.form.get("version", 0, type=row_id) or 0
    outcome = service.record(
        db.session, actor(), now(), kinds(), workshop_id, seen, form.agreed.data,
        form.dissent.data or "", plugins().registry.standstill(),
    )  # fmt: skip
    if outcome.clashes:
        return _over_page(
            _found(workshop_id), form, _("Somebody else changed this answer meanwhile.")
        )
    if outcome.faults:
        form.dissent.errors = [outcome.faults[0].message]
        return _over_page(_found(workshop_id), form)
    flash(_("It is in the checklist."), "success")
    return redirect(
        url_for("assessments.question", assessment_id=found.assessment_id, question=found.question)
    )


@blueprint.route("/vote", methods=["GET", "POST"])
@public
def enter() -> Any:
    """Where somebody without a camera types the code."""
    form = CodeForm()
    if form.validate_on_submit():
        code = room.plain_code(form.code.data or "")
        return redirect(url_for(".vote", code=code or "-"), 303)
    return form_page("workshops/enter.html", form)


@blueprint.route("/vote/<code>", methods=["GET", "POST"])
@public
def vote(code: str) -> Any:
    """The question on a phone. Nothing is kept of whoever votes."""
    try:
        opened = room.open_room(db.session(), now(), code, _voter(), address_of_browser())
    except NotFound as error:
        return _no_open_vote(error)
    if request.method == "POST" and "next" in request.form:
        # One phone or tablet goes round: whoever has it now is somebody else.
        session.pop(VOTER, None)
        return redirect(url_for(".vote", code=opened.code), 303)
    form, label, is_over = VoteForm(), "", False
    form.level.choices = choices(dict(opened.levels))
    if form.validate_on_submit():
        try:
            is_over = room.vote(now(), opened, _voter(), form.level.data)
            label = dict(opened.levels)[form.level.data]
            # Said once and chosen nowhere: the next one may be looking already.
            form.level.data = None
        except InvalidInput as error:
            form.level.errors = [error.message]
    return form_page(
        "workshops/vote.html",
        form,
        opened=opened,
        label=label,
        has_voted=bool(label or opened.has_voted),
        is_over=is_over,
        page_theme=stylesheet_address(opened.brand),
    )


def _no_open_vote(error: NotFound) -> Response:
    """Whoever voted looks up at the screen; whoever mistyped the code types it again."""
    page = form_page("workshops/enter.html", CodeForm(formdata=None), nothing=error)
    page.status_code = 404
    return page


def _found(workshop_id: int) -> Workshop:
    found = service.workshop(db.session, actor(), workshop_id)
    return service.close_if_over(db.session, actor(), now(), found)


def _voter() -> str:
    known: str | None = session.get(VOTER)
    if known is None:
        known = session[VOTER] = secrets.token_hex(16)
    return known


def _levels(sheet: Sheet, key: str) -> list[tuple[str, str]]:
    question = sheet.index.question[key]
    return [(one[0], one[1]) for one in question_view(sheet, question, kinds()).options]


def _people(typed: str) -> int | None:
    """The number of people. Raises InvalidInput."""
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
        raise InvalidInput(_("Enter a number of people, or nothing."), where="expected")
    return int(typed)


def _voted(found: Workshop) -> str:
    number = service.voted(db.session, found)
    if found.expected:
        return _("%(number)s of %(all)s have voted.", number=number, all=found.expected)
    return _("%(number)s have voted.", number=number)


def _over_page(found: Workshop, form: AgreedForm, changed: str = "") -> Any:
    shown = service.spread_of(found)
    form.agreed.choices = choices(dict(shown.levels))
    sheet = load(db.session, actor(), found.assessment_id)
    answer, edited = sheet.answers.get(found.question), sheet.edited.get(found.question)
    page = form_page(
        "workshops/over.html",
        form,
        workshop=found,
        spread=shown,
        most=max(shown.counts, default=0),
        sheet=sheet,
        is_asked=service.is_asked(sheet, found.question),
        answer=answer,
        changed=changed,
        version=edited.version if edited else 0,
    )
    if changed:
        page.status_code = 409
    return page
