"""A pack from a workbook: rows into the tree that a YAML file gives, then the same checks.

Each value remembers its cell, so that a fault found by the checks is told with sheet, row and cell.
A form made for other programs (XLSForm) is read as far as it maps; ``xlsform`` prepares its rows.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from icf.core.check import Fault, Path, nearest
from icf.core.questionnaire import Pack
from icf.errors import PackError
from icf.packfile import read_pack_text
from icf.packfile.read import FAULTS_SHOWN, Placed, pack_and_faults, refusal
from icf.packfile.tree import Place, Tree
from icf.packfile.workbook_file import Cells, Line, read_cells
from icf.packfile.workbook_layout import SHEETS, TYPES, Column, Sheet
from icf.packfile.write import pack_text
from icf.packfile.xlsform import Foreign, adopted, is_foreign

LAYOUT = {sheet.name: sheet for sheet in SHEETS}
LANGUAGE = re.compile(r"\(([A-Za-z-]{2,12})\)$")
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
WITH_CHOICES = ("choice", "choices")
CHOICE_LIMIT = 3_000
"""Every question that uses a list gets its choices, so long lists used often grow fast."""
CELL_WORDS = {
    "kind: scale": "type scale",
    "`scale`, such as scale: icf:status": "a scale: pick one, such as icf:status",
    "`choices`": "a list: name it under list_name and write it in the sheet choices",
    "say `when`": "fill in when",
    "or leave the line out": "or clear the cell",
}
"""What the checks say of keys in a file, as one would say it of cells."""


@dataclass(frozen=True)
class Imported:
    """What a workbook holds.

    Args:
        pack: without any fault.
        text: its YAML.
        left_out: what was not taken, a line each; empty for a workbook of ours.
    """

    pack: Pack
    text: str
    left_out: tuple[str, ...] = ()


def read_workbook(
    content: bytes, name: str, core: Pack | None = None, publisher: str = ""
) -> Imported:
    """The pack in the content of a workbook.

    Args:
        name: the file's name, for faults.
        core: the core pack, against which references are checked.
        publisher: who publishes it, where the workbook does not say.

    Raises:
        PackError: ``faults`` has a line ``file: sheet, row, cell: problem`` for each fault.
    """
    cells = read_cells(content, name)
    foreign = adopted(cells) if is_foreign(cells) else None
    grown = _Grower(name, cells, foreign, publisher)
    pack, placed = pack_and_faults(grown.tree(), core)
    if placed:
        lines = dict.fromkeys(_line(fault, name) for fault in placed[: 2 * FAULTS_SHOWN])
        found = len(lines) if len(placed) <= 2 * FAULTS_SHOWN else len(placed)
        raise refusal(list(lines)[:FAULTS_SHOWN], found, name)
    text = pack_text(pack)
    return Imported(read_pack_text(text, name, core), text, tuple(grown.left_out))


@dataclass
class _Grower:
    """Grows the tree of a pack from rows, noting where each value stands."""

    name: str
    cells: Cells
    foreign: Foreign | None
    publisher: str
    left_out: list[str] = field(default_factory=list)
    language: str = "en"
    _tree: Tree = field(default_factory=Tree)
    _choices_made: int = 0

    def tree(self) -> Tree:
        """The pack's tree."""
        tree = self._tree
        tree.places[()] = (0, 2, 0)
        tree.faults += self.cells.faults
        if self.foreign:
            self.left_out += self.foreign.left_out
        self._check_columns()
        root = self._settings()
        tree.value = root
        root["scales"] = self._scales()
        groups = self._groups()
        self._questions(groups)
        root["sections"] = [group for group in groups.values() if "section" not in group]
        root["add_to"] = [group for group in groups.values() if "section" in group]
        for group in groups.values():
            if not group["questions"]:
                del group["questions"]
        root["guidance"] = self._plain_rows("guidance")
        root["depths"] = self._plain_rows("depths")
        root["aliases"] = self._aliases()
        for empty in [key for key, value in root.items() if value in ([], {})]:
            del root[empty]
        if not set(root) & {"sections", "add_to", "guidance", "depths"} and not tree.faults:
            problem = "there are no questions yet: write one, a row for each"
            tree.faults.append(((1, 2, 0), problem))
        return tree

    def _lines(self, sheet: str) -> list[Line]:
        return self.cells.lines.get(sheet, [])

    def _fault(self, line: Line, header: str, problem: Fault | str) -> None:
        self._tree.faults.append((line.place(header), problem))

    def _check_columns(self) -> None:
        for sheet, headers in self.cells.headers.items():
            known = LAYOUT[sheet].column
            for header, place in headers.items():
                column, _, language = header.partition("::")
                is_words = column in known and known[column].words
                if self.foreign or (header in known) or (is_words and _code(language)):
                    continue
                if is_words:
                    problem = f"“{language}” is not a language code: write {column}::cy, say"
                else:
                    near = nearest(column, tuple(known))
                    problem = f"there is no column “{header}”"
                    problem += f" (did you mean {near}?)" if near else ": delete it"
                self._tree.faults.append((place, problem))
        self.left_out += [f"sheet {name}: not read" for name in self.cells.others]

    def _settings(self) -> dict[str, Any]:
        lines = self._lines("settings")
        root: dict[str, Any] = {"format": "1", "extends": "icf", "language": "en"}
        for extra in lines[1:]:
            self._fault(extra, "", "settings have one row: delete this one")
        if lines:
            self.language = _code(lines[0].text("default_language")) or "en"
            self._fill(root, lines[0], LAYOUT["settings"], ())
        if self.publisher and not root.get("publisher"):
            root["publisher"] = self.publisher
        if self.foreign:
            root["language"] = self.language
        return root

    def _fill(self, target: dict[str, Any], line: Line, sheet: Sheet, path: Path) -> None:
        """Copies the cells of a row that need nothing but copying."""
        self._tree.places.setdefault(path, line.place())
        for column in sheet.columns:
            if not column.field:
                continue
            if column.words:
                words = self._words(line, column, (*path, column.field))
                self._set(target, column.field, words, path)
            elif text := line.text(column.header):
                place = line.place(column.header)
                value: Any = re.split(r"[\s,]+", text.strip(" ,")) if column.many else text
                self._set(target, column.field, value, path, place)

    def _set(
        self, target: dict[str, Any], name: str, value: Any, path: Path, place: Place | None = None
    ) -> None:
        if value in ("", {}, []):
            return
        target[name] = value
        if place is None:
            return
        self._tree.places[(*path, name)] = place
        for number in range(len(value) if isinstance(value, list) else 0):
            self._tree.places.setdefault((*path, name, number), place)

    def _words(self, line: Line, column: Column, path: Path) -> str | dict[str, str]:
        """The texts of a column in all languages; ``path`` is that of the texts."""
        texts: dict[str, str] = {}
        for header in sorted(line.cells):
            name, colons, language = header.partition("::")
            code = _code(language) if colons else self.language
            if name == column.header and code and line.text(header):
                texts.setdefault(code, line.text(header))
                self._tree.places[(*path, code)] = line.place(header)
                self._tree.places.setdefault(path, line.place(header))
        return texts[self.language] if set(texts) == {self.language} else texts

    def _scales(self) -> list[dict[str, Any]]:
        scales: dict[str, dict[str, Any]] = {}
        paths: dict[str, Path] = {}
        for line in self._lines("scales"):
            key = line.text("list_name")
            if key.startswith("icf:"):
                continue
            path = paths.setdefault(key, ("scales", len(scales)))
            scale = scales.setdefault(key, {"key": key, "levels": []})
            self._tree.places.setdefault((*path, "key"), line.place("list_name"))
            self._tree.places.setdefault(path, line.place())
            level: dict[str, Any] = {}
            of_level = (*path, "levels", len(scale["levels"]))
            self._fill(level, line, LAYOUT["scales"], of_level)
            for name in ("title", "direction"):
                value = level.pop(name, "")
                if value and name in scale and scale[name] != value:
                    self._fault(line, name, f"the scale has another {name} above: keep one")
                elif value:
                    self._set(scale, name, value, path, line.place(name))
            scale["levels"].append(level)
        return list(scales.values())

    def _groups(self) -> dict[str, dict[str, Any]]:
        """The pack's own sections by key, without questions yet."""
        groups: dict[str, dict[str, Any]] = {}
        for line in self._lines("sections"):
            key = line.text("name")
            if key.startswith("icf:"):
                continue
            if key in groups:
                self._fault(line, "name", f"the section “{key}” is there twice: rename one")
                continue
            group: dict[str, Any] = {"questions": []}
            self._fill(group, line, LAYOUT["sections"], ("sections", len(groups)))
            groups[key] = group
        return groups

    def _questions(self, groups: dict[str, dict[str, Any]]) -> None:
        choices = self._by("choices", "list_name")
        actions = self._by("actions", "question")
        own = tuple(groups)
        paths: dict[str, Path] = {key: ("sections", place) for place, key in enumerate(own)}
        for line in self._lines("survey"):
            section = line.text("section")
            if section not in groups and ":" not in section:
                problem = "pick the section that the question belongs to"
                if section:
                    problem = f"there is no section “{section}” in the sheet sections"
                cure = ": add it there" if section else ""
                self._fault(line, "section", Fault((), problem, section, own, cure))
                section = ""
            paths.setdefault(section, ("add_to", len(groups) - len(own)))
            group = groups.setdefault(section, {"section": section, "questions": []})
            path = paths[section]
            self._tree.places.setdefault(path, line.place())
            self._tree.places.setdefault((*path, "section"), line.place("section"))
            if not section:
                # It was told above; the questions stay, so that conditions can refer to them.
                self._tree.broken.add((*path, "section"))
            of_question = (*path, "questions", len(group["questions"]))
            group["questions"].append(self._question(line, of_question, choices, actions))
        self._refuse_lost_actions(actions)
        used = {line.text("list_name") for line in self._lines("survey")}
        for name in [name for name in choices if name not in used]:
            self.left_out.append(f"sheet choices: no question uses the list {name}: not taken")

    def _question(
        self,
        line: Line,
        path: Path,
        choices: dict[str, list[Line]],
        actions: dict[str, list[Line]],
    ) -> dict[str, Any]:
        question: dict[str, Any] = {}
        self._fill(question, line, LAYOUT["survey"], path)
        kind = self._kind(line)
        self._set(question, "kind", kind, path, line.place("type"))
        if kind in WITH_CHOICES or line.text("list_name"):
            found = self._rows(choices, line, path, "choices")
            self._set(question, "choices", found, path, line.place("list_name"))
        sample = question.pop("sample", "")
        column = LAYOUT["survey"].column["sample_words"]
        words = self._words(line, column, (*path, "sample", "words"))
        if sample or words:
            value = re.split(r"[\s,]+", sample) if kind == "choices" and sample else sample
            made: dict[str, Any] = {}
            where = (*path, "sample")
            self._tree.places[where] = line.place("sample" if sample else "sample_words")
            self._set(made, "value", value, where, line.place("sample"))
            self._set(made, "words", words, where)
            question["sample"] = made
        if own := actions.pop(line.text("name"), []):
            found = []
            for number, action in enumerate(own):
                made = {}
                self._fill(made, action, LAYOUT["actions"], (*path, "actions", number))
                found.append(made)
            question["actions"] = found
        return question

    def _kind(self, line: Line) -> str:
        text = line.text("type")
        if not text:
            self._fault(line, "type", f"pick a type: {', '.join(TYPES)}")
        elif text in TYPES:
            return TYPES[text][0]
        elif ":" in text:
            return text
        else:
            cure = f": write {', '.join(TYPES)}"
            self._fault(
                line, "type", Fault((), f"there is no type “{text}”", text, tuple(TYPES), cure)
            )
        # A kind that fits everything keeps the checks from saying it a second time.
        return "unknown:type"

    def _rows(
        self, choices: dict[str, list[Line]], line: Line, path: Path, name: str
    ) -> list[dict[str, Any]]:
        wanted = line.text("list_name")
        if not wanted:
            return []
        if wanted not in choices:
            problem = f"there is no list “{wanted}” in the sheet choices"
            self._fault(
                line,
                "list_name",
                Fault((), problem, wanted, tuple(choices), ": add its rows there"),
            )
        found = []
        self._choices_made += len(choices.get(wanted, []))
        if self._choices_made > CHOICE_LIMIT:
            raise PackError(
                f"The lists that questions use have more than {CHOICE_LIMIT:,} choices together.",
                "Shorten the lists, or split the workbook.",
                where=f"{self.name}: sheet survey, row {line.row}",
            )
        for number, choice in enumerate(choices.get(wanted, [])):
            made: dict[str, Any] = {}
            self._fill(made, choice, LAYOUT["choices"], (*path, name, number))
            found.append(made)
        return found

    def _by(self, sheet: str, header: str) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self._lines(sheet):
            if line.text(header):
                found[line.text(header)].append(line)
            else:
                self._fault(line, header, f"{header} is empty: fill it in")
        return dict(found)

    def _refuse_lost_actions(self, actions: dict[str, list[Line]]) -> None:
        names = tuple(line.text("name") for line in self._lines("survey"))
        for wanted, lines in actions.items():
            problem = f"there is no question “{wanted}” in the sheet survey"
            for line in lines:
                self._fault(line, "question", Fault((), problem, wanted, names))

    def _plain_rows(self, sheet: str) -> list[dict[str, Any]]:
        rows = []
        for number, line in enumerate(self._lines(sheet)):
            made: dict[str, Any] = {}
            self._fill(made, line, LAYOUT[sheet], (sheet, number))
            rows.append(made)
        return rows

    def _aliases(self) -> dict[str, str]:
        aliases: dict[str, str] = {}
        for line in self._lines("renamed"):
            old, new = line.text("old_name"), line.text("new_name")
            if not old or not new:
                self._fault(line, "", "fill in both names, the old and the new one")
            elif old in aliases:
                self._fault(line, "old_name", f"“{old}” is there twice: delete one")
            else:
                aliases[old] = new
                self._tree.places[("aliases", old)] = line.place("old_name")
        return aliases


def _code(language: str) -> str:
    """The code in a column's language: ``cy``, or ``Welsh (cy)``; empty where there is none."""
    found = LANGUAGE.search(language)
    code = found.group(1) if found else language
    return code if LANGUAGE_CODE.fullmatch(code) else ""


def _line(fault: Placed, name: str) -> str:
    from openpyxl.utils import get_column_letter

    number, row, column = fault.place
    sheet = SHEETS[number]
    cell = f" cell {get_column_letter(column)}{row}" if column else ""
    problem = str(fault.problem)
    for of_file, of_cell in CELL_WORDS.items():
        problem = problem.replace(of_file, of_cell)
    if found := re.fullmatch(r"`(\w+)` is missing", problem):
        problem = f"{sheet.header_of(found.group(1))} is empty: fill it in"
    return f"{name}: sheet {sheet.name}, row {row}{cell}: {problem}"
