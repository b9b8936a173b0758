"""A workbook that came back: its rows by the names of their columns, whatever program saved it."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from icf.errors import InvalidInput, PackError
from icf.offline.returned import Line, Problem, Returned
from icf.offline.workbook import (
    ANSWER,
    ANSWERS,
    CODE,
    KEY,
    OPEN,
    PART,
    REASON,
    SHEETS,
    SURE,
    WORDS,
    column_letters,
    headers,
)
from icf.web.i18n import _, ngettext

MACROS = "vbaproject.bin"
MERGED = b"<mergeCell "
CARRIED = {WORDS: "words", REASON: "reason", SURE: "strength"}

Texts = Mapping[int, str]
"""The texts of a row, by our number of the column, wherever it stands in the file."""


def read_workbook(content: bytes, name: str) -> Returned:
    """What a workbook says that came back.

    Raises:
        InvalidInput: it cannot be read at all.
    """
    _refuse_macros(content)
    # Not at the top: what reads workbooks takes long to import, and most requests read none.
    from icf.packfile.workbook_file import read_cells

    try:
        cells = read_cells(content, name, SHEETS, examples=False)
    except PackError as error:
        raise InvalidInput(error.message, error.hint, where="file") from error
    if SHEETS[0] not in cells.lines:
        raise InvalidInput(
            _("The workbook has no sheet “%(name)s”.", name=ANSWERS),
            _("Take the file out again, and keep the names of its sheets."),
            where="file",
        )
    columns = _columns(cells.headers.get(SHEETS[0], {}))
    lines = cells.lines[SHEETS[0]]
    keys = {line.row: _texts(line, columns).get(KEY, "").partition("#")[0] for line in lines}
    problems = [
        Problem(_row(place), f"{words[:1].upper()}{words[1:]}.", keys.get(place[1], ""))
        for place, words in sorted(cells.faults)
        if place[0] == 0
    ]
    merged = _merged_rows(content)
    problems += _about_merged(merged, keys)
    faulty = {place[1] for place, _words in cells.faults if place[0] == 0}.union(*merged.values())
    read = [(line.row, _texts(line, columns)) for line in lines if line.row not in faulty]
    problems += _without_key(read)
    carries = frozenset(part for column, part in CARRIED.items() if column in columns.values())
    found, doubled = _lines(read, carries)
    warnings = [*_missing_columns(columns), *_other_columns(lines, columns)]
    code = _code_of(cells.lines.get(SHEETS[1], []))
    return Returned(code, tuple(found), (*problems, *doubled), tuple(warnings))


def _refuse_macros(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            has_macros = any(name.lower().endswith(MACROS) for name in archive.namelist())
    # The last is what zipfile raises for a password, or a way of packing that it does not know.
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return  # read_cells says what is wrong with it
    if has_macros:
        raise InvalidInput(
            _("The workbook has macros in it, which are not taken."),
            _("Save it as .xlsx, without macros."),
            where="file",
        )


def _columns(met: Mapping[str, Any]) -> dict[str, int]:
    """Our columns, by the name above them in the file.

    Raises:
        InvalidInput: those without which nothing can be read are not there.
    """
    ours = {_plain(text): number for number, text in enumerate(headers(), start=1)}
    found = {header: ours[_plain(header)] for header in met if _plain(header) in ours}
    for column in (KEY, ANSWER):
        if column not in found.values():
            raise InvalidInput(
                _(
                    "The sheet “%(sheet)s” has no column “%(column)s”.",
                    sheet=ANSWERS,
                    column=headers()[column - 1],
                ),
                _(
                    "Put the first row back as it was, or take the file out again and copy your"
                    " answers over."
                ),
                where="file",
            )
    return found


def _plain(header: str) -> str:
    return " ".join(header.replace("_", " ").casefold().split())


def _texts(line: Any, columns: Mapping[str, int]) -> Texts:
    return {
        columns[header]: text
        for header, (_place, text) in line.cells.items()
        if header in columns and text
    }


def _lines(
    rows: Sequence[tuple[int, Texts]], carries: frozenset[str]
) -> tuple[list[Line], list[Problem]]:
    """One line for each question: those of several rows are put together."""
    by_name: dict[str, list[tuple[int, Texts]]] = {}
    for row, texts in rows:
        if texts.get(KEY):
            by_name.setdefault(texts[KEY].strip(), []).append((row, texts))
    doubled = [_twice(name, found) for name, found in by_name.items() if len(found) > 1]
    spoilt = {name.partition("#")[0] for name, found in by_name.items() if len(found) > 1}
    by_key: dict[str, dict[str, tuple[int, Texts]]] = {}
    for name, found in by_name.items():
        key = name.partition("#")[0]
        if key not in spoilt:
            by_key.setdefault(key, {})[name[len(key) :]] = found[0]
    return [_line(key, found, carries) for key, found in by_key.items()], doubled


def _line(key: str, found: Mapping[str, tuple[int, Texts]], carries: frozenset[str]) -> Line:
    """The line of a question.

    Args:
        found: its rows by what stands after its name: nothing, ``#part#…`` or ``#open``.
    """
    numbers = sorted(row for row, _texts in found.values())
    texts = {end: own for end, (_row, own) in found.items()}
    own = {
        end[len(PART) :]: one.get(ANSWER, "") for end, one in texts.items() if end.startswith(PART)
    }
    whole, blank = texts.get("", {}), texts.get(OPEN, {})
    answer = {"value": [whole[ANSWER]]} if whole.get(ANSWER) else {}
    beside = whole or blank
    return Line(
        where=_("Row %(row)s", row=numbers[0])
        if len(numbers) == 1
        else _("Rows %(rows)s", rows=", ".join(map(str, numbers))),
        key=key[:200],
        fields=answer or {part: [text] for part, text in own.items() if text},
        blank=blank.get(ANSWER, ""),
        reason=beside.get(REASON, ""),
        words=beside.get(WORDS, ""),
        strength=beside.get(SURE, ""),
        carries=carries if beside or "" in texts or OPEN in texts else frozenset(),
        parts=frozenset(own) if own else None,
    )


def _row(place: tuple[int, ...]) -> str:
    if not place[2]:
        return _("Row %(row)s", row=place[1])
    return _("Row %(row)s, column %(column)s", row=place[1], column=column_letters(place[2] - 1))


def _without_key(rows: Sequence[tuple[int, Texts]]) -> Iterator[Problem]:
    for row, texts in rows:
        if not texts.get(KEY) and any(texts.get(one) for one in (ANSWER, REASON, WORDS, SURE)):
            yield Problem(
                _("Row %(row)s", row=row),
                _("The name of the question is gone, so nobody can tell what was answered."),
            )


def _twice(name: str, found: Sequence[tuple[int, Texts]]) -> Problem:
    words = ngettext(
        "“%(key)s” is there %(num)s time.", "“%(key)s” is there %(num)s times.",
        len(found), key=name[:80],
    )  # fmt: skip
    where = _("Rows %(rows)s", rows=", ".join(str(row) for row, _texts in found))
    cure = _("Keep one of the rows and delete the others.")
    return Problem(where, f"{words} {cure}", name.partition("#")[0])


def _merged_rows(content: bytes) -> dict[str, set[int]]:
    """The rows below the first that have merged cells, by where those are."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(MERGED in archive.read(name) for name in names):
            return {}
    from openpyxl import load_workbook

    from icf.packfile.workbook_file import ROW_LIMIT

    try:
        book = load_workbook(BytesIO(content), keep_links=False)
    # It was read once already; what else may be wrong with it has no list.
    except Exception as error:
        raise InvalidInput(
            _("The workbook has cells that were merged, and cannot be read with them."),
            _("Split the cells again in the program that you filled it in with."),
            where="file",
        ) from error
    page = next(one for one in book.worksheets if one.title.strip().lower() == SHEETS[0])
    return {
        one.coord: set(range(max(one.min_row, 2), min(one.max_row, ROW_LIMIT) + 1))
        for one in page.merged_cells.ranges
        if one.max_row > 1
    }


