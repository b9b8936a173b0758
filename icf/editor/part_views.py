"""The pages of sections, guidance, scales and sizes."""

from collections.abc import Callable
from typing import Any

from wtforms import SelectChoice  # type: ignore[attr-defined]

from icf.accounts.page import go_to
from icf.core.questionnaire import PLANNING, SCREENING
from icf.editor import parts
from icf.editor.draft import Draft, Values, find, key_of, places
from icf.editor.forms import (
    SPARE_ROWS,
    GuidanceForm,
    ScaleForm,
    SectionForm,
    SizeForm,
    texts_of,
    words,
)
from icf.editor.overview import own_faults
from icf.editor.page import (
    add_rows,
    blueprint,
    draft,
    installed,
    names_of,
    offer_conditions,
    part_page,
    row,
    save,
    shortened,
    used_names,
)
from icf.errors import InvalidInput
from icf.web.guards import may
from icf.web.i18n import _


@blueprint.route("/your-questions/<int:pack_id>/sections/new", methods=["GET", "POST"])
@may("addons")
def new_section(pack_id: int) -> Any:
    return _section(pack_id, None)


@blueprint.route("/your-questions/<int:pack_id>/sections/<part>", methods=["GET", "POST"])
@may("addons")
def section(pack_id: int, part: str) -> Any:
    return _section(pack_id, part)


@blueprint.route("/your-questions/<int:pack_id>/guidance/new", methods=["GET", "POST"])
@may("addons")
def new_guidance(pack_id: int) -> Any:
    return _guidance(pack_id, None)


@blueprint.route("/your-questions/<int:pack_id>/guidance/<question>", methods=["GET", "POST"])
@may("addons")
def guidance(pack_id: int, question: str) -> Any:
    return _guidance(pack_id, question)


@blueprint.route("/your-questions/<int:pack_id>/scales/new", methods=["GET", "POST"])
@may("addons")
def new_scale(pack_id: int) -> Any:
    return _scale(pack_id, None)


@blueprint.route("/your-questions/<int:pack_id>/scales/<part>", methods=["GET", "POST"])
@may("addons")
def scale(pack_id: int, part: str) -> Any:
    return _scale(pack_id, part)


@blueprint.route("/your-questions/<int:pack_id>/sizes/new", methods=["GET", "POST"])
@may("addons")
def new_size(pack_id: int) -> Any:
    return _size(pack_id, None)


@blueprint.route("/your-questions/<int:pack_id>/sizes/<part>", methods=["GET", "POST"])
@may("addons")
def size(pack_id: int, part: str) -> Any:
    return _size(pack_id, part)


def _section(pack_id: int, key: str | None) -> Any:
    shown = row(pack_id)
    found = draft(shown)
    place = find(found.values, "section", key) if key else None
    old: Values = place.part if place else {}
    data = texts_of(old, ("title", "intro"), found.language) | {
        "visible_to": old.get("visible_to", "us"),
        "instrument": old.get("instrument", "planning"),
    }
    form = SectionForm(data=data)
    offer_conditions(form, found, str(old.get("show_if", "")))
    theirs: Values | None = None
    if form.validate_on_submit():
        title = str(form.title.data)
        edit = _adding_or_changing(
            "section", key, form.seen.data or "", title, used_names(pack_id),
            lambda there: form.filled(found.language, there),
        )  # fmt: skip
        done, theirs = save(form, pack_id, _("Saved “%(title)s”", title=shortened(title)), edit)
        if done:
            return go_to("editor.show", pack_id=pack_id)
    return part_page(
        "editor/section.html", form, theirs, place.part if place else None, row=shown, key=key,
        faults=own_faults(found, place),
    )  # fmt: skip


def _guidance(pack_id: int, key: str | None) -> Any:
    shown = row(pack_id)
    found = draft(shown)
    place = find(found.values, "guidance", key) if key else None
    old: Values = place.part if place else {}
    names = ("hint", "why", "good", "example")
    form = GuidanceForm(data={**texts_of(old, names, found.language), "question": key})
    taken = {key_of("guidance", one.part) for one in places(found.values, "guidance")}
    framework = {
        one.key: one.text.original
        for part in installed().core.sections
        for one in part.questions
        if one.key == key or one.key not in taken
    }
    form.question.choices = [SelectChoice(one, text) for one, text in framework.items()]
    if key:
        form.question.data = key
    theirs: Values | None = None
    if form.validate_on_submit():
        chosen = str(form.question.data)

        def filled(there: Values) -> Values:
            texts = form.filled(found.language, there)
            if not any(texts.values()):
                raise InvalidInput(_("Write something in at least one of the boxes."))
            return texts | ({} if key else {"question": chosen})

        edit = _adding_or_changing(
            "guidance", key, form.seen.data or "", chosen, used_names(pack_id), filled
        )
        name = shortened(framework.get(chosen, chosen))
        done, theirs = save(form, pack_id, _("Saved words for “%(name)s”", name=name), edit)
        if done:
            return go_to("editor.show", pack_id=pack_id)
    return part_page(
        "editor/guidance.html", form, theirs, place.part if place else None, row=shown, key=key,
        faults=own_faults(found, place), about=framework.get(key or "", key),
    )  # fmt: skip


