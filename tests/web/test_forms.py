"""What forms read: cleaned text, untouched passwords, dates in three boxes."""

from datetime import date

import pytest
from flask import Flask
from wtforms import PasswordField, StringField, TextAreaField

from icf.web.forms import DateField, IcfForm, at_most, cleaned


class ExampleForm(IcfForm):
    name = StringField(validators=[at_most(5)])
    words = TextAreaField(filters=[lambda text: (text or "").upper()])
    password = PasswordField()
    due = DateField()


def form_of(app: Flask, **fields: str) -> ExampleForm:
    with app.test_request_context(method="POST", data=fields):
        form = ExampleForm(meta={"csrf": False})
        form.validate()
        return form


def test_text_is_cleaned_before_it_is_checked(app: Flask) -> None:
    form = form_of(app, name="  Ada\x00 ", words=" one\r\ntwo ")

    assert form.name.data == "Ada"
    assert form.words.data == "ONE\nTWO"


def test_filters_of_a_field_last_for_every_form(app: Flask) -> None:
    for _turn in range(2):
        assert form_of(app, words=" a ").words.data == "A"


def test_a_password_arrives_exactly_as_typed(app: Flask) -> None:
    assert form_of(app, password="  spaces  count ").password.data == "  spaces  count "


def test_a_date_comes_from_three_boxes(app: Flask) -> None:
    form = form_of(app, **{"due-day": "27", "due-month": "3", "due-year": "2027"})

    assert form.due.data == date(2027, 3, 27)
    assert not form.errors


@pytest.mark.parametrize(
    "typed",
    [
        ("31", "2", "2027"),
        ("x", "3", "2027"),
        ("", "3", "2027"),
        ("1", "1", "99999999"),
        ("27", "3", "27"),
        ("31", "12", "9999"),
    ],
)
def test_an_unreal_date_is_an_error_and_what_was_typed_stays(
    app: Flask, typed: tuple[str, str, str]
) -> None:
    day, month, year = typed

    form = form_of(app, **{"due-day": day, "due-month": month, "due-year": year})

    assert form.due.data is None
    assert form.errors_for_summary()[0][0] == "due-day"
    assert (form.due.day, form.due.month, form.due.year) == typed


def test_an_empty_date_is_none_and_no_error(app: Flask) -> None:
    form = form_of(app)

    assert form.due.data is None
    assert not form.errors


def test_a_stored_date_fills_the_boxes(app: Flask) -> None:
    with app.test_request_context():
        form = ExampleForm(data={"due": date(2027, 3, 9)})

    assert (form.due.day, form.due.month, form.due.year) == ("9", "3", "2027")


def test_a_text_that_is_too_long_says_by_how_much(app: Flask) -> None:
    form = form_of(app, name="Elizabeth")

    assert form.errors_for_summary() == [("name", "This is 4 characters too long; 5 fit")]


def test_cleaning_leaves_tabs_and_line_ends() -> None:
    assert cleaned("a\tb\r\nc\rd\x07") == "a\tb\nc\nd"
