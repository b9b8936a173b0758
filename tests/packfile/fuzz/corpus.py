"""Sound files to mutate, and texts and tables that are hostile by design, up to the limits."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

from icf.packfile import read_pack, read_pack_bytes
from icf.packfile.workbook_write import pack_workbook, template
from tests.packfile.test_faults import PACK
from tests.packfile.test_workbook_xlsform import HOUSEHOLD_SURVEY

ROOT = Path(__file__).parents[3]
CORE = read_pack(ROOT / "icf" / "builtin" / "icf.yaml")
FILES = (
    ROOT / "icf" / "builtin" / "icf.yaml",
    *ROOT.glob("plugins/*/pack.yaml"),
    ROOT / "docs" / "packs" / "annotated-example.yaml",
)
HEAD = """\
format: 1
pack: fire
version: 1.0.0
extends: icf
language: en
title: Fire safety
publisher: Hillside Fire
"""
SECTION = """\
sections:
  - key: home
    instrument: planning
    title: At home
    questions:
"""
SETTINGS = [
    ["form_title", "form_id", "version", "default_language", "publisher", "format"],
    ["Fire safety", "fire", "1.0.0", "en", "Hillside Fire", "1"],
]
SECTIONS = [["name", "label", "instrument"], ["home", "At home", "planning"]]
SURVEY = ["section", "type", "name", "label", "list_name", "scale", "relevant", "depth"]
Table = list[list[str | None]]


@cache
def texts() -> tuple[bytes, ...]:
    """Sound packs as YAML; the framework, which is long, is one of them."""
    return (PACK.encode(), *(path.read_bytes() for path in sorted(FILES)))


@cache
def books() -> tuple[bytes, ...]:
    """Sound workbooks: ours, an empty template, and a form made for another program."""
    packs = [read_pack_bytes(text, "seed") for text in texts()]
    ours = [pack_workbook(pack, CORE) for pack in packs if pack.extends]
    return (*ours, template(CORE), book(HOUSEHOLD_SURVEY))


def book(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook with these cells as texts."""
    import xlsxwriter

    stream = BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name, rows in sheets.items():
        page = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write_string(number, place, str(cell))
    made.close()
    return stream.getvalue()


def questions(count: int, condition: str = "", more: str = "") -> str:
    """A pack with questions; ``{n}`` in the condition is a number, ``{m}`` its neighbour."""
    lines = []
    for number in range(count):
        when = condition.replace("{n}", str(number)).replace("{m}", str(number ^ 1))
        shown = f', show_if: "{when}"' if when else ""
        lines.append(f"      - {{key: q{number}, text: Who?, kind: text{shown}{more}}}\n")
    return HEAD + SECTION + "".join(lines)


def laughs(dice: Random) -> str:
    """Aliases of aliases."""
    lines = ["a0: &a0 [ha, ha]\n"]
    lines += [f"a{n}: &a{n} [{f'*a{n - 1}, ' * 10}]\n" for n in range(1, dice.randint(2, 40))]
    return HEAD + "".join(lines)


def deep(dice: Random) -> str:
    """Nested lists and mappings, far more than anybody reads."""
    opening = dice.choice(["[", "{a: ", "- ", "? ", "[{a: [", "!!set {? "])
    before = dice.choice(["", HEAD + "x: ", HEAD + "sections:\n  - ", HEAD + "aliases: "])
    return before + opening * dice.choice([13, 500, 20_000, 90_000])


def huge_numbers(dice: Random) -> str:
    """Numbers where numbers belong, and where they do not."""
    digits = dice.choice(["9" * dice.choice([7, 5_000, 300_000]), "1e400", ".inf", "0x7f", "-0"])
    of = dice.choice(["words_about", "depth", "kind", "sample", "key"])
    return questions(2, more=f", {of}: {digits}") + f"depths: [{{key: a, minutes: {digits}}}]\n"


def many_faults(dice: Random) -> str:
    """A fault in each of very many lines."""
    line = dice.choice(
        ["a: x\n", "title{n}: x\n", "a{n}: &a{n} x\n", "a{n}: !!x *b\n", "a{n}: {{\n"]
    )
    return HEAD + "".join(line.format(n=n) for n in range(dice.choice([300, 5_000, 30_000])))


def long_words(dice: Random) -> str:
    """One text that fills the file, in each of the ways to write it."""
    size = dice.choice([1_000, 60_000, 470_000])
    piece = dice.choice(["a b ", "\\x41", "''", "\\\n  ", "é ", "a: ", "# ", "\n", "\u202e", "\t "])
    begin, end = dice.choice([("", ""), ("'", "'"), ('"', '"'), (">-\n  ", ""), ("|\n  ", "")])
    return f"{HEAD}description: {begin}{(piece * size)[:size]}{end}\n"


