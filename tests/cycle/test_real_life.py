"""What happens in a year that no plan foresees, each with what everybody reads of it."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from icf.core.countback import DUE
from icf.cycle import copies, sending, service
from icf.cycle.calendar import dates_of
from icf.cycle.dates import date_of, steps_of
from icf.cycle.due import Due, due_here
from icf.cycle.reminder import Reminder, reminders
from icf.cycle.tracker import Tracked, tracked
from icf.cycle.workbook import tracker_workbook
from icf.db import db
from tests.partnership_year import DUE_ON, MEETS_ON, YEAR, Member, PartnershipYear

AGREED = date(2027, 1, 5)


@pytest.fixture
def hillside(year: PartnershipYear) -> Member:
    """An organisation in an open year."""
    found = year.member("Hillside")
    year.open(found)
    return found


def due(member: Member) -> Due:
    (found,) = member.run(lambda: due_here(db.session, member.actor, member.year.now.date()))
    one: Due = found
    return one


def rows_of(year: PartnershipYear) -> list[Tracked]:
    found: list[Tracked] = year.run(
        lambda: tracked(
            db.session, year.actor, service.cycle_of(db.session, year.cycle_id), year.now.date()
        )
    )
    return found


def reminders_of(year: PartnershipYear) -> list[Reminder]:
    rows, cycle = rows_of(year), year.cycle()
    found: list[Reminder] = year.run(lambda: reminders(cycle, rows, "Olu", "https://example.org"))
    return found


def moved(year: PartnershipYear, days: int) -> None:
    wanted = service.Wanted(YEAR, MEETS_ON + timedelta(days=days))
    year.call(service.edit_cycle, year.cycle_id, year.cycle().version, wanted)


def table(year: PartnershipYear) -> dict[str, Any]:
    """The only row of the spreadsheet, by header."""
    cycle, rows = year.cycle(), rows_of(year)
    book = openpyxl.load_workbook(BytesIO(year.run(lambda: tracker_workbook(cycle, rows))))
    assert book.active is not None
    header, row = [[cell.value for cell in line] for line in book.active.iter_rows()]
    return dict(zip(header, row, strict=True))


def test_an_agreed_later_day_is_in_their_calendar_reminder_and_row(hillside: Member) -> None:
    year = hillside.year
    year.call(service.extend, year.cycle_id, hillside.id, AGREED, "Their lead is ill")

    entries = hillside.run(lambda: dates_of(db.session, hillside.id))
    (reminder,) = reminders_of(year)

    assert AGREED in [one.on for one in entries]
    assert DUE_ON not in [one.on for one in entries]
    assert reminder.due_on == AGREED
    assert "due on 5 January 2027" in reminder.text
    row = table(year)
    assert (row["Last day"].date(), row["Why"]) == (AGREED, "Their lead is ill")


def test_those_with_a_later_day_are_reminded_apart_from_the_others(
    year: PartnershipYear,
) -> None:
    first, second = year.member("First"), year.member("Second")
    year.open(first, second)
    year.call(service.extend, year.cycle_id, second.id, AGREED, "Ill")

    found = reminders_of(year)

    assert [(one.organisations, one.due_on) for one in found] == [
        (("First",), DUE_ON),
        (("Second",), AGREED),
    ]
    assert year.officer.page(f"/cycles/{year.cycle_id}/reminders").main.text.count("Subject") == 2


def test_moving_the_meeting_moves_every_deadline_for_everybody(hillside: Member) -> None:
    year = hillside.year
    before = {one.name: one.on for one in steps_of(year.cycle())}

    moved(year, 28)

    after = {one.name: one.on for one in due(hillside).steps}
    assert all(after[name] > on for name, on in before.items())
    assert due(hillside).standing.due_on == date_of(year.cycle(), DUE)
    assert rows_of(year)[0].standing.due_on == date_of(year.cycle(), DUE)


def test_an_agreed_day_is_never_earlier_than_everybodys_when_the_meeting_moves_on(
    hillside: Member,
) -> None:
    year = hillside.year
    year.call(service.extend, year.cycle_id, hillside.id, AGREED, "Their lead is ill")

    moved(year, 56)

    everybodys = date_of(year.cycle(), DUE)
    found = due(hillside)
    assert everybodys > AGREED
    assert found.standing.due_on == everybodys
    assert not found.standing.is_extended
    entries = hillside.run(lambda: dates_of(db.session, hillside.id))
    assert everybodys in [one.on for one in entries]


def test_nothing_to_send_is_read_everywhere_and_reminds_nobody(hillside: Member) -> None:
    year = hillside.year
    year.run(
        lambda: sending.nil_for(
            year.actor, year.now, year.cycle_id, hillside.id, "They began in May"
        )
    )

    assert due(hillside).standing.state == "nil"
    assert reminders_of(year) == []
    assert table(year)["Where it stands"] == "Nothing to send"


def test_one_that_joins_late_has_the_same_days_and_is_marked(
    year: PartnershipYear, hillside: Member
) -> None:
    late = year.member("Riverside")
    year.later(30)
    year.call(service.add_organisations, year.cycle_id, [late.id])

    rows = {one.name: one for one in rows_of(year)}

    assert due(late).part.joined_late
    assert due(late).standing.due_on == due(hillside).standing.due_on
    assert (rows["Riverside"].joined_late, rows["Hillside"].joined_late) == (True, False)


def test_late_papers_are_taken_and_marked_in_the_row(hillside: Member) -> None:
    year = hillside.year
    hillside.evaluates()
    year.later((DUE_ON - year.now.date()).days + 2)

    hillside.sends()

    assert table(year)["Sent late"] == "yes"
    assert due(hillside).standing.last is not None
    assert due(hillside).standing.state == "sent"


def test_an_amended_copy_stands_beside_the_first_with_who_when_and_why(
    hillside: Member,
) -> None:
    from icf.assessments.service import mark_signed, reopen
    from icf.db import write
    from tests.partnership_year import answer

    year = hillside.year
    made = hillside.evaluates("We met on Mill Street")
    hillside.sends()
    year.later(2)

    def amend() -> None:
        again = reopen(db.session, hillside.actor, year.now, year.plugins, made)
        answer(year.plugins, hillside.actor, year.now, again, "We met on Hill Street")
        with write() as session:
            mark_signed(session, hillside.actor, year.now, again, "Ada", "Manager")

    hillside.run(amend)
    hillside.sends("It was Hill Street")

    newest, first = hillside.run(lambda: copies.sent_of(db.session, hillside.id))
    assert (first.number, newest.number, newest.reason) == (1, 2, "It was Hill Street")
    assert newest.sent_at > first.sent_at
    assert newest.sent_by == hillside.actor.name
    assert table(year)["Times sent"] == 2


def test_rolling_forward_keeps_the_organisations_and_fixes_the_questions_anew(
    hillside: Member,
) -> None:
    year = hillside.year
    year.asks_older_questions()
    before = year.cycle()

    wanted = service.next_year(before, year.now.date())
    new = year.call(service.open_cycle, year.plugins, wanted, [hillside.id], before.key)

    after = year.run(lambda: service.cycle_of(db.session, new))
    assert (after.title, after.follows) == ("2027/28", before.key)
    assert before.core_version == "0.9.0"
    assert after.core_version != "0.9.0"
