"""What guests see, and where leads make and take back their links."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from icf.accounts.forms import refuse, typed
from icf.accounts.page import form_page
from icf.assessments.assignment_views import SectionsField
from icf.assessments.given import WHOLE
from icf.assessments.installed import kinds, plugins
from icf.assessments.moving.late import save_late
from icf.assessments.moving.retired import sections_ever
from icf.assessments.posted import posted_form, posted_json, save_key_of
from icf.assessments.question_views import (
    came_late,
    late_parts,
    outcome_json,
    section_parts,
    typed_sheet,
)
from icf.assessments.saving import SaveOutcome, save_answers
from icf.assessments.section_title import section_title
from icf.assessments.sheet import Sheet, load
from icf.assessments.task_list import section_status
from icf.core.questionnaire import Question, Section
from icf.core.results import progress
from icf.db import db, write
from icf.errors import InvalidInput, NotFound
from icf.guests.link import LIVES, come_in, leave, links_of, make_link, open_link, withdraw_link
from icf.guests.session import cookie_name, guest, problem_page, put_cookie
from icf.web.forms import IcfForm, choices
from icf.web.guards import actor, for_guests, may, now, public
from icf.web.i18n import _, _l

blueprint = Blueprint("guests", __name__)


class NameForm(IcfForm):
    """All that a guest says about themselves."""

    name = StringField(
        _l("Your name"),
        [
            DataRequired(_l("Enter your name.")),
            Length(max=150, message=_l("Use at most 150 characters for your name.")),
        ],
        description=_l("It stands beside what you write. A first name or a role is enough."),
    )


class LinkForm(IcfForm):
    """For whom, which sections and for how long."""

    label = StringField(
        _l("Who is it for?"),
        [
            DataRequired(_l("Say for whom the link is.")),
            Length(max=200, message=_l("Use at most 200 characters.")),
        ],
        description=_l("Only for your own list, such as “Tenants’ group”."),
    )
    sections = SectionsField(
        _l("Which sections?"), description=_l("Tick none to let them answer the whole checklist.")
    )
    days = SelectField(_l("For how long does the link work?"), coerce=int)

    def offer(self, sheet: Sheet) -> None:
        """Fill in sections and lengths of time."""
        titles = {one.key: one.title.in_language(sheet.language) for one in sheet.main_sections}
        self.sections.choices = choices(titles)
        self.days.choices = [(days, _("%(days)s days", days=days)) for days in LIVES]


@blueprint.route("/checklists/<int:assessment_id>/guests", methods=["GET", "POST"])
@may("share")
def links(assessment_id: int) -> Any:
    """The links of a checklist, and making another one."""
    sheet = load(db.session, actor(), assessment_id)
    if not sheet.is_draft and request.method != "POST":
        return redirect(url_for("assessments.tasks", assessment_id=assessment_id))
    form = LinkForm(data={"days": 14})
    form.offer(sheet)
    if form.validate_on_submit():
        try:
            secret = make_link(
                db.session, actor(), now(), sheet, typed(form.label), form.sections.data or [],
                form.days.data,
            )  # fmt: skip
        except InvalidInput as error:
            refuse(form, error)
        else:
            address = url_for(".come", secret=secret, _external=True)
            return render_template(
                "guests/made.html", sheet=sheet, address=address, label=typed(form.label),
                days=form.days.data,
            )  # fmt: skip
    made = links_of(db.session, actor(), sheet.id)
    keys = {key for one in made for key in one.sections or (WHOLE,)}
    return form_page(
        "guests/links.html",
        form,
        sheet=sheet,
        links=made,
        titles={key: section_title(sheet.index, key, sheet.language) for key in keys},
        whole=WHOLE,
        now=now(),
    )


@blueprint.post("/checklists/<int:assessment_id>/guests/<int:guest_link_id>/withdraw")
@may("share")
def withdraw(assessment_id: int, guest_link_id: int) -> BaseResponse:
    load(db.session, actor(), assessment_id)
    label = withdraw_link(db.session, actor(), now(), assessment_id, guest_link_id)
    flash(_("The link for %(label)s does not work any more.", label=label), "success")
    return redirect(url_for(".links", assessment_id=assessment_id))


@blueprint.route("/guest/link/<secret>", methods=["GET", "POST"])
@public
def come(secret: str) -> Any:
    """Where a link leads: who asks, for what, and the name of whoever answers."""
    opened = open_link(db.session(), now(), secret)
    if opened.link is None or opened.problem:
        return problem_page(opened.problem or "unknown", opened.made_by, opened.organisation)
    form = NameForm()
    if form.validate_on_submit():
        with write() as rows:
            visit, expires_at = come_in(rows, now(), secret, typed(form.name))
        return put_cookie(make_response(redirect(url_for(".index"), 303)), visit, expires_at)
    return form_page("guests/come.html", form, opened=opened)


@blueprint.get("/guest")
@for_guests
def index() -> Any:
    """The sections that the guest was asked to answer."""
    sheet = _sheet()
    if not sheet.is_draft:
        return problem_page("signed")
    if not _sections(sheet):
        return problem_page("nothing")
    tasks = [
        {
            "title": one.title.in_language(sheet.language),
            "href": url_for(".section", section=one.key),
            "hint": _counts(sheet, one),
            "status": section_status(sheet, one),
        }
        for one in _sections(sheet)
    ]
    return render_template("guests/index.html", sheet=sheet, tasks=tasks)


@blueprint.route("/guest/sections/<section>", methods=["GET", "POST"])
@for_guests
def section(section: str) -> Any:
    sheet = _sheet()
    if not sheet.is_draft and request.method != "POST":
        return problem_page("signed")
    if request.method == "POST" and came_late(sheet, section=section):
        return _saved_late(sheet)
    shown = _section(sheet, section)
    if request.method != "POST":
        return _section_page(sheet, shown, shown.questions)
    posted = posted_form(request.form.to_dict(flat=False))
    outcome = _save(sheet, posted)
    if not outcome.is_complete:
        typed = typed_sheet(sheet, posted, outcome)
        page = _section_page(typed, shown, shown.questions, outcome)
        return page, 409 if outcome.clashes else 422
    flash(_("Saved. Thank you."), "success")
    return redirect(url_for(".index"))


@blueprint.post("/guest/answers")
@for_guests
def save() -> Any:
    """The same for the script that saves while somebody types."""
    if not request.is_json:
        return outcome_json(_save(_sheet(), posted_form(request.form.to_dict(flat=False))))
    try:
        body = request.get_json()
    except RecursionError:
        raise InvalidInput(_("This JSON is nested too deeply.")) from None
    return outcome_json(_save(_sheet(), posted_json(body), save_key_of(body)))


@blueprint.post("/guest/leave")
@for_guests
def go() -> Any:
    """End the visit in this browser."""
    with write() as rows:
        leave(rows, guest(), now())
    response = make_response(render_template("guests/left.html"))
    response.delete_cookie(cookie_name(), path="/")
    return response


def _sheet() -> Sheet:
    return load(db.session, actor(), guest().assessment_id)


def _sections(sheet: Sheet) -> list[Section]:
    wanted = guest().sections
    return [one for one in sheet.main_sections if not wanted or one.key in wanted]


def _section(sheet: Sheet, key: str) -> Section:
    for one in _sections(sheet):
        if one.key == key:
            return one
    raise NotFound(_("This checklist has no such section."), _("Go back to the list of sections."))


def _save(sheet: Sheet, posted: Any, key: str = "") -> SaveOutcome:
    return save_answers(
        db.session, actor(), now(), kinds(), sheet.id, posted, key,
        plugins().registry.standstill(), [one.key for one in _sections(sheet)],
    )  # fmt: skip


def _saved_late(sheet: Sheet) -> Any:
    """Keep what a guest typed into a page whose questions have changed since."""
    late = save_late(
        db.session, actor(), now(), kinds(), sheet.id,
        posted_form(request.form.to_dict(flat=False)), plugins().registry.standstill(),
        guest().sections or sections_ever(db.session, actor(), sheet),
    )  # fmt: skip
    if not late.outcome.is_complete:
        page = _section_page(*late_parts(_sheet(), late), late.outcome)
        return page, 409 if late.outcome.clashes else 422
    flash(_("The questions changed meanwhile. What you typed is kept. Thank you."), "note")
    return redirect(url_for(".index"))


def _section_page(
    sheet: Sheet,
    shown: Section,
    questions: Sequence[Question],
    outcome: SaveOutcome | None = None,
) -> str:
    parts = section_parts(sheet, shown, questions, outcome, with_last_time=False)
    return render_template("guests/section.html", **parts)


def _counts(sheet: Sheet, shown: Section) -> str:
    counts = progress((shown,), sheet.answers)
    return _("%(answered)s of %(asked)s answered", answered=counts.answered, asked=counts.asked)