def _scale(pack_id: int, key: str | None) -> Any:
    shown = row(pack_id)
    found = draft(shown)
    place = find(found.values, "scale", key) if key else None
    old: Values = place.part if place else {}
    levels = [
        {"key": one["key"], **texts_of(one, ("label", "text"), found.language)}
        for one in old.get("levels", [])
    ]
    data = texts_of(old, ("title",), found.language)
    form = ScaleForm(data={**data, "direction": old.get("direction", "up"), "levels": levels})
    if not form.is_submitted():
        add_rows(form.levels, SPARE_ROWS if levels else 5)
    theirs: Values | None = None
    if form.validate_on_submit():
        title = str(form.title.data)
        edit = _adding_or_changing(
            "scale", key, form.seen.data or "", title, used_names(pack_id),
            lambda there: form.filled(found.language, there),
        )  # fmt: skip
        done, theirs = save(form, pack_id, _("Saved “%(title)s”", title=shortened(title)), edit)
        if done:
            return go_to("editor.show", pack_id=pack_id)
    return part_page(
        "editor/scale.html", form, theirs, place.part if place else None, row=shown, key=key,
        faults=own_faults(found, place),
    )  # fmt: skip


def _size(pack_id: int, key: str | None) -> Any:
    shown = row(pack_id)
    found = draft(shown)
    place = find(found.values, "size", key) if key else None
    old: Values = place.part if place else {}
    fixed, sections = _askable(found)
    asked = old.get("questions", [one for _title, rows in sections for one, _text in rows])
    data = texts_of(old, ("title", "description"), found.language) | {
        "minutes": str(old.get("minutes", "")),
        "screening": old.get("screening", "true") == "true",
        "questions": asked,
    }
    form = SizeForm(data=data)
    form.questions.choices = [
        SelectChoice(one, text) for _title, rows in sections for one, text in rows
    ]
    theirs: Values | None = None
    if form.validate_on_submit():
        title = str(form.title.data)
        edit = _adding_or_changing(
            "size", key, form.seen.data or "", title, used_names(pack_id),
            lambda there: form.filled(found.language, there, fixed),
        )  # fmt: skip
        done, theirs = save(form, pack_id, _("Saved “%(title)s”", title=shortened(title)), edit)
        if done:
            return go_to("editor.show", pack_id=pack_id)
    return part_page(
        "editor/size.html", form, theirs, place.part if place else None, row=shown, key=key,
        faults=own_faults(found, place), sections=sections, fixed=fixed,
        ticked=set(form.questions.data or []) | set(fixed),
    )  # fmt: skip


def _adding_or_changing(
    kind: str,
    key: str | None,
    seen: str,
    name: str,
    used: set[str],
    filled: Callable[[Values], Values],
) -> Callable[[Values], Any]:
    def edit(values: Values) -> None:
        if key is None:
            parts.add(values, kind, filled({}), used, name)
            return
        there = find(values, kind, key)
        parts.refuse_changed(there, seen)
        parts.replace(values, there, filled(there.part))

    return edit


def _askable(found: Draft) -> tuple[list[str], list[tuple[str, list[tuple[str, str]]]]]:
    """Framework questions that every size asks, and all questions by section."""
    core = installed().core
    smallest = core.depths[0].key
    main = [part for part in core.sections if part.instrument != SCREENING]
    fixed = [
        one.key
        for part in main
        for one in part.questions
        if part.instrument == PLANNING and one.depth == smallest and not one.droppable
    ]
    forms = {one.key: one.title.original for one in core.instruments}
    sections = [
        (
            f"{forms[part.instrument]}: {part.title.original}",
            [(one.key, one.text.original) for one in part.questions],
        )
        for part in main
    ]
    own: dict[str, list[tuple[str, str]]] = {}
    for place in places(found.values, "question"):
        text = words(place.part.get("text"), found.language)
        own.setdefault(place.section, []).append((key_of("question", place.part), text))
    names = names_of(found, core)
    return fixed, [*sections, *((names.get(key, key), rows) for key, rows in own.items())]
