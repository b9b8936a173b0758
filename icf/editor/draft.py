"""A draft: the plain values of a pack file, which may have faults, and what is wrong with them."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from icf.core.check import Fault, Path
from icf.core.compose import compose
from icf.core.questionnaire import CORE, Pack
from icf.core.scale import Scale
from icf.errors import InvalidInput, NotFound, PackError
from icf.packfile.write import values_text
from icf.web.i18n import _

Values = dict[str, Any]

LISTS = {"section": "sections", "scale": "scales", "size": "depths", "guidance": "guidance"}
"""Where parts of each kind stand in a pack file; questions stand in sections and in ``add_to``."""

KINDS = (*LISTS, "question")
VERSION = "1.0.0"


@dataclass(frozen=True)
class Installed:
    """What questions may refer to: the framework, and what add-ons bring."""

    core: Pack
    kinds: Collection[str]
    scales: tuple[Scale, ...]


@dataclass(frozen=True)
class Place:
    """Where a part stands.

    Args:
        group: the list that it is in.
        index: its place there.
        path: that place in the pack file.
        section: for a question the key of its section.
    """

    group: list[Values]
    index: int
    path: Path
    section: str = ""

    @property
    def part(self) -> Values:
        return self.group[self.index]


@dataclass(frozen=True)
class Draft:
    """A pack as it stands.

    Args:
        values: as the file has them; every value is a text, a list or a mapping.
        pack: as far as it can be read.
        faults: everything that is wrong with it.
    """

    values: Values
    pack: Pack
    faults: tuple[Fault, ...]

    @property
    def key(self) -> str:
        return str(self.values["pack"])

    @property
    def language(self) -> str:
        return self.pack.language or "en"

    def faults_below(self, path: Path) -> list[Fault]:
        """The faults of one part and of everything in it."""
        return [one for one in self.faults if one.path[: len(path)] == path]

    def faults_elsewhere(self) -> list[Fault]:
        """The faults that belong to none of the parts that have a page."""
        paths = [place.path for kind in KINDS for place in places(self.values, kind)]
        return [
            one for one in self.faults if not any(one.path[: len(path)] == path for path in paths)
        ]


def find(values: Values, kind: str, key: str) -> Place:
    """A part by its short name.

    Raises:
        NotFound: there is none.
    """
    for place in places(values, kind):
        if key_of(kind, place.part) == key:
            return place
    raise NotFound(_("This is no longer there."), _("Somebody may have deleted it."))


def new_values(key: str, title: str, publisher: str, language: str) -> Values:
    """A draft with nothing in it yet."""
    return {
        "format": "1",
        "pack": key,
        "version": VERSION,
        "extends": CORE,
        "language": language,
        "title": title,
        "publisher": publisher,
    }


def read_values(text: str) -> Values:
    """The plain values of a pack file's text."""
    from icf.packfile.tree import read_tree

    return dict(read_tree(text).value)


def written(values: Values) -> str:
    """The text of a draft.

    Raises:
        InvalidInput: a text is in it that a file cannot keep.
    """
    from ruamel.yaml.error import YAMLError

    from icf.packfile.tree import Tree, read_tree

    try:
        text = values_text(values)
        kept = read_tree(text)
    except (YAMLError, UnicodeError):
        kept = Tree()
    if kept.faults or kept.value != plain(values):
        message = _("There is a character in it that cannot be kept.")
        raise InvalidInput(message, _("Type the text anew where it was pasted from elsewhere."))
    return text


def plain(value: Any) -> Any:
    """The values as they are read back: numbers and flags as texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value)


def draft_of(text: str, installed: Installed) -> Draft:
    """A draft from its text, with everything that is wrong with it."""
    from icf.packfile.read import pack_and_faults
    from icf.packfile.tree import read_tree

    tree = read_tree(text)
    pack, placed = pack_and_faults(tree, installed.core)
    faults = [
        one.problem if isinstance(one.problem, Fault) else Fault((), one.problem) for one in placed
    ]
    if not placed:
        faults += _of_composing(pack, installed)
    return Draft(dict(tree.value), pack, tuple(dict.fromkeys(faults)))


def _of_composing(pack: Pack, installed: Installed) -> Iterator[Fault]:
    if not (pack.sections or pack.add_to or pack.guidance or pack.depths):
        yield Fault((), _("There are no questions yet: add one"))
    try:
        compose(installed.core, [pack], installed.kinds, installed.scales)
    except PackError as error:
        yield from (Fault((), problem) for problem in error.faults or (error.message,))


def places(values: Values, kind: str) -> Iterator[Place]:
    """Where all parts of a kind stand, in the order of the file."""
    if kind in LISTS:
        name = LISTS[kind]
        group = values.get(name, [])
        yield from (Place(group, index, (name, index)) for index in range(len(group)))
    elif kind == "question":
        for name, key in (("sections", "key"), ("add_to", "section")):
            for number, section in enumerate(values.get(name, [])):
                questions = section.get("questions", [])
                for index in range(len(questions)):
                    path: Path = (name, number, "questions", index)
                    yield Place(questions, index, path, section[key])


def key_of(kind: str, part: Values) -> str:
    """What a part is known by: its key; guidance by the question that it is about."""
    return str(part.get("question" if kind == "guidance" else "key", ""))


def fingerprint(part: Values | None) -> str:
    """Tells whether somebody changed a part since a page showed it; empty for a new one."""
    if part is None:
        return ""
    return hashlib.sha256(json.dumps(plain(part), sort_keys=True).encode()).hexdigest()[:20]
