"""A pack as a workbook and back: nothing is lost, and every fault is told with its cell."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from icf.core.compose import compose
from icf.core.questionnaire import Pack, joined
from icf.core.wording import plain
from icf.errors import PackError
from icf.packfile import read_pack, read_pack_text
from icf.packfile.workbook import read_workbook
from icf.packfile.workbook_layout import SHEETS
from icf.packfile.workbook_write import pack_workbook, template, workbook_rows
from icf.packfile.write import pack_text
from tests.core.pieces import core_pack, overlay
from tests.core.strategies import packs
from tests.packfile.test_faults import PACK
from tests.packfile.test_reading import CORE, EXAMPLE
from tests.packfile.workbooks import filled, refusing

PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1)


def faults(sheets: dict[str, list[list[object]]]) -> list[str]:
    with pytest.raises(PackError) as refused:
        read_workbook(filled(sheets), "mine.xlsx", core_pack())
    return [fault.removeprefix("mine.xlsx: sheet ") for fault in refused.value.faults]


def cells_of(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Every cell of a workbook, by sheet."""
    return {page.title: list(page.values) for page in load_workbook(BytesIO(content))}


SETTINGS = [
    ["form_title", "form_id", "version", "default_language", "publisher", "format"],
    ["Fire safety", "fire", "1.0.0", "en", "Hillside Fire", 1],
]
SECTIONS = [["name", "label", "instrument"], ["home", "At home", "planning"]]
QUESTIONS = ["section", "type", "name", "label", "list_name", "scale", "relevant", "depth"]


def book(*questions: list[object], **more: list[list[object]]) -> dict[str, list[list[object]]]:
    survey = [QUESTIONS, *questions]
    return {"settings": SETTINGS, "sections": SECTIONS, "survey": survey, **more}


@settings(max_examples=30)
@given(packs())
def test_any_pack_is_the_same_after_a_workbook_and_a_file(made: tuple[Pack, tuple[Pack, ...]]):
    core, overlays = made

    for pack in overlays:
        written = pack_workbook(pack, core)
        imported = read_workbook(written, "mine.xlsx", core)
        again = read_pack_text(imported.text, "mine.yaml", core)

        assert imported.pack == again == joined(pack)
        assert imported.text == pack_text(pack)
        assert workbook_rows(again) == workbook_rows(pack)
        assert cells_of(pack_workbook(again, core)) == cells_of(written)
        assert imported.left_out == ()


@settings(max_examples=30)
@given(packs())
def test_several_additions_to_one_section_mean_the_same_as_one(
    made: tuple[Pack, tuple[Pack, ...]],
):
    core, overlays = made

    one_each = [joined(pack) for pack in overlays]

    assert compose(core, one_each) == compose(core, overlays)
    assert all(len({a.section for a in pack.add_to}) == len(pack.add_to) for pack in one_each)


def test_a_file_that_adds_to_a_section_twice_says_where_a_fault_in_the_second_is():
    twice = "add_to:\n  - section: icf:connecting\n    questions: [{key: b, text: B, kind: text}]\n"
    text = PACK.replace("add_to:\n", twice).replace("scale: icf:status", "scale: icf:statu")

    with pytest.raises(PackError) as refused:
        read_pack_text(text, "fire.yaml", core_pack())

    assert "fire.yaml:52:" in refused.value.faults[0]
    assert "did you mean icf:status" in refused.value.faults[0]


def test_a_list_that_no_question_uses_is_named():
    sheets = book(["home", "text", "a", "A?"], choices=[["list_name", "name"], ["spare", "x"]])

    imported = read_workbook(filled(sheets), "mine.xlsx", core_pack())

    assert imported.left_out == ("sheet choices: no question uses the list spare: not taken",)


def test_the_annotated_example_is_the_same_after_a_workbook():
    core = read_pack(CORE)
    pack = read_pack(EXAMPLE, core)

    imported = read_workbook(pack_workbook(pack, core), "mine.xlsx", core)

    assert imported.pack == pack
    assert imported.text == pack_text(pack)


