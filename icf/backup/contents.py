"""What a database holds, as a number of rows and a hash for each table.

Two databases with the same contents hold the same rows, whatever their files look like. That is how
a restored backup is compared with what was backed up.
"""

import hashlib
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

Contents = Mapping[str, tuple[int, str]]
"""For each table its number of rows and the SHA-256 of them, in the order of their keys."""

AT_ONCE = 1000


def contents(connection: Connection) -> Contents:
    """The contents of every table. The connection has to see the rows of every organisation."""
    inspector = sa.inspect(connection)
    quote = connection.dialect.identifier_preparer.quote
    found = {}
    for table in sorted(inspector.get_table_names()):
        columns = sorted(column["name"] for column in inspector.get_columns(table))
        keys = inspector.get_pk_constraint(table)["constrained_columns"] or columns
        listed, order = (", ".join(map(quote, names)) for names in (columns, keys))
        found[table] = _hashed(
            connection,
            f"SELECT {listed} FROM {quote(table)} ORDER BY {order}",  # noqa: S608 names of ours
        )
    return found


def _hashed(connection: Connection, statement: str) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for row in connection.execution_options(yield_per=AT_ONCE).exec_driver_sql(statement):
        digest.update(repr(tuple(row)).encode())
        count += 1
    return count, digest.hexdigest()


def rows_in(found: Contents) -> int:
    """How many rows there are altogether."""
    return sum(count for count, _sha256 in found.values())
