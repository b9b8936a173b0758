"""PostgreSQL's own wall between organisations, behind the one that scope.py and statement.py build.

Every tenant table has two policies: rows of the organisation that the transaction names, and all
rows while somebody looks across. They are *forced*, so that they hold for the owner of the tables
too. A transaction that names nothing sees nothing: a setting that was made for one transaction is
an empty text in the next one of the same connection, never the organisation before.

Superusers pass through every policy. That is why the toolkit serves as a role of its own: see
``icf.db.roles`` and docs/deploying.md.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from icf.db.base import ORGANISATION, tenant_tables

# Sub-selects, so that PostgreSQL works them out once for a statement instead of once for a row.
POLICIES = {
    "own_rows": f"{ORGANISATION} ="
    " (SELECT nullif(current_setting('icf.organisation', true), '')::integer)",
    "all_rows": "(SELECT current_setting('icf.across', true)) = 'on'",
}
"""What each policy lets through, for reading and for writing."""

_SAY = "SELECT set_config('icf.organisation', %s, true), set_config('icf.across', %s, true)"
_SAY_ALL = "SELECT set_config('icf.across', 'on', true)"
_FAILED = "INERROR"


def has_row_security(dialect: sa.Dialect) -> bool:
    """Whether this database can keep rows apart by itself."""
    return dialect.name == "postgresql"


def say_scope(connection: Connection, organisation_id: int | None, across: bool) -> None:
    """Tell PostgreSQL whose rows this transaction may see; nothing but that transaction.

    Args:
        organisation_id: None for no organisation.
        across: whether the rows of all may be seen.
    """
    driver = connection.connection.driver_connection
    if driver is None or driver.info.transaction_status.name == _FAILED:
        return  # it can only be rolled back, and the setting with it
    named = "" if organisation_id is None else str(organisation_id)
    # Straight to the driver: the text is ours, and every transaction of every request sends it.
    driver.execute(_SAY, (named, "on" if across else ""))


def see_all_rows(connection: Connection) -> None:
    """Let a migration, a backup or a check read and write the rows of every organisation."""
    connection.exec_driver_sql(_SAY_ALL)


def unprotected_tables(connection: Connection) -> list[str]:
    """The tenant tables of this database whose rows PostgreSQL does not keep apart."""
    forced = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND relrowsecurity AND relforcerowsecurity"
    ).scalars()
    policies = connection.exec_driver_sql(
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
    ).all()
    whole = {name for name in forced if set(POLICIES) <= {p for t, p in policies if t == name}}
    there = set(sa.inspect(connection).get_table_names())
    return sorted((tenant_tables() & there) - whole)


def protect(connection: Connection, tables: Iterable[str]) -> None:
    """Force the policies on these tables; those that have some of them already get the rest."""
    quote = connection.dialect.identifier_preparer.quote
    for name in tables:
        table = quote(name)
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for policy, condition in POLICIES.items():
            connection.exec_driver_sql(f"DROP POLICY IF EXISTS {policy} ON {table}")
            connection.exec_driver_sql(f"CREATE POLICY {policy} ON {table} USING ({condition})")


def protect_all(connection: Connection) -> None:
    """Protect every tenant table that is not protected yet. The end of each migration."""
    protect(connection, unprotected_tables(connection))