@settings(max_examples=30)
@given(st.lists(PRINTABLE | st.sampled_from(["\n", "=1+1", "_x0041_", "&amp;", "#", "\t"])))
def test_any_text_survives_a_workbook_or_is_refused(pieces: list[str]):
    words = "".join(pieces).strip() or "Some words"
    pack = overlay(description=plain(words))

    with refusing("cannot hold", "cannot keep"):
        content = pack_workbook(pack, core_pack())
        imported = read_workbook(content, "mine.xlsx", core_pack())

        assert imported.pack == pack


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"])
def test_no_text_becomes_a_formula(start: str):
    pack = overlay(title=plain(f'{start}HYPERLINK("http://127.0.0.1","x")'.strip()))

    content = pack_workbook(pack, core_pack())

    with ZipFile(BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet for sheet in sheets)
    cells = [cell for page in load_workbook(BytesIO(content)) for row in page for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert pack.title.original in [cell.value for cell in cells]


def test_the_template_has_every_sheet_and_offers_what_the_framework_has():
    core = read_pack(CORE)

    made = load_workbook(BytesIO(template(core, ["place:compass"])))

    assert made.sheetnames[:2] == ["Instructions", "survey"]
    assert {sheet.name for sheet in SHEETS} < set(made.sheetnames)
    lists = {
        column[0].value: [cell.value for cell in column[1:]] for column in made["lists"].columns
    }
    assert {"select_one", "scale", "place:compass"} < set(lists["type"])
    assert "icf:status" in lists["scale"]
    assert lists["depth"][:3] == ["quick", "standard", "full"]
    assert "icf:connecting" in lists["section"]
    ranges = {str(rule.sqref) for rule in made["survey"].data_validations.dataValidation}
    assert {"A2:A2001", "B2:B2001", "F2:F2001", "G2:G2001"} <= ranges


def test_each_sheet_of_the_template_has_a_grey_example_that_is_not_imported():
    content = template(read_pack(CORE))

    survey = load_workbook(BytesIO(content))["survey"]
    with pytest.raises(PackError) as refused:
        read_workbook(content, "mine.xlsx", read_pack(CORE))

    assert str(survey["A2"].value).startswith("# ")
    assert survey["A2"].fill.start_color.rgb == "FFEEEEEE"
    lines = "\n".join(refused.value.faults)
    assert "sheet settings, row 2: form_title is empty: fill it in" in lines
    assert "sheet survey, row 2: there are no questions yet" in lines
    assert "crew-ready" not in lines


def test_the_example_of_the_template_can_be_used():
    content = template(read_pack(CORE))
    edited = load_workbook(BytesIO(content))
    for page in edited:
        for row in page.iter_rows():
            if str(row[0].value).startswith("# "):
                row[0].value = str(row[0].value).removeprefix("# ")
    edited["survey"].append(["at-home", "yes_no", "home-visits", "Will anybody visit people?"])
    edited["survey"].append(
        ["at-home", "select_multiple", "who", "Which come first?", "households"]
    )
    edited["scales"].append(["readiness", None, None, 2, "Ready"])
    for place, text in enumerate(["Fire safety", "fire", "1.0.0", "en", "Hillside Fire"], start=1):
        edited["settings"].cell(2, place, text)
    edited["depths"].cell(2, 6).value = " ".join(
        question.key
        for section in read_pack(CORE).sections
        for question in section.questions
        if section.instrument == "planning" and question.depth == "quick"
    )
    stream = BytesIO()
    edited.save(stream)

    pack = read_workbook(stream.getvalue(), "mine.xlsx", read_pack(CORE)).pack

    assert [question.key for question in pack.sections[0].questions] == [
        "fire:crew-ready",
        "fire:home-visits",
        "fire:who",
    ]
    assert pack.guidance[0].question == "icf:communicating-channels"


def test_numbers_dates_and_ticks_are_read_as_they_look():
    sheets = book(["home", "scale", "ready", "How ready?", None, "readiness"])
    sheets["scales"] = [
        ["list_name", "title", "name", "label"],
        ["readiness", "How ready?", 1, 2026],
        ["readiness", None, 2.0, 1.5],
    ]

    scale = read_workbook(filled(sheets), "mine.xlsx", core_pack()).pack.scales[0]

    assert scale.level_keys == ("1", "2")
    assert [level.label.original for level in scale.levels] == ["2026", "1.5"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (["hme", "text", "a", "A?"], "survey, row 2 cell A2: there is no section “hme” in the "
         "sheet sections (did you mean home?)"),
        ([None, "text", "a", "A?"], "survey, row 2: pick the section that the question belongs to"),
        (["home", "txt", "a", "A?"], "survey, row 2 cell B2: there is no type “txt” (did you mean "
         "text?)"),
        (["home", None, "a", "A?"], "survey, row 2: pick a type: text, yes_no, select_one, "
         "select_multiple, scale, number, date"),
        (["home", "text", None, "A?"], "survey, row 2: name is empty: fill it in"),
        (["home", "text", "a", None], "survey, row 2: label is empty: fill it in"),
        (["home", "text", "A b", "A?"], "survey, row 2 cell C2: “A b” does not fit: use lower-case "
         "letters, digits and hyphens, such as home-visits"),
        (["home", "select_one", "a", "A?"], "survey, row 2: a choice question needs a list: name "
         "it under list_name and write it in the sheet choices"),
        (["home", "select_one", "a", "A?", "yesno"], "survey, row 2 cell E2: there is no list "
         "“yesno” in the sheet choices: add its rows there"),
        (["home", "scale", "a", "A?"], "survey, row 2: a scale question needs a scale: pick one, "
         "such as icf:status"),
        (["home", "scale", "a", "A?", None, "icf:statu"], "survey, row 2 cell F2: unknown scale "
         "“icf:statu” (did you mean icf:status?)"),
        (["home", "text", "a", "A?", None, None, "${b} = 'x'"], "survey, row 2 cell G2: unknown "
         "question “b”"),
        (["home", "text", "a", "A?", None, None, None, "quik"], "survey, row 2 cell H2: unknown "
         "depth “quik”: write one of quick, standard, full (did you mean quick?)"),
        (["home", "text", "a", "=1+1"], "survey, row 2 cell D2: this is a formula: write the text "
         "or number itself"),
        (["icf:conecting", "text", "a", "A?"], "survey, row 2 cell A2: unknown core section "
         "“icf:conecting” (did you mean icf:connecting?)"),
    ],
)  # fmt: skip
def test_each_fault_has_its_cell_and_cure(question: list[object], expected: str):
    found = faults(book(question))

    assert expected in found


