"""``icf organisation`` and ``icf person``: what is held, taken out, brought in and erased."""

from datetime import UTC, datetime
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Organisation
from icf.db import across_organisations, db, in_organisation, scrub, write
from icf.errors import InvalidInput, NotFound
from icf.records.bring_in import Brought, bring_in
from icf.records.packed import read_file
from icf.records.person import Erased, about, as_json, erase, person_id_of, would_erase
from icf.records.take_out import Taken, take_out

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def organisation() -> None:
    """Move an organisation with all its work from one installation to another."""


@organisation.command("export")
@click.argument("name")
@click.option("-o", "--output", type=FILE, required=True, help="The .zip file to write.")
@with_appcontext
def export(name: str, output: Path) -> None:
    """Write everything of the organisation NAME into one open file (JSON and documents)."""
    _refuse_existing(output)
    taken = _taken(name)
    output.write_bytes(taken.as_zip())
    output.chmod(0o600)
    rows = sum(map(len, taken.document["tables"].values()))
    click.echo(
        f"{output}: {rows} rows, {len(taken.document['people'])} people,"
        f" {len(taken.files)} documents. No passwords are in it."
    )


@organisation.command("import")
@click.argument("file", type=FILE)
@click.option("--as", "name", default="", help="What the organisation is called here.")
@with_appcontext
def import_(file: Path, name: str) -> None:
    """Bring an organisation in from a FILE that icf organisation export wrote. All or nothing."""
    packed = read_file(file.read_bytes())
    with across_organisations("an organisation is brought in"), write() as session:
        brought = bring_in(session, datetime.now(UTC), packed, name)
        audit.record(
            session,
            "organisation_brought_in",
            None,
            datetime.now(UTC),
            "organisation",
            str(brought.organisation_id),
        )
    click.echo(f"“{brought.name}” is here now, with {brought.rows} rows.")
    _tell_numbers(brought)
    _tell_people(brought)


def _taken(name: str) -> Taken:
    found = _organisation_id(db.session(), name)
    with in_organisation(found):
        return take_out(db.session(), found)


def _organisation_id(session: Session, name: str) -> int:
    names = session.execute(sa.select(Organisation.id, Organisation.name)).all()
    for one in names:
        if one.name.casefold() == name.casefold():
            return int(one.id)
    known = "; ".join(sorted(one.name for one in names)) or "none"
    raise NotFound(f"There is no organisation “{name}”.", f"There are: {known}.")


def _tell_numbers(brought: Brought) -> None:
    if "assessment" in brought.renumbered or "work" in brought.renumbered:
        click.echo(
            "Numbers such as P12 were taken here already, so checklists and pieces of work have"
            " others now; papers that were issued before show the old ones."
        )


def _tell_people(brought: Brought) -> None:
    for email, before, now in brought.roles:
        click.echo(
            f"{email} was {before.replace('_', ' ')} and is {now} here: roles that reach beyond the"
            " organisation are not brought along. Somebody here gives them, if they are wanted."
        )
    for email, role in brought.known:
        click.echo(
            f"{email} ({role}) has an account here already, and does not belong to it before they"
            " say so: invite them under Settings, People."
        )
    if brought.has_lead:
        click.echo("Nobody can sign in yet: icf serve --link EMAIL lets a lead in.")
    else:
        click.echo("Nobody of it can add people: an administrator invites a lead on its page here.")


@click.group()
def person() -> None:
    """What is kept about one person."""


@person.command("export")
@click.argument("email")
@click.option("-o", "--output", type=FILE, required=True, help="The .json file to write.")
@with_appcontext
def export_person(email: str, output: Path) -> None:
    """Write everything that is kept about the person with this EMAIL."""
    _refuse_existing(output)
    with across_organisations("what is kept about a person"):
        found = about(db.session(), person_id_of(db.session(), email))
    output.write_text(as_json(found), encoding="utf-8")
    output.chmod(0o600)
    click.echo(f"{output}: written.")


@person.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Really erase; otherwise only say what would be done.")
@with_appcontext
def erase_person(email: str, yes: bool) -> None:
    """Take the person with this EMAIL out of all texts. The work stays. It cannot be undone."""
    with across_organisations("a person is erased"):
        wanted = person_id_of(db.session(), email)
        if yes:
            with write() as session:
                done = erase(session, None, datetime.now(UTC), wanted)
        else:
            done = would_erase(db.session(), wanted)
    if yes:
        scrub(db.engine)
    _tell_erased(done, yes)


def _tell_erased(done: Erased, really: bool) -> None:
    click.echo(
        f"{done.text_count} texts name {done.name}" if not really else "The person is erased."
    )
    for table, count in done.texts:
        click.echo(f"    {table}: {count}")
    if done.issued:
        click.echo(
            "Documents that were issued are never changed, and may name the person: "
            + ", ".join(done.issued)
        )
    if done.sent:
        click.echo(
            "What was sent to the Board is never changed, and may name the person: "
            + "; ".join(done.sent)
        )
    if not really:
        click.echo("Nothing was changed. Say --yes to do it; it cannot be undone.")


def _refuse_existing(output: Path) -> None:
    if output.exists():
        raise InvalidInput(f"{output} is there already.", "Give another name.")
