"""What the views of the editor share."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template
from wtforms import SelectChoice  # type: ignore[attr-defined]

from icf.accounts.forms import refuse
from icf.assessments.installed import plugins
from icf.db import db, write
from icf.editor import condition, service
from icf.editor.draft import Draft, Installed, Values, fingerprint, key_of, places
from icf.editor.forms import KIND_NAMES, ConditionForm, SeenForm, words
from icf.editor.parts import SomebodyElse
from icf.editor.service import Row
from icf.errors import InvalidInput
from icf.packs.own_switch import own_pack
from icf.web.guards import actor, now
from icf.web.i18n import _, _l

blueprint = Blueprint("editor", __name__)

SHOWN_LENGTH = 300


def installed() -> Installed:
    """The framework and the add-ons of this installation."""
    return service.installed(plugins())


def row(pack_id: int) -> Row:
    """One set of questions of the organisation, with its versions."""
    return service.row_of(db.session, actor(), own_pack(db.session, actor(), pack_id))


def draft(shown: Row) -> Draft:
    """It as somebody works on it."""
    return service.open_draft(db.session, actor(), plugins(), shown.pack)


def change(pack_id: int, what: str, edit: Callable[[Values], Any]) -> Any:
    """Change the draft in a transaction of its own."""
    with write() as session:
        return service.change(session, actor(), now(), pack_id, what, edit)


def save(
    form: SeenForm, pack_id: int, what: str, edit: Callable[[Values], Any]
) -> tuple[bool, Values | None]:
    """Save a form's part: (whether it is saved, what somebody else made of it meanwhile).

    Where it is not saved, the form says why and holds everything that was typed.
    """
    try:
        change(pack_id, what, edit)
    except SomebodyElse as error:
        form.form_errors = [*form.form_errors, error.message]
        form.seen.data = fingerprint(error.theirs)
        return False, error.theirs or {}
    except InvalidInput as error:
        refuse(form, error)
        return False, None
    flash(_("Saved."), "success")
    return True, None


def part_page(
    template: str, form: SeenForm, theirs: Values | None, old: Values | None, **context: Any
) -> Response:
    """A page that changes a part; 409 with both versions where somebody else changed it."""
    if not form.seen.data and theirs is None:
        form.seen.data = fingerprint(old)
    wrong = bool(form.errors or form.form_errors)
    page = render_template(
        template,
        form=form,
        has_errors=wrong,
        conflict=theirs is not None,
        theirs=in_words(theirs or {}, installed().core.language),
        **context,
    )
    return make_response(page, 409 if theirs is not None else 400 if wrong else 200)


def names_of(found: Draft, core: Any) -> Mapping[str, str]:
    """The titles of all sections that a question can stand in: our own, then the framework's."""
    own = {
        key_of("section", one.part): words(one.part.get("title"), found.language)
        for one in places(found.values, "section")
    }
    return own | {section.key: section.title.original for section in core.sections}


def shortened(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH].rstrip()}…"


def used_names(pack_id: int) -> set[str]:
    """Short names that no new part may have, since published versions used them."""
    return service.published_keys(db.session, actor(), pack_id)


def choices_of(names: Mapping[str, Any]) -> list[SelectChoice]:
    """What a list offers, from what is stored and what is shown for it."""
    return [SelectChoice(key, label) for key, label in names.items()]


def add_rows(rows: Any, number: int) -> None:
    """Empty rows at the end of a form's rows, as far as they fit."""
    for _row in range(min(number, rows.max_entries - len(rows.entries))):
        rows.append_entry()


def offer_conditions(form: ConditionForm, found: Draft, text: str, until: str = "") -> None:
    """Fill the lists that a condition is picked from.

    Args:
        text: the condition as the file has it now.
        until: the question that it belongs to; later ones of its section cannot be picked.
    """
    offered = condition.groups(found, installed(), until)
    form.offer(offered, condition.picked(text, found, offered))


LABELS = {
    "title": _l("Title"),
    "publisher": _l("Who publishes them"),
    "description": _l("What they are for"),
    "intro": _l("A few words above the questions"),
    "visible_to": _l("Who sees the answers?"),
    "text": _l("The question"),
    "kind": _l("How is it answered?"),
    "scale": _l("Scale"),
    "choices": _l("Choices"),
    "levels": _l("Levels"),
    "direction": _l("Which end is better?"),
    "hint": _l("Hint"),
    "why": _l("Why we ask"),
    "good": _l("What good looks like"),
    "example": _l("An example"),
    "words_about": _l("How many words are plenty?"),
    "depth": _l("Smallest size that asks it"),
    "show_if": _l("Only ask this if"),
    "actions": _l("What could be done"),
    "minutes": _l("Minutes"),
    "questions": _l("Questions"),
}


def in_words(part: Values, language: str) -> list[tuple[str, str]]:
    """A part of a draft as somebody reads it: (label, text) of what is filled in."""
    return [
        (str(label), _text(name, part[name], language))
        for name, label in LABELS.items()
        if part.get(name)
    ]


def _text(name: str, value: Any, language: str) -> str:
    if name == "kind":
        return str(KIND_NAMES.get(value, value))
    if isinstance(value, list):
        return "; ".join(_text("", item, language) for item in value)
    if isinstance(value, dict) and "key" in value:
        return words(value.get("label") or value.get("text"), language)
    return words(value, language)
