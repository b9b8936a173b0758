"""``icf packs``: check files of questions, make and read workbooks, compare two versions."""

import os
import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from icf.core.advice import advice
from icf.core.check import placed_questions
from icf.core.compose import compose
from icf.core.pack_diff import Difference, PackDiff, pack_diff
from icf.core.questionnaire import Pack
from icf.errors import PackError
from icf.packfile import read_pack
from icf.plugin.manager import Plugins

TOO_SMALL = 1
WORKBOOK = ".xlsx"
FILE = click.Path(path_type=Path)

NUMBERS = {
    "patch": "the third number",
    "minor": "the second number",
    "major": "the first number",
    "none": "none of its numbers",
}
WORDS = {
    "new": "is new",
    "retired": "has gone; answers to it stay readable",
    "gone": "has gone",
    "renamed": "is a new name for {was}; answers follow",
    "rescaled": "is answered in another way, so older answers cannot be compared",
    "reworded": "has other words. If it means something else now, the first number has to go up",
    "widened": "has more to choose from",
    "condition": "is shown in other cases",
    "guidance": "has other hints, examples or suggested actions",
    "corrected": "has a correction or a translation",
    "moved": "stands in another section",
    "changed": "has other words",
    "remade": "works in another way",
    "opened": "is now also seen by whoever people submit to; until now it was not",
    "closed": "is no longer seen by whoever people submit to",
}


@click.group()
def packs() -> None:
    """Files of questions: check them, fill them in with a spreadsheet, compare two versions."""


@packs.command("check")
@click.argument("file", type=FILE)
@with_appcontext
def check_pack(file: Path) -> None:
    """Find every fault in a pack, each with its line and what to do; then say what could be better.

    Advice, such as on long questions, goes to standard error and leaves the exit status at 0.
    """
    core = _core()
    pack = _pack(file, core)
    click.echo(f"{file}: no faults. {_summary(pack)}")
    for found in advice(pack, core):
        click.echo(f"{file}: advice: {found}.", err=True)


@packs.command("template")
@click.argument("file", type=FILE)
@with_appcontext
def write_template(file: Path) -> None:
    """Write a workbook to fill in, with the framework's sections, scales and questions."""
    from icf.packfile.workbook_write import template

    registry = _plugins().registry
    content = template(_core(), registry.kinds(()), registry.scales(()))
    _write(_with_ending(file), content, overwrite=False)
    click.echo(f"{file}: fill it in, then try it with: icf packs import {file} --dry-run")


@packs.command("import")
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=FILE, help="The YAML file to write; FILE.yaml if left out.")
@click.option("--dry-run", is_flag=True, help="Only say what is wrong, or what would come in.")
@click.option("--overwrite", is_flag=True, help="Replace the YAML file if there is one.")
@click.option("--publisher", default="", help="Who publishes it, for a form that does not say.")
@with_appcontext
def import_workbook(
    file: Path, output: Path | None, dry_run: bool, overwrite: bool, publisher: str
) -> None:
    """Turn a workbook into a pack, or show every fault with sheet, row and cell.

    Forms made for other programs (XLSForm) come in as far as they map; what does not is named.
    """
    from icf.packfile.workbook import read_workbook

    core = _core()
    if file.suffix.lower() in (".yaml", ".yml"):
        raise PackError(
            "This is a text file with questions already, not a workbook.",
            f"Look for faults with: icf packs check {file}",
            where=str(file),
        )
    imported = read_workbook(_content(file), str(file), core, publisher)
    _compose(core, imported.pack)
    for line in imported.left_out:
        click.echo(f"{file}: {line}", err=True)
    if imported.left_out:
        click.echo(f"{file}: what stands above was not taken; everything else was.", err=True)
    if dry_run:
        click.echo(f"{file}: no faults. {_summary(imported.pack)} Nothing was written.")
        return
    target = output or file.with_suffix(".yaml")
    _write(target, imported.text.encode(), overwrite)
    click.echo(f"{target}: {_summary(imported.pack)}")


