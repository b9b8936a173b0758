"""Core values from a pack's tree, as far as it can be read.

What has the wrong shape is left empty here, so that references elsewhere can still be followed;
``shape`` says what is wrong with it, and a pack with any fault is never used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from icf.core.answer import BlankKind
from icf.core.check import Fault, Path
from icf.core.questionnaire import (
    CORE,
    AddTo,
    Approach,
    Choice,
    Depth,
    Example,
    Guidance,
    Instrument,
    Pack,
    Principle,
    Question,
    Sample,
    Section,
    Suggest,
    SuggestedAction,
    Term,
    Visibility,
)
from icf.core.scale import Level, Scale
from icf.core.showif import Condition
from icf.core.wording import NO_WORDS, Wording
from icf.errors import InvalidInput
from icf.packfile.grammar import parse_condition
from icf.packfile.tree import Tree

CONDITIONS_LIMIT = 100_000
"""Reading that many characters of conditions takes about half a second."""


def build_pack(tree: Tree) -> tuple[Pack, list[Fault]]:
    """The pack that a tree describes, and the faults in its conditions and translations."""
    faults: list[Fault] = []
    root = tree.value if isinstance(tree.value, dict) else {}
    source = _Source(
        pack=_text(root.get("pack")),
        language=_text(root.get("language")),
        is_core="extends" not in root,
        faults=faults,
    )
    return _pack(_Node(root, (), source)), faults


@dataclass
class _Source:
    """What every part of a pack needs to know of the whole."""

    pack: str
    language: str
    is_core: bool
    faults: list[Fault]
    condition_characters: int = 0

    def condition(self, text: str, path: Path) -> Condition | None:
        """The condition that a text says; None when it is at fault."""
        before = self.condition_characters
        self.condition_characters += len(text)
        try:
            if self.condition_characters <= CONDITIONS_LIMIT:
                return parse_condition(text, self.pack)
            if before <= CONDITIONS_LIMIT:
                problem = f"all conditions together have more than {CONDITIONS_LIMIT:,} characters"
                self.faults.append(Fault(path, f"{problem}: split the pack"))
        except InvalidInput as error:
            self.faults.append(Fault(path, error.message))
        return None


@dataclass(frozen=True)
class _Node:
    """A mapping in the tree, read forgivingly: what is not there or has another form is empty."""

    value: dict[str, Any]
    path: Path
    source: _Source

    def string(self, name: str, default: str = "") -> str:
        return _text(self.value.get(name)) or default

    def strings(self, name: str) -> tuple[str, ...]:
        value = self.value.get(name)
        items = value if isinstance(value, list) else [] if value is None else [value]
        return tuple(_text(item) for item in items)

    def number(self, name: str) -> int:
        text = self.string(name)
        return int(text) if text.isdecimal() and len(text) < 6 else 0

    def flag(self, name: str, default: bool = False) -> bool:
        return self.string(name, str(default).lower()) == "true"

    def full_key(self, name: str = "key") -> str:
        return self.full(self.string(name))

    def full(self, reference: str) -> str:
        return reference if ":" in reference or not reference else f"{self.source.pack}:{reference}"

    def nodes(self, name: str) -> Iterator["_Node"]:
        value = self.value.get(name)
        for place, item in enumerate(value if isinstance(value, list) else []):
            content = item if isinstance(item, dict) else {}
            yield self._at(content, name, place)

    def node(self, name: str) -> "_Node | None":
        value = self.value.get(name)
        return self._at(value, name) if isinstance(value, dict) else None

    def wording(self, name: str) -> Wording:
        return self._wording(self.value.get(name), (*self.path, name))

    def wordings(self, name: str) -> tuple[Wording, ...]:
        value = self.value.get(name)
        return tuple(
            self._wording(item, (*self.path, name, place))
            for place, item in enumerate(value if isinstance(value, list) else [])
        )

    def condition(self, name: str) -> Condition | None:
        text = self.string(name)
        return self.source.condition(text, (*self.path, name)) if text else None

    def _at(self, value: dict[str, Any], *steps: str | int) -> "_Node":
        return _Node(value, (*self.path, *steps), self.source)

    def _wording(self, value: Any, path: Path) -> Wording:
        own = self.source.language
        if not isinstance(value, dict):
            text = _text(value)
            return Wording(((own, text),)) if text else NO_WORDS
        if value and own and own not in value:
            problem = f"the text lacks the pack's own language, {own}"
            self.source.faults.append(Fault(path, problem))
        texts = sorted(value.items(), key=lambda pair: pair[0] != own)
        return Wording(tuple((language, _text(text)) for language, text in texts))


def _pack(node: _Node) -> Pack:
    aliases = node.node("aliases")
    return Pack(
        key=node.source.pack,
        version=node.string("version"),
        title=node.wording("title"),
        publisher=node.string("publisher"),
        language=node.source.language,
        description=node.wording("description"),
        extends="" if node.source.is_core else node.string("extends", CORE),
        aliases=_aliases(aliases) if aliases else (),
        scales=tuple(map(_scale, node.nodes("scales"))),
        instruments=tuple(map(_instrument, node.nodes("instruments"))),
        depths=tuple(map(_depth, node.nodes("depths"))),
        sections=tuple(map(_section, node.nodes("sections"))),
        add_to=tuple(map(_add_to, node.nodes("add_to"))),
        guidance=tuple(map(_guidance, node.nodes("guidance"))),
        principles=tuple(map(_principle, node.nodes("principles"))),
        approaches=tuple(map(_approach, node.nodes("approaches"))),
        suggest=tuple(map(_suggest, node.nodes("suggest"))),
        glossary=tuple(map(_term, node.nodes("glossary"))),
    )


def _aliases(node: _Node) -> tuple[tuple[str, str], ...]:
    return tuple((node.full(old), node.full_key(old)) for old in node.value)


def _scale(node: _Node) -> Scale:
    levels = [
        Level(level.string("key"), level.wording("label"), level.wording("text"))
        for level in node.nodes("levels")
    ]
    different = {level.key: level for level in levels}
    if len(different) < len(levels):
        problem = "two levels have the same key: give each its own"
        node.source.faults.append(Fault((*node.path, "levels"), problem))
    while len(different) < 2:
        # A scale needs two levels to exist; the shape already says that there are too few.
        different[f"missing {len(different)}"] = Level(f"missing {len(different)}", NO_WORDS)
    return Scale(
        key=node.full_key(),
        title=node.wording("title"),
        levels=tuple(different.values()),
        direction="down" if node.string("direction") == "down" else "up",
    )


def _instrument(node: _Node) -> Instrument:
    blanks = cast(tuple[BlankKind, ...], node.strings("blanks"))
    return Instrument(node.string("key"), node.wording("title"), blanks)


def _depth(node: _Node) -> Depth:
    return Depth(
        key=node.string("key") if node.source.is_core else node.full_key(),
        layer=node.source.pack,
        title=node.wording("title"),
        minutes=node.number("minutes"),
        description=node.wording("description"),
        screening=node.flag("screening", default=True),
        questions=tuple(map(node.full, node.strings("questions"))),
    )


def _section(node: _Node) -> Section:
    return Section(
        key=node.full_key(),
        layer=node.source.pack,
        instrument=node.string("instrument"),
        title=node.wording("title"),
        questions=tuple(map(_question, node.nodes("questions"))),
        intro=node.wording("intro"),
        approach=node.full_key("approach"),
        visible_to=_visibility(node),
        show_if=node.condition("show_if"),
    )


def _visibility(node: _Node) -> Visibility:
    default = "submitted" if node.source.is_core else "us"
    return cast(Visibility, node.string("visible_to", default))


def _add_to(node: _Node) -> AddTo:
    return AddTo(node.full_key("section"), tuple(map(_question, node.nodes("questions"))))


def _question(node: _Node) -> Question:
    sample = node.node("sample")
    return Question(
        key=node.full_key(),
        layer=node.source.pack,
        text=node.wording("text"),
        kind=node.string("kind"),
        depth=node.string("depth"),
        scale=node.full_key("scale"),
        choices=tuple(
            Choice(choice.string("key"), choice.wording("label"))
            for choice in node.nodes("choices")
        ),
        show_if=node.condition("show_if"),
        hint=node.wording("hint"),
        why=node.wording("why"),
        good=node.wording("good"),
        example=node.wording("example"),
        words_about=node.number("words_about"),
        droppable=node.flag("droppable"),
        actions=tuple(map(_action, node.nodes("actions"))),
        sample=_sample(sample) if sample else None,
    )


def _action(node: _Node) -> SuggestedAction:
    return SuggestedAction(node.full_key(), node.wording("text"), node.strings("when"))


def _sample(node: _Node) -> Sample:
    return Sample(", ".join(node.strings("value")), node.wording("words"))


def _guidance(node: _Node) -> Guidance:
    return Guidance(
        layer=node.source.pack,
        question=node.full_key("question"),
        hint=node.wording("hint"),
        why=node.wording("why"),
        good=node.wording("good"),
        example=node.wording("example"),
    )


def _principle(node: _Node) -> Principle:
    return Principle(
        key=node.full_key(),
        title=node.wording("title"),
        explanation=node.wording("explanation"),
        reflection=node.wording("reflection"),
    )


def _approach(node: _Node) -> Approach:
    return Approach(
        key=node.full_key(),
        title=node.wording("title"),
        explanation=node.wording("explanation"),
        statements=node.wordings("statements"),
        examples=tuple(
            Example(
                example.wording("title"),
                example.wording("text"),
                example.flag("fictional", default=True),
            )
            for example in node.nodes("examples")
        ),
        confirmed=node.flag("confirmed", default=True),
    )


def _suggest(node: _Node) -> Suggest:
    return Suggest(node.string("depth"), node.wording("because"), node.condition("when"))


def _term(node: _Node) -> Term:
    return Term(node.wording("term"), node.wording("meaning"))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
