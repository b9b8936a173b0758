"""The bank holidays of England. The only place that knows the library they come from."""

from datetime import date
from functools import cache

YEARS_BACK = 4
"""Whoever leaves as many working days between the steps as can be opens three years before."""


def bank_holidays(meets_on: date) -> frozenset[date]:
    """Those that can fall into a cycle whose board meets on a day."""
    return _of_years(meets_on.year - YEARS_BACK, meets_on.year)


@cache
def _of_years(first: int, last: int) -> frozenset[date]:
    # Imported here: most pages never need it.
    import holidays

    return frozenset(holidays.country_holidays("GB", "ENG", years=range(first, last + 1)))
