"""The blocks that a report is made of. One report becomes a page, a PDF, and later Word and sheets.

Texts in blocks are plain text in the report's language, already translated; renderers escape them.
``Words`` with ``markdown=True`` may hold the simple Markdown of packs.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading. Level 2 begins a part, 3 and 4 are within it; level 1 is the report's title."""

    text: str
    level: int = 2
    anchor: str = ""
    new_page: bool = False


@dataclass(frozen=True)
class Words:
    """A paragraph, or several separated by an empty line.

    Args:
        language: only when it differs from the report's.
        look: ``plain``, ``lead`` (larger), ``quote`` (somebody's own words), ``note`` (small).
    """

    text: str
    markdown: bool = False
    language: str = ""
    look: str = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list; numbered when the order or the number matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Label and value pairs, such as "Lead: Parks team"."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """A table cell.

    Args:
        mark: draws a shape by the word: off, risk, on, done, stopped or none.
        day: the day that the text says, such as 2026-11-21, so that a spreadsheet has it as one.
        number: the count that the text says, so that a spreadsheet can add it up; None for text,
            such as a reference or a rating.
    """

    text: str
    mark: str = ""
    language: str = ""
    day: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Table:
    """A table with a caption; headers repeat on every page.

    Args:
        columns: the headers.
        rows: each as long as ``columns``.
        widths: share of the width per column in percent; empty for equal.
        row_headers: the first cell of each row is its header.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    widths: tuple[int, ...] = ()
    row_headers: bool = True


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: counts per level, drawn end to end in the order of their levels."""

    label: str
    counts: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True)
class Bars:
    """Counts per level for each row: a chart with its table. Never an average, never one number.

    Args:
        levels: labels, lowest level first; blanks and unanswered may follow as levels of their own.
        looks: one of ``low mid high blank none`` per level, which decides colour and pattern.
    """

    title: str
    levels: tuple[str, ...]
    rows: tuple[Bar, ...]
    looks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A drawing with the table that says the same in words.

    Args:
        svg: an ``<svg>`` element with ``<title>``; shapes and text only, no scripts or links.
        alt: what the drawing shows, in a sentence.
    """

    title: str
    svg: str
    alt: str
    table: Table


@dataclass(frozen=True)
class Asked:
    """A decision asked for, numbered in order on the decisions page."""

    decisions: tuple[str, ...]


@dataclass(frozen=True)
class QuestionAnswer:
    """A question with its answer, for appendices and the printed checklist.

    Args:
        layer: "Added by …" or empty for the core.
        answer: the answer as displayed, or the blank with its reason, or "Not answered"; empty
            where all that was said stands in ``words``.
    """

    question: str
    answer: str
    words: str = ""
    sure: str = ""
    layer: str = ""
    language: str = ""


Block = Heading | Words | Bullets | Facts | Table | Bars | Figure | Asked | QuestionAnswer


@dataclass(frozen=True)
class Part:
    """A part of a report: begins with its heading. ``detaches`` marks an appendix."""

    title: str
    blocks: tuple[Block, ...]
    detaches: bool = False
    new_page: bool = False


@dataclass(frozen=True)
class Cover:
    """The cover of a standard or full plan; the quick plan has none.

    Args:
        asks: "The Board is asked to …", empty when nothing is asked.
        facts: meeting, agenda item, author, wards, public or private and so on.
    """

    asks: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Theme:
    """How a report looks, where that differs from the toolkit's own look.

    Args:
        accent: of headings and lines, as ``#rrggbb``; white words on it have to be readable.
        font_size: of the plain text in points, from 9 to 18; headings grow with it.
        line_height: from 1.2 to 2 times the size of the text.
    """

    accent: str = "#12436d"
    font_size: float = 11
    line_height: float = 1.42


@dataclass(frozen=True)
class Report:
    """Everything that a report says, in order, with nothing left to compute.

    Args:
        title: of the document, and its level 1 heading.
        subtitle: what it is of and for, such as "Project plan – Millbrook garden".
        language: BCP 47, such as ``en-GB``.
        organisation: whose report it is.
        reference: printed in every footer with ``version``.
        marking: the protective marking printed on each page; empty for none.
        seen_by: the "who sees this?" sentence.
        draft: prints "Draft" on each page.
        cover: None when the report has no cover and no contents.
        front: the page that answers the chair alone, right after the cover; or None.
        theme: how it looks, where an add-on has chosen; None for the toolkit's own look.
    """

    title: str
    subtitle: str
    language: str
    organisation: str
    reference: str
    version: str
    made_on: str
    marking: str = ""
    seen_by: str = ""
    draft: bool = False
    cover: Cover | None = None
    front: Part | None = None
    parts: tuple[Part, ...] = field(default_factory=tuple)
    theme: Theme | None = None
