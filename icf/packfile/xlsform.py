"""Forms made for other programs: XLSForm rows as rows of ours, and what has no place here.

A form is taken for one of these when its settings have no column ``format``. Names become ours
(``Home_Visits`` is ``home-visits``), groups become sections, and everything that cannot be kept is
named with its row.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from icf.core.showif import keys_read
from icf.errors import InvalidInput
from icf.packfile.build import CONDITIONS_LIMIT
from icf.packfile.grammar import parse_condition
from icf.packfile.workbook_file import Cells, Line
from icf.packfile.workbook_layout import SHEETS

OUR_TYPE = {
    "text": "text",
    "integer": "number",
    "decimal": "number",
    "range": "number",
    "date": "date",
    "select_one": "select_one",
    "select_multiple": "select_multiple",
}
RECORDERS = (
    *("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber"),
    *("username", "email", "audit"),
)
"""Types that ask nothing: the form notes by itself who fills it in, and when."""
LANGUAGE_NAMES = {
    "arabic": "ar", "bengali": "bn", "chinese": "zh", "english": "en", "french": "fr",
    "german": "de", "gujarati": "gu", "hindi": "hi", "nepali": "ne", "panjabi": "pa",
    "polish": "pl", "portuguese": "pt", "punjabi": "pa", "romanian": "ro", "somali": "so",
    "spanish": "es", "swahili": "sw", "ukrainian": "uk", "urdu": "ur", "welsh": "cy",
}  # fmt: skip
KEPT = {
    "survey": ("type", "name", "label", "hint", "relevant", "list_name"),
    "choices": ("list_name", "name", "label"),
    "settings": ("form_title", "form_id", "version", "default_language", "publisher"),
}
"""The columns that have a place here; ``title`` and ``id_string`` are older names."""

SURVEY = next(number for number, sheet in enumerate(SHEETS) if sheet.name == "survey")
VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}")
CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
KEY = re.compile(r"\$\{([^{}]*)\}")
EMPTY = re.compile(r"(\$\{[^{}]*\})\s*(!?=)\s*(''|\"\")")
QUOTED = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")


@dataclass(frozen=True)
class Foreign:
    """What an adopted form could not bring along, a line each."""

    left_out: tuple[str, ...]


def is_foreign(cells: Cells) -> bool:
    """Whether a workbook was made for another program."""
    return "format" not in cells.headers.get("settings", {}) and "survey" in cells.lines


def adopted(cells: Cells) -> Foreign:
    """Rewrites the rows of a form as rows of ours, and says what it left out."""
    adoption = _Adoption(cells)
    adoption.adopt()
    return Foreign(tuple(adoption.left_out))


def our_name(text: str) -> str:
    """A name as ours are written.

    >>> our_name("Home_Visits")
    'home-visits'
    """
    return "-".join(re.findall("[a-z0-9]+", text.lower()))


@dataclass
class _Adoption:
    """One form on its way."""

    cells: Cells
    left_out: list[str] = field(default_factory=list)
    _notes: list[tuple[tuple[int, int], str]] = field(default_factory=list)
    _recorders: list[Line] = field(default_factory=list)
    _renamed: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _condition_characters: int = 0

    def adopt(self) -> None:
        """Changes the cells."""
        lines = self.cells.lines
        for sheet in [name for name in lines if name not in KEPT]:
            self.left_out.append(f"sheet {sheet}: not read")
            lines[sheet] = []
        language = self._language()
        for sheet in KEPT:
            lines[sheet] = list(self._kept(sheet, lines.get(sheet, []), language))
        lines["settings"] = [self._settings(line, language) for line in lines["settings"]]
        lines["choices"] = [self._with_our_name(line) for line in lines["choices"]]
        lines["sections"], lines["survey"] = self._survey(lines["survey"])
        self._names = {f"x:{line.text('name')}" for line in lines["survey"]}
        lines["sections"] = [self._with_condition(line, "page") for line in lines["sections"]]
        lines["survey"] = [self._with_condition(line) for line in lines["survey"]]
        self.left_out += [note for _, note in sorted(self._notes, key=lambda note: note[0])]
        if self._recorders:
            rows = ", ".join(str(line.row) for line in self._recorders)
            types = ", ".join(line.text("type") for line in self._recorders)
            what = f"{types}: who filled a form in, when and on what is kept here anyway"
            word = "row" if len(self._recorders) == 1 else "rows"
            self.left_out.append(f"sheet survey, {word} {rows}: {what}")
        if self._renamed:
            old, new = next(iter(self._renamed.items()))
            self.left_out.append(
                f"{len(self._renamed)} names are written as ours, such as {new} for {old}"
            )

    def _language(self) -> str:
        """The form's own language: that of its settings, else of its first labels."""
        for line in self.cells.lines.get("settings", []):
            if code := _code(line.text("default_language")):
                return code
        headers = [header for header in self.cells.headers.get("survey", {}) if "label" in header]
        codes = [_code(header.partition("::")[2]) for header in headers]
        return next(filter(None, codes), "en")

    def _kept(self, sheet: str, lines: list[Line], language: str) -> Iterator[Line]:
        dropped: Counter[str] = Counter()
        for line in lines:
            cells: dict[str, tuple[int, str]] = {}
            for header, cell in line.cells.items():
                name, colons, spoken = header.partition("::")
                name = {"title": "form_title", "id_string": "form_id"}.get(name, name)
                code = _code(spoken)
                if name not in KEPT[sheet] or (colons and not code):
                    dropped[header] += 1
                elif colons and code != language:
                    cells[f"{name}::{code}"] = cell
                else:
                    cells[name] = cell
            yield replace(line, cells=cells)
        for header, count in sorted(dropped.items()):
            rows = "one row" if count == 1 else f"{count} rows"
            self.left_out.append(f"sheet {sheet}: the column {header} has no place here ({rows})")

    def _settings(self, line: Line, language: str) -> Line:
        cells = {**line.cells, "default_language": (0, language)}
        if "form_id" in cells:
            cells["form_id"] = (cells["form_id"][0], our_name(cells["form_id"][1]))
        version = line.text("version")
        if not VERSION.fullmatch(version):
            cells["version"] = (0, "1.0.0")
            if version:
                self._note(line, f"version {version} becomes 1.0.0")
        return replace(line, cells=cells)

    def _survey(self, lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
        sections: list[Line] = []
        questions: list[Line] = []
        inside: list[str] = []
        current = ""
        for line in lines:
            kind, _, rest = (
                line.text("type").replace("begin ", "begin_").replace("end ", "end_").partition(" ")
            )
            if kind.startswith("begin_"):
                inside.append(kind)
                if kind == "begin_repeat":
                    self._note(line, "a repeat: its questions can be answered only once here")
                elif len(inside) > 1:
                    self._note(line, "a group within a group: its questions join the outer one")
                if len(inside) == 1:
                    sections.append(self._section(line, f"section-{len(sections) + 1}"))
                    current = sections[-1].text("name")
                elif line.text("relevant"):
                    self._note(line, "its condition is lost: its questions are always shown")
            elif kind.startswith("end_"):
                inside = inside[:-1]
                current = current if inside else ""
            elif question := self._question(line, kind, rest):
                if not current:
                    sections.append(_first_section(line, f"section-{len(sections) + 1}"))
                    current = sections[-1].text("name")
                questions.append(_with(question, section=current))
        used = {question.text("section") for question in questions}
        return [line for line in sections if line.text("name") in used], questions

    def _section(self, line: Line, name: str) -> Line:
        made = self._with_our_name(line)
        label = made.text("label") or line.text("name") or "Questions"
        made = _with(made, name=made.text("name") or name, instrument="planning", label=label)
        return _without(made, "type")

    def _question(self, line: Line, kind: str, rest: str) -> Line | None:
        if kind in RECORDERS:
            self._recorders.append(line)
            return None
        if kind not in OUR_TYPE:
            what = "shows a text" if kind == "note" else "cannot be asked here"
            self._note(line, f"the type {line.text('type') or '(none)'} {what}: not taken")
            return None
        made = _with(self._with_our_name(line), type=OUR_TYPE[kind])
        if kind.startswith("select_"):
            names = rest.split()
            if len(names) > 1:
                self._note(line, f"“{' '.join(names[1:])}” after the list is lost")
            made = _with(made, list_name=names[0] if names else line.text("list_name"))
        if KEY.search(line.text("label")):
            self._note(line, "the question shows another answer: that is not filled in here")
        if not any(header.startswith("label") for header in made.cells):
            self._note(line, "there is no label: its name is shown")
            made = _with(made, label=line.text("name"))
        return made

    def _with_our_name(self, line: Line) -> Line:
        old = line.text("name")
        new = our_name(old)
        if not new or new == old:
            return line
        self._renamed[old] = new
        return _with(line, name=new)

    def _with_condition(self, line: Line, what: str = "question") -> Line:
        text = line.text("relevant")
        if not text:
            return line
        self._condition_characters += len(text)
        if self._condition_characters > CONDITIONS_LIMIT:
            # The checks refuse so many; they are not worth reading.
            return line
        ours = EMPTY.sub(_answered, text)
        ours = KEY.sub(lambda found: f"${{{our_name(found.group(1))}}}", ours)
        ours = QUOTED.sub(self._our_literal, ours)
        try:
            is_kept = keys_read(parse_condition(ours, "x")) <= self._names
        except InvalidInput:
            is_kept = False
        if is_kept:
            return _with(line, relevant=ours)
        self._note(line, f"the condition {text} cannot be kept: the {what} is always shown")
        return _without(line, "relevant")

    def _our_literal(self, found: re.Match[str]) -> str:
        text = found.group(1) or found.group(2) or ""
        return f"'{self._renamed.get(text, text)}'"

    def _note(self, line: Line, problem: str) -> None:
        note = f"sheet {SHEETS[line.sheet].name}, row {line.row}: {problem}"
        self._notes.append(((line.sheet, line.row), note))


def _first_section(line: Line, name: str) -> Line:
    cells = {"name": (0, name), "label": (0, "Questions"), "instrument": (0, "planning")}
    return Line(SURVEY, line.row, cells)


def _with(line: Line, **texts: str) -> Line:
    """The line with other texts in some cells."""
    cells = dict(line.cells)
    for header, text in texts.items():
        cells[header] = (cells[header][0] if header in cells else 0, text)
    return replace(line, cells=cells)


def _without(line: Line, header: str) -> Line:
    return replace(line, cells={key: cell for key, cell in line.cells.items() if key != header})


def _answered(found: re.Match[str]) -> str:
    negated = "" if found.group(2) == "!=" else "not "
    return f"{negated}answered({found.group(1)})"


def _code(language: str) -> str:
    """The code of a language named as forms do: ``English (en)``, ``Welsh`` or ``cy``."""
    found = re.search(r"\(([A-Za-z-]{2,12})\)$", language)
    code = found.group(1) if found else LANGUAGE_NAMES.get(language.lower(), language)
    return code if CODE.fullmatch(code) else ""
