"""The ledger as files: for people of the organisation, every promise named, none counted."""

import re
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from icf.core.report import Bars, Facts, Table
from icf.db import db
from icf.errors import NotFound, ReportError
from icf.reports.ledger import ledger_report, ledger_source
from icf.reports.paper import Wanted
from tests.desk import NOW
from tests.evaluation.conftest import PROMISED
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures

ONLY_US = "Only for people of Brooktown Council"


def made(looking, number: int = 0, **filters: str):
    desk = looking.desk

    def report():
        wanted = Wanted(db.session(), desk.actor, NOW, desk.plugins, number, address=filters)
        return ledger_report(ledger_source(wanted))

    return desk.run(report)


def told(report) -> list[tuple[str, ...]]:
    """The rows of its table in words."""
    return [
        tuple(getattr(cell, "text", cell) for cell in row)
        for part in report.parts
        for block in part.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


def test_each_promise_is_named_with_what_became_of_it(looking):
    looking.say(0, "not", why="Rain", learned="Bring a tent")

    rows = told(made(looking))

    assert sorted(row[0] for row in rows) == sorted(PROMISED)
    said = next(row for row in rows if row[0] == PROMISED[0])
    assert said[3] == "Not kept"
    assert "Rain" in said[4]
    assert "Bring a tent" in said[4]
    assert "not signed off yet" in said[4]


def test_nothing_is_counted_and_no_rate_can_be_read(looking):
    for place, answer in enumerate(("kept", "not", "changed")):
        looking.say(place, answer)

    report = made(looking)

    blocks = [block for part in report.parts for block in part.blocks]
    words = str(report)
    assert not any(isinstance(block, (Bars, Facts)) for block in blocks)
    assert "%" not in words
    assert not re.search(r"\b\d+ (of|out of|from) \d+\b|(kept|changed)\W+\d", words, re.I)
    assert not re.search(r"\d+ (promises|kept)", words, re.I)


def test_every_file_says_that_it_is_for_people_of_the_organisation_alone(looking, browser):
    word = docx.Document(BytesIO(browser.get("/promises.docx").data))
    book = load_workbook(BytesIO(browser.get("/promises.xlsx").data))

    assert ONLY_US in word.sections[0].footer.paragraphs[0].text
    assert any(ONLY_US in str(row) for row in book.worksheets[0].iter_rows(values_only=True))
    assert ONLY_US in made(looking).seen_by


def test_it_is_an_accessible_pdf_of_a_piece_of_work_too(looking, browser, tmp_path: Path):
    work_id = looking.desk.work_id

    answer = browser.get(f"/promises.pdf?work={work_id}")

    path = tmp_path / "ledger.pdf"
    path.write_bytes(answer.data)
    assert f"what-we-promised-W{work_id}.pdf" in answer.headers["Content-Disposition"]
    assert pdfua_failures(path) == []
    assert extra_failures(path) == []


def test_a_filter_leaves_a_part_and_the_file_says_so(looking, browser):
    looking.say(0, "kept")

    report = made(looking, answer="kept")
    page = browser.page("/promises?answer=kept")

    assert [row[0] for row in told(report)] == [PROMISED[0]]
    assert "Only a part of the ledger" in str(report)
    assert page.find("a", href="/promises.xlsx?answer=kept")


def test_the_ledger_of_work_that_is_not_ours_cannot_be_had(looking, signed_in, make_organisation):
    other = signed_in("lead", organisation=make_organisation("Hillside Group"))

    assert other.get(f"/promises.xlsx?work={looking.desk.work_id}").status_code == 404
    book = load_workbook(BytesIO(other.get("/promises.xlsx").data))
    rows = [row for page in book.worksheets for row in page.iter_rows(values_only=True)]
    assert PROMISED[0] not in str(rows)
    with pytest.raises(NotFound):
        made(looking, 987654)


def test_where_no_pdf_can_be_made_the_ledger_offers_the_other_files_alone(looking, browser):
    address = "/promises"
    globals_of_pages = looking.desk.app.jinja_env.globals
    globals_of_pages["why_no_pdf"] = lambda: ReportError("The Pango library is not installed.")

    without = browser.page(address)

    assert not without.select_one('a[href="/promises.pdf"]')
    assert without.select_one('a[href="/promises.docx"]')
