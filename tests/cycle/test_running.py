"""A partnership officer runs the year: its dates, who takes part, what was agreed, rolling on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from icf.audit import AuditEntry
from icf.core.countback import DUE, PAPERS, CycleDays
from icf.cycle import service
from icf.cycle.bank_holidays import bank_holidays
from icf.cycle.calendar import entries
from icf.cycle.dates import MOST_DAYS, date_of, steps_for, steps_of
from icf.cycle.due import due_here
from icf.db import db
from icf.errors import Conflict, IcfError, InvalidInput, NotAllowed, NotFound
from icf.packs.service import questionnaire
from tests.partnership_year import DUE_ON, MEETS_ON, NOW, PartnershipYear


def test_the_holidays_are_those_of_england() -> None:
    found = bank_holidays(date(2027, 1, 14))

    assert {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2026, 8, 31)} <= found
    # Days off in Scotland or Northern Ireland alone.
    assert not {date(2026, 1, 2), date(2026, 11, 30), date(2026, 3, 17)} & found


def test_opening_a_year_fixes_the_frameworks_own_questions(year: PartnershipYear) -> None:
    year.open(year.member("Hillside"))

    cycle = year.cycle()
    whole, _index = year.run(lambda: questionnaire(db.session, cycle.digest))
    assert [key for key, _version, _title in whole.packs] == ["icf"]
    assert cycle.core_version == whole.packs[0][1]


def test_those_who_take_part_see_what_is_due_and_others_see_nothing(year: PartnershipYear) -> None:
    hillside, other = year.member("Hillside"), year.member("Riverside")
    year.open(hillside)

    (due,) = hillside.run(lambda: due_here(db.session, hillside.actor, year.now.date()))

    assert (due.cycle.title, due.standing.due_on) == ("2026/27", DUE_ON)
    assert due.standing.state == "not_started"
    assert other.run(lambda: due_here(db.session, other.actor, year.now.date())) == []


def test_moving_the_meeting_moves_every_date_but_those_that_somebody_chose(
    year: PartnershipYear,
) -> None:
    year.open(year.member("Hillside"))
    before = {one.name: one.on for one in steps_of(year.cycle())}
    chosen = date(2026, 12, 16)
    wanted = service.Wanted("2026/27", MEETS_ON + timedelta(days=14), by_hand={DUE: chosen})

    year.call(service.edit_cycle, year.cycle_id, 1, wanted)

    after = {one.name: one.on for one in steps_of(year.cycle())}
    assert after[DUE] == chosen
    assert after[PAPERS] > before[PAPERS]
    assert [one.name for one in steps_of(year.cycle()) if one.why == "by_hand"] == [DUE]


@pytest.mark.parametrize(
    ("wanted", "where", "words"),
    [
        (service.Wanted("2026/27", date(2026, 9, 1)), "meets_on", "has to be after today"),
        (service.Wanted("2026/27", date(2026, 10, 2)), "meets_on", "which has gone"),
        (service.Wanted(" ", MEETS_ON), "title", "Enter the year"),
        (service.Wanted("Pilot", MEETS_ON), "title", "Enter the year"),
        (
            service.Wanted("2026/27", MEETS_ON, by_hand={DUE: date(2026, 12, 27)}),
            "on_due",
            "weekend. Use a working day, such as 24 December 2026",
        ),
        (
            service.Wanted("2026/27", MEETS_ON, by_hand={PAPERS: date(2026, 12, 28)}),
            "on_papers",
            "bank holiday",
        ),
        (
            service.Wanted("2026/27", MEETS_ON, by_hand={DUE: date(2027, 1, 8)}),
            "on_due",
            "has to be before “Papers go to the Board”",
        ),
        (
            service.Wanted("2026/27", MEETS_ON, CycleDays(last_reminder=30, first_reminder=10)),
            "on_first_reminder",
            "has to be before “Last reminder”",
        ),
        (
            service.Wanted("2026/27", MEETS_ON, by_hand={"meeting": date(2027, 1, 8)}),
            "meets_on",
            "steps shown",
        ),
    ],
)
def test_dates_that_cannot_stay_are_refused_with_the_reason(
    year: PartnershipYear, wanted: service.Wanted, where: str, words: str
) -> None:
    hillside = year.member("Hillside")

    with pytest.raises(InvalidInput, match=words) as refused:
        year.call(service.open_cycle, year.plugins, wanted, [hillside.id])

    assert refused.value.where == where
    assert year.run(lambda: service.cycles(db.session)) == []


def test_a_year_needs_organisations_that_are_here_and_a_name_of_its_own(
    year: PartnershipYear,
) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    again = service.Wanted("2026/27", MEETS_ON)
    other = service.Wanted("2027/28", MEETS_ON)

    for wanted, numbers, where in (
        (again, [hillside.id], "title"),
        (other, [], "organisations"),
        (other, [hillside.id, 987_654], "organisations"),
    ):
        with pytest.raises(InvalidInput) as refused:
            year.call(service.open_cycle, year.plugins, wanted, numbers)
        assert refused.value.where == where


def test_an_organisation_cannot_take_part_twice(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)

    with pytest.raises(InvalidInput, match="Hillside takes part already"):
        year.call(service.add_organisations, year.cycle_id, [hillside.id])


def test_one_that_joins_late_is_marked_and_one_that_was_taken_out_comes_back(
    year: PartnershipYear,
) -> None:
    hillside, late = year.member("Hillside"), year.member("Riverside")
    year.open(hillside)
    year.later(20)

    year.call(service.add_organisations, year.cycle_id, [late.id])
    year.call(service.remove_organisation, year.cycle_id, hillside.id)
    gone = hillside.run(lambda: due_here(db.session, hillside.actor, year.now.date()))
    year.call(service.add_organisations, year.cycle_id, [hillside.id])

    (due,) = late.run(lambda: due_here(db.session, late.actor, year.now.date()))
    assert due.part.joined_late
    assert gone == []
    assert hillside.run(lambda: due_here(db.session, hillside.actor, year.now.date()))


def test_one_that_has_sent_something_stays_in_the_year(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    hillside.evaluates()
    hillside.sends()

    with pytest.raises(InvalidInput, match="so they stay in it"):
        year.call(service.remove_organisation, year.cycle_id, hillside.id)


def test_a_later_day_is_agreed_with_one_and_can_be_taken_back(year: PartnershipYear) -> None:
    hillside, other = year.member("Hillside"), year.member("Riverside")
    year.open(hillside, other)
    until = date(2027, 1, 5)

    year.call(service.extend, year.cycle_id, hillside.id, until, "Their lead is ill")

    def own_day(member):
        (due,) = member.run(lambda: due_here(db.session, member.actor, year.now.date()))
        return due.standing.due_on

    assert (own_day(hillside), own_day(other)) == (until, DUE_ON)
    year.call(service.extend, year.cycle_id, hillside.id, None, "")
    assert own_day(hillside) == DUE_ON


def test_a_meeting_that_moves_past_an_agreed_day_leaves_nobody_less_time_than_others(
    year: PartnershipYear,
) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    year.call(service.extend, year.cycle_id, hillside.id, date(2027, 1, 5), "Their lead is ill")
    later = service.Wanted("2026/27", MEETS_ON + timedelta(days=42))

    year.call(service.edit_cycle, year.cycle_id, 1, later)

    (due,) = hillside.run(lambda: due_here(db.session, hillside.actor, year.now.date()))
    assert due.standing.due_on == due.everybodys_day > date(2027, 1, 5)
    assert not due.standing.is_extended
    named = hillside.run(lambda: entries(due.cycle, due.part))
    assert [one.on for one in named if "Last day" in one.title] == [due.everybodys_day]


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        (service.Wanted("2026/27", date(1, 1, 1)), "meets_on"),
        (service.Wanted("2026/27", date(9999, 12, 31)), "meets_on"),
        (service.Wanted("2026/27", MEETS_ON, by_hand={DUE: date(1, 1, 3)}), "on_due"),
    ],
)
def test_dates_from_which_nothing_can_be_counted_are_refused(
    year: PartnershipYear, wanted: service.Wanted, where: str
) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)

    with pytest.raises(InvalidInput) as refused:
        year.call(service.edit_cycle, year.cycle_id, 1, wanted)

    assert refused.value.where == where


def test_the_longest_year_still_knows_every_bank_holiday() -> None:
    longest = CycleDays(MOST_DAYS, MOST_DAYS, 5, 20, MOST_DAYS)

    opens = steps_for(MEETS_ON, longest, {})[0].on

    assert date(opens.year, 12, 25) in bank_holidays(MEETS_ON)


@pytest.mark.parametrize(
    ("until", "why", "where"),
    [
        (DUE_ON, "Ill", "until"),
        (MEETS_ON, "Ill", "until"),
        (date(2027, 1, 5), " ", "why"),
    ],
)
def test_a_later_day_lies_between_everybodys_and_the_meeting_and_has_a_reason(
    year: PartnershipYear, until: date, why: str, where: str
) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)

    with pytest.raises(InvalidInput) as refused:
        year.call(service.extend, year.cycle_id, hillside.id, until, why)

    assert refused.value.where == where


def test_a_closed_year_asks_for_nothing_and_changes_no_more_until_it_is_opened_again(
    year: PartnershipYear,
) -> None:
    hillside, other = year.member("Hillside"), year.member("Riverside")
    year.open(hillside)
    year.call(service.close_cycle, year.cycle_id, True)

    assert hillside.run(lambda: due_here(db.session, hillside.actor, year.now.date())) == []
    with pytest.raises(Conflict):
        year.call(service.add_organisations, year.cycle_id, [other.id])
    with pytest.raises(NotFound):
        hillside.sends()

    year.call(service.close_cycle, year.cycle_id, False)
    assert hillside.run(lambda: due_here(db.session, hillside.actor, year.now.date()))


def test_next_year_has_the_same_days_and_note_and_a_meeting_a_year_later(
    year: PartnershipYear,
) -> None:
    hillside = year.member("Hillside")
    days = CycleDays(collating=15)
    wanted = service.Wanted("2026/27", MEETS_ON, days, {DUE: date(2026, 12, 9)}, "Ring us")
    year.cycle_id = year.call(service.open_cycle, year.plugins, wanted, [hillside.id])

    found = service.next_year(year.cycle(), MEETS_ON)

    assert (found.title, found.meets_on) == ("2027/28", date(2028, 1, 13))
    assert found.meets_on.weekday() == MEETS_ON.weekday()
    assert (found.days, found.by_hand, found.note) == (days, {}, "Ring us")
    assert date_of(year.cycle(), DUE) == date(2026, 12, 9)


def test_two_officers_who_change_the_dates_notice_each_other(year: PartnershipYear) -> None:
    year.open(year.member("Hillside"))
    year.call(service.edit_cycle, year.cycle_id, 1, service.Wanted("2026/27", date(2027, 1, 21)))

    with pytest.raises(Conflict, match="Somebody else"):
        year.call(service.edit_cycle, year.cycle_id, 1, service.Wanted("2026/27", MEETS_ON))

    assert year.cycle().meets_on == date(2027, 1, 21)


def test_a_lead_runs_nothing(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    attempts = (
        lambda: service.open_cycle(
            db.session, hillside.actor, year.now, year.plugins,
            service.Wanted("2027/28", MEETS_ON), [hillside.id],
        ),
        lambda: service.close_cycle(db.session, hillside.actor, year.now, year.cycle_id, True),
        lambda: service.extend(
            db.session, hillside.actor, year.now, year.cycle_id, hillside.id, date(2027, 1, 5), "x"
        ),
        lambda: service.add_organisations(
            db.session, hillside.actor, year.now, year.cycle_id, [hillside.id]
        ),
    )  # fmt: skip

    for attempt in attempts:
        with pytest.raises(NotAllowed):
            hillside.run(attempt)


def test_what_concerns_an_organisation_stands_in_its_own_history(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    year.call(service.extend, year.cycle_id, hillside.id, date(2027, 1, 5), "Ill")
    hillside.evaluates()
    hillside.sends()

    lines = hillside.run(
        lambda: db.session.scalars(
            sa.select(AuditEntry.what)
            .where(AuditEntry.organisation_id == hillside.id)
            .order_by(AuditEntry.id)
        ).all()
    )

    assert [one for one in lines if one.startswith(("cycle", "sent"))] == [
        "cycle_joined", "cycle_extended", "sent_to_board",
    ]  # fmt: skip


def at_once(year: PartnershipYear, *attempts: Callable[[], Any]) -> list[Any]:
    """What several people get who press the button at the same moment: a value or a refusal."""
    start = Barrier(len(attempts))

    def press(attempt: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return year.run(attempt)
        except IcfError as error:
            return error

    with ThreadPoolExecutor(len(attempts)) as people:
        return list(people.map(press, attempts))


def test_two_officers_who_open_the_same_year_at_once_make_one_and_the_other_is_told(
    year: PartnershipYear,
) -> None:
    hillside = year.member("Hillside")

    for first in range(2026, 2034):
        wanted = service.Wanted(f"{first}/{(first + 1) % 100:02}", MEETS_ON)

        def open_it(wanted: service.Wanted = wanted, seconds: int = 0) -> int:
            now = NOW + timedelta(seconds=seconds)
            return service.open_cycle(
                db.session, year.actor, now, year.plugins, wanted, [hillside.id]
            )

        found = at_once(year, open_it, partial(open_it, seconds=1), partial(open_it, seconds=2))

        made = [one for one in found if isinstance(one, int)]
        told = [one for one in found if isinstance(one, Conflict | InvalidInput)]
        assert (len(made), len(told)) == (1, 2), found
        assert {one.where for one in told} == {"title"}


def test_two_years_that_get_the_same_name_at_once_do_not_both_keep_it(
    year: PartnershipYear,
) -> None:
    hillside = year.member("Hillside")
    ours = [year.open(hillside, title=title) for title in ("2026/27", "2027/28")]

    def rename(number: int) -> None:
        wanted = service.Wanted("2028/29", MEETS_ON)
        service.edit_cycle(db.session, year.actor, NOW, number, 1, wanted)

    found = at_once(year, *(partial(rename, number) for number in ours))

    assert found.count(None) == 1
    assert [one.where for one in found if one is not None] == ["title"]
