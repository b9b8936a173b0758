"""The dates of an annual cycle, counted back from the day on which the board meets.

Days are working days: neither a weekend nor a holiday counts. Which days are holidays is given.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

SATURDAY = 5

OPENS, FIRST_REMINDER, LAST_REMINDER = "opens", "first_reminder", "last_reminder"
DUE, PAPERS, MEETING = "due", "papers", "meeting"
STEPS = (OPENS, FIRST_REMINDER, LAST_REMINDER, DUE, PAPERS, MEETING)
"""The steps of a cycle in the order of time."""

BY_HAND, GIVEN, CLEAR_DAYS, COLLATING, BEFORE_DUE = (
    "by_hand",
    "given",
    "clear_days",
    "collating",
    "before_due",
)


@dataclass(frozen=True)
class CycleDays:
    """How many working days lie between the steps of a cycle.

    Args:
        clear: between the papers and the meeting, counting neither of the two.
        collating: to put the papers together, from the last day for sending to the papers.
        last_reminder: before the last day for sending.
        first_reminder: before the last day for sending.
        open: for how long organisations can work on it before the last day for sending.
    """

    clear: int = 5
    collating: int = 10
    last_reminder: int = 5
    first_reminder: int = 20
    open: int = 60


@dataclass(frozen=True)
class Step:
    """One date of a cycle and why it is that one.

    Args:
        name: one of ``STEPS``.
        why: ``given`` (the meeting itself), ``clear_days``, ``collating``, ``before_due`` or
            ``by_hand`` (somebody chose it).
        days: how many working days the reason is about; 0 where it is about none.
    """

    name: str
    on: date
    why: str
    days: int = 0


@dataclass(frozen=True)
class Fault:
    """What is wrong with a date.

    Args:
        step: the name of the step.
        what: ``order`` (it has to lie before ``other``), ``weekend`` or ``holiday``.
        other: the name of the following step; empty where no other is concerned.
        better: a working day to use instead of a day off.
    """

    step: str
    what: str
    other: str = ""
    better: date | None = None


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether people work on a day: it is no weekend and no holiday.

    >>> is_working_day(date(2026, 12, 25), {date(2026, 12, 25)})
    False
    """
    return day.weekday() < SATURDAY and day not in holidays


def working_days_before(day: date, count: int, holidays: Collection[date]) -> date:
    """The working day that lies so many working days before a day; the day itself never counts.

    >>> working_days_before(date(2026, 11, 23), 1, ())  # a Monday
    datetime.date(2026, 11, 20)
    """
    left = count
    while left > 0:
        day -= timedelta(days=1)
        left -= is_working_day(day, holidays)
    return day


def clear_days_before(day: date, clear: int, holidays: Collection[date]) -> date:
    """The latest working day that leaves so many clear working days before a day.

    Neither the day that is found nor the day itself is one of them.

    >>> clear_days_before(date(2026, 11, 20), 5, ())  # a Friday: Monday to Friday are not clear
    datetime.date(2026, 11, 12)
    """
    return working_days_before(day, clear + 1, holidays)


def counted_back(
    meets_on: date,
    days: CycleDays,
    holidays: Collection[date],
    by_hand: Mapping[str, date] | None = None,
) -> tuple[Step, ...]:
    """Every step of a cycle in the order of time.

    Args:
        holidays: at least those of the two years before the meeting.
        by_hand: dates that somebody chose, by the name of the step. What is counted from such a
            step is counted from the chosen date. The meeting is no such step.
    """
    chosen = by_hand or {}

    def step(name: str, why: str, count: int, counted: date) -> Step:
        if name in chosen:
            return Step(name, chosen[name], BY_HAND)
        return Step(name, counted, why, count)

    meeting = Step(MEETING, meets_on, GIVEN)
    papers = step(PAPERS, CLEAR_DAYS, days.clear, clear_days_before(meets_on, days.clear, holidays))
    ready = working_days_before(papers.on, days.collating, holidays)
    due = step(DUE, COLLATING, days.collating, ready)
    earlier = [
        step(name, BEFORE_DUE, count, working_days_before(due.on, count, holidays))
        for name, count in (
            (OPENS, days.open),
            (FIRST_REMINDER, days.first_reminder),
            (LAST_REMINDER, days.last_reminder),
        )
    ]
    return (*earlier, due, papers, meeting)


def faults(steps: Collection[Step], holidays: Collection[date]) -> tuple[Fault, ...]:
    """What is wrong with the dates of a cycle: days off that somebody chose, and a wrong order.

    Args:
        steps: as ``counted_back`` gives them.
    """
    return (*_days_off(steps, holidays), *_out_of_order(tuple(steps)))


def _days_off(steps: Collection[Step], holidays: Collection[date]) -> Iterator[Fault]:
    for one in steps:
        if one.name != MEETING and not is_working_day(one.on, holidays):
            what = "weekend" if one.on.weekday() >= SATURDAY else "holiday"
            yield Fault(one.name, what, better=working_days_before(one.on, 1, holidays))


def _out_of_order(steps: tuple[Step, ...]) -> Iterator[Fault]:
    for earlier, later in pairwise(steps):
        if earlier.on >= later.on:
            yield Fault(earlier.name, "order", other=later.name)
