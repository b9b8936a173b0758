"""PostgreSQL's two roles: one that owns the tables and changes them, and one that serves.

The one that serves can read and write rows and nothing else. It owns no table, so it cannot take
the policies of ``icf.db.row_security`` away, and it is no superuser, so it cannot pass through.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from icf.errors import ConfigError


@dataclass(frozen=True)
class ServingRole:
    """What PostgreSQL says of the role of a connection.

    Args:
        passes_policies: it is a superuser or may bypass row-level security.
        owns_tables: it could switch the policies off.
    """

    name: str
    passes_policies: bool
    owns_tables: bool


def serving_role(connection: Connection) -> ServingRole:
    """The role that this connection works as."""
    name, passes = connection.exec_driver_sql(
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).one()
    owned = connection.exec_driver_sql(
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        " AND pg_has_role(current_user, tableowner, 'MEMBER')"
    ).scalar_one()
    return ServingRole(name, bool(passes), owned > 0)


def let_serve(connection: Connection, serving: URL) -> None:
    """Let the role of ``serving`` read and write rows, on a connection of the tables' owner.

    The role is made when there is none and the owner may make roles.

    Raises:
        ConfigError: the address names no role, or the role has to be made by somebody else.
    """
    owner = connection.exec_driver_sql("SELECT current_user").scalar_one()
    name = serving.username
    if not name:
        raise ConfigError(
            "The address of the database names no role to serve as.",
            "Write it like postgresql+psycopg://icf_app:password@host/name.",
            "database_url",
        )
    if name == owner:
        return
    if not _exists(connection, name):
        _make(connection, name, serving.password)
    _grant(connection, connection.dialect.identifier_preparer.quote(name))


def _exists(connection: Connection, name: str) -> bool:
    known = sa.text("SELECT true FROM pg_roles WHERE rolname = :name")
    return bool(connection.scalar(known, {"name": name}))


def _make(connection: Connection, name: str, password: object) -> None:
    from psycopg import sql

    may = connection.exec_driver_sql(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).scalar_one()
    if not may:
        raise ConfigError(
            f"There is no role “{name}”, and the owner of the tables may not make one.",
            f"Let a superuser run: CREATE ROLE {name} LOGIN PASSWORD '…'; and icf init once more.",
            "database_url",
        )
    made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
        sql.Identifier(name), sql.Literal(str(password) if password else None)
    )
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 the connection is open
    driver.execute(made)


def _grant(connection: Connection, role: str) -> None:
    schema = connection.dialect.identifier_preparer.quote(
        connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    )
    for line in (
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        # Which step the tables are at is for the owner to say.
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
    ):
        connection.exec_driver_sql(line)
