"""The dates of a stored cycle, and what is wrong with dates that somebody wants."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from icf.core.countback import DUE, MEETING, STEPS, CycleDays, Fault, Step, counted_back, faults
from icf.cycle.bank_holidays import YEARS_BACK, bank_holidays
from icf.cycle.models import Cycle, CyclePart
from icf.cycle.words import STEP_NAMES
from icf.errors import InvalidInput
from icf.web import i18n
from icf.web.i18n import _, day

MOST_DAYS = 250
"""Of working days between two steps: about a year."""

YEARS = range(2000, 2100)
"""In which a meeting may be: the library knows no bank holidays of later years."""


def day_of(moment: datetime) -> date:
    """The day that a moment falls on where the partnership is."""
    return i18n.day_of(moment)


def steps_of(cycle: Cycle) -> tuple[Step, ...]:
    """The steps of a cycle in the order of time."""
    by_hand = {name: date.fromisoformat(on) for name, on in cycle.by_hand.items()}
    return steps_for(cycle.meets_on, CycleDays(**cycle.days), by_hand)


def steps_for(meets_on: date, days: CycleDays, by_hand: Mapping[str, date]) -> tuple[Step, ...]:
    """The same of dates that are not stored yet."""
    return counted_back(meets_on, days, bank_holidays(meets_on), by_hand)


def date_of(cycle: Cycle, name: str) -> date:
    """The date of one step."""
    return next(step.on for step in steps_of(cycle) if step.name == name)


def due_on(cycle: Cycle, part: CyclePart) -> date:
    """Until when this organisation sends its papers: everybody's day, or a later one agreed."""
    everybodys = date_of(cycle, DUE)
    return max(everybodys, part.extended_until or everybodys)


def is_extended(cycle: Cycle, part: CyclePart) -> bool:
    """Whether a later day than everybody's holds; moving the meeting may overtake it."""
    return due_on(cycle, part) > date_of(cycle, DUE)


def stored_days(days: CycleDays) -> dict[str, int]:
    """The days as a row keeps them."""
    return asdict(days)


def refused_dates(
    meets_on: date, days: CycleDays, by_hand: Mapping[str, date], today: date | None
) -> list[tuple[str, str]]:
    """(field, message) for each date that cannot stay.

    Args:
        today: for a cycle that is not opened yet: nobody could keep a day that has gone. None for
            one that is under way.
    """
    if uncountable := too_far(meets_on, by_hand):
        return uncountable
    if today is not None and meets_on <= today:
        return [("meets_on", _("The meeting has to be after today."))]
    steps = steps_for(meets_on, days, by_hand)
    found = [_fault(one) for one in faults(steps, bank_holidays(meets_on))]
    last = next(step.on for step in steps if step.name == DUE)
    if today is not None and last < today and not found:
        words = _(
            "The last day for sending would be %(date)s, which has gone. Choose a later meeting, or"
            " fewer days.",
            date=day(last),
        )
        found.append(("meets_on", words))
    return found


def too_far(meets_on: date, by_hand: Mapping[str, date]) -> list[tuple[str, str]]:
    """(field, message) for each date from which no other can be counted."""
    if meets_on.year not in YEARS:
        words = _("Enter a year from %(first)s to %(last)s.", first=YEARS[0], last=YEARS[-1])
        return [("meets_on", words)]
    first = meets_on.year - YEARS_BACK
    words = _("Enter a day in or after %(year)s, near the meeting.", year=first)
    return [(f"on_{name}", words) for name, on in by_hand.items() if on.year < first]


def refuse_dates(
    meets_on: date, days: CycleDays, by_hand: Mapping[str, date], today: date | None
) -> None:
    """Raises InvalidInput for the first date that cannot stay."""
    if set(by_hand) - set(STEPS) or MEETING in by_hand:
        raise InvalidInput(_("Choose dates for the steps shown."), where="meets_on")
    for where, message in refused_dates(meets_on, days, by_hand, today):
        raise InvalidInput(message, where=where)


def _fault(fault: Fault) -> tuple[str, str]:
    name = str(STEP_NAMES[fault.step])
    field = f"on_{fault.step}"
    if fault.what == "weekend":
        text = _("“%(step)s” falls on a weekend. Use a working day, such as %(better)s.",
                 step=name, better=day(fault.better))  # fmt: skip
        return field, text
    if fault.what == "holiday":
        text = _("“%(step)s” falls on a bank holiday. Use a working day, such as %(better)s.",
                 step=name, better=day(fault.better))  # fmt: skip
        return field, text
    other = str(STEP_NAMES[fault.other])
    text = _("“%(step)s” has to be before “%(other)s”.", step=name, other=other)
    return field, text
