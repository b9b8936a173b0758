"""The year that a self-evaluation is about, as text such as 2026/27."""

import re
from datetime import date

from icf.core.typed import clean_line
from icf.errors import InvalidInput
from icf.web.i18n import _

APRIL = 4
LONGEST = 20


def year_of(day: date) -> str:
    """The year from April to March that a day is in.

    >>> year_of(date(2026, 11, 22)), year_of(date(2027, 3, 31)), year_of(date(2000, 2, 1))
    ('2026/27', '2026/27', '1999/00')
    """
    first = day.year if day.month >= APRIL else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def checked_period(text: str) -> str:
    """A year as somebody typed it. It begins with four figures, so that years stand in order.

    Raises:
        InvalidInput: it does not, or is too long.
    """
    period = clean_line(text).strip()
    if not re.match(r"[0-9]{4}(?![0-9])", period) or len(period) > LONGEST:
        raise InvalidInput(
            _("Enter the year, such as 2026/27, in at most %(most)s characters.", most=LONGEST),
            where="period",
        )
    return period


def in_order(period: str) -> tuple[int, str]:
    """By which years are sorted."""
    found = re.match(r"[0-9]{4}", period)
    return (int(found.group()) if found else 0, period)
