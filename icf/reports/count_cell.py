"""A count in a table: words on paper, a number in a spreadsheet that can be added up."""

from icf.core.report import Cell


def count_cell(count: int) -> Cell:
    """The cell of a count."""
    return Cell(str(count), number=count)
