"""A workbook from a stranger, opened with care: its cells as texts, or a plain refusal.

Before any cell is looked at, the zip's sizes are bounded and its XML is free of entities. A formula
is a fault: what it shows depends on the program that opened it last.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from icf.errors import PackError
from icf.packfile.tree import Place
from icf.packfile.workbook_layout import COMMENT, IGNORED, SHEETS

FILE_LIMIT = 5_000_000
UNPACKED_LIMIT = 20_000_000
PART_LIMIT = 500
TAG_LIMIT = 200_000
"""Opening and closing tags together; reading takes about a second for that many."""
ROW_LIMIT = 5_000
COLUMN_LIMIT = 100
CELL_LIMIT = 12_000
"""Filled cells that are read, enough for a thousand questions with twelve texts each."""
FAULT_LIMIT = 1_000
LAST_ROW = 1_048_576
XML_ENDINGS = (".xml", ".rels", ".vml")
XML_BEGINNINGS = (
    *(b"<", b"\0<", b"\0\0\0<", b"Lo\xa7\x94"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"),
)
"""How XML begins in each encoding that a parser may recognise, whatever a part is called."""
OUR_SHEETS = tuple(sheet.name for sheet in SHEETS)
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")


@dataclass(frozen=True)
class Line:
    """A filled row.

    Args:
        sheet: the sheet's number among those that are read.
        row: counted from 1, as a spreadsheet shows it.
        cells: (column counted from 1, text) by header; empty cells are left out.
    """

    sheet: int
    row: int
    cells: dict[str, tuple[int, str]]

    def text(self, header: str) -> str:
        """The text below a header; empty when the cell is."""
        return self.cells[header][1] if header in self.cells else ""

    def place(self, header: str = "") -> Place:
        """Where the cell below a header is, or where the row is."""
        column = self.cells[header][0] if header in self.cells else 0
        return (self.sheet, self.row, column)


@dataclass
class Cells:
    """What a workbook holds.

    Args:
        headers: (header, place) of each known sheet.
        lines: the filled rows of each known sheet, without those that are examples.
        others: the names of sheets that are not ours.
        faults: cells that cannot be read.
        filled: how many cells the lines have together.
    """

    headers: dict[str, dict[str, Place]] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    faults: list[tuple[Place, str]] = field(default_factory=list)
    filled: int = 0


def read_cells(
    content: bytes, name: str, sheets: Sequence[str] = OUR_SHEETS, examples: bool = True
) -> Cells:
    """The cells of a workbook.

    Args:
        sheets: the names of the sheets that are read, in small letters.
        examples: rows that begin with ``#`` are examples, and left out.

    Raises:
        PackError: it is too large, damaged, or not a workbook.
    """
    _check_zip(content, name)
    # openpyxl has no list of what it may raise on a damaged file: it is a stranger's code reading a
    # stranger's bytes, and whatever it says means that the file cannot be used.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, name, sheets, examples)
    except PackError:
        raise
    except Exception as error:
        raise _unreadable(name) from error


def _read(content: bytes, name: str, sheets: Sequence[str], examples: bool) -> Cells:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    known = {sheet: number for number, sheet in enumerate(sheets)}
    cells = Cells()
    for page in book.worksheets:
        title = page.title.strip().lower()
        if title in known and title not in cells.lines:
            _read_sheet(page, known[title], title, cells, name, examples)
        elif page.title not in IGNORED:
            cells.others.append(page.title)
    return cells


def _read_sheet(
    page: Any, number: int, title: str, cells: Cells, name: str, examples: bool
) -> None:
    columns: dict[int, str] = {}
    cells.lines[title] = []
    empty: object = None
    rows = page.iter_rows(max_row=LAST_ROW, max_col=COLUMN_LIMIT + 1)
    for row_number, row in enumerate(rows, start=1):
        # Rows that the file leaves out are one and the same object.
        if row is empty:
            continue
        filled = [(place, cell) for place, cell in enumerate(row, start=1) if _is_filled(cell)]
        if not filled:
            empty = row
            continue
        if row_number > ROW_LIMIT or filled[-1][0] > COLUMN_LIMIT:
            raise PackError(
                f"The sheet {title} has something in row {row_number}, beyond the "
                f"{ROW_LIMIT:,} rows and {COLUMN_LIMIT} columns that are read.",
                "Delete what is there, or split the workbook.",
                where=name,
            )
        if not columns:
            columns = _read_headers(filled, number, row_number, title, cells)
        elif not (examples and str(filled[0][1].value).lstrip().startswith(COMMENT)):
            line = Line(number, row_number, dict(_texts(filled, columns, number, cells)))
            cells.lines[title].append(line)
            cells.filled += len(filled)
        if cells.filled > CELL_LIMIT:
            raise PackError(
                f"The workbook has more than {CELL_LIMIT:,} filled cells.",
                "Split it into two.",
                where=f"{name}: sheet {title}, row {row_number}",
            )
        if len(cells.faults) > FAULT_LIMIT:
            raise _unreadable(name)


def _read_headers(
    filled: list[tuple[int, Any]], number: int, row: int, title: str, cells: Cells
) -> dict[int, str]:
    columns: dict[int, str] = {}
    headers = cells.headers[title] = {}
    for place, cell in filled:
        header = _header(str(cell.value))
        if header in headers:
            problem = f"the column “{header}” is there twice: delete one of them"
            cells.faults.append(((number, row, place), problem))
        else:
            headers[header] = (number, row, place)
            columns[place] = header
    return columns


def _header(text: str) -> str:
    name, colons, language = text.strip().partition("::")
    return name.strip().lower().replace(" ", "_") + colons + language.strip()


def _texts(
    filled: list[tuple[int, Any]], columns: dict[int, str], number: int, cells: Cells
) -> Iterator[tuple[str, tuple[int, str]]]:
    for place, cell in filled:
        where = (number, cell.row, place)
        if place not in columns:
            problem = "there is no name above this column: write one in the first row, or clear it"
            cells.faults.append((where, problem))
            continue
        if cell.data_type == "f":
            cells.faults.append((where, "this is a formula: write the text or number itself"))
        elif cell.data_type == "e":
            cells.faults.append((where, f"this shows the error {cell.value}: write a text"))
        yield columns[place], (place, _text(cell.value))


def _is_filled(cell: Any) -> bool:
    return cell.value is not None and str(cell.value).strip() != ""


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip()


def _check_zip(content: bytes, name: str) -> None:
    if len(content) > FILE_LIMIT:
        raise PackError("The workbook is larger than 5 MB.", "Split it into two.", where=name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > UNPACKED_LIMIT or len(parts) > PART_LIMIT:
                raise PackError(
                    f"The workbook unpacks to {size:,} bytes in {len(parts)} parts; "
                    f"{UNPACKED_LIMIT:,} and {PART_LIMIT} are the limits.",
                    "Delete empty rows below your questions, and pictures.",
                    where=name,
                )
            tags = 0
            for part in parts:
                text = archive.read(part)
                if part.filename.endswith(XML_ENDINGS) or text.startswith(XML_BEGINNINGS):
                    _check_xml(text, name)
                    tags += text.count(b"<")
            if tags > TAG_LIMIT:
                raise PackError(
                    f"The workbook has more cells than {TAG_LIMIT:,} XML tags can hold.",
                    "Delete empty rows below your questions, or split it into two.",
                    where=name,
                )
    except PackError:
        raise
    except Exception as error:
        # A zip can be damaged in as many ways.
        raise _unreadable(name) from error


def _check_xml(text: bytes, name: str) -> None:
    """Refuses entities, in whatever letters they are written."""
    start = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    encoding = ENCODING.search(start[:200])
    is_plain = start.startswith(b"<") and b"\0" not in text
    is_utf8 = encoding is None or encoding.group(1).lower() in (b"utf-8", b"us-ascii")
    if not is_plain or not is_utf8 or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise PackError(
            "The workbook has XML in it that no spreadsheet program writes.",
            "Open it in a spreadsheet program and save it anew.",
            where=name,
        )


def _unreadable(name: str) -> PackError:
    return PackError(
        "This is not a workbook that can be read: it is damaged, or of another kind.",
        "Save it as .xlsx in a spreadsheet program, without a password.",
        where=name,
    )
