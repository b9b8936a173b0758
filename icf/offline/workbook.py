"""A checklist as a workbook: locked keys, and answers picked from lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from icf.offline.form import BLANK, Item, strength_options
from icf.web.i18n import _

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

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODE = "Code"
PART, OPEN = "#part#", "#open"
"""What stands after the name of a question in a row of its own."""

LONGEST_CELL = 32_000
"""What fits into a cell. No program shows more, so a longer answer stays in the toolkit."""


@dataclass(frozen=True)
class _Row:
    """A row of the sheet: its texts by column, what can be picked, and which cells are open."""

    texts: Mapping[int, str]
    lists: Mapping[int, tuple[str, ...]]
    open: frozenset[int]


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
        rows = [row for item in self._items for row in _rows(item)]
        for place, row in enumerate(rows, start=1):
            # Not every program makes rows as high as what stands in them.
            page.set_row(place, _height(row.texts))
            for column, text in row.texts.items():
                look = self._open if column in row.open else self._locked
                page.write_string(place, column - 1, text, look)
            for column, labels in row.lists.items():
                self._list(page, place, column, labels)
        page.protect("", {"format_columns": True, "format_rows": True})
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _list(self, page: "Worksheet", row: int, column: int, labels: tuple[str, ...]) -> None:
        place = self._lists.setdefault(labels, len(self._lists))
        letter = column_letters(place)
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


def _rows(item: Item) -> Iterator[_Row]:
    """The rows of a question: one, or one for each field where an add-on asks it in its own way."""
    if item.only_here or any(len(text) > LONGEST_CELL for text in _held(item)):
        texts = {KEY: item.key, NUMBER: item.number, QUESTION: _question(item)}
        yield _Row({**texts, CHOICES: _("Only in the toolkit itself")}, {}, frozenset())
        return
    if not item.fields:
        texts = {KEY: item.key, NUMBER: item.number, QUESTION: _question(item)}
        texts |= {CHOICES: _options(item) or _what_to_write(item), ANSWER: _answer_cell(item)}
        yield _Row(texts | _beside(item), dict(_lists(item)), _open_of(item))
        return
    for one in item.fields:
        labels = tuple(label for _value, label in one.options)
        texts = {KEY: f"{item.key}{PART}{one.part}", NUMBER: item.number}
        is_first = one is item.fields[0]
        texts[QUESTION] = "\n".join([_question(item), one.label]) if is_first else one.label
        texts |= {CHOICES: "; ".join(labels) or _("Your own words"), ANSWER: one.shown}
        yield _Row(texts, {ANSWER: labels} if labels else {}, frozenset({ANSWER}))
    if item.blanks:
        labels = tuple(label for _kind, label in item.blanks)
        texts = {KEY: f"{item.key}{OPEN}", NUMBER: item.number}
        texts |= {QUESTION: _("Or leave it open, because"), CHOICES: "; ".join(labels)}
        texts[ANSWER] = dict(item.blanks).get(item.answer.blank or "", "")
        yield _Row(texts | _beside(item), {ANSWER: labels}, _open_of(item))


def _held(item: Item) -> tuple[str, ...]:
    """Every text of its answer."""
    answer = item.answer
    return (item.held, answer.words, answer.reason, *(one.text for one in item.fields))


def _beside(item: Item) -> dict[int, str]:
    answer = item.answer
    sure = dict(strength_options()).get(answer.strength, "") if answer.strength else ""
    return {REASON: answer.reason, WORDS: answer.words, SURE: sure}


def _lists(item: Item) -> Iterator[tuple[int, tuple[str, ...]]]:
    if item.is_picked:
        yield ANSWER, tuple(label for _value, label in item.pairs)
    if item.asks_words:
        yield SURE, tuple(label for _key, label in strength_options())


def _open_of(item: Item) -> frozenset[int]:
    """The columns that can be written into."""
    found = {ANSWER}
    found |= {REASON} if item.asks_reason else set()
    return frozenset(found | ({WORDS, SURE} if item.asks_words else set()))


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


def _answer_cell(item: Item) -> str:
    answer = item.answer
    labels = dict(item.pairs) | {f"{BLANK}{kind}": label for kind, label in item.blanks}
    if answer.blank:
        return labels.get(f"{BLANK}{answer.blank}", "")
    if isinstance(answer.value, tuple):
        return "; ".join(labels.get(one, one) for one in answer.value)
    return labels.get(item.held, item.held) if item.options else item.held


def column_letters(column: int) -> str:
    """What a spreadsheet calls a column, counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    while True:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
        if column < 0:
            return letters
