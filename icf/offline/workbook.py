"""A checklist as a workbook: locked keys, answers picked from lists, and read back with care."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from icf.core.kinds import plain_export
from icf.errors import InvalidInput, PackError
from icf.offline.form import BLANK, Item, strength_options
from icf.offline.returned import Line, Problem, Returned
from icf.web.i18n import _, ngettext

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

ANSWERS, ABOUT, LISTS = "Answers", "About this file", "Lists"
SHEETS = (ANSWERS.lower(), ABOUT.lower())
KEY, NUMBER, QUESTION, CHOICES, ANSWER, REASON, WORDS, SURE = range(1, 9)
"""The columns of the sheet with the answers, counted from 1."""

WIDTHS = (24, 7, 46, 40, 30, 26, 46, 18)
LINE, HIGHEST = 15, 405
"""The height of a line, and of the highest row that there can be, in points."""

CODE = "Code"
MACROS = "vbaproject.bin"
LONGEST_CELL = 32_000


def headers() -> tuple[str, ...]:
    """What stands above the columns, in their order."""
    return (
        _("Name of the question"),
        _("No."),
        _("Question"),
        _("What can be answered"),
        _("Answer"),
        _("If not relevant: why"),
        _("What makes you say that?"),
        _("How sure are we?"),
    )


def write_workbook(title: str, subtitle: str, items: Sequence[Item], code: str) -> bytes:
    """The workbook of a checklist with its answers so far.

    Args:
        code: see ``icf.offline.code``.
    """
    return _Writer(title, subtitle, items, code).content()


class _Writer:
    def __init__(self, title: str, subtitle: str, items: Sequence[Item], code: str) -> None:
        import xlsxwriter

        self._title, self._subtitle, self._items, self._code = title, subtitle, items, code
        self._file = BytesIO()
        self._book: Workbook = xlsxwriter.Workbook(
            self._file,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        look = {"num_format": "@", "text_wrap": True, "valign": "top"}
        self._locked = self._book.add_format({**look, "bg_color": "#eef2f2"})
        self._open = self._book.add_format({**look, "locked": False, "border": 1})
        self._bold = self._book.add_format({**look, "bold": True, "bottom": 2})
        self._large = self._book.add_format({"bold": True, "font_size": 14})
        self._lists: dict[tuple[str, ...], int] = {}

    def content(self) -> bytes:
        about = self._book.add_worksheet(ABOUT)
        answers = self._book.add_worksheet(ANSWERS)
        lists = self._book.add_worksheet(LISTS)
        self._write_answers(answers)
        self._write_about(about)
        for labels, column in self._lists.items():
            for row, label in enumerate(labels):
                lists.write_string(row, column, label)
        lists.hide()
        answers.activate()
        self._book.close()
        return self._file.getvalue()

    def _write_about(self, page: "Worksheet") -> None:
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 90)
        page.write_string(0, 0, self._title, self._large)
        page.write_string(0, 1, self._subtitle)
        for row, text in enumerate(steps(), start=2):
            page.write_string(row, 0, str(row - 1), self._locked)
            page.write_string(row, 1, text, self._locked)
        row = 3 + len(steps())
        page.write_string(row, 0, CODE, self._bold)
        page.write_string(row, 1, self._code, self._locked)
        page.set_row(row, 3 * LINE)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.protect()

    def _write_answers(self, page: "Worksheet") -> None:
        for column, (header, width) in enumerate(zip(headers(), WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, header, self._bold)
        page.freeze_panes(1, 3)
        for row, item in enumerate(self._asked(), start=1):
            # Not every program makes rows as high as what stands in them.
            page.set_row(row, _height(dict(_cells(item))))
            for column, text in _cells(item):
                is_open = column >= ANSWER and _takes(item, column)
                look = self._open if is_open else self._locked
                page.write_string(row, column - 1, text[:LONGEST_CELL], look)
            self._offer(page, row, item)
        page.protect("", {"format_columns": True, "format_rows": True})
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _asked(self) -> list[Item]:
        return [item for item in self._items if not item.only_here]

    def _offer(self, page: "Worksheet", row: int, item: Item) -> None:
        if item.is_picked:
            labels = tuple(label for _value, label, _meaning in item.options)
            self._list(page, row, ANSWER, labels)
        if item.asks_words:
            self._list(page, row, SURE, tuple(label for _key, label in strength_options()))

    def _list(self, page: "Worksheet", row: int, column: int, labels: tuple[str, ...]) -> None:
        place = self._lists.setdefault(labels, len(self._lists))
        letter = _letters(place)
        options = {
            "validate": "list",
            "source": f"={LISTS}!${letter}$1:${letter}${len(labels)}",
            "error_title": _("Not in the list"),
            "error_message": _("Please pick one of the list."),
        }
        page.data_validation(row, column - 1, row, column - 1, options)


def steps() -> tuple[str, ...]:
    """How to fill it in."""
    return (
        _("Write into the white cells of the sheet “Answers”. The others are locked."),
        _("Where a cell has an arrow, pick from its list. Elsewhere write, in your own words."),
        _("Several of a list: write them in one cell, parted by semicolons."),
        _("Leave a cell as it is, and nothing changes. Write about groups, never name a resident."),
        _(
            "Save the file, open the checklist in the toolkit and choose “Bring a filled-in file"
            " back”. You see every answer beside what stands there before anything changes."
        ),
    )


def read_workbook(content: bytes, name: str) -> Returned:
    """What a workbook says that came back.

    Raises:
        InvalidInput: it cannot be read at all.
    """
    _refuse_macros(content)
    # Not at the top: what reads workbooks takes long to import, and most requests read none.
    from icf.packfile.workbook_file import read_cells

    try:
        cells = read_cells(content, name, SHEETS)
    except PackError as error:
        raise InvalidInput(error.message, error.hint, where="file") from error
    lines = cells.lines.get(SHEETS[0], [])
    if SHEETS[0] not in cells.lines:
        raise InvalidInput(
            _("The workbook has no sheet “%(name)s”.", name=ANSWERS),
            _("Take the file out again, and keep the names of its sheets."),
            where="file",
        )
    faulty = {place[1]: words for place, words in cells.faults if place[0] == 0}
    problems = [
        Problem(_("Row %(row)s", row=row), f"{words[:1].upper()}{words[1:]}.")
        for row, words in sorted(faulty.items())
    ]
    read = [(line.row, dict(line.cells.values())) for line in lines if line.row not in faulty]
    rows = [(row, texts) for row, texts in read if texts.get(KEY)]
    problems += _without_key(read)
    problems += _twice(rows)
    keys = [texts[KEY] for _row, texts in rows]
    found = tuple(_line(row, texts) for row, texts in rows if keys.count(texts[KEY]) == 1)
    return Returned(_code_of(cells.lines.get(SHEETS[1], [])), found, tuple(problems))


def _refuse_macros(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            has_macros = any(name.lower().endswith(MACROS) for name in archive.namelist())
    # The last of these is what zipfile raises for a way of packing that it does not know.
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return  # read_cells says what is wrong with it
    if has_macros:
        raise InvalidInput(
            _("The workbook has macros in it, which are not taken."),
            _("Save it as .xlsx, without macros."),
            where="file",
        )


def _line(row: int, texts: Mapping[int, str]) -> Line:
    return Line(
        where=_("Row %(row)s", row=row),
        key=texts[KEY][:200],
        fields={"value": [texts[ANSWER]]} if texts.get(ANSWER) else {},
        reason=texts.get(REASON, ""),
        words=texts.get(WORDS, ""),
        strength=texts.get(SURE, ""),
    )


def _without_key(rows: Sequence[tuple[int, Mapping[int, str]]]) -> Iterator[Problem]:
    for row, texts in rows:
        if not texts.get(KEY) and any(texts.get(one) for one in (ANSWER, REASON, WORDS, SURE)):
            yield Problem(
                _("Row %(row)s", row=row),
                _("The name of the question is gone, so nobody can tell what was answered."),
            )


def _twice(rows: Sequence[tuple[int, Mapping[int, str]]]) -> Iterator[Problem]:
    by_key: dict[str, list[int]] = {}
    for row, texts in rows:
        by_key.setdefault(texts[KEY], []).append(row)
    for key, found in by_key.items():
        if len(found) > 1:
            where = _("Rows %(rows)s", rows=", ".join(map(str, found)))
            words = ngettext(
                "“%(key)s” is there %(num)s time.", "“%(key)s” is there %(num)s times.",
                len(found), key=key[:80],
            )  # fmt: skip
            yield Problem(where, words)


def _code_of(lines: Sequence[Any]) -> str:
    for line in lines:
        texts = [text for _column, text in line.cells.values()]
        if len(texts) > 1 and texts[0].strip().lower() == CODE.lower():
            return str(texts[1])
    return ""


def _cells(item: Item) -> Iterator[tuple[int, str]]:
    labels = {value: label for value, label, _meaning in item.options}
    labels |= {f"{BLANK}{kind}": label for kind, label in item.blanks}
    answer = item.answer
    chosen = _options(item)
    yield KEY, item.key
    yield NUMBER, item.number
    yield QUESTION, _question(item)
    yield CHOICES, chosen or _what_to_write(item)
    yield ANSWER, _answer_cell(item, labels)
    yield REASON, answer.reason
    yield WORDS, answer.words
    yield SURE, dict(strength_options()).get(answer.strength, "") if answer.strength else ""


def _height(texts: Mapping[int, str]) -> int:
    """Of a row in points, for the longest of its texts."""
    lines = [
        sum(1 + int(1.1 * len(part)) // WIDTHS[column - 1] for part in text.split("\n"))
        for column, text in texts.items()
    ]
    return min(max(3, *lines) * LINE, HIGHEST)


def _options(item: Item) -> str:
    """What can be picked: in a row, or a line each where the levels say what they mean."""
    if item.has_meanings:
        return "\n".join(
            f"{label}: {meaning}" if meaning else label for _value, label, meaning in item.options
        )
    return "; ".join(label for _value, label, _meaning in item.options)


def _question(item: Item) -> str:
    notes = [item.by, item.hint]
    if item.depends:
        notes.append(_("Asked only after certain answers: leave it empty where it does not fit."))
    return "\n".join([item.text, *filter(None, notes)])


def _what_to_write(item: Item) -> str:
    kinds = {"number": _("A number"), "date": _("A day, such as 2027-03-27")}
    offered = [kinds.get(item.kind, _("Your own words")), *(label for _kind, label in item.blanks)]
    return "; ".join(offered)


def _answer_cell(item: Item, labels: Mapping[str, str]) -> str:
    answer = item.answer
    if answer.blank:
        return labels.get(f"{BLANK}{answer.blank}", "")
    if isinstance(answer.value, tuple):
        return "; ".join(labels.get(one, one) for one in answer.value)
    text = plain_export(answer.value)
    return labels.get(text, text) if item.options else text


def _takes(item: Item, column: int) -> bool:
    if column == REASON:
        return item.asks_reason
    return item.asks_words if column in (WORDS, SURE) else True


def _letters(column: int) -> str:
    letters = ""
    while True:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
        if column < 0:
            return letters
