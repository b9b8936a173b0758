"""A day in a table: words on paper, a day in a spreadsheet."""

from datetime import date

from icf.core.report import Cell
from icf.web.i18n import day


def day_cell(on: date | None, otherwise: str = "–") -> Cell:
    """The cell of a day; ``otherwise`` stands where there is none."""
    return Cell(day(on), day=on.isoformat()) if on else Cell(otherwise)
