"""An organisation's colour, as long as words on it can be read."""

import pytest
from flask import Flask

from icf.errors import InvalidInput
from icf.web.theme import accepted_colour, contrast_with_white
from tests.support import CheckedClient


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_with_white("000000") == pytest.approx(21)
    assert contrast_with_white("ffffff") == pytest.approx(1)
    assert contrast_with_white("767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("typed", "stored"), [("#1D5A4B", "#1d5a4b"), (" 1d5a4b ", "#1d5a4b")])
def test_a_dark_colour_is_accepted(app: Flask, typed: str, stored: str) -> None:
    with app.app_context():
        assert accepted_colour(typed) == stored


@pytest.mark.parametrize(
    ("typed", "message"), [("#ffcc00", "cannot be read well"), ("green", "is no colour")]
)
def test_other_colours_are_refused_with_the_reason(app: Flask, typed: str, message: str) -> None:
    with app.app_context(), pytest.raises(InvalidInput, match=message):
        accepted_colour(typed)


def test_the_style_sheet_carries_the_colour(client: CheckedClient) -> None:
    response = client.get("/theme/1d5a4b.css")

    assert response.mimetype == "text/css"
    assert "--icf-brand: #1d5a4b;" in response.text


@pytest.mark.parametrize("colour", ["ffcc00", "x;}body{display:none}", "1d5a4b;color:red"])
def test_nothing_else_gets_into_a_style_sheet(client: CheckedClient, colour: str) -> None:
    assert client.get(f"/theme/{colour}.css").status_code == 404
