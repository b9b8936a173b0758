"""Reports as Word documents and spreadsheets: all that the page says, and nothing that runs."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from jinja2 import Environment
from openpyxl import load_workbook

from icf.core.report import Bars, Cell, Part, QuestionAnswer, Report, Table, Words
from icf.reports.count_cell import count_cell
from icf.reports.day_cell import day_cell
from icf.reports.drawing import MARKS as DRAWN
from icf.reports.html import report_html
from icf.reports.sheets import report_xlsx, tables_of
from icf.reports.word import report_docx
from icf.reports.word_blocks import MARKS
from icf.reports.word_widths import column_widths
from tests.reports import sample


@pytest.fixture(autouse=True)
def _in_a_language(app):
    """Reports are written in the language of a request."""
    with app.test_request_context():
        yield


def document_of(report: Report):
    return docx.Document(BytesIO(report_docx(report)))


def words_of(report: Report) -> str:
    document = document_of(report)
    texts = [node.text or "" for node in document.element.body.iter(qn("w:t"))]
    return " ".join(" ".join(texts).split())


def workbook_of(report: Report):
    return load_workbook(BytesIO(report_xlsx(report)))


def test_a_word_file_says_every_word_of_the_page_but_those_in_drawings(environment: Environment):
    report = sample.standard()
    page = BeautifulSoup(report_html(report, environment), "html.parser")
    for drawing in page.find_all(["svg", "nav", "style", "title"]):
        drawing.decompose()

    said = words_of(report).replace(" ", "")

    for cell in page.select("td, th, dd, dt, li, h2, h3, h4, caption"):
        text = "".join(cell.get_text(" ").split())
        if text not in ("", "Contents", "Thesameinnumbers") and not cell.find(["p", "li", "td"]):
            assert text.lstrip("■▲●◆○") in said, text


def test_headings_are_words_own_and_tables_repeat_their_header_row():
    document = document_of(sample.standard())

    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[:2] == [sample.standard().front.title, sample.standard().parts[0].title]
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_title_language_and_owner_are_in_the_properties():
    report = sample.standard()

    about = document_of(report).core_properties

    assert (about.title, about.author) == (report.title, report.organisation)
    assert about.language == report.language


def test_marking_draft_reference_and_who_sees_it_stand_on_each_page():
    report = replace(sample.standard(draft=True), marking="OFFICIAL")

    section = document_of(report).sections[0]

    assert section.header.paragraphs[0].text == "OFFICIAL – Draft"
    foot = section.footer.paragraphs[0]
    assert report.reference in foot.text
    assert report.seen_by in foot.text
    fields = [one.get(qn("w:instr")) for one in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_words_in_another_script_are_marked_with_their_language_and_direction():
    part = Part("Voices", (Words(sample.URDU, language="ur"), Words(sample.PUNJABI)))

    document = document_of(replace(sample.quick(), parts=(part,)))

    spoken = [one.get(qn("w:bidi")) for one in document.element.body.iter(qn("w:lang"))]
    assert spoken == ["ur", "pa"]
    assert len(list(document.element.body.iter(qn("w:rtl")))) == 1


def test_each_table_chart_and_list_of_answers_has_a_sheet():
    report = sample.standard()

    book = workbook_of(report)

    assert len(book.sheetnames) == 1 + len(list(tables_of(report)))
    for page, table in zip(book.worksheets[1:], tables_of(report), strict=True):
        assert [cell.value for cell in page[1]] == list(table.columns)
        assert page.max_row == 1 + len(table.rows)


def test_every_mark_that_is_drawn_has_a_letter_too():
    assert set(MARKS) == set(DRAWN)


def test_a_chart_is_the_table_of_its_numbers():
    bars = next(iter(tables_of(replace(sample.quick(), front=None, parts=(_part_of_bars(),)))))

    assert bars.rows[0] == ("Connecting", *map(count_cell, (1, 1, 3, 0, 0)))


@pytest.mark.parametrize("typed", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1"])
def test_what_somebody_typed_is_never_a_formula(typed: str):
    answer = QuestionAnswer(question="Who?", answer=typed, words=typed)
    report = replace(sample.quick(), title=typed, parts=(Part("Answers", (answer,)),))

    content = report_xlsx(report)

    with ZipFile(BytesIO(content)) as parts:
        sheets = [parts.read(one) for one in parts.namelist() if "worksheets/sheet" in one]
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert load_workbook(BytesIO(content)).worksheets[-1]["B2"].value.strip() == typed.strip()


def test_a_day_is_a_day_in_a_spreadsheet_and_words_everywhere_else():
    cells = (
        day_cell(date(2026, 11, 21)),
        day_cell(None, "No date"),
        Cell("once", day="1066-10-14"),
    )
    table = Table("Days", ("One", "Two", "Three"), (cells,))
    report = replace(sample.quick(), front=None, parts=(Part("Days", (table,)),))

    row = next(workbook_of(report).worksheets[-1].iter_rows(min_row=2))

    assert row[0].is_date
    assert row[0].value.date() == date(2026, 11, 21)
    assert [cell.value for cell in row[1:]] == ["No date", "once"]
    assert "21 November 2026" in words_of(report)


def test_counts_are_numbers_and_references_ratings_and_versions_stay_text():
    row = ("A12", count_cell(0), count_cell(17), "3 of 5", "4", Cell("007"))
    table = Table("Counts", ("Ref", "None", "Some", "Rating", "Version", "Code"), (row,))
    bars = _part_of_bars().blocks
    report = replace(sample.quick(), front=None, parts=(Part("Counts", (*bars, table)),))

    *_before, chart, counts = workbook_of(report).worksheets

    assert [cell.value for cell in counts[2]] == ["A12", 0, 17, "3 of 5", "4", "007"]
    assert [type(cell.value) for cell in chart[2]] == [str, int, int, int, int, int]


def test_the_day_of_the_paper_is_a_day_in_its_spreadsheet():
    about = workbook_of(replace(sample.quick(), made_on="2026-11-21")).worksheets[0]

    made = {row[0].value: row[1] for row in about.iter_rows()}["Made on"]
    assert made.is_date
    assert made.value.date() == date(2026, 11, 21)


@pytest.mark.parametrize("caption", ["A/B: [c]*?", "History", "x" * 80, "", "'quoted'"])
def test_any_caption_gives_a_sheet_a_name_that_it_can_have(caption: str):
    table = Table(caption=caption, columns=("A",), rows=(("1",),))
    report = replace(sample.quick(), parts=(Part("P", (table, table)),))

    names = workbook_of(report).sheetnames

    assert len({name.casefold() for name in names}) == len(names) == 3 + _tables_in_front(report)
    assert all(0 < len(name) <= 31 and name.casefold() != "history" for name in names)


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x0c", "\ud800", "\uffff"])
def test_characters_that_a_file_cannot_hold_are_left_out(character: str):
    answer = QuestionAnswer(question="Who?", answer=f"We{character}all")
    report = replace(sample.quick(), parts=(Part("Answers", (answer,)),))

    assert "Weall" in words_of(report).replace(" ", "")
    assert workbook_of(report).worksheets[-1]["B2"].value.replace("\n", "") == "Weall"


def _part_of_bars() -> Part:
    assert isinstance(sample.PROFILE, Bars)
    return Part("Where we are", (sample.PROFILE,))


def _tables_in_front(report: Report) -> int:
    return len(list(tables_of(replace(report, parts=()))))


LEVELS = ("In the dark", "Getting the idea", "Trying it out", "Able", "Sure", "Able to help others")


@pytest.mark.parametrize("more", [(), ("We don’t know", "Not relevant here", "Not answered")])
def test_headers_of_many_columns_break_between_words_and_fill_the_page(more: tuple[str, ...]):
    columns = ("Approach", *LEVELS, *more)
    row = ("Communicating", *("12" for _level in columns[1:]))
    table = Table("How sure we feel", columns, (row,), widths=())

    widths, size = column_widths(table, 11)

    longest = [max(len(word) for word in name.split()) for name in (row[0], *columns[1:])]
    assert size >= 8
    assert sum(widths) == pytest.approx(17)
    for width, letters in zip(widths, longest, strict=True):
        assert width > letters * size * 0.0353 * 0.5 + 0.38


def test_a_word_that_is_longer_than_a_column_takes_no_room_from_the_others():
    table = Table("Links", ("Ref", "Where", "Who"), (("A1", "x" * 400, "Bo"),))

    widths, size = column_widths(table, 11)

    assert size == 11
    assert min(widths) >= 1.2
    assert sum(widths) == pytest.approx(17)
