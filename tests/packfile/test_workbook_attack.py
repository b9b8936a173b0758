"""Hostile and broken workbooks are refused plainly and soon; nothing else ever happens."""

import random
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icf.errors import PackError
from icf.packfile.workbook import read_workbook
from icf.packfile.workbook_file import CELL_LIMIT, FILE_LIMIT, ROW_LIMIT, UNPACKED_LIMIT
from icf.packfile.workbook_write import pack_workbook
from tests.calls import counted_calls
from tests.core.pieces import core_pack
from tests.packfile.test_faults import PACK
from tests.packfile.test_reading import read_pack_text
from tests.packfile.workbooks import filled, refusing

SOUND = pack_workbook(read_pack_text(PACK, "fire.yaml"), core_pack())
CALLS_AT_MOST = 10_000_000
"""Several times what any of these takes; a runaway takes thousands of times as many."""
CELLS = st.one_of(
    st.none(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.sampled_from(["=1+1", "#N/A", "select_one x", "scale", "begin_group", "end_group", "icf:who",
                     "${a} = 'x'", "fire", "1.0.0", "en", "a", "# a", "::", "label::cy",
                     "x" * 300]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)  # fmt: skip
HEADERS = st.sampled_from(
    ["type", "name", "label", "label::cy", "label::", "section", "list_name", "relevant", "format",
     "form_id", "form_title", "version", "default_language", "question", "when", "questions", "key",
     "old_name", "new_name", "publisher", "sample", "scale", "direction", "title"]
)  # fmt: skip
NAMES = ("settings", "survey", "choices", "scales", "sections", "guidance", "actions", "depths",
         "renamed", "other")  # fmt: skip


def refused(content: bytes) -> str:
    with counted_calls(CALLS_AT_MOST), pytest.raises(PackError) as error:
        read_workbook(content, "theirs.xlsx", core_pack())
    return str(error.value)


def rewritten(changes: dict[str, bytes], content: bytes = SOUND) -> bytes:
    """The workbook with other parts inside."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return stream.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(SOUND)) as archive:
        return archive.read(name)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"type,name,label\n", b"\xd0\xcf\x11\xe0" + bytes(600), SOUND[: len(SOUND) // 2]],
    ids=["empty", "two letters", "csv", "old or locked", "half"],
)
def test_what_is_no_workbook_is_refused(content: bytes):
    assert "not a workbook that can be read" in refused(content)


def test_a_large_file_is_refused():
    assert "larger than 5 MB" in refused(SOUND + bytes(FILE_LIMIT))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = rewritten({"xl/media/bomb.xml": b"<a>" + bytes(UNPACKED_LIMIT)})

    assert len(bomb) < FILE_LIMIT
    assert "unpacks to" in refused(bomb)


def test_thousands_of_parts_are_refused():
    assert "parts" in refused(rewritten({f"xl/{number}.xml": b"<a/>" for number in range(2000)}))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l11;</a>'


@pytest.mark.parametrize(
    "name",
    [
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet2.xml",
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/picture.png",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        b"\xef\xbb\xbf \n" + BOMB.encode(),
        b'<?xml version="1.0" encoding="cp037"?>' + BOMB.encode("cp037"),
        "<?xml version='1.0'?>".encode("cp037") + BOMB.encode("cp037"),
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><a>&x;</a>',
    ],
    ids=["laughs", "utf-16", "mark", "declared", "cp037", "file", "http"],
)  # fmt: skip
def test_entities_are_refused_wherever_and_however_they_are_written(name: str, text: bytes):
    assert "XML" in refused(rewritten({name: text}))


def test_a_cell_in_the_last_row_is_refused_and_not_lost():
    survey = part("xl/worksheets/sheet2.xml")
    far = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'

    message = refused(rewritten({"xl/worksheets/sheet2.xml": survey.replace(b"</sheetData>", far)}))

    assert "row 1048576" in message


def test_a_row_beyond_all_rows_ends_soon():
    survey = part("xl/worksheets/sheet2.xml")
    far = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
    content = rewritten({"xl/worksheets/sheet2.xml": survey.replace(b"</sheetData>", far)})

    with counted_calls(CALLS_AT_MOST), refusing(""):
        read_workbook(content, "theirs.xlsx", core_pack())


def test_a_huge_sheet_is_refused():
    rows = [["type", "name", "label"], *([["text"]] * (ROW_LIMIT + 1))]

    assert "5,000 rows" in refused(filled({"survey": rows}))


def test_more_cells_than_are_read_soon_are_refused():
    rows = [["type", "name", "label"], *([["text", "a", "A?"]] * (CELL_LIMIT // 3 + 1))]

    assert "12,000 filled cells" in refused(filled({"survey": rows}))


def test_long_lists_that_many_questions_use_are_refused():
    survey = [["section", "type", "name", "label", "list_name"]]
    survey += [["home", "select_one", f"q{number}", "A?", "long"] for number in range(400)]
    choices = [["list_name", "name", "label"], *([["long", "a", "A"]] * 400)]

    assert "3,000 choices together" in refused(filled({"survey": survey, "choices": choices}))


@pytest.mark.parametrize("text", ["${" * 16_000, "${ " * 10_000, "not " * 115 + "answered(${q0})"])
def test_conditions_of_a_stranger_are_read_soon(text: str):
    rows = [["text", f"q{number}", "A?", text] for number in range(400)]
    sheets = {
        "settings": [["form_title", "form_id"], ["A form", "form"]],
        "survey": [["type", "name", "label", "relevant"], *rows],
    }

    assert "all conditions together have more than 100,000" in refused(filled(sheets))


def test_many_columns_are_refused():
    assert "100 columns" in refused(filled({"survey": [[f"c{number}" for number in range(200)]]}))


@pytest.mark.parametrize("count", [45_000, 1_000_000])
def test_many_texts_end_soon(count: int):
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    many = strings + b"<si><t>a</t></si>" * count + b"</sst>"

    refused(rewritten({"xl/sharedStrings.xml": many}))


def test_the_largest_workbook_that_is_read_is_read_soon():
    rows = [[f"q{number}", "text", f"q{number}", "A?"] for number in range(2_990)]

    assert "faults" in refused(filled({"survey": [["section", "type", "name", "label"], *rows]}))


def test_a_formula_in_every_cell_gives_faults_and_nothing_more():
    content = filled({"survey": [["type", "name", "label"], *([["=A1"] * 3] * 300)]})

    assert "this is a formula" in refused(content)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.tuples(
            st.lists(HEADERS, min_size=1, max_size=8),
            st.lists(st.lists(CELLS, max_size=8), max_size=6),
        ),
        min_size=1,
    )
)
def test_random_cells_give_a_pack_or_faults(
    sheets: dict[str, tuple[list[str], list[list[object]]]],
):
    content = filled({name: [headers, *rows] for name, (headers, rows) in sheets.items()})

    with refusing("theirs.xlsx: "):
        imported = read_workbook(content, "theirs.xlsx", core_pack())

        assert read_pack_text(imported.text) == imported.pack


def test_damaged_files_give_a_pack_or_a_refusal():
    """A few hundred files with bytes changed, inside the zip and outside; a fixed seed."""
    dice = random.Random(20261121)
    names = [name for name in zipfile.ZipFile(BytesIO(SOUND)).namelist() if name.endswith("xml")]
    counts = {"read": 0, "refused": 0}
    for number in range(120):
        content = bytearray(SOUND if number % 2 else part(name := dice.choice(names)))
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(content))
            content[place : place + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
        damaged = bytes(content) if number % 2 else rewritten({name: bytes(content)})
        try:
            read_workbook(damaged, "theirs.xlsx", core_pack())
            counts["read"] += 1
        except PackError:
            counts["refused"] += 1
    assert counts["refused"] > 30, counts
