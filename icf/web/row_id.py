"""Numbers of rows in addresses and forms."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""The largest number that a row can have; a database would fail at a larger one."""


class RowIdConverter(IntegerConverter):
    """``<int:…>`` in an address; a number that no row can have leads nowhere."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002 its caller's name
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})


def row_id(text: str) -> int:
    """The number in a form's field. Raises ValueError where no row can have it.

    >>> row_id("12")
    12
    """
    number = int(text)
    if not 0 < number <= LARGEST:
        raise ValueError(text)
    return number