@packs.command("workbook")
@click.argument("pack_file", metavar="PACK", type=FILE)
@click.argument("file", type=FILE)
@with_appcontext
def write_workbook(pack_file: Path, file: Path) -> None:
    """Write a pack as a workbook, to change it with a spreadsheet."""
    from icf.packfile.workbook_write import pack_workbook

    core = _core()
    registry = _plugins().registry
    pack = read_pack(pack_file, core)
    content = pack_workbook(pack, core, registry.kinds(()), registry.scales(()))
    _write(_with_ending(file), content, overwrite=False)
    click.echo(f"{file}: {_summary(pack)}")


@packs.command("diff")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@with_appcontext
@click.pass_context
def compare_packs(context: click.Context, old: Path, new: Path) -> None:
    """Say what differs between two versions, and which number of the version has to go up.

    Exit status 1 when the new version's number is too small for what has changed.
    """
    core = _core()
    before, after = _pack(old, core), _pack(new, core)
    found = pack_diff(before, after, core)
    for difference in found.differences:
        click.echo(_sentence(difference, after.key))
    click.echo(_verdict(found, before.version, after.version))
    if not found.is_enough:
        context.exit(TOO_SMALL)


def _core() -> Pack:
    core, _overlays = _plugins().registry.packs(())
    return core


def _plugins() -> Plugins:
    found: Plugins = current_app.extensions["icf_plugins"]
    return found


def _pack(file: Path, core: Pack) -> Pack:
    """The pack in a YAML file or in a workbook."""
    from icf.packfile.workbook import read_workbook

    is_workbook = file.suffix.lower() == WORKBOOK
    pack = (
        read_workbook(_content(file), str(file), core).pack
        if is_workbook
        else read_pack(file, core)
    )
    if pack.extends:
        _compose(core, pack)
    return pack


def _compose(core: Pack, pack: Pack) -> None:
    """Refuses what does not fit the framework, nor what the installed add-ons bring."""
    registry = _plugins().registry
    compose(core, [pack], registry.kinds(), registry.scales())


def _content(file: Path) -> bytes:
    from icf.packfile.workbook_file import FILE_LIMIT

    try:
        with file.open("rb") as opened:
            return opened.read(FILE_LIMIT + 1)
    except OSError as error:
        raise PackError(
            f"The workbook cannot be read: {error.strerror}.", "Check the path.", where=str(file)
        ) from None


def _summary(pack: Pack) -> str:
    count = sum(1 for _ in placed_questions(pack))
    questions = "one question" if count == 1 else f"{count} questions"
    return f"{pack.key} {pack.version}, {questions} of its own."


def _with_ending(file: Path) -> Path:
    if file.suffix.lower() != WORKBOOK:
        raise PackError(
            "A workbook's name ends in .xlsx.", f"Write {file.name}{WORKBOOK}.", where=str(file)
        )
    return file


def _write(file: Path, content: bytes, overwrite: bool) -> None:
    """Writes all or nothing, and nothing over what somebody may have worked on."""
    if file.exists() and not overwrite and file.read_bytes() != content:
        raise PackError(
            "There is such a file, and it says something else.",
            "Choose another name with -o, or use --overwrite."
            if file.suffix.lower() != WORKBOOK
            else "Choose another name.",
            where=str(file),
        )
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as error:
        raise PackError(
            f"Nothing can be written there: {error.strerror}.",
            "Choose another folder, or make it first.",
            where=str(file.parent),
        ) from None
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        os.chmod(name, 0o644)
        os.replace(name, file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _sentence(difference: Difference, pack: str) -> str:
    key = difference.key.removeprefix(f"{pack}:")
    was = difference.was.removeprefix(f"{pack}:")
    subject = {
        "guidance": f"The guidance on {key}",
        "pack": "The title, publisher or another text of the whole",
    }.get(difference.part, f"The {difference.part} {key}")
    return f"{subject} {WORDS[difference.how].format(was=was)}."


def _verdict(found: PackDiff, old: str, new: str) -> str:
    if found.taken is None:
        return f"Version {new} is older than {old}: exchange the two files, or raise the number."
    if found.needed == "none":
        return f"Nothing differs between {old} and {new}."
    needed = NUMBERS[found.needed]
    if found.is_enough:
        return f"At least {needed} of the version has to go up. {old} to {new} is enough."
    return f"At least {needed} of the version has to go up. {old} to {new} is not enough."
