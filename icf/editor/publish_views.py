"""Publishing, comparing versions, files to keep, and switching a version on or off."""

from typing import Any

from flask import Response, abort, flash, render_template, request
from wtforms import SelectChoice  # type: ignore[attr-defined]

from icf.accounts.forms import refuse
from icf.accounts.page import form_page, go_to
from icf.assessments.installed import plugins
from icf.assessments.moving.carry_out import carry_out
from icf.assessments.moving.rehearse import rehearse
from icf.assessments.moving.switching import with_own_version
from icf.core.pack_diff import PackDiff, pack_diff
from icf.core.questionnaire import Pack
from icf.db import db, write
from icf.editor import service
from icf.editor.forms import ConfirmForm, PublishForm
from icf.editor.page import blueprint, draft, installed, row
from icf.editor.publishing import Offer, offer_of, publish
from icf.editor.wording import difference_words, faults_in_words
from icf.errors import Conflict, InvalidInput
from icf.packfile import read_pack_text
from icf.packs.own_switch import versions_of
from icf.packs.selection import selection
from icf.web.guards import actor, may, now
from icf.web.i18n import _

DRAFT = "draft"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/your-questions/<int:pack_id>/publish", methods=["GET", "POST"])
@may("addons")
def publish_draft(pack_id: int) -> Any:
    """Says what differs and which number that makes, then asks."""
    shown = row(pack_id)
    found = draft(shown)
    form = PublishForm()
    offered = None if found.faults else offer_of(found, shown.newest, installed().core)
    if offered:
        form.step.choices = [SelectChoice(one, one) for one in offered.numbers]
    else:
        form.step.choices = []
    if not form.is_submitted():
        form.version.data = str(shown.pack.draft_version)
        form.step.data = offered.suggested if offered and len(offered.numbers) == 1 else None
    elif offered and form.validate():
        try:
            made = _publish(pack_id, form)
        except (InvalidInput, Conflict) as error:
            refuse(form, InvalidInput(error.message, error.hint, error.where))
        else:
            flash(_("Version %(version)s is published.", version=made), "success")
            return go_to("editor.show", pack_id=pack_id)
    return form_page(
        "editor/publish.html",
        form,
        row=shown,
        draft=found,
        offered=offered,
        faults=faults_in_words(found),
        differences=_sentences(offered.found, shown.newest.text, found.pack)
        if offered and offered.found and shown.newest
        else [],
        meanings=_meanings(offered) if offered and offered.numbers else {},
    )


@blueprint.get("/your-questions/<int:pack_id>/compare")
@may("addons")
def compare(pack_id: int) -> Any:
    """What differs between two versions, or between one and the draft."""
    shown = row(pack_id)
    versions = versions_of(db.session, actor(), pack_id)
    offered = [str(one.id) for one in versions]
    names = {str(one.id): _("Version %(version)s", version=one.version) for one in versions}
    if shown.pack.draft:
        offered.insert(0, DRAFT)
        names[DRAFT] = _("The draft")
    new = request.args.get("new") or (offered[0] if offered else "")
    old = request.args.get("old") or (offered[1] if len(offered) > 1 else new)
    if (new not in names or old not in names) and offered:
        abort(404)
    sentences = None
    if offered:
        after = draft(shown).pack if new == DRAFT else _pack(pack_id, int(new))
        before = draft(shown).pack if old == DRAFT else _pack(pack_id, int(old))
        found = pack_diff(before, after, installed().core)
        sentences = [
            difference_words(one, before, after, installed().core) for one in found.differences
        ]
    return render_template(
        "editor/compare.html",
        row=shown,
        offered=offered,
        names=names,
        old=old,
        new=new,
        sentences=sentences,
    )


@blueprint.get("/your-questions/<int:pack_id>/versions/<int:version_id>/<kind>")
@may("addons")
def version_file(pack_id: int, version_id: int, kind: str) -> Response:
    """A published version as a file."""
    one = service.version_of(db.session, actor(), pack_id, version_id)
    return _file(one.text, f"{one.pack.key}-{one.version}", kind)


