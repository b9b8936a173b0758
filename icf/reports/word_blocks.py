"""The blocks of a report as paragraphs, lists and tables of a Word document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from icf.core.report import (
    Asked,
    Bars,
    Block,
    Bullets,
    Cell,
    Facts,
    Figure,
    Heading,
    QuestionAnswer,
    Table,
    Words,
)
from icf.core.typed import FORBIDDEN
from icf.reports import markup
from icf.reports.word_widths import column_widths
from icf.web.i18n import _

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

MARKS = {"off": "■", "risk": "▲", "on": "●", "done": "◆", "stopped": "▬", "none": "○"}
"""The shapes of ``icf.reports.drawing.MARKS`` as letters."""
_NOT_XML = re.compile("[\x0b\x0c]")


def plain(text: str) -> str:
    """The text without characters that a Word file cannot hold."""
    return _NOT_XML.sub("\n", FORBIDDEN.sub("", text))


class BlockWriter:
    """Writes blocks to the end of a document.

    Args:
        language: of the report; a block in another says so to the screen reader.
    """

    def __init__(self, document: Document, language: str) -> None:
        self._document = document
        self._language = language
        self._writers: dict[type, Callable[[Any], None]] = {
            Heading: self._heading,
            Words: self._words,
            Bullets: lambda block: self._list(block.items, block.numbered),
            Facts: lambda block: self.facts(block.pairs),
            Table: self._table,
            Bars: self._bars,
            Figure: self._figure,
            Asked: lambda block: self._list(block.decisions, numbered=True),
            QuestionAnswer: self._answer,
        }

    def write(self, block: Block) -> None:
        """One block, whichever it is."""
        self._writers[type(block)](block)

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Labels with their values, one to a line."""
        for label, value in pairs:
            paragraph = self._document.add_paragraph()
            paragraph.add_run(f"{plain(label)}: ").bold = True
            self._say(paragraph, value)

    def _heading(self, block: Heading) -> None:
        heading = self._document.add_heading(
            plain(block.text), level=min(max(block.level - 1, 2), 4)
        )
        heading.paragraph_format.page_break_before = block.new_page

    def _words(self, block: Words) -> None:
        if block.markdown:
            self._markdown(block)
            return
        style = {"quote": "Quote", "lead": "Body Text 2"}.get(block.look, "Normal")
        for part in re.split(r"\n\s*\n", block.text):
            if part.strip():
                paragraph = self._document.add_paragraph(style=style)
                self._say(paragraph, part.strip(), block.language)

    def _markdown(self, block: Words) -> None:
        """The simple Markdown of packs: paragraphs, lists, emphasis; a link shows its address."""
        styles = ["Normal"]
        paragraph = None
        for token in markup.markdown_tokens(block.text):
            if token.type in ("bullet_list_open", "ordered_list_open"):
                styles.append("List Bullet" if token.type.startswith("bullet") else "List Number")
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                styles.pop()
            elif token.type == "paragraph_open":
                paragraph = self._document.add_paragraph(style=styles[-1])
            elif token.type == "inline" and paragraph is not None:
                self._inline(paragraph, token.children or [], block.language)

    def _inline(self, paragraph: Paragraph, tokens: Sequence[Any], language: str) -> None:
        bold = italic = False
        address = ""
        for token in tokens:
            if token.type in ("strong_open", "strong_close"):
                bold = token.type == "strong_open"
            elif token.type in ("em_open", "em_close"):
                italic = token.type == "em_open"
            elif token.type == "link_open":
                address = str(token.attrGet("href") or "")
            elif token.type == "link_close" and address:
                self._say(paragraph, f" ({address})", language)
            elif token.type in ("softbreak", "hardbreak"):
                paragraph.add_run(" " if token.type == "softbreak" else "\n")
            elif token.content:
                self._say(paragraph, token.content, language, bold, italic)

    def _list(self, items: Iterable[str], numbered: bool) -> None:
        # Word goes on counting through a document, so numbers are written out.
        for number, item in enumerate(items, start=1):
            paragraph = self._document.add_paragraph(style=None if numbered else "List Bullet")
            self._say(paragraph, f"{number}. {item}" if numbered else item)

    def _answer(self, block: QuestionAnswer) -> None:
        question = self._document.add_paragraph()
        question.paragraph_format.keep_with_next = True
        self._say(question, block.question, block.language, bold=True)
        if block.layer:
            self._say(self._document.add_paragraph(), block.layer, block.language, italic=True)
        answer = f"{block.answer} – {block.sure}" if block.sure else block.answer
        self._say(self._document.add_paragraph(), answer, block.language)
        for part in filter(str.strip, re.split(r"\n\s*\n", block.words)):
            self._say(self._document.add_paragraph(), part.strip(), block.language)

    def _bars(self, block: Bars) -> None:
        rows = tuple((bar.label, *map(str, bar.counts)) for bar in block.rows)
        columns = (_("What"), *block.levels)
        self._table(Table(caption=block.title, columns=columns, rows=rows))

    def _figure(self, block: Figure) -> None:
        self._document.add_paragraph(plain(block.alt))
        self._table(block.table)

    def _table(self, block: Table) -> None:
        from docx.shared import Cm, Pt

        caption = self._document.add_paragraph(plain(block.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
        table: Any = self._document.add_table(rows=1, cols=len(block.columns))
        table.style = "Table Grid"
        plain_size = self._document.styles["Normal"].font.size.pt
        widths, size = column_widths(block, plain_size)
        _repeat_as_header(table.rows[0])
        for cell, name in zip(table.rows[0].cells, block.columns, strict=True):
            cell.paragraphs[0].add_run(plain(name)).bold = True
        for row in block.rows:
            cells = table.add_row().cells
            for place, (cell, said) in enumerate(zip(cells, row, strict=True)):
                self._cell(cell, said, is_header=block.row_headers and place == 0)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row in table.rows:
            _keep_together(row)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)
                cell.paragraphs[0].paragraph_format.space_after = 0
                for run in cell.paragraphs[0].runs if size < plain_size else ():
                    run.font.size = Pt(size)
        self._document.add_paragraph()

    def _cell(self, cell: Any, said: Cell | str, is_header: bool) -> None:
        one = said if isinstance(said, Cell) else Cell(said)
        text = f"{MARKS[one.mark]} {one.text}" if one.mark else one.text
        self._say(cell.paragraphs[0], text, one.language, bold=is_header)

    def _say(
        self,
        paragraph: Paragraph,
        text: str,
        language: str = "",
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        """Add words; those in another language are marked with it, and run the way it does."""
        run: Any = paragraph.add_run(plain(text))
        run.bold, run.italic = bold or None, italic or None
        spoken = language or markup.language_of(text)
        if spoken and spoken != self._language:
            _mark_language(run, spoken)
            if markup.direction(spoken) == "rtl":
                run.font.rtl = True


def _mark_language(run: Any, language: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), language)
    mark.set(qn("w:bidi"), language)
    run._r.get_or_add_rPr().append(mark)


def _repeat_as_header(row: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _keep_together(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
