"""Drafts the next step: python -m icf.migrations "what changes"."""

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from icf import paths
from icf.migrations import alembic_config, migrate, newest_step, schema_engine


def main(message: str) -> None:
    """Write the difference between the models and the steps so far to ``versions``."""
    steps = list((paths.migrations_folder() / "versions").glob("[0-9]*.py"))
    number = int(newest_step()) + 1 if steps else 1
    with tempfile.TemporaryDirectory() as folder:
        url = sa.make_url(f"sqlite:///{folder}/empty.sqlite")
        if steps:
            migrate(url, Path(folder))
        with schema_engine(url).begin() as connection:
            command.revision(
                alembic_config(connection), message, autogenerate=True, rev_id=f"{number:04}"
            )


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
