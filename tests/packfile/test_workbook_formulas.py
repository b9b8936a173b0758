"""S7: no text in a workbook of ours is ever taken for a formula, wherever it stands.

The parts of the file are read as XML, and the cells by openpyxl, which did not write them.
"""

from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from icf.core.questionnaire import Pack
from icf.core.wording import Wording
from icf.packfile import read_pack, read_pack_text
from icf.packfile.workbook import read_workbook
from icf.packfile.workbook_write import pack_workbook, template
from tests.packfile.test_faults import PACK
from tests.packfile.test_reading import CORE, EXAMPLE

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SIGNS = ["=", "+", "-", "@", "\t=", "\n=", "＝", "＋", "－", "＠", "=cmd|' /C calc'!A0", "{=1+1}"]
OWN_FORMULAS = ("=lists!$", "=sections!$", "lists!$", "sections!$")


def dangerous(value: Any, sign: str) -> Any:
    """The same frozen value with the sign before every text for people."""
    if isinstance(value, Wording):
        return Wording(tuple((language, f"{sign}{text}") for language, text in value.texts))
    if isinstance(value, tuple):
        return tuple(dangerous(item, sign) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: dangerous(getattr(value, f.name), sign) for f in fields(value)}
        return replace(value, **changed)
    return value


def assert_only_texts(content: bytes) -> None:
    """No formula, link or macro in the XML; each cell a text, also after being saved again."""
    with ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        sheets = [ElementTree.fromstring(archive.read(n)) for n in names if "worksheets/" in n]
    assert not [name for name in names if "vba" in name or "external" in name or "connect" in name]
    for sheet in sheets:
        tags = {element.tag.removeprefix(SHEET) for element in sheet.iter()}
        assert not tags & {"f", "hyperlink", "oleObject", "webPublishItem"}
        assert {cell.get("t") for cell in sheet.iter(f"{SHEET}c") if len(cell)} <= {"s"}
        drop_downs = [one.text or "" for one in sheet.iter(f"{SHEET}formula1")]
        assert all(text.startswith(OWN_FORMULAS) for text in drop_downs)
    saved = BytesIO()
    load_workbook(BytesIO(content)).save(saved)
    for again in (content, saved.getvalue()):
        cells = [cell for page in load_workbook(BytesIO(again)) for row in page for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


@pytest.mark.parametrize("sign", SIGNS)
def test_every_text_of_a_pack_stays_a_text(sign: str):
    core = read_pack(CORE)
    pack: Pack = dangerous(read_pack_text(PACK), sign)
    expected = dangerous(read_pack_text(PACK), sign.strip())

    content = pack_workbook(pack, core)

    assert_only_texts(content)
    if sign.strip() == sign:
        assert read_workbook(content, "mine.xlsx").pack == expected


@pytest.mark.parametrize("sign", SIGNS)
def test_every_text_of_the_framework_stays_a_text_in_the_template(sign: str):
    core: Pack = dangerous(read_pack(CORE), sign)

    assert_only_texts(template(core, [f"{sign}x:y"]))


def test_the_annotated_example_has_only_texts():
    core = read_pack(CORE)

    assert_only_texts(pack_workbook(read_pack(EXAMPLE, core), core))


def test_the_checks_notice_a_formula():
    made = load_workbook(BytesIO(template(read_pack(CORE))))
    made["survey"]["D3"] = "=1+1"
    stream = BytesIO()
    made.save(stream)

    with pytest.raises(AssertionError):
        assert_only_texts(stream.getvalue())
