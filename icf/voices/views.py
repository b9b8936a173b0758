"""A second voice: the pages of a panel, and the one page that its people see."""

import secrets
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.accounts.page import form_page
from icf.assessments.approaches import approach_titles
from icf.core.voices import CANNOT_TELL
from icf.db import UNDO_DAYS, db
from icf.errors import Conflict, InvalidInput
from icf.voices import link, service
from icf.voices.forms import HandsForm, PanelForm, SheetForm, hand, hands_form, sheet_form
from icf.voices.items import asked_today, from_json
from icf.voices.models import VoicePanel
from icf.web.address import whole_address
from icf.web.forms import IcfForm
from icf.web.guards import actor, may, now, public
from icf.web.i18n import _
from icf.web.row_id import row_id
from icf.web.theme import stylesheet_address
from icf.work.service import piece_of_work

blueprint = Blueprint("voices", __name__)


@blueprint.get("/work/<int:work_id>/voices")
@may("read")
def panels(work_id: int) -> str:
    return render_template(
        "voices/panels.html",
        work=piece_of_work(db.session, actor(), work_id),
        panels=service.panels_of(db.session, actor(), work_id),
        asked=asked_today(),
        approaches=approach_titles(),
    )


@blueprint.route("/work/<int:work_id>/voices/new", methods=["GET", "POST"])
@may("fill")
def start(work_id: int) -> Any:
    work, form = piece_of_work(db.session, actor(), work_id), PanelForm()
    if form.validate_on_submit():
        made = service.start_panel(db.session, actor(), now(), work_id, form.title.data or "")
        return redirect(url_for(".show", voice_panel_id=made))
    return form_page("voices/start.html", form, work=work)


@blueprint.get("/voices/<int:voice_panel_id>")
@may("read")
def show(voice_panel_id: int) -> str:
    """What the panel says beside the staff."""
    found = service.panel(db.session, actor(), voice_panel_id)
    results = service.results(db.session, actor(), found)
    return render_template(
        "voices/show.html",
        panel=found,
        work=piece_of_work(db.session, actor(), found.work_id),
        results=results,
        rows=[
            {"label": one.item.text, "counts": one.counts, "total": one.voices + one.cannot_tell}
            for one in results.heard
            if not one.is_few
        ],
        labels={**dict(results.asked.levels), CANNOT_TELL: _("Cannot tell")},
        approaches=approach_titles(),
        sheets=service.sheets_of(db.session, actor(), found.id) if actor().may("fill") else [],
        link=link.link_of(db.session, actor(), now(), found.id),
        days=link.LIVES_DAYS,
    )


@blueprint.route("/voices/<int:voice_panel_id>/staff", methods=["GET", "POST"])
@may("fill")
def staff(voice_panel_id: int) -> Any:
    """The same statements for the people who do the work: one answer that they agree."""
    found = service.panel(db.session, actor(), voice_panel_id)
    said = {**found.staff, "words": found.staff_words}
    asked, changed = from_json(found.asked), ""
    form = sheet_form(asked, _("What do you want to add?"), said)
    if form.validate_on_submit():
        try:
            service.staff_say(
                db.session, actor(), now(), found.id, _seen(), form.levels(),
                form["words"].data or "",
            )  # fmt: skip
            flash(_("Saved."), "success")
            return redirect(url_for(".show", voice_panel_id=voice_panel_id))
        except Conflict as error:
            changed = error.message
    found = service.panel(db.session, actor(), voice_panel_id)
    page = render_template(
        "voices/staff.html", panel=found, form=form, changed=changed, approaches=approach_titles(),
        asked=asked, labels=dict(asked.levels),
        version=found.version if changed else _seen() or found.version,
    )  # fmt: skip
    return page, 409 if changed else 400 if form.errors else 200


@blueprint.get("/voices/<int:voice_panel_id>/paper")
@may("read")
def paper(voice_panel_id: int) -> str:
    """The statements with boxes, to print and hand out."""
    found = service.panel(db.session, actor(), voice_panel_id)
    return render_template(
        "voices/paper.html",
        panel=found,
        asked=from_json(found.asked),
        work=piece_of_work(db.session, actor(), found.work_id),
    )


@blueprint.route("/voices/<int:voice_panel_id>/enter", methods=["GET", "POST"])
@may("fill")
def enter(voice_panel_id: int) -> Any:
    """One sheet of paper, entered by a facilitator."""
    found = service.panel(db.session, actor(), voice_panel_id)
    form = sheet_form(from_json(found.asked), _("What else does the sheet say?"))
    return _entered(found, form, "paper", "voices/enter.html")


