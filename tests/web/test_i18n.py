"""How dates, moments and numbers look."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string

from icf.web.i18n import day, moment, number


def test_a_date_is_written_out(app: Flask) -> None:
    with app.test_request_context():
        assert day(date(2026, 11, 1)) == "1 November 2026"
        assert day(None) == ""


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (datetime(2026, 11, 21, 14, 2, tzinfo=UTC), "21 November 2026, 14:02"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026, 00:30"),
    ],
)
def test_a_moment_is_shown_in_the_time_of_the_installation(
    app: Flask, stored: datetime, shown: str
) -> None:
    with app.test_request_context():
        assert moment(stored) == shown


def test_the_day_of_a_moment_is_the_day_here(app: Flask) -> None:
    with app.test_request_context():
        assert day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"


def test_numbers_are_grouped(app: Flask) -> None:
    with app.test_request_context():
        assert number(1250) == "1,250"


def test_templates_know_the_filters_and_texts(app: Flask) -> None:
    source = (
        "{{ when | moment }} {{ ngettext('%(num)s answer', '%(num)s answers', 2) }} {{ _('a') }}"
    )

    with app.test_request_context():
        shown = render_template_string(source, when=datetime(2026, 11, 21, 14, 2, tzinfo=UTC))

    assert shown == "21 November 2026, 14:02 2 answers a"
