"""``icf plugins new``."""

from pathlib import Path

import click

from icf.scaffold.new import new_plugin


@click.command("new")
@click.argument("name")
@click.option(
    "--code/--data-only", "with_code", default=True,
    help="With hooks in Python (the default), or only with questions in a file.",
)  # fmt: skip
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path(),
    help="Where to make its folder; by default here.",
)  # fmt: skip
def make_plugin(name: str, with_code: bool, folder: Path) -> None:
    """Make the folder of a new plugin, which passes its own tests.

    Nothing is ever overwritten: NAME must not be there yet.
    """
    project = new_plugin(name, folder, with_code)
    click.echo(f"Made {project}. Its README.md says what to do next. To check it:")
    click.echo(f"    icf plugins check {project}")
