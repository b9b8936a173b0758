"""Workbooks for people with a spreadsheet: a template to fill in, or a pack as a workbook.

Every cell is written as text, so that nothing in it is ever taken for a formula.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from icf.core.questionnaire import SCREENING, Pack
from icf.core.scale import Scale
from icf.errors import PackError
from icf.packfile.workbook_file import CELL_LIMIT as CELLS_READ
from icf.packfile.workbook_layout import (
    COMMENT,
    CONDITIONS,
    LANGUAGES,
    SECTIONS,
    SETTINGS,
    SHEETS,
    STEPS,
    SURVEY,
    TYPE_OF_KIND,
    TYPES,
    VERSIONS,
    Column,
    Sheet,
)
from icf.packfile.workbook_layout import SCALES as SCALES_SHEET
from icf.packfile.write import pack_values

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Row = dict[str, str]
Rows = dict[str, list[Row]]

CELL_LIMIT = 32_767
ROWS_WITH_LISTS = 2_000
OWN_SECTIONS = "=sections!$A$2:$A$200"
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|x005F_")
"""What the format cannot keep, and the escape that its readers take out."""


def template(core: Pack, kinds: Collection[str] = (), scales: Collection[Scale] = ()) -> bytes:
    """An empty workbook made from the framework, with an example row in each sheet.

    Args:
        core: the core pack that is in use.
        kinds: all kinds of question on offer; those of plugins are ``<plugin>:<name>``.
        scales: those that plugins bring beside the framework's.
    """
    settings = {"version": "1.0.0", "default_language": core.language, "format": "1"}
    return _Writer(core, {"settings": [settings]}, kinds, scales, with_examples=True).content()


def pack_workbook(
    pack: Pack, core: Pack, kinds: Collection[str] = (), scales: Collection[Scale] = ()
) -> bytes:
    """A pack as a workbook, which is read back as the same pack.

    Raises:
        PackError: it is a core pack, it is too large, or a text does not fit into a cell.
    """
    rows = workbook_rows(pack)
    if sum(len(line) for lines in rows.values() for line in lines) > CELLS_READ:
        raise PackError(
            f"The pack would fill more than {CELLS_READ:,} cells.",
            "Split it into two, or keep to the YAML file.",
            where=pack.key,
        )
    for sheet, lines in rows.items():
        for line in lines:
            for header, text in line.items():
                _refuse_unwritable(text, f"{pack.key}: sheet {sheet}, column {header}")
    return _Writer(core, rows, kinds, scales, with_examples=False).content()


def workbook_rows(pack: Pack) -> Rows:
    """The rows of each sheet, as texts by header.

    Raises:
        PackError: it is a core pack.
    """
    if not pack.extends:
        raise PackError(
            "A workbook holds questions added to the framework, not the framework itself.",
            "Choose a pack that says `extends: icf`.",
            where=pack.key,
        )
    return _Flattened(pack).rows


class _Flattened:
    """Turns the plain values of a pack into rows."""

    def __init__(self, pack: Pack) -> None:
        self.rows: Rows = {sheet.name: [] for sheet in SHEETS}
        self._language = pack.language
        self._lists: dict[str, str] = {}
        values = pack_values(pack)
        self._add("settings", values)
        for scale in values.get("scales", []):
            self._add_scale(scale)
        for section in values.get("sections", []):
            self._add("sections", {"visible_to": "us", **section})
            self._add_questions(section["key"], section["questions"])
        for added in values.get("add_to", []):
            self._add_questions(added["section"], added["questions"])
        for guidance in values.get("guidance", []):
            self._add("guidance", guidance)
        for depth in values.get("depths", []):
            self._add("depths", {"screening": "true", **depth})
        for old, new in values.get("aliases", {}).items():
            self.rows["renamed"].append({"old_name": old, "new_name": new})

    def _add(self, sheet: str, values: Mapping[str, Any], **more: str) -> None:
        layout = next(one for one in SHEETS if one.name == sheet)
        row = dict(more)
        for column in layout.columns:
            if column.field in values:
                row |= self._cells(column, values[column.field])
        self.rows[sheet].append(row)

    def _cells(self, column: Column, value: Any) -> Row:
        if column.many:
            return {column.header: " ".join(value)}
        if not isinstance(value, dict):
            return {column.header: str(value)}
        return {
            column.header if language == self._language else f"{column.header}::{language}": text
            for language, text in value.items()
        }

    def _add_scale(self, scale: dict[str, Any]) -> None:
        of_scale: dict[str, Any] = {
            name: scale[name] for name in ("title", "direction") if name in scale
        }
        for level in scale["levels"]:
            self._add("scales", {**of_scale, **level}, list_name=scale["key"])
            of_scale = {}

    def _add_questions(self, section: str, questions: list[dict[str, Any]]) -> None:
        for question in questions:
            sample = question.pop("sample", {})
            kind = question["kind"]
            more = {"section": section, "type": TYPE_OF_KIND.get(kind, kind)}
            if choices := question.get("choices"):
                more["list_name"] = self._list_name(question["key"], choices)
            if sample:
                value = sample["value"]
                more["sample"] = ", ".join(value) if isinstance(value, list) else value
                words = SURVEY.column["sample_words"]
                more |= self._cells(words, sample["words"]) if "words" in sample else {}
            self._add("survey", question, **more)
            for action in question.get("actions", []):
                self._add("actions", action, question=question["key"])

    def _list_name(self, key: str, choices: list[dict[str, Any]]) -> str:
        same = repr(choices)
        if same not in self._lists:
            self._lists[same] = key
            for choice in choices:
                self._add("choices", choice, list_name=key)
        return self._lists[same]


class _Writer:
    """Writes all sheets."""

    def __init__(
        self,
        core: Pack,
        rows: Rows,
        kinds: Collection[str],
        scales: Collection[Scale],
        with_examples: bool,
    ) -> None:
        import xlsxwriter

        self._core = core
        self._rows = rows
        self._with_examples = with_examples
        self._file = BytesIO()
        self._book: Workbook = xlsxwriter.Workbook(
            self._file,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self._text = self._book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self._grey = self._book.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "font_color": "#595959",
             "bg_color": "#eeeeee", "italic": True}
        )  # fmt: skip
        self._bold = self._book.add_format({"bold": True, "bottom": 2, "num_format": "@"})
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._lists = self._offered(kinds, scales)

    def content(self) -> bytes:
        """The file's content."""
        self._instructions()
        for sheet in (SURVEY, *(one for one in SHEETS if one is not SURVEY)):
            self._fill(sheet)
        self._framework()
        self._list_sheet()
        self._book.close()
        return self._file.getvalue()

    def _offered(self, kinds: Collection[str], scales: Collection[Scale]) -> dict[str, list[str]]:
        core = [section.key for section in self._core.sections]
        own = [row["name"] for row in self._rows.get("sections", [])]
        own_scales = dict.fromkeys(row["list_name"] for row in self._rows.get("scales", []))
        offered = dict.fromkeys(scale.key for scale in (*self._core.scales, *scales))
        return {
            "type": [*TYPES, *sorted(kind for kind in kinds if ":" in kind)],
            "section": [*core, *own],
            "scale": [*offered, *own_scales],
            "depth": [depth.key for depth in self._core.depths],
            "list_name": list(
                dict.fromkeys(row["list_name"] for row in self._rows.get("choices", []))
            ),
            "question": [key for key, *_ in self._questions()],
            "instrument": [instrument.key for instrument in self._core.instruments],
            "visible_to": ["us", "submitted"],
            "direction": ["up", "down"],
            "screening": ["true", "false"],
        }

    def _fill(self, sheet: Sheet) -> None:
        rows = self._rows.get(sheet.name, [])
        headers = _headers(sheet, rows)
        page = self._sheet(sheet.name, headers, sheet.column)
        grey = [*self._framework_rows(sheet), *self._examples(sheet)]
        lines = [*((row, self._grey) for row in grey), *((row, self._text) for row in rows)]
        for number, (row, look) in enumerate(lines, start=1):
            for place, header in enumerate(headers):
                if row.get(header):
                    page.write_string(number, place, row[header], look)
        if sheet is not SETTINGS:
            self._offer_lists(page, sheet, headers)

    def _offer_lists(self, page: "Worksheet", sheet: Sheet, headers: list[str]) -> None:
        for place, header in enumerate(headers):
            # Only in the survey is a list chosen, or a section's question named by its own sheet.
            is_named_here = header == "list_name" and sheet is not SURVEY
            is_own = header == "question" and sheet.name == "actions"
            offered = [] if is_named_here or is_own else self._lists.get(header, [])
            if not offered:
                continue
            letter = chr(ord("A") + list(self._lists).index(header))
            source = f"=lists!${letter}$2:${letter}${len(offered) + 1}"
            can_be_own = header in ("section", "scale", "list_name")
            options: dict[str, Any] = {
                "validate": "list",
                # Sections are picked from their own sheet, so that new ones are offered at once.
                "source": OWN_SECTIONS if header == "section" else source,
                "error_type": "information" if can_be_own else "stop",
                "error_title": "Not in the list",
                "error_message": "Fine if it is one of your own, in its own sheet."
                if can_be_own
                else "Please pick one of the list.",
            }
            page.data_validation(1, place, ROWS_WITH_LISTS, place, options)

    def _examples(self, sheet: Sheet) -> Iterator[Row]:
        if not self._with_examples or not sheet.example:
            return
        row = dict(sheet.example)
        first = next(iter(row))
        yield {**row, first: f"{COMMENT} {row[first]}"}

    def _framework_rows(self, sheet: Sheet) -> Iterator[Row]:
        if sheet is SECTIONS:
            for section in self._core.sections:
                yield {
                    "name": section.key,
                    "label": section.title.original,
                    "instrument": section.instrument,
                    "visible_to": section.visible_to,
                }
        if sheet is SCALES_SHEET:
            for scale in self._core.scales:
                for level in scale.levels:
                    yield {
                        "list_name": scale.key,
                        "title": scale.title.original,
                        "direction": scale.direction,
                        "name": level.key,
                        "label": level.label.original,
                        "text": level.text.original,
                    }

    def _sheet(self, name: str, headers: list[str], columns: Mapping[str, Column]) -> "Worksheet":
        page = self._book.add_worksheet(name)
        for place, header in enumerate(headers):
            known = columns.get(header.partition("::")[0])
            page.set_column(place, place, known.width if known else 30, self._text)
            page.write_string(0, place, header, self._bold)
        page.freeze_panes(1, 0)
        return page

    def _instructions(self) -> None:
        page = self._book.add_worksheet("Instructions")
        page.set_column(0, 1, 20)
        page.set_column(2, 2, 90, self._text)
        lines: list[tuple[str, ...]] = [("Your own questions",)]
        lines += [(f"{number}.", "", step) for number, step in enumerate(STEPS, start=1)]
        for title, texts in (
            ("Types", [(name, "", about) for name, (_, about) in TYPES.items()]),
            ("Conditions", [("", "", text) for text in CONDITIONS]),
            ("The version", [("", "", text) for text in VERSIONS]),
            ("More languages", [("", "", LANGUAGES)]),
        ):
            lines += [(), (title,), *texts]
        for sheet in SHEETS:
            lines += [(), (f"Sheet {sheet.name}",), ("", "", sheet.about)]
            lines += [("", column.header, column.about) for column in sheet.columns]
        for number, line in enumerate(lines):
            for place, text in enumerate(line):
                page.write_string(number, place, text, self._title if len(line) == 1 else None)

    def _framework(self) -> None:
        headers = ["name", "question", "section", "type", "answers", "depth"]
        page = self._sheet("framework", headers, {})
        page.set_column(1, 1, 70, self._text)
        for number, cells in enumerate(self._questions(), start=1):
            for place, text in enumerate(cells):
                page.write_string(number, place, text, self._grey)

    def _questions(self) -> Iterator[tuple[str, ...]]:
        scales = {scale.key: scale for scale in self._core.scales}
        # Guidance is mostly wanted on the planning questions, so they come first.
        for section in sorted(self._core.sections, key=lambda one: one.instrument == SCREENING):
            for question in section.questions:
                levels = scales[question.scale].level_keys if question.scale in scales else ()
                answers = levels or tuple(choice.key for choice in question.choices)
                kind = TYPE_OF_KIND.get(question.kind, question.kind)
                yield (
                    question.key, question.text.original, section.key, kind, " ".join(answers),
                    question.depth,
                )  # fmt: skip

    def _list_sheet(self) -> None:
        page = self._sheet("lists", list(self._lists), {})
        for place, offered in enumerate(self._lists.values()):
            for number, text in enumerate(offered, start=1):
                page.write_string(number, place, text, self._grey)


def _headers(sheet: Sheet, rows: list[Row]) -> list[str]:
    """The sheet's columns, each followed by those of further languages."""
    used = {header for row in rows for header in row}
    headers = []
    for column in sheet.columns:
        headers.append(column.header)
        headers += sorted(header for header in used if header.startswith(f"{column.header}::"))
    return headers


def _refuse_unwritable(text: str, where: str) -> None:
    if len(text) > CELL_LIMIT:
        raise PackError(
            f"A text has {len(text):,} characters; a cell holds {CELL_LIMIT:,}.",
            "Shorten it, or keep to the YAML file.",
            where=where,
        )
    if found := UNWRITABLE.search(text):
        raise PackError(
            f"A text has {found.group()!r} in it, which a cell cannot hold.",
            "Take it out.",
            where=where,
        )
