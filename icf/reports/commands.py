"""``icf report``: list what there is, and write each paper as PDF, Word document or spreadsheet."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from icf.accounts.models import Organisation
from icf.accounts.setting import get_setting
from icf.assessments.instruments import full_title
from icf.assessments.models import Assessment
from icf.db import across_organisations, db, in_organisation
from icf.errors import InvalidInput, NotFound
from icf.reports.paper import PDF, Paper, Wanted
from icf.reports.papers import PAPERS
from icf.reports.written import MEDIA_TYPES, paper_file, written
from icf.web.actor import Actor
from icf.web.row_id import LARGEST
from icf.work.models import Work


@click.group()
def report() -> None:
    """Reports: list what there is, write it as PDF, Word document or spreadsheet."""


@report.command("list")
@with_appcontext
def list_plans() -> None:
    """List all checklists: reference, state, organisation, title."""
    with across_organisations("icf report list"):
        rows = db.session.execute(
            sa.select(
                Assessment.id,
                Assessment.state,
                Organisation.name,
                Work.title,
                Assessment.instrument,
                Assessment.period,
            )
            .join(Work, Work.id == Assessment.work_id)
            .join(Organisation, Organisation.id == Assessment.organisation_id)
            .where(Assessment.deleted_at.is_(None), Work.deleted_at.is_(None))
            .order_by(Assessment.id)
        ).all()
    for row in rows:
        title = full_title(row.title, row.instrument, row.period)
        click.echo(f"P{row.id}\t{row.state}\t{row.name}\t{title}")
    if not rows:
        click.echo("No checklists yet.", err=True)


def command_of(paper: Paper) -> click.Command:
    """The command that writes a paper."""
    options: list[click.Parameter] = [
        click.Argument(["references"], nargs=-1, metavar="REF..."),
        click.Option(
            ["-o", "--output"], required=True, type=click.Path(path_type=Path),
            help="The file to write; a folder when several are asked for.",
        ),
    ]  # fmt: skip
    if paper.has_example:
        whose = "A made-up one, of nobody." if paper.made_up else "Of what icf example loaded."
        options.append(click.Option(["--example"], is_flag=True, help=whose))
    if paper.kept_as:
        others = "For others: without what only the organisation itself should see."
        options.append(click.Option(["--to-hand-over"], is_flag=True, help=others))
    if paper.compares:
        which = "What to compare it with; by default what came before it."
        options.append(click.Option(["--with", "beside"], metavar="REF", default="", help=which))

    @with_appcontext
    def write(**given: Any) -> None:
        _write(paper, **given)

    endings = "The name of the file may end in .pdf, .docx (Word) or .xlsx (its tables)."
    about = f"{paper.about}\n\n{endings}"
    return click.Command(paper.name, params=options, callback=write, help=about)


for _paper in PAPERS:
    report.add_command(command_of(_paper))


def _write(
    paper: Paper,
    references: tuple[str, ...],
    output: Path,
    example: bool = False,
    to_hand_over: bool = False,
    beside: str = "",
) -> None:
    if bool(references) == example:
        raise InvalidInput(
            f"Name one {paper.title}{', or say --example' if paper.has_example else ''}.",
            f"Such as: icf report {paper.name} {next(iter(paper.found_by))}1 -o FILE",
            f"report {paper.name}",
        )
    if example and paper.made_up:
        with current_app.test_request_context():
            made = paper.made_up(db.session(), current_app.extensions["icf_plugins"])
            _keep(output, written(made, ending_of(output)))
        return
    wanted = [_found(paper, one) for one in ([_of_example(paper)] if example else references)]
    other = _found(paper, beside)[1] if beside else 0
    if len(wanted) == 1 and not output.is_dir():
        _keep(output, _content(paper, wanted[0], to_hand_over, other, ending_of(output))[1])
        return
    output.mkdir(parents=True, exist_ok=True)
    progress: Any = click.progressbar(wanted, label="Papers", file=sys.stderr)
    with progress as bar:
        for one in bar:
            name, content = _content(paper, one, to_hand_over, other, PDF)
            (output / name).write_bytes(content)
    click.echo(str(output))


def _content(
    paper: Paper, found: tuple[int, int], to_hand_over: bool, beside: int, ending: str
) -> tuple[str, bytes]:
    """The file's name and what is in it."""
    organisation_id, number = found
    with in_scope(organisation_id):
        made = Wanted(
            db.session(), operator_of(organisation_id), datetime.now(UTC),
            current_app.extensions["icf_plugins"], number, to_hand_over, beside,
        )  # fmt: skip
        file = paper_file(paper, made, ending)
    return file.name, file.content


def ending_of(output: Path) -> str:
    """Which kind of file is wanted: one of ``icf.reports.written.MEDIA_TYPES``.

    Raises:
        InvalidInput: the name ends in something else.
    """
    ending = output.suffix.removeprefix(".").lower() or PDF
    if ending not in MEDIA_TYPES:
        raise InvalidInput(
            f"A report cannot be written as .{ending}.",
            f"Let the name end in one of: {', '.join(f'.{one}' for one in MEDIA_TYPES)}.",
            str(output),
        )
    return ending


def _keep(output: Path, content: bytes) -> None:
    """Write the file and say where it is; folders that are missing are made."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
    click.echo(str(output))


def _of_example(paper: Paper) -> str:
    """The reference of the example that is loaded."""
    loaded = get_setting(db.session(), "example")
    if not loaded or paper.example is None:
        raise NotFound("The example is not loaded.", "Run icf example first.", paper.name)
    with across_organisations(f"icf report {paper.name} --example"):
        return paper.example(db.session(), loaded)


def _found(paper: Paper, reference: str) -> tuple[int, int]:
    """The organisation that a reference belongs to, and the number of what it names.

    A number without its letter is taken for the first of those that the paper is found by.

    Raises:
        NotFound: the reference names nothing that there is such a paper of.
    """
    letter, digits = reference[:1].upper(), reference[1:]
    if letter.isdecimal():
        letter, digits = next(iter(paper.found_by)), reference
    number = int(digits) if digits.isdecimal() and int(digits) <= LARGEST else 0
    look_up = paper.found_by.get(letter)
    with across_organisations(f"icf report {paper.name}"):
        row = db.session.execute(look_up(number)).one_or_none() if look_up else None
        where = f"{paper.where}{_organisations() if 'O' in paper.found_by else ''}"
    if row is None:
        raise NotFound(f"There is no {paper.title} {reference}.", where, f"report {paper.name}")
    return int(row[0]), int(row[1])


def _organisations() -> str:
    """Those that can be named, as a sentence."""
    names = db.session.execute(sa.select(Organisation.id, Organisation.name).limit(10)).all()
    known = ", ".join(f"O{one.id} {one.name}" for one in names)
    return f" Organisations: {known}." if known else " There is no organisation yet."


@contextmanager
def in_scope(organisation_id: int) -> Iterator[None]:
    """As a request of the organisation would have it."""
    with current_app.test_request_context(), in_organisation(organisation_id):
        yield


def operator_of(organisation_id: int) -> Actor:
    """Whoever runs the command on the machine; no person."""
    return Actor(
        person_id=0,
        name="",
        email="",
        organisation_id=organisation_id,
        organisation_name="",
        role="",
    )
