"""The tables of a report as a spreadsheet: a sheet for each, and one that says what it is.

Every cell is written as text, so that nothing that somebody typed is ever worked out as a formula.
Days that we know to be days are written as days, so that they can be put in order; counts as
numbers, so that they can be added up.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from icf.core.report import Bars, Block, Cell, Figure, QuestionAnswer, Report, Table
from icf.reports.count_cell import count_cell
from icf.reports.word_blocks import MARKS, plain
from icf.web.i18n import _

Row = tuple[Cell | str, ...]
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_LENGTH = 31
CELL_LENGTH = 32_767
"""What the format allows."""
FIRST_YEAR = 1901
"""Spreadsheets count days from 1900, and not all of them count that year alike."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']+")


def report_xlsx(report: Report) -> bytes:
    """The report's tables, charts and answers as the content of an ``.xlsx`` file."""
    tables = list(tables_of(report))
    return tables_xlsx(report.title, report.organisation, [_about(report, tables), *tables])


def tables_xlsx(title: str, author: str, tables: Sequence[Table]) -> bytes:
    """Tables as the content of an ``.xlsx`` file: a sheet for each, headings stay in view."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": plain(title)[:255], "author": author[:255]})
    writer = _Writer(book)
    for table in tables:
        writer.sheet(table)
    book.close()
    return stream.getvalue()


def tables_of(report: Report) -> Iterator[Table]:
    """Every table of a report in its order; charts as tables, the answers of a part as one."""
    parts = (*((report.front,) if report.front else ()), *report.parts)
    for part in parts:
        for block in part.blocks:
            yield from _table_of(block)
        answers = [block for block in part.blocks if isinstance(block, QuestionAnswer)]
        if answers:
            columns = (_("Question"), _("Answer"), _("How sure"), _("In words"), _("Added by"))
            rows = tuple(
                (one.question, one.answer, one.sure, one.words, one.layer) for one in answers
            )
            yield Table(caption=part.title, columns=columns, rows=rows)


def _table_of(block: Block) -> Iterator[Table]:
    if isinstance(block, Table):
        yield block
    elif isinstance(block, Figure):
        yield block.table
    elif isinstance(block, Bars):
        rows: tuple[Row, ...] = tuple(
            (bar.label, *map(count_cell, bar.counts)) for bar in block.rows
        )
        yield Table(caption=block.title, columns=(_("What"), *block.levels), rows=rows)


def _about(report: Report, tables: list[Table]) -> Table:
    facts: list[tuple[str, Cell | str]] = [
        (_("Title"), report.title),
        (_("What it is"), report.subtitle),
        (_("Organisation"), report.organisation),
        (_("Reference"), report.reference),
        (_("Version"), report.version + (f" – {_('Draft')}" if report.draft else "")),
        (_("Made on"), Cell(report.made_on, day=report.made_on)),
        (_("Protective marking"), report.marking),
        (_("Who sees this?"), report.seen_by),
        *(report.cover.facts if report.cover else ()),
        *(
            (_("Sheet %(number)s", number=place + 1), one.caption)
            for place, one in enumerate(tables, 1)
        ),
    ]
    rows = tuple(fact for fact in facts if _text(fact[1]))
    return Table(caption=_("About"), columns=(_("What"), _("Says")), rows=rows)


class _Writer:
    """Writes tables as sheets, each under a name of its own."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        self._cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self._day = book.add_format({"valign": "top", "align": "left", "num_format": "d mmmm yyyy"})
        self._count = book.add_format({"valign": "top", "align": "left", "num_format": "0"})
        # The program that most people use keeps this name for itself.
        self._names = {"history"}

    def sheet(self, table: Table) -> None:
        page = self._book.add_worksheet(self._name(table.caption))
        page.freeze_panes(1, 1)
        for place, width in enumerate(_widths(table)):
            page.set_column(place, place, width)
        for place, name in enumerate(table.columns):
            page.write_string(0, place, plain(name), self._head)
        for number, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row):
                self._write(page, number, place, cell)
        if table.rows:
            page.autofilter(0, 0, len(table.rows), len(table.columns) - 1)

    def _write(self, page: Any, row: int, column: int, cell: Cell | str) -> None:
        day, count = _day_of(cell), cell.number if isinstance(cell, Cell) else None
        if day is not None:
            page.write_datetime(row, column, datetime.combine(day, time()), self._day)
        elif count is not None:
            page.write_number(row, column, count, self._count)
        else:
            page.write_string(row, column, _text(cell), self._cell)

    def _name(self, caption: str) -> str:
        """A sheet's name: at most 31 letters, and no other has it."""
        clean = " ".join(_NOT_IN_NAMES.sub(" ", plain(caption)).split()) or _("Table")
        name, number = clean[:NAME_LENGTH].strip(), 1
        while name.casefold() in self._names:
            number += 1
            name = f"{clean[: NAME_LENGTH - len(str(number)) - 1].strip()} {number}"
        self._names.add(name.casefold())
        return name


def _day_of(cell: Cell | str) -> date | None:
    """The day that a cell says; None for other cells, and for days before spreadsheets begin."""
    if isinstance(cell, Cell) and cell.day:
        with suppress(ValueError):
            found = date.fromisoformat(cell.day)
            return found if found.year >= FIRST_YEAR else None
    return None


def _text(cell: Cell | str) -> str:
    one = cell if isinstance(cell, Cell) else Cell(cell)
    text = f"{MARKS[one.mark]} {one.text}" if one.mark else one.text
    return plain(text)[:CELL_LENGTH]


def _widths(table: Table) -> list[int]:
    """As wide as the longest line, between 12 and 60 letters."""
    found = []
    for place, name in enumerate(table.columns):
        texts = [name, *(_text(row[place]) for row in table.rows)]
        longest = max(len(line) for text in texts for line in text.split("\n"))
        found.append(min(max(longest + 2, 12), 60))
    return found