@blueprint.route("/voices/<int:voice_panel_id>/together", methods=["GET", "POST"])
@may("fill")
def together(voice_panel_id: int) -> Any:
    """A show of hands."""
    found = service.panel(db.session, actor(), voice_panel_id)
    return _entered(found, hands_form(from_json(found.asked)), "together", "voices/together.html")


@blueprint.post("/voices/<int:voice_panel_id>/sheets/<int:voice_sheet_id>/delete")
@may("fill")
def take_out(voice_panel_id: int, voice_sheet_id: int) -> Response:
    service.take_sheet_out(db.session, actor(), now(), voice_panel_id, voice_sheet_id)
    flash(_("Taken out."), "success")
    return redirect(url_for(".show", voice_panel_id=voice_panel_id))


@blueprint.post("/voices/<int:voice_panel_id>/link")
@may("share")
def switch_link(voice_panel_id: int) -> Any:
    """Make the address for the panel, which is shown once, or take it back."""
    if request.form.get("on") != "yes":
        link.withdraw_link(db.session, actor(), now(), voice_panel_id)
        flash(_("The address does not work any more."), "success")
        return redirect(url_for(".show", voice_panel_id=voice_panel_id))
    secret = link.make_link(db.session, actor(), now(), voice_panel_id)
    return render_template(
        "voices/made.html",
        panel=service.panel(db.session, actor(), voice_panel_id),
        address=whole_address("voices.answer", secret=secret),
        days=link.LIVES_DAYS,
    )


@blueprint.route("/voices/<int:voice_panel_id>/delete", methods=["GET", "POST"])
@may("fill")
def delete(voice_panel_id: int) -> Any:
    found = service.panel(db.session, actor(), voice_panel_id)
    form = IcfForm()
    if form.validate_on_submit():
        service.delete_panel(db.session, actor(), now(), voice_panel_id)
        flash(_("Deleted. You can bring it back for 30 days."), "success")
        return redirect(url_for(".panels", work_id=found.work_id))
    return render_template("voices/delete.html", panel=found, days=UNDO_DAYS)


@blueprint.post("/voices/<int:voice_panel_id>/restore")
@may("fill")
def restore(voice_panel_id: int) -> Response:
    service.restore_panel(db.session, actor(), now(), voice_panel_id)
    flash(_("It is back."), "success")
    return redirect(url_for(".show", voice_panel_id=voice_panel_id))


@blueprint.route("/voice/<secret>", methods=["GET", "POST"])
@public
def answer(secret: str) -> Any:
    """The statements for the people of a panel: no account, no name, and sent once."""
    opened = link.open_link(db.session(), now(), secret)
    if not isinstance(opened, link.Opened):
        return make_response(render_template("voices/problem.html", problem=opened), 410)
    form = sheet_form(opened.asked, _("Is there anything else that you want to say?"))
    look = {"opened": opened, "page_theme": stylesheet_address(opened.brand), "secret": secret}
    if form.validate_on_submit():
        try:
            words = form["words"].data or ""
            link.answer(now(), secret, opened, form.counts(), words, _form_number())
            return render_template("voices/thanks.html", **look)
        except InvalidInput as error:
            form.form_errors.append(error.message)
    return form_page(
        "voices/answer.html", form, approaches=approach_titles(), form_number=_form_number(), **look
    )


def _entered(found: VoicePanel, form: SheetForm | HandsForm, way: str, template: str) -> Any:
    if form.validate_on_submit():
        try:
            service.hear(
                db.session, actor(), now(), found.id, way, form.counts(),
                form["words"].data or "", _form_number(),
            )  # fmt: skip
            flash(_("Entered. The next sheet?") if way == "paper" else _("Entered."), "success")
            back = ".enter" if way == "paper" else ".show"
            return redirect(url_for(back, voice_panel_id=found.id), 303)
        except InvalidInput as error:
            form.form_errors.append(error.message)
    return form_page(
        template, form, panel=found, asked=from_json(found.asked), hand=hand,
        cannot_tell=CANNOT_TELL, approaches=approach_titles(), form_number=_form_number(),
    )  # fmt: skip


def _seen() -> int:
    return request.form.get("version", 0, type=row_id) or 0


def _form_number() -> str:
    """What tells a form from the next one, so that a second click or a reload changes nothing."""
    return request.form.get("form_number", "")[:64] or secrets.token_hex(8)
