"""A value of a row as JSON holds it, and back."""

import hashlib
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from icf.db import UtcDateTime
from icf.errors import InvalidInput

Files = dict[str, bytes]

YEARS = range(1900, 2200)
"""Outside these, moving a moment to another time zone fails on some day."""

DEEPEST = 20


def to_json(value: Any, name: str, files: Files) -> Any:
    """What JSON holds of a value.

    Args:
        name: where a file is put, when the value is one.
        files: contents by name; a file is added here and JSON holds its name and hash.
    """
    if isinstance(value, bytes):
        files[name] = value
        return {"file": name, "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(column: sa.Column[Any], cell: Any, files: Mapping[str, bytes]) -> Any:
    """The value for a column.

    Raises:
        InvalidInput: it is not of the column's sort.
    """
    if cell is None:
        if not column.nullable:
            raise _refused(column, cell)
        return None
    try:
        return _read(column, cell, files)
    except (ValueError, TypeError, KeyError, OverflowError):
        raise _refused(column, cell) from None


def _read(column: sa.Column[Any], cell: Any, files: Mapping[str, bytes]) -> Any:
    kind = column.type
    if isinstance(kind, sa.LargeBinary):
        content = files[cell["file"]]
        if hashlib.sha256(content).hexdigest() != cell["sha256"]:
            raise ValueError
        return content
    if isinstance(kind, UtcDateTime | sa.Date):
        return _moment_or_day(kind, cell)
    _refuse_odd(cell)
    if isinstance(kind, sa.JSON):
        if type(cell) not in _shapes(column):
            raise ValueError
        return cell
    wanted = bool if isinstance(kind, sa.Boolean) else kind.python_type
    if type(cell) is not wanted or _is_too_large(kind, cell) or _is_too_long(kind, cell):
        raise ValueError
    return cell


def _moment_or_day(kind: Any, cell: Any) -> datetime | date:
    found = (datetime if isinstance(kind, UtcDateTime) else date).fromisoformat(cell)
    if found.year not in YEARS:
        raise ValueError
    if not isinstance(found, datetime):
        return found
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _shapes(column: sa.Column[Any]) -> tuple[type, ...]:
    """What a column of JSON holds: a list or a mapping where its default is one."""
    default: Any = column.default
    if default is not None and default.is_callable:
        return (type(default.arg(None)),)
    return (str, int, float, bool, list, dict)


def _refuse_odd(cell: Any, depth: int = 0) -> None:
    """Refuse what some database cannot hold, or no page could draw, however deep it stands."""
    if isinstance(cell, str):
        cell.encode()
        if "\0" in cell:
            raise ValueError
    elif (isinstance(cell, int) and not -(2**63) <= cell < 2**63) or (
        isinstance(cell, float) and not math.isfinite(cell)
    ):
        raise ValueError
    elif isinstance(cell, dict | list):
        if depth > DEEPEST:
            raise ValueError
        for one in [*cell.keys(), *cell.values()] if isinstance(cell, dict) else cell:
            _refuse_odd(one, depth + 1)


def _is_too_large(kind: Any, number: Any) -> bool:
    is_small = isinstance(kind, sa.Integer) and not isinstance(kind, sa.BigInteger)
    return is_small and not -(2**31) <= number < 2**31


def _is_too_long(kind: Any, text: Any) -> bool:
    longest = getattr(kind, "length", None)
    return longest is not None and isinstance(text, str) and len(text) > longest


def _refused(column: sa.Column[Any], cell: Any) -> InvalidInput:
    shown = repr(cell)
    return InvalidInput(
        f"{shown[:80]}{'…' if len(shown) > 80 else ''} cannot be read.",
        "Take the organisation out again where it came from; do not change the file by hand.",
        f"{column.table.name}.{column.name}",
    )
