"""A value of a row as JSON holds it, and back."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from icf.db import UtcDateTime
from icf.errors import InvalidInput

Files = dict[str, bytes]


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
    except (ValueError, TypeError, KeyError):
        raise _refused(column, cell) from None


def _read(column: sa.Column[Any], cell: Any, files: Mapping[str, bytes]) -> Any:
    kind = column.type
    if isinstance(kind, sa.LargeBinary):
        content = files[cell["file"]]
        if hashlib.sha256(content).hexdigest() != cell["sha256"]:
            raise ValueError
        return content
    if isinstance(kind, UtcDateTime):
        moment = datetime.fromisoformat(cell)
        if moment.tzinfo is None:
            raise ValueError
        return moment
    if isinstance(kind, sa.Date):
        return date.fromisoformat(cell)
    if isinstance(kind, sa.JSON):
        return cell
    wanted = bool if isinstance(kind, sa.Boolean) else kind.python_type
    if type(cell) is not wanted or (isinstance(cell, str) and _is_too_long(kind, cell)):
        raise ValueError
    return cell


def _is_too_long(kind: Any, text: str) -> bool:
    longest = getattr(kind, "length", None)
    return longest is not None and len(text) > longest


def _refused(column: sa.Column[Any], cell: Any) -> InvalidInput:
    shown = repr(cell)
    return InvalidInput(
        f"{shown[:80]}{'…' if len(shown) > 80 else ''} cannot be read.",
        "Take the organisation out again where it came from; do not change the file by hand.",
        f"{column.table.name}.{column.name}",
    )
