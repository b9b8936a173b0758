"""The dates of the example's annual cycles, counted back from the meetings of the Board."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from icf.core.countback import DUE, OPENS, CycleDays, is_working_day
from icf.cycle.bank_holidays import bank_holidays
from icf.cycle.dates import steps_for
from icf.cycle.service import WEEKS_OF_A_YEAR

YEARS = 3
SOONEST_DAYS, LATEST_DAYS = 5, 60
"""Between which days from now the Board meets."""


@dataclass(frozen=True)
class CycleDates:
    """When a cycle opens, its last day for sending, and when the Board meets."""

    opens: date
    due: date
    meets_on: date


def cycle_dates(today: date) -> list[CycleDates]:
    """Those of three years, the earliest first; the last day of the last one has just gone.

    Each meeting is a year of weeks after the one before, as rolling forward has it.
    """
    found: list[CycleDates] = []
    for days in range(SOONEST_DAYS, LATEST_DAYS):
        meetings = list(_yearly(today + timedelta(days=days)))
        if all(is_working_day(on, bank_holidays(on)) for on in meetings):
            every = [_dates(on) for on in meetings]
            if every[-1].due < today:
                found = every
    return found


def _yearly(last: date) -> Iterator[date]:
    for years_ago in reversed(range(YEARS)):
        yield last - timedelta(weeks=WEEKS_OF_A_YEAR * years_ago)


def _dates(meets_on: date) -> CycleDates:
    on = {step.name: step.on for step in steps_for(meets_on, CycleDays(), {})}
    return CycleDates(on[OPENS], on[DUE], meets_on)
