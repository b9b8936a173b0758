"""Changes of a draft's plain values: add, replace, move and delete its parts."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from icf.core.check import placed_questions
from icf.core.questionnaire import Pack
from icf.editor.draft import KINDS, LISTS, Place, Values, fingerprint, key_of, places
from icf.editor.keys import short_name
from icf.errors import Conflict, InvalidInput, NotFound
from icf.web.i18n import _

MOST = {"section": 40, "question": 400, "scale": 40, "size": 10, "guidance": 400}
"""Enough for anybody; every page of the editor stays readable."""

ANSWERED_BY = {"kind", "scale", "choices"}
"""What decides how a question can be answered."""

Edit = Callable[[Values], Any]


class SomebodyElse(Conflict):
    """A part was changed since the page showed it. ``theirs`` is what it is now."""

    def __init__(self, theirs: Values | None) -> None:
        super().__init__(
            _("Somebody else changed this while you were writing."),
            _("Look at both, then save yours or keep theirs."),
        )
        self.theirs = theirs


def keys_in(values: Values) -> set[str]:
    """Every short name that a draft uses, old names too."""
    own = {key_of(kind, place.part) for kind in KINDS[:3] for place in places(values, kind)}
    questions = [place.part for place in places(values, "question")]
    actions = {one.get("key", "") for part in questions for one in part.get("actions", [])}
    return (
        own | {part.get("key", "") for part in questions} | actions | set(values.get("aliases", {}))
    )


def keys_of_pack(pack: Pack) -> set[str]:
    """Every short name that a published version uses: none of them is given away again."""
    questions = [question for _path, question in placed_questions(pack)]
    actions = [action for question in questions for action in question.actions]
    things: Iterable[Any] = (*pack.sections, *pack.scales, *pack.depths, *questions, *actions)
    own = {thing.key.removeprefix(f"{pack.key}:") for thing in things}
    return own | {old.removeprefix(f"{pack.key}:") for old, _new in pack.aliases}


def set_head(values: Values, filled: Values) -> None:
    """Replace texts about the whole."""
    _fill(values, filled)


def add(
    values: Values, kind: str, filled: Values, used: Collection[str], words: str, section: str = ""
) -> str:
    """Add a part, and give the short name that it has got.

    Args:
        used: names of published versions.
        words: what its name is made from; guidance has no name of its own.
        section: for a question where it goes; a section of the framework is ``icf:<name>``.

    Raises:
        InvalidInput: there are too many.
    """
    if sum(1 for _place in places(values, kind)) >= MOST[kind]:
        raise InvalidInput(_("There are too many of these."), _("Delete some first."))
    part: Values = {}
    if kind == "guidance":
        part["question"] = filled.pop("question")
    else:
        part["key"] = short_name(words, keys_in(values) | set(used), kind)
    _fill(part, filled)
    if kind == "question":
        _questions_of(values, section).append(part)
    else:
        values.setdefault(LISTS[kind], []).append(part)
    return key_of(kind, part)


def replace(values: Values, place: Place, filled: Values, section: str = "") -> None:
    """Fill a part anew; its short name stays. ``section``: where a question belongs from now on.

    A sample answer, which only files have, goes where the question is answered in another way.
    """
    if any(place.part.get(name, "") != filled.get(name, "") for name in ANSWERED_BY & set(filled)):
        place.part.pop("sample", None)
    _fill(place.part, filled)
    if section and section != place.section:
        part = place.group.pop(place.index)
        _questions_of(values, section).append(part)
        _drop_empty(values)


def refuse_changed(place: Place | None, seen: str) -> None:
    """Raises SomebodyElse where a part is no longer what the page showed."""
    now = fingerprint(place.part) if place else ""
    if now != seen:
        raise SomebodyElse(place.part if place else None)


def move(place: Place, step: int) -> None:
    """Exchange a part with the one before (-1) or after it (1); at the end nothing happens."""
    other = place.index + step
    if 0 <= other < len(place.group):
        group = place.group
        group[place.index], group[other] = group[other], group[place.index]


def delete(values: Values, place: Place) -> None:
    """Take a part away, and with it what only leads to it: old names, its place in sizes."""
    gone = [place.part, *place.part.get("questions", [])]
    place.group.pop(place.index)
    keys = {one.get("key") for one in gone if isinstance(one, dict)}
    for size in values.get("depths", []):
        if "questions" in size:
            size["questions"] = [key for key in size["questions"] if key not in keys]
    old_names = values.get("aliases", {})
    values["aliases"] = {old: new for old, new in old_names.items() if new not in keys}
    _drop_empty(values)


def _questions_of(values: Values, section: str) -> list[Values]:
    name, key = ("add_to", "section") if ":" in section else ("sections", "key")
    for group in values.get(name, []):
        if group[key] == section:
            questions: list[Values] = group.setdefault("questions", [])
            return questions
    if name == "sections":
        raise NotFound(_("This is no longer there."), _("Somebody may have deleted it."))
    values.setdefault("add_to", []).append({"section": section, "questions": []})
    return _questions_of(values, section)


def _drop_empty(values: Values) -> None:
    """A list with nothing in it is left out, and so is a section of the framework's likewise."""
    if "add_to" in values:
        values["add_to"] = [group for group in values["add_to"] if group.get("questions")]
    for section in values.get("sections", []):
        if not section.get("questions"):
            section.pop("questions", None)
    for name in (*LISTS.values(), "add_to", "aliases"):
        if not values.get(name):
            values.pop(name, None)


def _fill(part: Values, filled: Values) -> None:
    """Copy what is filled in; what is empty is left out of a file."""
    for name, value in filled.items():
        if value in ("", [], {}, None):
            part.pop(name, None)
        else:
            part[name] = value
