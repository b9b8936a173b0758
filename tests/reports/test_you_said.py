"""The sheet that goes back to people who took part is a sound PDF/UA document."""

from datetime import date

import pytest

from icf.conversations.public import Answered, Said
from icf.reports.html import report_html
from icf.reports.you_said import you_said
from tests.pdfchecks import pdfua_failures

FOUND = Answered(
    reference="C7", title="A walk along Mill Street", organisation="Brooktown", brand="",
    month=date(2027, 5, 1), starts_on=None, ends_on=None, places=("Dalton", "Mill Street"),
    thanks="Thank you.\n\nIt rained, and you came.", ask_here="The library desk",
    points=(
        Said("The gate sticks", "", ""),
        Said("No bus on Sundays", "cannot", "The county decides about buses"),
        Said("Too dark", "will", "Lamps by March"),
        Said("Nowhere to sit", "done", "Two benches since May"),
    ),
)  # fmt: skip


@pytest.fixture
def html(app):
    with app.test_request_context():
        report = you_said(FOUND, date(2027, 6, 1), "en", is_public=True)
        return report_html(report, app.jinja_env)


def test_what_was_done_comes_first_and_what_is_open_last(html):
    places = [html.index(one.said) for one in reversed(FOUND.points)]

    assert places[0] < places[1] < html.index("No bus on Sundays") < html.index("The gate sticks")


def test_the_sheet_is_an_accessible_pdf(html, renderer, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(renderer.render(html))

    assert pdfua_failures(path) == []


def test_a_no_says_why_and_an_open_point_says_so(html):
    assert "The county decides about buses" in html
    assert "We have not decided yet." in html
