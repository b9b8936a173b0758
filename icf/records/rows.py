"""The rows of a file, cell by cell, as their tables take them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from icf.errors import InvalidInput
from icf.records.cell import from_json
from icf.records.packed import AGAIN, Packed
from icf.records.tables import target_of
from icf.records.take_out import RECORDS


def rows_of(table: sa.Table, packed: Packed) -> list[dict[str, Any]]:
    rows = packed.document["tables"].get(table.name, [])
    if not isinstance(rows, list):
        raise InvalidInput(f"“{table.name}” is broken.", AGAIN, RECORDS)
    columns = [column.name for column in table.columns if target_of(column) != "organisation"]
    return [cells(table, row, packed.files, columns, place) for place, row in enumerate(rows)]


def cells(
    table: sa.Table,
    row: Any,
    files: Mapping[str, bytes],
    columns: Sequence[str],
    place: int | None = None,
) -> dict[str, Any]:
    where = table.name if place is None else f"{table.name}[{place}]"
    if not isinstance(row, dict) or not set(row) <= set(columns):
        unknown = sorted(set(row) - set(columns)) if isinstance(row, dict) else []
        raise InvalidInput(f"A row has {', '.join(unknown) or 'no columns'}.", AGAIN, where)
    missing = [name for name in columns if name not in row and _is_needed(table.c[name])]
    if missing:
        raise InvalidInput(f"A row lacks {', '.join(missing)}.", AGAIN, where)
    return {
        name: from_json(table.c[name], row[name], files) if name in row else _default(table.c[name])
        for name in columns
    }


def _is_needed(column: sa.Column[Any]) -> bool:
    """A column that a later version added, and that has a default, may be missing in a file."""
    return not column.nullable and column.default is None


def _default(column: sa.Column[Any]) -> Any:
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