def _about_merged(merged: Mapping[str, set[int]], keys: Mapping[int, str]) -> Iterator[Problem]:
    words = _(
        "They were merged, so nobody can tell which question the answer belongs to. Split them, and"
        " write each answer into its own row."
    )
    for place, rows in merged.items():
        for row in sorted(rows & keys.keys()):
            where = _("Row %(row)s, cells %(cells)s", row=row, cells=place)
            yield Problem(where, words, keys[row])


def _missing_columns(columns: Mapping[str, int]) -> Iterator[str]:
    gone = [headers()[one - 1] for one in CARRIED if one not in columns.values()]
    if gone:
        yield _(
            "Columns are gone: %(which)s. What stands here in their place stays.",
            which=", ".join(f"“{one}”" for one in gone),
        )


def _other_columns(lines: Sequence[Any], columns: Mapping[str, int]) -> Iterator[str]:
    met = dict.fromkeys(
        header for line in lines for header, (_p, text) in line.cells.items() if text
    )
    others = [header.replace("_", " ") for header in met if header not in columns]
    if others:
        yield _(
            "Columns that are not ours were not read: %(which)s. Copy what you want to keep.",
            which=", ".join(f"“{one[:40]}”" for one in others[:10]),
        )


def _code_of(lines: Sequence[Any]) -> str:
    """What stands beside the word “Code”, wherever that is."""
    for line in lines:
        texts = [text for _column, text in line.cells.values()]
        if len(texts) > 1 and texts[0].strip().lower() == CODE.lower():
            return str(texts[1])
    return ""
