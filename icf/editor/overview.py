"""A draft as the page of all its parts lists it, with what is wrong beside each part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from icf.editor.draft import Draft, Place, Values, key_of, places
from icf.editor.forms import (
    KIND_NAMES,
    words,
)
from icf.editor.page import (
    installed,
    names_of,
)
from icf.editor.wording import fault_words
from icf.web.i18n import _


@dataclass(frozen=True)
class PartRow:
    """A part on the page of all: its name, what it says, what is wrong with it."""

    key: str
    words: str
    note: str
    faults: Sequence[str]
    first: bool
    last: bool


@dataclass(frozen=True)
class GroupRow:
    """A section with its questions. ``own``: whether it is not the framework's."""

    key: str
    title: str
    own: bool
    seen_by_us: bool
    faults: Sequence[str]
    questions: Sequence[PartRow]
    first: bool
    last: bool


def groups(found: Draft) -> list[GroupRow]:
    names = names_of(found, installed().core)
    own = list(places(found.values, "section"))
    rows = [
        GroupRow(
            key=key_of("section", one.part),
            title=words(one.part.get("title"), found.language),
            own=True,
            seen_by_us=one.part.get("visible_to", "us") == "us",
            faults=own_faults(found, one),
            questions=_questions(found, key_of("section", one.part)),
            first=number == 0,
            last=number == len(own) - 1,
        )
        for number, one in enumerate(own)
    ]
    added = dict.fromkeys(group["section"] for group in found.values.get("add_to", []))
    return rows + [
        GroupRow(key, names.get(key, key), False, False, (), _questions(found, key), True, True)
        for key in added
    ]


def _questions(found: Draft, section_key: str) -> list[PartRow]:
    mine = [one for one in places(found.values, "question") if one.section == section_key]
    return _part_rows(found, "question", mine, title_words)


def part_rows_of(found: Draft, kind: str, name: Callable[[Values, Draft], str]) -> list[PartRow]:
    return _part_rows(found, kind, list(places(found.values, kind)), name)


def _part_rows(
    found: Draft, kind: str, those: Sequence[Place], name: Callable[[Values, Draft], str]
) -> list[PartRow]:
    return [
        PartRow(
            key=key_of(kind, one.part),
            words=name(one.part, found),
            note=_note(kind, one.part),
            faults=[fault_words(fault) for fault in found.faults_below(one.path)],
            first=number == 0,
            last=number == len(those) - 1,
        )
        for number, one in enumerate(those)
    ]


def _note(kind: str, part: Values) -> str:
    if kind != "question":
        return ""
    named = str(KIND_NAMES.get(part.get("kind", ""), part.get("kind", "")))
    return f"{named}. {_('Only asked after some answers.')}" if part.get("show_if") else named


def own_faults(found: Draft, place: Place | None) -> list[str]:
    """The faults of a part, without those of questions in it."""
    if place is None:
        return []
    below = found.faults_below(place.path)
    depth = len(place.path)
    return [
        fault_words(one)
        for one in below
        if not (len(one.path) > depth + 1 and one.path[depth] == "questions")
        or place.path[0] == "depths"
    ]


def title_words(part: Values, found: Draft) -> str:
    """The question of a part, or its title."""
    return words(part.get("text") or part.get("title"), found.language) or key_of("", part)


def guided_words(part: Values, _found: Draft) -> str:
    """The framework's question that a part says something about."""
    asked = {
        one.key: one.text.original for group in installed().core.sections for one in group.questions
    }
    return asked.get(part["question"], str(part["question"]))
