"""``icf purge``."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from icf.db import UNDO_DAYS
from icf.history.purge import purge as purge_deleted


@click.command()
@with_appcontext
def purge() -> None:
    """Delete for good what was deleted more than 30 days ago. Run it once a day."""
    counts = purge_deleted(datetime.now(UTC))
    click.echo(
        f"Deleted for good, {UNDO_DAYS} days after they were deleted: {counts['work']} pieces of"
        f" work, {counts['assessment']} checklists, {counts['action']} actions,"
        f" {counts['service']} services, {counts['comment']} comments and {counts['own_pack']}"
        " sets of your own questions that were never published."
    )
