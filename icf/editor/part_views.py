"""The pages of sections, guidance, scales and sizes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wtforms import SelectChoice  # type: ignore[attr-defined]

from icf.accounts.page import go_to
from icf.core.questionnaire import PLANNING, SCREENING
from icf.editor import parts
from icf.editor.draft import Draft, Place, Values, find, key_of, places
from icf.editor.forms import (
    SPARE_ROWS,
    GuidanceForm,
    ScaleForm,
    SectionForm,
    SeenForm,
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
from icf.editor.service import Row
from icf.errors import InvalidInput
from icf.web.guards import View, may
from icf.web.i18n import _


@dataclass(frozen=True)
class Opened:
    """The page of one part of a draft. ``key`` and ``place`` are None for a new one."""

    row: Row
    draft: Draft
    kind: str
    key: str | None
    place: Place | None

    @property
    def old(self) -> Values:
        """What the draft has of it; empty for a new one."""
        return self.place.part if self.place else {}

    def saved_or_shown(
        self,
        form: SeenForm,
        name: str,
        filled: Callable[[Values], Values],
        said: str | None = None,
        **shown: Any,
    ) -> Any:
        """Save what was sent and go back to the overview; else the page, with what is wrong.

        Args:
            name: what the part is called.
            filled: gives the part as it becomes, from what the draft has now.
            said: what to say once it is saved.
            shown: what else the page needs.
        """
        theirs: Values | None = None
        if form.validate_on_submit():
            said = said or _("Saved “%(title)s”", title=shortened(name))
            done, theirs = save(form, self.row.pack.id, said, self._edit(form, name, filled))
            if done:
                return go_to("editor.show", pack_id=self.row.pack.id)
        return part_page(
            f"editor/{self.kind}.html", form, theirs, self.place.part if self.place else None,
            row=self.row, key=self.key, faults=own_faults(self.draft, self.place), **shown,
        )  # fmt: skip

    def _edit(
        self, form: SeenForm, name: str, filled: Callable[[Values], Values]
    ) -> Callable[[Values], Any]:
        used = used_names(self.row.pack.id)

        def edit(values: Values) -> None:
            if self.key is None:
                parts.add(values, self.kind, filled({}), used, name)
                return
            there = find(values, self.kind, self.key)
            parts.refuse_changed(there, form.seen.data or "")
            parts.replace(values, there, filled(there.part))

        return edit


def _opened(pack_id: int, kind: str, key: str | None) -> Opened:
    shown = row(pack_id)
    found = draft(shown)
    return Opened(shown, found, kind, key, find(found.values, kind, key) if key else None)


def _pages(places_of: str, kind: str, key: str = "part") -> Callable[[View], View]:
    """The address of the page for a new part, and that of one that is there."""
    base = f"/your-questions/<int:pack_id>/{places_of}"

    def add(view: View) -> View:
        for rule, endpoint, defaults in (
            (f"{base}/new", f"new_{kind}", {key: None}),
            (f"{base}/<{key}>", kind, {}),
        ):
            blueprint.add_url_rule(rule, endpoint, view, defaults=defaults, methods=["GET", "POST"])
        return view

    return add


@_pages("sections", "section")
@may("addons")
def section(pack_id: int, part: str | None) -> Any:
    page = _opened(pack_id, "section", part)
    language, old = page.draft.language, page.old
    data = texts_of(old, ("title", "intro"), language) | {
        "visible_to": old.get("visible_to", "us"),
        "instrument": old.get("instrument", "planning"),
    }
    form = SectionForm(data=data)
    offer_conditions(form, page.draft, str(old.get("show_if", "")))
    return page.saved_or_shown(
        form, str(form.title.data), lambda there: form.filled(language, there)
    )


@_pages("guidance", "guidance", "question")
@may("addons")
def guidance(pack_id: int, question: str | None) -> Any:
    page = _opened(pack_id, "guidance", question)
    language = page.draft.language
    texts = texts_of(page.old, ("hint", "why", "good", "example"), language)
    form = GuidanceForm(data={**texts, "question": question})
    framework = _without_guidance(page.draft, question)
    form.question.choices = [SelectChoice(one, text) for one, text in framework.items()]
    if question:
        form.question.data = question
    chosen = str(form.question.data)

    def filled(there: Values) -> Values:
        written = form.filled(language, there)
        if not any(written.values()):
            raise InvalidInput(_("Write something in at least one of the boxes."))
        return written | ({} if question else {"question": chosen})

    name = shortened(framework.get(chosen, chosen))
    said = _("Saved words for “%(name)s”", name=name)
    about = framework.get(question or "", question)
    return page.saved_or_shown(form, chosen, filled, said, about=about)


def _without_guidance(found: Draft, but: str | None) -> dict[str, str]:
    """The framework's questions that the draft has no guidance for yet, and one that it has."""
    taken = {key_of("guidance", one.part) for one in places(found.values, "guidance")}
    return {
        one.key: one.text.original
        for part in installed().core.sections
        for one in part.questions
        if one.key == but or one.key not in taken
    }


@_pages("scales", "scale")
@may("addons")
def scale(pack_id: int, part: str | None) -> Any:
    page = _opened(pack_id, "scale", part)
    language, old = page.draft.language, page.old
    levels = [
        {"key": one["key"], **texts_of(one, ("label", "text"), language)}
        for one in old.get("levels", [])
    ]
    data = texts_of(old, ("title",), language)
    form = ScaleForm(data={**data, "direction": old.get("direction", "up"), "levels": levels})
    if not form.is_submitted():
        add_rows(form.levels, SPARE_ROWS if levels else 5)
    return page.saved_or_shown(
        form, str(form.title.data), lambda there: form.filled(language, there)
    )


@_pages("sizes", "size")
@may("addons")
def size(pack_id: int, part: str | None) -> Any:
    page = _opened(pack_id, "size", part)
    language, old = page.draft.language, page.old
    fixed, sections = _askable(page.draft)
    every = [one for _title, rows in sections for one in rows]
    data = texts_of(old, ("title", "description"), language) | {
        "minutes": str(old.get("minutes", "")),
        "screening": old.get("screening", "true") == "true",
        "questions": old.get("questions", [key for key, _text in every]),
    }
    form = SizeForm(data=data)
    form.questions.choices = [SelectChoice(key, text) for key, text in every]
    return page.saved_or_shown(
        form, str(form.title.data), lambda there: form.filled(language, there, fixed),
        sections=sections, fixed=fixed, ticked=set(form.questions.data or []) | set(fixed),
    )  # fmt: skip


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
