"""Adding a question, and everything about one."""

from typing import Any

from flask import flash, request
from wtforms import SelectChoice  # type: ignore[attr-defined]

from icf.accounts.page import form_page, go_to
from icf.core.kinds import YES_NO
from icf.editor import parts
from icf.editor.draft import Draft, Place, Values, find, key_of, places
from icf.editor.forms import (
    KIND_NAMES,
    SPARE_ROWS,
    NewQuestionForm,
    QuestionForm,
    has_choices,
    has_scale,
    texts_of,
    translated,
    words,
)
from icf.editor.keys import short_name
from icf.editor.page import (
    add_rows,
    blueprint,
    change,
    choices_of,
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
from icf.editor.wording import fault_words
from icf.errors import InvalidInput, NotFound
from icf.web.guards import may
from icf.web.i18n import _


@blueprint.route("/your-questions/<int:pack_id>/questions/new", methods=["GET", "POST"])
@may("addons")
def new_question(pack_id: int) -> Any:
    """The question and its kind; what the kind needs comes on the next page."""
    shown = row(pack_id)
    found = draft(shown)
    names = names_of(found, installed().core)
    wanted = request.values.get("section", "")
    if wanted not in names:
        raise NotFound(_("There is no such section."), _("Choose one on the page before."))
    form = NewQuestionForm(kind="text")
    if form.validate_on_submit():
        text = str(form.text.data)
        used = used_names(pack_id)

        def edit(values: Values) -> str:
            filled = form.filled(found.language)
            return parts.add(values, "question", filled, used, text, wanted)

        try:
            key = change(pack_id, _("Added “%(text)s”", text=shortened(text)), edit)
        except InvalidInput as error:
            form.form_errors = [*form.form_errors, error.message]
        else:
            flash(_("Saved."), "success")
            return _after_adding(pack_id, key, str(form.kind.data), wanted)
    return form_page("editor/new_question.html", form, row=shown, section=wanted, names=names)


@blueprint.route("/your-questions/<int:pack_id>/questions/<part>", methods=["GET", "POST"])
@may("addons")
def question(pack_id: int, part: str) -> Any:
    """Everything about one question."""
    shown = row(pack_id)
    found = draft(shown)
    key = part
    place = find(found.values, "question", key)
    form = QuestionForm(data=_question_data(place.part, found.language, place.section))
    answers = _prepare(form, found, place)
    theirs: Values | None = None
    if request.method == "POST" and form.validate():
        used = used_names(pack_id)

        def edit(values: Values) -> None:
            there = find(values, "question", key)
            parts.refuse_changed(there, form.seen.data or "")
            filled = form.filled(found.language, there.part)
            _name_actions(filled, there.part, parts.keys_in(values) | used)
            parts.replace(values, there, filled, str(form.section.data))

        text = shortened(str(form.text.data))
        done, theirs = save(form, pack_id, _("Changed “%(text)s”", text=text), edit)
        if done:
            wants_more = _needs_more(str(form.kind.data), place.part)
            if wants_more or request.form.get("next") == "stay":
                return go_to("editor.question", pack_id=pack_id, part=key)
            return go_to("editor.show", pack_id=pack_id, _anchor=f"question-{key}")
    return part_page(
        "editor/question.html",
        form,
        theirs,
        place.part,
        row=shown,
        key=key,
        place=place,
        answers=answers,
        kind=str(form.kind.data),
        with_choices=has_choices(str(place.part.get("kind"))),
        with_scale=has_scale(str(place.part.get("kind"))),
        faults=[fault_words(one) for one in found.faults_below(place.path)],
        translated=translated(place.part.get("text"), found.language),
    )


def _prepare(form: QuestionForm, found: Draft, place: Place) -> list[tuple[str, str]]:
    """Fill the lists that the form picks from; gives the answers that an action can follow."""
    core, part = installed().core, place.part
    kind = str(part.get("kind", ""))
    form.kind.choices = choices_of({**KIND_NAMES, **({} if kind in KIND_NAMES else {kind: kind})})
    scales = {one.key: one.title.original for one in core.scales}
    scales |= {
        key_of("scale", one.part): words(one.part.get("title"), found.language)
        for one in places(found.values, "scale")
    }
    if part.get("scale") and part["scale"] not in scales:
        scales[part["scale"]] = part["scale"]
    form.scale.choices = choices_of({"": _("Choose one"), **scales})
    depths = {one.key: _("%(size)s and larger", size=one.title.original) for one in core.depths}
    form.depth.choices = choices_of({"": _("Every size"), **depths})
    form.section.choices = choices_of(names_of(found, core))
    offer_conditions(form, found, str(part.get("show_if", "")), key_of("question", part))
    answers = _answers(found, part)
    if not form.is_submitted():
        add_rows(form.choices, SPARE_ROWS if part.get("choices") else 4)
        if answers:
            add_rows(form.actions, 1)
    for entry in form.actions:
        entry.form.when.choices = [SelectChoice(value, label) for value, label in answers]
    return answers


def _answers(found: Draft, part: Values) -> list[tuple[str, str]]:
    """What a question can be answered with, in words; nothing where that can be anything."""
    kind, language = str(part.get("kind", "")), found.language
    if kind == "yes_no":
        return [(value, label.in_language(language)) for value, label in YES_NO.items()]
    if has_choices(kind):
        return [(one["key"], words(one.get("label"), language)) for one in part.get("choices", [])]
    scales = {one.key: one for one in (*installed().core.scales, *found.pack.scales)}
    wanted = str(part.get("scale", ""))
    chosen = scales.get(wanted) or scales.get(f"{found.key}:{wanted}")
    if has_scale(kind) and chosen:
        return [(one.key, one.label.in_language(language)) for one in chosen.levels]
    return []


def _question_data(part: Values, language: str, section_key: str) -> dict[str, Any]:
    names = ("text", "hint", "why", "good", "example")
    return texts_of(part, names, language) | {
        "kind": part.get("kind", ""),
        "scale": part.get("scale", ""),
        "depth": part.get("depth", ""),
        "words_about": part.get("words_about", ""),
        "section": section_key,
        "choices": [
            {"key": one["key"], **texts_of(one, ("label",), language)}
            for one in part.get("choices", [])
        ],
        "actions": [
            {"key": one["key"], "when": one.get("when", []), **texts_of(one, ("text",), language)}
            for one in part.get("actions", [])
        ],
    }


def _name_actions(filled: Values, old: Values, taken: set[str]) -> None:
    """Actions of different questions have different names."""
    known = {str(one["key"]) for one in old.get("actions", [])}
    for action in filled.get("actions", []):
        if action["key"] not in known:
            action["key"] = short_name(action["key"].replace("-", " "), taken, "action")
            taken.add(action["key"])


def _after_adding(pack_id: int, key: str, kind: str, section_key: str) -> Any:
    if request.form.get("next") == "another" and not _needs_more(kind, {}):
        return go_to("editor.new_question", pack_id=pack_id, section=section_key)
    if _needs_more(kind, {}) or request.form.get("next") == "more":
        return go_to("editor.question", pack_id=pack_id, part=key)
    return go_to("editor.show", pack_id=pack_id, _anchor=f"question-{key}")


def _needs_more(kind: str, part: Values) -> bool:
    """Whether a question's kind asks for choices or a scale that it has not got yet."""
    lacks_choices = has_choices(kind) and not has_choices(str(part.get("kind", "")))
    return lacks_choices or (has_scale(kind) and not has_scale(str(part.get("kind", "text"))))
