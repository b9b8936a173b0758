"""The form editor: everything in a set of questions, moved, deleted and undone."""

from typing import Any

from flask import abort, flash, render_template, request

from icf.accounts.models import Person
from icf.accounts.page import form_page, go_to
from icf.db import db, write
from icf.editor import parts, service
from icf.editor.draft import Place, Values, find
from icf.editor.forms import (
    AboutForm,
    texts_of,
    with_words,
    words,
)
from icf.editor.overview import groups, guided_words, part_rows_of, title_words
from icf.editor.page import (
    blueprint,
    change,
    draft,
    installed,
    part_page,
    row,
    save,
    shortened,
)
from icf.editor.wording import fault_words
from icf.packs.own_switch import versions_of
from icf.web.forms import IcfForm
from icf.web.guards import actor, may, now
from icf.web.i18n import _

DELETABLE = ("section", "question", "scale", "size", "guidance")


@blueprint.get("/your-questions/<int:pack_id>")
@may("addons")
def show(pack_id: int) -> Any:
    """Everything in it, with what is wrong beside what it concerns."""
    shown = row(pack_id)
    found = draft(shown)
    undoable = service.steps(db.session, actor(), pack_id)
    editor = shown.pack.draft_changed_by
    return render_template(
        "editor/show.html",
        row=shown,
        draft=found,
        groups=groups(found),
        framework={one.key: one.title.original for one in installed().core.sections},
        scales=part_rows_of(found, "scale", title_words),
        sizes=part_rows_of(found, "size", title_words),
        guidance=part_rows_of(found, "guidance", guided_words),
        elsewhere=[fault_words(one) for one in found.faults_elsewhere()],
        undoable=next(iter(undoable), None),
        editor=db.session.get(Person, editor) if editor else None,
        published=versions_of(db.session, actor(), pack_id),
        description=words(found.values.get("description"), found.language),
    )


@blueprint.route("/your-questions/<int:pack_id>/about", methods=["GET", "POST"])
@may("addons")
def about(pack_id: int) -> Any:
    """Title, publisher and description."""
    shown = row(pack_id)
    found = draft(shown)
    names = ("title", "publisher", "description")
    head = {name: found.values.get(name, "") for name in names}
    form = AboutForm(data=texts_of(head, names, found.language))
    theirs: Values | None = None
    if form.validate_on_submit():

        def edit(values: Values) -> None:
            now_there = {name: values.get(name, "") for name in names}
            parts.refuse_changed(Place([now_there], 0, ()), form.seen.data or "")
            filled = {
                name: with_words(values.get(name), form[name].data, found.language)
                for name in names
            }
            parts.set_head(values, filled)

        done, theirs = save(form, pack_id, _("Changed the title or description"), edit)
        if done:
            return go_to("editor.show", pack_id=pack_id)
    return part_page("editor/about.html", form, theirs, head, row=shown)


@blueprint.post("/your-questions/<int:pack_id>/move")
@may("addons")
def move(pack_id: int) -> Any:
    """Exchange a part with its neighbour."""
    kind, key = _named_part()
    step = -1 if request.form.get("move") == "up" else 1

    def edit(values: Values) -> None:
        parts.move(find(values, kind, key), step)

    change(pack_id, _("Moved something up or down"), edit)
    return go_to("editor.show", pack_id=pack_id, _anchor=f"{kind}-{key}")


@blueprint.route("/your-questions/<int:pack_id>/delete-part", methods=["GET", "POST"])
@may("addons")
def delete_part(pack_id: int) -> Any:
    """Asks first; then it can be undone."""
    shown = row(pack_id)
    found = draft(shown)
    kind, key = _named_part()
    place, form = find(found.values, kind, key), IcfForm()
    name = shortened(
        guided_words(place.part, found) if kind == "guidance" else title_words(place.part, found)
    )
    if form.validate_on_submit():

        def edit(values: Values) -> None:
            parts.delete(values, find(values, kind, key))

        change(pack_id, _("Deleted “%(name)s”", name=name), edit)
        flash(_("Deleted. You can undo it on this page."), "success")
        return go_to("editor.show", pack_id=pack_id)
    return form_page(
        "editor/delete_part.html",
        form,
        row=shown,
        kind=kind,
        key=key,
        name=name,
        inside=len(place.part.get("questions", [])) if kind == "section" else 0,
    )


@blueprint.post("/your-questions/<int:pack_id>/undo")
@may("addons")
def undo(pack_id: int) -> Any:
    """Take the newest change back."""
    typed = request.form.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    with write() as session:
        what = service.undo(session, actor(), now(), pack_id, version)
    flash(_("Undone: %(what)s.", what=what), "success")
    return go_to("editor.show", pack_id=pack_id)


def _named_part() -> tuple[str, str]:
    kind, key = request.values.get("part", ""), request.values.get("key", "")
    if kind not in DELETABLE:
        abort(404)
    return kind, key