def hostile_conditions(dice: Random) -> str:
    """Very many conditions, long, deep, looped, or of questions that there are not."""
    condition = dice.choice([
        "answered(${q{m}})", "answered(${q{n}})", "answered(${zzq{n}})",
        "not " * 115 + "answered(${q0})",
        "(" * 240 + "answered(${q0})" + ")" * 240, "answered(${q0}) or " * 24 + "answered(${q0})",
        "${q0} = '" + "9" * 480 + "'", "${" * 240, "${q0}" + " " * 480, "selected(${icf:who}, 'x')",
    ])  # fmt: skip
    return questions(dice.choice([30, 400, 1_990]), condition)


def many_values(dice: Random) -> str:
    """As many keys and values as fit."""
    count = dice.choice([1_000, 9_000, 45_000])
    return HEAD + dice.choice([
        f"aliases: [{'a,' * count}]\n", "x:\n" + "".join(f"  k{n}:\n" for n in range(count)),
        "description: {" + ", ".join(f"aa-{n:06}: x" for n in range(count)) + "}\n",
        "aliases:\n" + "".join(f"  k{n}: k{n}\n" for n in range(count)),
        "scales: [" + "{key: a, levels: []}," * (count // 6) + "]\n",
        "guidance: [" + "{question: icf:whoo, hint: x}," * (count // 6) + "]\n",
    ])  # fmt: skip


def large_packs(dice: Random) -> str:
    """Sound packs up to the limits."""
    more = dice.choice(["", ", hint: See the list., why: Because., words_about: 50"])
    return questions(dice.choice([400, 1_500, 2_000, 2_001]), more=more)


def of_numbers(dice: Random) -> str:
    """What other readers of YAML would take for something else than it says."""
    odd = dice.choice(
        ["no", "012", "1.10", "2026-03-27", "~", "<<: *x", "0o7", "1_000", "y", "=", "? a"]
    )
    return PACK.replace(
        dice.choice(["Fire safety", "yes_no", "quick", "home-visits", "en", "1"]), odd
    )


def long_lists(dice: Random) -> dict[str, list[list[object]]]:
    """Questions that all use one long list."""
    survey = [["home", "select_one", f"q{n}", "A?", "x"] for n in range(dice.choice([10, 500]))]
    choices = [["x", f"c{n}", "C"] for n in range(dice.choice([10, 900, 3_000]))]
    return _book(survey, choices=[["list_name", "name", "label"], *choices])


def large_books(dice: Random) -> dict[str, list[list[object]]]:
    """Sound workbooks up to the limits."""
    count, text = dice.choice(
        [(200, "x y " * 100), (1_900, "Who lives here?"), (12, "': \"" * 7_000)]
    )
    rows: list[list[object]] = [["home", "text", f"q{n}", text] for n in range(count)]
    return _book(rows)


def wrong_books(dice: Random) -> dict[str, list[list[object]]]:
    """A fault in each of very many rows."""
    count = dice.choice([50, 900, 2_400])
    row = dice.choice([
        ["z{n}", "text", "q{n}", "A?"], ["home", "tex{n}", "q{n}", "A?"],
        ["home", "select_one", "q{n}", "A?", "z{n}"], ["home", "text", "q", "A?"],
        ["home", "scale", "q{n}", "A?", None, "z{n}"], ["home", "text", "q{n}", "A?", None, None,
        "answered(${z{n}})"], ["a" * 30_000, "text", "q", "A?"],
    ])  # fmt: skip
    rows = [[cell and cell.replace("{n}", str(n)) for cell in row] for n in range(count)]
    lists = [["list_name", "name", "label"], *[[f"x{n}", f"c{n}", "C"] for n in range(count // 2)]]
    return _book(rows, choices=lists) if dice.random() < 0.5 else _book(rows)


def strange_forms(dice: Random) -> dict[str, list[list[object]]]:
    """Forms for other programs with conditions made to be slow."""
    odd = dice.choice(["${" * 16_000, "${ " * 10_000, "'" * 32_000, "${a}" + " " * 30_000 + "= ''",
                       "not " * 115 + "answered(${q0})", "${q0} != '' or " * 2_000])  # fmt: skip
    kind = dice.choice(
        ["text", "begin_group", "end_group", "select_one x or_other", "begin_repeat"]
    )
    count = dice.choice([5, 60, 900])
    rows = [[kind, f"Q_{n}", odd if n % 2 else "A?", odd] for n in range(count)]
    return {
        "settings": [["form_title", "form_id"], ["A form", "form"]],
        "survey": [["type", "name", "label", "relevant"], *rows],
    }


HOSTILE_TEXTS: tuple[Callable[[Random], str], ...] = (
    laughs, deep, huge_numbers, many_faults, long_words, hostile_conditions, many_values,
    large_packs, of_numbers,
)  # fmt: skip
HOSTILE_BOOKS = (long_lists, large_books, wrong_books, strange_forms)


def _book(rows: list[list[object]], **more: list[list[object]]) -> dict[str, list[list[object]]]:
    return {"settings": SETTINGS, "sections": SECTIONS, "survey": [SURVEY, *rows], **more}  # type: ignore[dict-item]
