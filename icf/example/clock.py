"""Days and moments of made-up work: on working days, in order, and all of them in the past."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from icf.core.countback import is_working_day
from icf.cycle.bank_holidays import bank_holidays


def working_day(day: date) -> date:
    """The day itself, or the next one that is no weekend and no bank holiday."""
    while not is_working_day(day, bank_holidays(day)):
        day += timedelta(days=1)
    return day


def last_time(month: int, day: int, before: date, years_ago: int = 0) -> date:
    """The last such day of a year that is not after ``before``, or some years earlier.

    >>> last_time(6, 14, date(2026, 3, 1))
    datetime.date(2025, 6, 14)
    """
    found = date(before.year, month, day)
    if found > before:
        found = found.replace(year=found.year - 1)
    return found.replace(year=found.year - years_ago)


class Clock:
    """The time in one piece of work. It only goes forwards."""

    def __init__(self, first_day: date, random: Random) -> None:
        self._first_day = first_day
        self._random = random
        self.now = datetime.min.replace(tzinfo=UTC)
        self.day(0)

    def day(self, after: int) -> None:
        """Go to the morning of the day that is so many days after the first."""
        morning = time(9, self._random.randrange(60), self._random.randrange(60), tzinfo=UTC)
        self.now = max(self.now, datetime.combine(self.date(after), morning))

    def tick(self, minutes: int = 12) -> datetime:
        """A moment later, by at most so many minutes."""
        self.now += timedelta(seconds=self._random.randrange(20, minutes * 60))
        return self.now

    def date(self, after: int) -> date:
        """The working day that is so many days after the first."""
        return working_day(self._first_day + timedelta(days=after))
