"""YAML text as plain values that remember where they stand.

Every value is a text, whatever it looks like: ``no``, ``012`` and ``1.10`` stay as they are
written. Only an empty value is None. Anchors, aliases and tags are refused, since they make a file
mean something else than it shows; two equal keys, because one of them would be lost.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)
from ruamel.yaml.events import MappingEndEvent as MappingEnd

from icf.core.check import Fault, Path
from icf.packfile import VALUE_LIMIT

Place = tuple[int, ...]
"""Line and column, counted from 1; in a workbook the sheet's number comes before them."""

NESTING_LIMIT = 12

EMPTY = ("", "~", "null")
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no database, page or spreadsheet keeps: control characters and halves of letters."""


@dataclass
class Tree:
    """What a YAML text holds.

    Args:
        value: mappings as dict, lists as list, everything else as text or None.
        places: where each key and each list item stands.
        faults: what is wrong with the YAML itself.
        broken: the paths whose value is unknown because of such a fault.
        is_whole: False when reading stopped early.
    """

    value: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[tuple[Place, Fault | str]] = field(default_factory=list)
    broken: set[Path] = field(default_factory=set)
    is_whole: bool = True

    def place(self, path: Path) -> Place:
        """Where a path stands, or the nearest thing around it that is there."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def where(self, path: Path) -> str:
        """A path in words: list items by their key where they have one."""
        value, names = self.value, []
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                value = None
            key = value.get("key") if isinstance(value, dict) and isinstance(step, int) else None
            names.append(key if isinstance(key, str) else str(step))
        return ".".join(names)


@dataclass
class _Frame:
    """A mapping or list that is being read; ``key`` is the mapping's key that waits for a value."""

    container: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


def read_tree(text: str) -> Tree:
    """What a YAML text holds, with everything that is wrong with it as YAML."""
    builder = _Builder()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
            if not builder.tree.is_whole:
                break
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        builder.stop((mark.line + 1, mark.column + 1) if mark else (1, 1), _reason(error))
    except YAMLError as error:
        builder.stop(_place_of(text, getattr(error, "position", 0)), _reason(error))
    return builder.tree


class _Builder:
    """Takes YAML's events one by one and grows the tree."""

    def __init__(self) -> None:
        self.tree = Tree()
        self._frames: list[_Frame] = []
        self._documents = 0
        self._values = 0

    def take(self, event: Event) -> None:
        """Takes the next event."""
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, NodeEvent):
            self._take_node(event, place)
        elif isinstance(event, MappingEnd | SequenceEndEvent):
            self._frames.pop()
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self.stop(place, "a pack is one document: take the line --- out")

    def stop(self, place: Place, problem: str) -> None:
        """Notes a fault after which nothing more can be read."""
        self.tree.faults.append((place, problem))
        self.tree.is_whole = False

    def _take_node(self, event: NodeEvent, place: Place) -> None:
        self._values += 1
        if self._values > VALUE_LIMIT:
            self.stop(place, f"more than {VALUE_LIMIT:,} keys and values: split the pack")
            return
        self._refuse_reuse(event, place)
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.container, dict) and frame.key is None:
            self._take_key(frame, event, place)
            return
        path = self._path(frame, place)
        value = self._value(event, path)
        if frame is None:
            self.tree.value = value
        elif isinstance(frame.container, list):
            frame.container.append(value)
        elif frame.key is not None:
            frame.container[frame.key] = value
            frame.key = None

    def _take_key(self, frame: _Frame, event: NodeEvent, place: Place) -> None:
        if not isinstance(event, ScalarEvent):
            self.stop(place, "a key has to be a word, not a list or a mapping")
            return
        key = str(event.value)
        path = (*frame.path, key)
        if path in self.tree.places:
            line = self.tree.places[path][0]
            self.tree.faults.append(
                (place, f"the key “{key}” is there twice, first in line {line}")
            )
            key = f"{key} (again in line {place[0]}, column {place[1]})"
            path = (*frame.path, key)
            self.tree.broken.add(path)
        frame.key = key
        self.tree.places[path] = place

    def _path(self, frame: _Frame | None, place: Place) -> Path:
        if frame is None:
            path: Path = ()
        elif isinstance(frame.container, list):
            path = (*frame.path, len(frame.container))
        else:
            return (*frame.path, frame.key or "")
        self.tree.places[path] = place
        return path

    def _value(self, event: NodeEvent, path: Path) -> Any:
        if isinstance(event, ScalarEvent):
            self._refuse_unprintable(event, path)
            is_empty = event.style is None and event.value in EMPTY
            return None if is_empty else str(event.value)
        if isinstance(event, AliasEvent):
            self.tree.broken.add(path)
            return None
        container: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self._frames.append(_Frame(container, path))
        if len(self._frames) > NESTING_LIMIT:
            self.stop(self.tree.place(path), f"more than {NESTING_LIMIT} levels of nesting")
        return container

    def _refuse_unprintable(self, event: ScalarEvent, path: Path) -> None:
        if found := UNPRINTABLE.search(str(event.value)):
            sign = f"U+{ord(found.group()):04X}"
            problem = f"the text has the control character {sign} in it: take it out"
            place = (event.start_mark.line + 1, event.start_mark.column + 1)
            self.tree.faults.append((place, problem))
            self.tree.broken.add(path)

    def _refuse_reuse(self, event: NodeEvent, place: Place) -> None:
        if isinstance(event, AliasEvent):
            problem = f"the alias *{event.anchor}: write the text out in full"
            self.tree.faults.append((place, problem))
        elif event.anchor:
            self.tree.faults.append((place, f"the anchor &{event.anchor}: leave it out"))
        tag = getattr(event, "tag", None)
        if tag:
            self.tree.faults.append((place, f"the tag {tag}: leave it out"))


def _reason(error: YAMLError) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    context = getattr(error, "context", None)
    cure = "check the indentation, the colons and the quotes around this place"
    return f"this is not YAML: {' '.join(filter(None, [context, problem]))}; {cure}"


def _place_of(text: str, position: int) -> Place:
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
