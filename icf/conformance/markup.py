"""A page as a tree of elements, read with the standard library alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


@dataclass(eq=False)
class Element:
    """One element. ``children`` holds elements and texts in order."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The value of an attribute; empty where it has none."""
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """All text in it, as it is written."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, *tags: str) -> Iterator["Element"]:
        """Every element below with one of these tags, in order; all of them without tags."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def inside(self, tag: str) -> bool:
        """Whether an element with this tag is around it."""
        parent = self.parent
        while parent is not None and parent.tag != tag:
            parent = parent.parent
        return parent is not None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(made)
        if tag not in VOID:
            self._open = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        place: Element | None = self._open
        while place is not None and place.tag != tag:
            place = place.parent
        if place is not None and place.parent is not None:
            self._open = place.parent

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)


def read_html(html: str) -> Element:
    """The tree of a page; its root has no tag."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root
