"""Work that nobody has touched for years is listed, and nothing is deleted by itself."""

from datetime import timedelta

from icf.db import db, write
from icf.records.retention import long_untouched
from icf.work.models import Work
from icf.work.service import start_work
from tests.desk import NOW, Desk, posted

YEAR = timedelta(days=366)


def titles(desk: Desk, after: timedelta) -> list[str]:
    found = desk.run(lambda: long_untouched(db.session, NOW + after, 7))
    return [one.title for one in found]


def test_work_is_listed_after_as_many_years_as_the_setting_says(desk: Desk) -> None:
    assert titles(desk, 6 * YEAR) == []
    assert titles(desk, 8 * YEAR) == ["Millbrook garden"]


def test_a_late_answer_counts_as_a_change_of_the_work(desk: Desk) -> None:
    desk.save(posted(value="todo"), minutes=60 * 24 * 366 * 5)

    assert titles(desk, 8 * YEAR) == []


def test_work_without_a_checklist_counts_from_its_start_and_the_oldest_stands_first(
    desk: Desk,
) -> None:
    old = desk.call(start_work, {"title": "Older"})

    def age() -> None:
        with write() as session:
            session.get_one(Work, old).created_at = NOW - YEAR

    desk.run(age)

    assert titles(desk, 8 * YEAR) == ["Older", "Millbrook garden"]


def test_a_leap_day_has_a_day_to_look_back_to(desk: Desk) -> None:
    leap_day = NOW.replace(year=2028, month=2, day=29)

    assert desk.run(lambda: long_untouched(db.session, leap_day, 7)) == []
