"""A comparison as files: the same blocks as the page, and nothing beside them."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from icf.compare.papers import comparison, over_the_years
from icf.core.report import Bars, Figure, Table
from icf.db import db
from icf.errors import NotFound
from icf.reports.paper import Wanted
from tests.compare.test_pages import reopened, self_evaluated
from tests.desk import CHANNELS, NOW, WHO, Desk, posted
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures


@pytest.fixture
def browser(signed_in):
    return signed_in("lead")


def wanted(desk: Desk, number: int, beside: int = 0) -> Wanted:
    return Wanted(db.session(), desk.actor, NOW, desk.plugins, number, beside=beside)


def two_versions(desk: Desk) -> int:
    desk.save(posted(WHO, "todo", words="Nobody asked"), posted(CHANNELS, "partly"))
    desk.assessment_id = reopened(desk)
    desk.save(posted(WHO, "through", version=1, words="We asked twelve people"))
    return desk.assessment_id


@pytest.mark.parametrize("address", ["/checklists/{}/compare.pdf", "/work/{}/years.pdf"])
def test_a_comparison_is_an_accessible_pdf(desk, browser, tmp_path: Path, address: str):
    subject = self_evaluated(desk, y2024="2", y2025="", y2026="4")
    number = subject if "years" in address else desk.assessment_id

    answer = browser.get(address.format(number))

    path = tmp_path / "comparison.pdf"
    path.write_bytes(answer.data)
    assert answer.mimetype == "application/pdf"
    assert pdfua_failures(path) == []
    assert extra_failures(path) == []


def test_the_page_leads_to_each_file_and_each_names_both(desk, browser):
    newer = two_versions(desk)

    page = browser.page(f"/checklists/{newer}/compare")

    links = [one["href"] for one in page.find_all("a") if "/compare." in one.get("href", "")]
    assert [one.partition("?")[0].rpartition(".")[2] for one in links] == ["pdf", "docx", "xlsx"]
    names = [browser.get(one).headers["Content-Disposition"] for one in links]
    assert all(f"comparison-P{newer - 1}-P{newer}." in name for name in names)


def test_the_word_document_says_how_much_is_the_same_and_both_answers(desk, browser):
    newer = two_versions(desk)

    answer = browser.get(f"/checklists/{newer}/compare.docx")

    document = docx.Document(BytesIO(answer.data))
    said = "\n".join(one.text for one in document.paragraphs)
    cells = "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    assert "10 of 10 questions are the same in both." in said
    assert "Nobody asked" in cells
    assert "We asked twelve people" in cells


def test_the_spreadsheet_has_a_sheet_for_each_table_of_the_comparison(desk, browser):
    newer = two_versions(desk)

    answer = browser.get(f"/checklists/{newer}/compare.xlsx")

    rows = [
        [cell.value for cell in row]
        for page in load_workbook(BytesIO(answer.data)).worksheets
        for row in page
    ]
    assert any("Nobody asked" in str(row) and "We asked twelve people" in str(row) for row in rows)


def test_every_drawing_of_a_comparison_has_its_table_in_the_same_block(desk):
    subject = self_evaluated(desk, y2023="2", y2024="3", y2025="", y2026="4")

    made = desk.run(lambda: over_the_years(wanted(desk, subject)))

    figures = [one for part in made.parts for one in part.blocks if isinstance(one, Figure)]
    assert figures
    for figure in figures:
        assert [row[0] for row in figure.table.rows] == ["2023", "2024", "2025", "2026"]
        assert figure.svg.count("<line") == 1


def test_one_question_of_each_approach_is_said_in_words_and_not_drawn_as_bars(desk):
    self_evaluated(desk, y2025="2", y2026="4")

    made = desk.run(lambda: comparison(wanted(desk, desk.assessment_id)))

    blocks = made.parts[1].blocks
    table = next(one for one in blocks if isinstance(one, Table))
    assert not any(isinstance(one, Bars) for one in blocks)
    assert len({table.rows[0][1], table.rows[0][2]}) == 2
    assert table.rows[1][1:] == ("Not answered", "Not answered")


def test_several_questions_of_an_approach_are_counted(desk):
    newer = two_versions(desk)

    made = desk.run(lambda: comparison(wanted(desk, newer)))

    assert any(isinstance(one, Bars) for one in made.parts[1].blocks)


def test_with_nothing_beside_it_there_is_no_comparison(desk, browser):
    subject = self_evaluated(desk, y2026="2")

    for address in (f"/checklists/{desk.assessment_id}/compare.pdf", f"/work/{subject}/years.xlsx"):
        browser.page(address, status=404)
    with pytest.raises(NotFound, match="nothing to compare"):
        desk.run(lambda: comparison(wanted(desk, desk.assessment_id)))
