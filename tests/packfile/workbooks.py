"""Workbooks made from lists of cells, as a spreadsheet program would save them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from openpyxl import Workbook

from icf.errors import PackError


@contextmanager
def refusing(*reasons: str) -> Iterator[None]:
    """What is inside may be refused, for one of these reasons only."""
    try:
        yield
    except PackError as error:
        if not any(reason in str(error) for reason in reasons):
            raise


def filled(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook with these rows in each sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
