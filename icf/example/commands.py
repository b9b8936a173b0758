"""``icf example``: a made-up partnership to look at."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from icf.db import db
from icf.errors import NotFound
from icf.example.loaded import Loaded, loaded


@click.command()
@click.option(
    "--reference", is_flag=True, help="Print only the reference of the plan to look at first."
)
@with_appcontext
def example(reference: bool) -> None:
    """Load a made-up partnership of six organisations into an empty installation."""
    there = loaded(db.session())
    if reference:
        click.echo(_known(there).reference)
    elif there:
        click.echo("The example is there already; nothing was changed.")
        _tell(there)
    else:
        # Imported here: what reads the content takes longer to import than most commands to run.
        from icf.example.partnership import load

        made = load(current_app.extensions["icf_plugins"], datetime.now(UTC))
        click.echo(
            f"Loaded a made-up partnership: {len(made.leads)} organisations, {made.works} pieces"
            f" of work, {made.checklists} checklists."
        )
        _tell(made)


def _known(there: Loaded | None) -> Loaded:
    if there is None:
        raise NotFound("The example is not loaded.", "Run icf example first.")
    return there


def _tell(made: Loaded) -> None:
    click.echo(f"The plan to look at first: {made.reference}")
    click.echo("Leads, whom icf serve --link EMAIL lets in without a password:")
    for organisation, name, email in made.leads:
        click.echo(f"    {email}  {name}, {organisation}")
