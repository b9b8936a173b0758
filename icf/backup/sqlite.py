"""A copy of a SQLite database while it is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from icf.backup.contents import Contents, contents
from icf.db.engine import write_lock
from icf.errors import ConfigError
from icf.migrations import schema_engine


def copy_database(database: Path, instance: Path, target: Path) -> Contents:
    """Copy the database as it is at one moment, and say what the copy holds.

    The copy is read in one go from one snapshot: writers neither wait nor are half in it.
    """
    if not database.is_file():
        raise ConfigError("There is no database yet.", "Run icf init.", str(database))
    url = sa.make_url(f"sqlite:///{database}")
    live = sqlite3.connect(database)
    try:
        with closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            # In one file, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        # The last connection that closes makes a checkpoint, and those are made under the lock.
        with write_lock(url, instance).held(schema_engine(url)):
            live.close()
    return checked_contents(target)


def checked_contents(database: Path) -> Contents:
    """What a database that nobody uses holds.

    Raises:
        ConfigError: SQLite finds it damaged.
    """
    engine = sa.create_engine(f"sqlite:///{database}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        try:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        except sa.exc.DatabaseError as error:
            said = [str(error.orig)]
        if said != ["ok"]:
            raise ConfigError(
                f"The database is damaged: {said[0]}.", "Use another backup.", str(database)
            )
        return contents(connection)
