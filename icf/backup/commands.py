"""``icf backup`` and ``icf restore``."""

from pathlib import Path

import click

from icf import config
from icf.backup.service import Backup, back_up, delete_older, restore, try_backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--keep", type=click.IntRange(min=1), metavar="N",
    help="Afterwards delete all but the newest N backups in the folder for backups.",
)  # fmt: skip
def backup(file: Path | None, keep: int | None) -> None:
    """Write everything of this installation into one file, while it is in use.

    Database, secret, settings and other files of the instance folder. Keep the file as safe as
    those: whoever has it can read everything. Without FILE it goes into the folder for backups.
    """
    settings = config.load_settings()
    made = back_up(settings, file)
    click.echo(f"Written: {made.path} ({_size(made.path)}, {_what(made)})")
    if keep and file is None:
        gone = delete_older(settings.backups, keep)
        if gone:
            click.echo(f"Deleted: {gone} older")


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--try", "only_try", is_flag=True, help="Unpack and compare, and change nothing.")
def restore_command(file: Path, only_try: bool) -> None:
    """Make the installation of a backup again, in an empty instance folder.

    Every file is checked against its hash and every table against its contents. If anything is
    wrong, nothing is changed.
    """
    if only_try:
        click.echo(f"Sound: {file} ({_what(try_backup(file, config.load_settings()))})")
        return
    folder = config.instance_folder()
    click.echo(f"Restored: {folder} ({_what(restore(file, folder))})")


def _what(found: Backup) -> str:
    members = len(found.manifest.members) - 1
    files = f"{members} other file{'' if members == 1 else 's'}"
    tables = len(found.manifest.tables)
    return (
        f"made {found.made_at:%d %B %Y, %H:%M} UTC with version {found.manifest.toolkit}:"
        f" {found.rows:,} rows in {tables} tables, {files}"
    )


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} KB"
