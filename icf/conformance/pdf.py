"""Is a PDF accessible? The validator that is installed, and what validators miss.

Three faults that PDF/UA validators let pass, found by reading the tags: the language of a part is
lost, a link is described by an address, words in a joined or right-to-left script have no reading
order.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pikepdf

_ADDRESS = re.compile(r"https?:|www\.|mailto:|^#|\w/\w+/")
_SHAPED = re.compile(r"[\u0590-\u0DFF\uFB1D-\uFDFF\uFE70-\uFEFC]")
_MAPPING = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]*)>")


def pdf_faults(path: Path) -> list[str]:
    """A sentence per fault, by all that can be checked here; empty when there is none."""
    found = [*declared_faults(path), *links_without_words(path), *words_without_order(path)]
    return found + (validator_faults(path) if has_validator() else [])


def has_validator() -> bool:
    """Whether the package page-validation, a PDF/UA validator, is installed."""
    try:
        distribution("page-validation")
    except PackageNotFoundError:
        return False
    return True


def validator_faults(path: Path) -> list[str]:
    """What the validator says, a sentence per rule that the file breaks."""
    page: Any = import_module("page")
    report = page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1)
    failures = [f"page {failure.rule_id}: {failure.message}" for failure in report.failures]
    if not report.is_compliant and not failures:
        failures = ["page: not compliant, without saying why"]
    return failures


def declared_faults(path: Path) -> list[str]:
    """What every accessible PDF says about itself."""
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        marked = root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
        found = [] if marked and "/StructTreeRoot" in root else ["it has no tags"]
        found += [] if str(root.get("/Lang", "")) else ["it does not say its language"]
        figures = [one for one in structure(pdf) if one.S == "/Figure"] if not found else []
        if any("/Alt" not in one for one in figures):
            found.append("a drawing has no words for people who cannot see it")
    return found


def lost_languages(path: Path, languages: tuple[str, ...]) -> list[str]:
    """Those of these languages that no part says it is in."""
    with pikepdf.open(path) as pdf:
        found = {str(element.Lang) for element in structure(pdf) if "/Lang" in element}
    return [f"no part says that it is in {name}" for name in languages if name not in found]


def links_without_words(path: Path) -> list[str]:
    """Links that are described by an address, or not at all."""
    with pikepdf.open(path) as pdf:
        links = [
            link
            for page in pdf.pages
            for link in page.get("/Annots", [])
            if link.Subtype == "/Link"
        ]
        return [
            f"a link is described as {words!r}"
            for link in links
            if not (words := str(link.get("/Contents", "")))
            or words == str(link.get("/Dest", ""))
            or _ADDRESS.search(words)
        ]


def words_without_order(path: Path) -> list[str]:
    """Text in a joined or right-to-left script that no tag says in words."""
    with pikepdf.open(path) as pdf:
        return [
            f"page {number}: {text!r} has no text in reading order"
            for number, page in enumerate(pdf.pages, start=1)
            for mark, text in marked_texts(page).items()
            if _SHAPED.search(text) and not _said(pdf, page, mark)
        ]


def structure(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every structure element, in reading order."""
    yield from _below(pdf.Root.StructTreeRoot)


def actual_texts(path: Path) -> list[str]:
    """The texts given for elements, in reading order."""
    with pikepdf.open(path) as pdf:
        return [str(element.ActualText) for element in structure(pdf) if "/ActualText" in element]


def marked_texts(page: pikepdf.Page) -> dict[int, str]:
    """What is drawn in each marked part of a page, by its number, as the fonts spell it."""
    spelling: dict[str, dict[int, str]] = {}
    texts: dict[int, str] = {}
    marks: list[int | None] = []
    font = ""
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC" | "BMC":
                properties = operands[-1]
                number = (
                    properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
                )
                marks.append(None if number is None else int(number))
            case "EMC":
                marks.pop()
            case "Tf":
                font = str(operands[0])
                if font not in spelling:
                    spelling[font] = _spelling(page.Resources.Font[font])
            case "Tj" | "TJ" if marks and marks[-1] is not None:
                texts[marks[-1]] = texts.get(marks[-1], "") + _spelled(operands[0], spelling[font])
    return texts


def _below(element: Any) -> Iterator[pikepdf.Dictionary]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)


def _said(pdf: pikepdf.Pdf, page: pikepdf.Page, mark: int) -> bool:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    tree = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    element = tree[int(page.StructParents)][mark]
    while "/S" in element:
        if "/ActualText" in element or "/Alt" in element:
            return True
        element = element.P
    return False


def _spelling(font: Any) -> dict[int, str]:
    pairs = _MAPPING.findall(font.ToUnicode.read_bytes())
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs
    }


def _spelled(operand: Any, spelling: dict[int, str]) -> str:
    pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
    glyphs = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    numbers = (int.from_bytes(glyphs[i : i + 2], "big") for i in range(0, len(glyphs), 2))
    return "".join(spelling.get(number, "") for number in numbers)
