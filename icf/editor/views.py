"""The list of an organisation's own questions: start, bring in a file, delete, bring back."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for

from icf.accounts.forms import refuse
from icf.accounts.page import form_page, go_to
from icf.assessments.installed import plugins
from icf.core.check import placed_questions
from icf.core.pack_diff import pack_diff
from icf.core.questionnaire import Pack
from icf.db import UNDO_DAYS, db, write
from icf.editor import (
    draft_views,
    look_views,
    part_views,
    publish_views,
    question_views,
    service,
)
from icf.editor.forms import ConfirmForm, TitleForm, UploadForm
from icf.editor.page import blueprint, draft, installed, row
from icf.editor.wording import difference_words
from icf.errors import InvalidInput, PackError
from icf.packfile.workbook_layout import CONDITIONS, SHEETS, TYPES
from icf.packs.models import OwnPack
from icf.packs.selection import enabled_plugins
from icf.throttle import Count, Limit, take_try
from icf.web.guards import actor, may, now
from icf.web.i18n import _

__all__ = [
    "blueprint",
    "draft_views",
    "look_views",
    "part_views",
    "publish_views",
    "question_views",
]

UPLOADS = Limit(60, timedelta(seconds=20))
"""Of one person: reading a large file takes a second of a processor."""

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/your-questions")
@may("addons")
def list_own() -> Any:
    return render_template(
        "editor/list.html",
        rows=service.rows(db.session, actor()),
        deleted=service.deleted(db.session, now()),
        days=UNDO_DAYS,
    )


@blueprint.route("/your-questions/new", methods=["GET", "POST"])
@may("addons")
def start() -> Any:
    form = TitleForm()
    if form.validate_on_submit():
        taken = service.taken_names(plugins(), actor().organisation_name)
        try:
            with write() as session:
                title = str(form.title.data)
                pack = service.start(session, actor(), now(), plugins(), title, taken)
                pack_id = pack.id
        except InvalidInput as error:
            refuse(form, error)
        else:
            return go_to("editor.show", pack_id=pack_id)
    return form_page("editor/new.html", form)


@blueprint.get("/your-questions/workbook.xlsx")
@may("addons")
def workbook() -> Response:
    """An empty workbook, with the framework's questions and those of add-ons that are on."""
    from icf.packfile.workbook_write import template

    registry = plugins().registry
    enabled = enabled_plugins(db.session, actor().organisation_id)
    content = template(installed().core, registry.kinds(enabled), registry.scales(enabled))
    return download(content, "your-questions.xlsx", WORKBOOK)


@blueprint.get("/your-questions/instructions")
@may("addons")
def instructions() -> str:
    """How to fill in the workbook, to print and keep beside it."""
    return render_template(
        "editor/instructions.html", sheets=SHEETS, types=TYPES, conditions=CONDITIONS
    )


@blueprint.route("/your-questions/upload", methods=["GET", "POST"])
@may("addons")
def upload() -> Any:
    """A dry run: says what is wrong, or what would come in. Nothing is stored."""
    from icf.editor.upload import lines, read_file
    from icf.packfile.workbook_file import FILE_LIMIT

    form = UploadForm()
    if not form.is_submitted():
        return form_page("editor/upload.html", form)
    file = request.files.get("file")
    if file is None or not file.filename:
        form.file.errors = [_("Choose a file.")]
        return form_page("editor/upload.html", form)
    with write() as rows:
        take_try(rows, now(), [Count(UPLOADS, "upload", str(actor().person_id))])
    name = file.filename[-100:]
    with file.stream as stream:
        content = stream.read(FILE_LIMIT + 1)
    try:
        found = read_file(content, name, installed(), actor().organisation_name)
    except (PackError, InvalidInput) as error:
        return _refused(form, error, name)
    return make_response(_offer(found.pack, found.text, lines(found.left_out, name)))


@blueprint.post("/your-questions/upload/keep")
@may("addons")
def keep() -> Any:
    """Keep what a dry run found as a draft."""
    from icf.editor.upload import read_again

    form = ConfirmForm()
    taken = service.taken_names(plugins(), actor().organisation_name)
    version = form.version.data or ""
    try:
        # Not through the form, which would put it on one line; the reader checks every letter.
        text = request.form.get("text", "").replace("\r\n", "\n")
        pack = read_again(text, installed(), actor().organisation_name)
        with write() as session:
            seen = int(version) if version.isdecimal() and len(version) < 10 else 0
            kept = service.take_in(session, actor(), now(), pack, taken, seen)
            pack_id = kept.id
    except (PackError, InvalidInput) as error:
        return _refused(UploadForm(), error, _("The file"))
    flash(_("The questions are here as a draft. Look at them, then publish them."), "success")
    return go_to("editor.show", pack_id=pack_id)


@blueprint.route("/your-questions/<int:pack_id>/delete", methods=["GET", "POST"])
@may("addons")
def delete(pack_id: int) -> Any:
    """Asks first. What was published stays readable where it was answered."""
    shown, form = row(pack_id), ConfirmForm()
    if form.validate_on_submit():
        try:
            with write() as session:
                service.delete(session, actor(), now(), pack_id)
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("Deleted. You can bring it back for %(days)s days.", days=UNDO_DAYS), "success")
            return go_to("editor.list_own")
    return form_page("editor/delete.html", form, row=shown, days=UNDO_DAYS)


@blueprint.post("/your-questions/<int:pack_id>/bring-back")
@may("addons")
def bring_back(pack_id: int) -> Any:
    with write() as session:
        title = service.bring_back(session, actor(), now(), pack_id).title
    flash(_("“%(title)s” is back.", title=title), "success")
    return go_to("editor.show", pack_id=pack_id)


def download(content: bytes, name: str, kind: str) -> Response:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=headers)


def _refused(form: UploadForm, error: PackError | InvalidInput, name: str) -> Response:
    from icf.editor.upload import lines

    faults = error.faults if isinstance(error, PackError) else ()
    if not faults:
        refuse(form, InvalidInput(error.message, error.hint), "file")
    page = render_template(
        "editor/upload.html", form=form, has_errors=True, faults=lines(faults, name), name=name
    )
    return make_response(page, 400)


def _offer(pack: Pack, text: str, left_out: Any) -> str:
    """What would come in, and what it would change."""
    existing = service.named(db.session, actor(), pack.key)
    questions = [one.text.original for _path, one in placed_questions(pack)]
    return render_template(
        "editor/offer.html",
        pack=pack,
        text=text,
        questions=questions,
        left_out=left_out,
        existing=existing,
        differences=_differences(existing, pack) if existing else [],
        keep_url=url_for(".keep"),
    )


def _differences(existing: OwnPack, pack: Pack) -> list[str]:
    core = installed().core
    now_here = draft(row(existing.id)).pack
    found = pack_diff(now_here, pack, core).differences
    return [difference_words(one, now_here, pack, core) for one in found]