def test_all_faults_are_told_at_once_in_the_order_of_the_sheets():
    sheets = book(["home", "txt", "a", "A?"], ["hme", "text", "b", "B?"])
    sheets["settings"] = [SETTINGS[0], ["Fire safety", "Fire!", "1", "en", None, 1]]
    sheets["guidance"] = [["question", "hnt"], ["icf:whom", "Ask."]]
    sheets["renamed"] = [["old_name", "new_name"], ["b", None]]
    sheets["actions"] = [["question", "name", "label"], ["c", "do", "Do it."]]

    found = faults(sheets)

    assert [fault.partition(":")[0] for fault in found] == [
        "settings, row 2",
        "settings, row 2 cell B2",
        "settings, row 2 cell C2",
        "survey, row 2 cell B2",
        "survey, row 3 cell A3",
        "guidance, row 1 cell B1",
        "guidance, row 2 cell A2",
        "actions, row 2 cell A2",
        "renamed, row 2",
    ]


def test_a_question_in_the_wrong_section_is_told_once():
    visits = ["hme", "yes_no", "visits", "Visits?"]
    sheets = book(visits, ["home", "text", "why", "Why?", None, None, "${visits} = 'yes'"])

    assert len(faults(sheets)) == 1


def test_a_sheet_of_ones_own_is_named_and_not_read():
    sheets = book(["home", "text", "a", "A?"]) | {"my notes": [["call Jo"]]}

    imported = read_workbook(filled(sheets), "mine.xlsx", core_pack())

    assert imported.left_out == ("sheet my notes: not read",)


def test_a_core_pack_is_no_workbook():
    with pytest.raises(PackError, match="added to the framework"):
        pack_workbook(core_pack(), core_pack())


def test_a_text_that_is_too_long_for_a_cell_is_refused_with_its_column():
    with pytest.raises(PackError, match=r"sheet settings, column description: A text has 40,000"):
        pack_workbook(overlay(description=plain("x" * 40_000)), core_pack())


def test_two_questions_may_use_one_list():
    pack = read_pack_text(PACK.replace("      - key: since", SAME + "      - key: since"))

    rows = workbook_rows(pack)

    assert {row.get("list_name") for row in rows["survey"]} == {None, "households"}
    assert len(rows["choices"]) == 2
    assert read_workbook(pack_workbook(pack, core_pack()), "mine.xlsx").pack == pack


SAME = """\
      - key: next-households
        text: Which come next?
        kind: choice
        choices:
          - {key: alone, label: Living alone}
          - {key: carers, label: Carers}
"""
