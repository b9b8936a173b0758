"""What WeasyPrint 70 leaves out of a PDF's tags, put in while it writes them.

It drops the language of parts, describes links by their address, has no role for definition lists,
emphasis and decoration, and gives text in other scripts no reading order. Neither of its functions
patched here is public, so ``repair`` refuses a version whose functions look different, and
``tests/reports/test_tagging.py`` would say so first. Runs in the worker only.
"""

import inspect
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import ModuleType
from typing import Any

import pydyf

from icf.errors import ReportError

EXPECTED = {
    "_build_box_tree": ("box", "parent", "pdf", "page_number", "nums", "annotations", "tags"),
    "_get_pdf_tag": ("tag",),
    "marked": ("self", "box", "tag"),
}

# Scripts whose glyphs are joined, reordered or drawn from right to left: what a PDF reader finds on
# the page is not what was written, so the text itself is written beside it.
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]")
_SHAPED = re.compile(r"[\u0590-\u0DFF\uFB1D-\uFDFF\uFE70-\uFEFC]")

_ROLES = {
    "dt": "Lbl",
    "dd": "LBody",
    "strong": "Strong",
    "b": "Strong",
    "em": "Em",
    "i": "Em",
    "figure": "Div",
}
_ROLE_MAP = {"Strong": "/Span", "Em": "/Span"}

_POINTS_PER_PIXEL = 0.75

Element = Any  # pydyf.Dictionary, a structure element
Box = Any  # a WeasyPrint box


def repair(tags: ModuleType, stream: type) -> None:
    """Patch ``weasyprint.pdf.tags`` and ``weasyprint.pdf.stream.Stream`` of this process.

    Raises:
        ReportError: this version of WeasyPrint is made differently.
    """
    for owner, name in ((tags, "_build_box_tree"), (tags, "_get_pdf_tag"), (stream, "marked")):
        found = getattr(owner, name, None)
        if found is None or tuple(inspect.signature(found).parameters) != EXPECTED[name]:
            raise ReportError(
                f"This version of WeasyPrint has no {name} that we know how to add tags to.",
                'Install the locked version: pip install "weasyprint>=70,<71".',
            )
    _repair_roles(tags)
    _repair_tree(tags)
    _repair_marks(stream)


def mark_decoration(document: Any) -> None:
    """Say which boxes of a laid-out document are decoration: page margins and ``aria-hidden``."""
    for page in document.pages:
        _mark(page._page_box, False)


def finish(_document: Any, pdf: Any) -> None:
    """Say what our own roles stand for, and what each glyph does.

    In joined scripts a glyph may be a mere part of a letter; WeasyPrint gives such a glyph no
    character, which PDF/UA forbids. A joiner says nothing when read.
    """
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            if b"begincmap" in item.stream:
                item.stream = [line.replace(b"<>", b"<200d>") for line in item.stream]
        elif isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructTreeRoot":
            item["RoleMap"] = pydyf.Dictionary(_ROLE_MAP)


def _mark(box: Box, inside: bool) -> None:
    box = _placed(box)
    hidden = box.element is not None and box.element.get("aria-hidden") == "true"
    box.decoration = inside or hidden or type(box).__name__ == "MarginBox"
    for child in getattr(box, "children", ()):
        _mark(child, box.decoration)


def _placed(box: Box) -> Box:
    """The box itself where WeasyPrint holds a placeholder for one that is placed elsewhere."""
    return getattr(box, "_box", box)


def _repair_roles(tags: Any) -> None:
    original = tags._get_pdf_tag

    def get_pdf_tag(tag: str | None) -> str:
        return _ROLES.get(tag or "") or original(tag)

    tags._get_pdf_tag = get_pdf_tag


def _repair_marks(stream: Any) -> None:
    original = stream.marked

    def marked(self: Any, box: Box, tag: str) -> AbstractContextManager[None]:
        if getattr(box, "decoration", False):
            return self.artifact() if self._tags is not None else nullcontext()
        words = getattr(box, "text", "")
        if self._tags is not None and _SHAPED.search(words) and not _RIGHT_TO_LEFT.search(words):
            return _marked_with_words(self, box, tag)
        return original(self, box, tag)

    stream.marked = marked


@contextmanager
def _marked_with_words(stream: Any, box: Box, tag: str) -> Iterator[None]:
    """As ``Stream.marked``, with the words themselves, for programs that copy or search text.

    Not for words from right to left: PDFium and Poppler turn these round, and the line with them.
    """
    number = len(stream._tags)
    stream._tags[box] = {"tag": tag, "mcid": number}
    stream.begin_marked_content(
        tag, pydyf.Dictionary({"MCID": number, "ActualText": pydyf.String(box.text)})
    )
    try:
        yield
    finally:
        stream.end_marked_content()


def _repair_tree(tags: Any) -> None:
    original = tags._build_box_tree
    page: Box = None

    def build_box_tree(
        box: Box,
        parent: Element,
        pdf: Any,
        page_number: int,
        nums: Any,
        annotations: Any,
        tags: Any,
    ) -> Iterator[Element]:
        nonlocal page
        box = _placed(box)
        if getattr(box, "decoration", False):
            return
        if type(box).__name__ == "PageBox":
            page = box
        _describe_link(box)
        for element in original(box, parent, pdf, page_number, nums, annotations, tags):
            _repair_element(element, box, parent, page)
            yield element

    tags._build_box_tree = build_box_tree


def _repair_element(element: Element, box: Box, parent: Element, page: Box) -> None:
    if box.element is None or box.element.tag in ("html", "body"):
        return
    if element["S"] in ("/Lbl", "/LBody") and parent["S"] == element["S"]:
        element["S"] = "/NonStruct"  # an anonymous box inside the one that has the role
    if element["S"] == "/Div" and parent["S"] == "/L":
        element["S"] = "/LI"
    if element["S"] == "/Figure":
        _repair_figure(element, box, page)
    if language := box.element.get("lang"):
        element["Lang"] = pydyf.String(language)
    words = _own_words(box)
    if _SHAPED.search(words):
        element["ActualText"] = pydyf.String(words)


def _repair_figure(element: Element, box: Box, page: Box) -> None:
    """Alternative words from ``aria-label``, and the place on the page as PDF counts: upwards."""
    left, top, height = box.content_box_x(), box.content_box_y(), page.margin_height()
    corners = (left, height - top - box.height, left + box.width, height - top)
    element["A"]["BBox"] = pydyf.Array(corner * _POINTS_PER_PIXEL for corner in corners)
    if words := box.element.get("aria-label"):
        element["Alt"] = pydyf.String(words)


def _describe_link(box: Box) -> None:
    if box.element is None or not box.link_annotation or box.element.tag in ("html", "body"):
        return
    words = box.element.get("aria-label") or " ".join("".join(box.element.itertext()).split())
    if words:
        box.link_annotation["Contents"] = pydyf.String(words)


def _own_words(box: Box) -> str:
    """The words that stand directly in a box on this page, in the order in which they were written.

    Empty when elements stand between them: those say their own words.
    """
    lines: list[str] = []
    for child in getattr(box, "children", ()):
        inside = child.children if type(child).__name__ == "LineBox" else [child]
        if not all(type(part).__name__ == "TextBox" for part in inside):
            return ""
        lines.append("".join(part.text for part in inside))
    return " ".join(line.strip() for line in lines)