@blueprint.get("/your-questions/<int:pack_id>/draft/<kind>")
@may("addons")
def draft_file(pack_id: int, kind: str) -> Response:
    """The draft as a file; as a workbook once it has no faults."""
    shown = row(pack_id)
    return _file(service.text_of(db.session, actor(), shown.pack), f"{shown.pack.key}-draft", kind)


@blueprint.route("/your-questions/<int:pack_id>/switch", methods=["GET", "POST"])
@may("addons")
def switch(pack_id: int) -> Any:
    """Asks which version new checklists ask; where open ones are touched, they are asked about."""
    shown, form = row(pack_id), ConfirmForm()
    versions = versions_of(db.session, actor(), pack_id)
    if form.validate_on_submit():
        chosen = _chosen(form.version.data or "")
        on_now = selection(db.session(), actor().organisation_id)
        asked = chosen or next((one.id for one in versions if one.is_on), None)
        if asked is None:
            return go_to("editor.show", pack_id=pack_id)
        try:
            wanted = with_own_version(db.session(), on_now, asked, chosen is not None)
            if rehearse(db.session(), actor(), plugins(), wanted).touches_any:
                return go_to("moving.rehearsal", own=asked, on=int(chosen is not None))
            carry_out(db.session(), actor(), now(), plugins(), wanted)
        except InvalidInput as error:
            refuse(form, error)
        else:
            words = _("“%(title)s” is on.") if chosen else _("“%(title)s” is off.")
            flash(words % {"title": shown.pack.title}, "success")
            return go_to("editor.show", pack_id=pack_id)
    return form_page("editor/switch.html", form, row=shown, versions=versions)


@blueprint.route("/your-questions/<int:pack_id>/withdraw", methods=["GET", "POST"])
@may("addons")
def withdraw(pack_id: int) -> Any:
    """Give the draft up; asks first, and can be undone."""
    shown, form = row(pack_id), ConfirmForm()
    if form.validate_on_submit():
        try:
            with write() as session:
                service.withdraw(session, actor(), now(), pack_id)
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("The draft is given up. You can undo it on this page."), "success")
            return go_to("editor.show", pack_id=pack_id)
    return form_page("editor/withdraw.html", form, row=shown)


def _publish(pack_id: int, form: PublishForm) -> str:
    typed = form.version.data or ""
    seen = int(typed) if typed.isdecimal() and len(typed) < 10 else -1
    step, note = str(form.step.data), form.note.data or ""
    with write() as session:
        made = publish(session, actor(), now(), plugins(), pack_id, seen, step, note, installed())
        return made.version


def _chosen(typed: str) -> int | None:
    if typed == "off":
        return None
    if not typed.isdecimal() or len(typed) > 9:
        raise InvalidInput(_("Choose a version, or none."))
    return int(typed)


def _pack(pack_id: int, version_id: int) -> Pack:
    return read_pack_text(service.version_of(db.session, actor(), pack_id, version_id).text)


def _sentences(found: PackDiff, old_text: str, new: Pack) -> list[str]:
    core, old = installed().core, read_pack_text(old_text)
    return [difference_words(one, old, new, core) for one in found.differences]


def _meanings(offered: Offer) -> dict[str, str]:
    """What each step says to people who answer."""
    needed = offered.suggested
    if offered.found is None:
        return {needed: _("This is the first version.")}
    return {
        "patch": _("It only corrects words: every question still means the same."),
        "minor": _("It adds something. Every question that was there still means the same."),
        "major": _("A question means something else now, or has gone.")
        if needed == "major"
        else _("At least one question means something else now."),
    }


def _file(text: str, name: str, kind: str) -> Response:
    if kind == "yaml":
        return _download(text.encode(), f"{name}.yaml", "application/yaml")
    if kind != "workbook":
        abort(404)
    from icf.packfile.workbook_write import pack_workbook

    registry, core = plugins().registry, installed().core
    pack = read_pack_text(text, name, core)
    content = pack_workbook(pack, core, registry.kinds(), registry.scales())
    return _download(content, f"{name}.xlsx", WORKBOOK)


def _download(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=headers)
