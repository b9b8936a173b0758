"""The command line: setting up, serving, looking at add-ons, and what the features add.

Something that we can explain is one plain line (for a pack, a line for each fault) and exit status
2. A mistake of ours gives a traceback.
"""

import errno
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from icf import __version__, config
from icf.accounts.models import Membership, Person
from icf.accounts.person import person_with_email
from icf.accounts.service import enter_link, first_link
from icf.app import create_app
from icf.assessments.moving.commands import rehearse_command
from icf.backup.commands import backup, restore_command
from icf.compare.papers import PAPERS as COMPARISONS
from icf.conformance.commands import check_plugin
from icf.db import db, write
from icf.db.engine import database_url
from icf.doctor.commands import doctor
from icf.errors import IcfError, NotFound
from icf.example.commands import example
from icf.example.loaded import loaded
from icf.history.commands import purge
from icf.home.first_run import setup_under_way
from icf.jobs.commands import worker
from icf.jobs.worker import Worker
from icf.migrations import check_migrated, prepare_database
from icf.packs.commands import packs
from icf.packs.pause import paused_plugins
from icf.plugin.manager import PluginRecord, Plugins
from icf.records.commands import organisation, person
from icf.reports.commands import command_of, report
from icf.scaffold.commands import make_plugin
from icf.web.address import SERVED_AT

FAILED = 2

EXPLAINED = {
    errno.EACCES,
    errno.EADDRINUSE,
    errno.EEXIST,
    errno.ENOSPC,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
}
"""What the operating system may refuse without any mistake of ours."""


class PlainErrors(click.Group):
    """Says what went wrong without a traceback, where it is something that we can explain."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IcfError as error:
            message = str(error)
        except DatabaseError as error:
            # Its subclasses, such as a broken constraint, are mistakes of ours.
            if type(error) not in {DatabaseError, OperationalError}:
                raise
            message = f"The database cannot be used: {str(error.orig).strip()}."
        except OSError as error:
            if error.errno not in EXPLAINED:
                raise
            message = f"{error.filename or 'icf'}: {error.strerror}."
        click.echo(message, err=True)
        raise click.exceptions.Exit(FAILED)


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="icf")
@click.pass_context
def main(context: click.Context) -> None:
    """The Inclusive Communities Framework toolkit.

    The folder with secret, settings and database is the one that ICF_INSTANCE names, or instance.
    """
    context.obj = ScriptInfo(create_app=_app, set_debug_flag=False)


def _app() -> Flask:
    """The application, for commands that say ``@with_appcontext``; its tables must be right."""
    settings = config.load_settings()
    config.require_secret(settings)
    check_migrated(database_url(settings.database))
    app = create_app()
    with app.app_context():
        found: Plugins = app.extensions["icf_plugins"]
        found.watch.paused = paused_plugins(db.session())
    return app


main.add_command(organisation)
main.add_command(person)
for paper in COMPARISONS:
    report.add_command(command_of(paper))
main.add_command(report)
main.add_command(example)
packs.add_command(rehearse_command)
main.add_command(packs)
main.add_command(purge)
main.add_command(backup)
main.add_command(doctor)
main.add_command(restore_command)
main.add_command(worker)


@main.command()
def init() -> None:
    """Make the instance folder and its secret, and bring the database up to date."""
    folder = config.instance_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_secret(folder / config.SECRET_FILE)
    settings = config.load_settings(folder)
    owner, serving = database_url(settings.database_owner), database_url(settings.database)
    prepare_database(owner, serving, folder)
    click.echo(f"Ready: {folder}")


@main.command()
@click.option("--host", help="The address to listen on, instead of that of the settings.")
@click.option("--port", type=int, help="The port to listen on, instead of that of the settings.")
@click.option(
    "--link", is_flag=False, flag_value="", metavar="[EMAIL]",
    help="Print a one-time link that signs in an administrator, or whoever has this address.",
)  # fmt: skip
def serve(host: str | None, port: int | None, link: str | None) -> None:
    """Serve the toolkit, and print where."""
    from waitress.server import create_server

    app = _app()
    settings: config.Settings = app.extensions["icf_settings"]
    server = create_server(
        app,
        host=host or settings.host,
        port=settings.port if port is None else port,
        threads=settings.threads,
        max_request_body_size=request_limit(settings),
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
        ident=None,
    )
    address = f"http://{_reachable(server.effective_host)}:{server.effective_port}"
    app.extensions[SERVED_AT] = address
    _say_safe_mode(app.extensions["icf_plugins"])
    click.echo(f"Serving on {address} (stop with Ctrl-C)")
    _print_link(app, address, link)
    if not settings.mail_server:
        click.echo(f"E-mail is not sent but written to {settings.outbox}, until mail_server is set")
    for _number in range(settings.job_threads):
        Worker(app).start()
    server.run()


def request_limit(settings: config.Settings) -> int:
    """The bytes that the server reads of a request before it hangs up.

    Somewhat more than we take, so that what is only a little too large gets a page of ours.
    """
    return settings.max_body_mb * 2_000_000


@main.group()
def plugins() -> None:
    """Look at add-ons, make a new one, check one."""


plugins.add_command(make_plugin)
plugins.add_command(check_plugin)


@plugins.command("list")
@with_appcontext
def list_plugins() -> None:
    """Name every add-on that was found, and what is wrong with those that are not used."""
    _say_safe_mode(_plugins())
    paused = paused_plugins(db.session())
    for record in _plugins().found:
        click.echo(_line_of(record, record.name in paused))
        if record.problem:
            click.echo(f"    {record.problem}")


def _write_secret(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))


def _plugins() -> Plugins:
    found: Plugins = current_app.extensions["icf_plugins"]
    return found


def _say_safe_mode(found: Plugins) -> None:
    if found.safe_mode:
        click.echo("Safe mode: only the framework itself is loaded; every add-on is left out.")


def _line_of(record: PluginRecord, paused: bool = False) -> str:
    adds = ", ".join(f"{count} {noun if count > 1 else noun[:-1]}" for noun, count in record.adds)
    state = "NOT USED" if record.problem else f"adds {adds or 'nothing'}"
    if record.left_out:
        state = "LEFT OUT"
    elif paused and not record.problem:
        state = f"PAUSED after failing, {state}"
    return f"{record.name} {record.version} ({record.source}): {state}"


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 shown, not bound


def _print_link(app: Flask, address: str, wanted: str | None) -> None:
    """A link for whoever runs the toolkit, when they ask or when nobody can sign in yet."""
    with app.app_context(), write() as session:
        known = session.scalar(sa.select(Person.id).where(Person.password_hash != ""))
        if wanted is None and known and not setup_under_way(session):
            return
        now = datetime.now(UTC)
        person = None if setup_under_way(session) else _who_signs_in(session, wanted)
        if person is None:
            _row, secret = first_link(session, now)
            words = "Set the toolkit up"
        else:
            _row, secret = enter_link(session, now, person.id)
            words = f"Sign in as {person.name}"
    click.echo(f"{words} (the link works once): {address}/link/{secret}")


def _who_signs_in(session: Session, wanted: str | None) -> Person | None:
    """Whoever was asked for by e-mail address, else the example's lead, else an administrator."""
    if wanted:
        person = person_with_email(session, wanted)
        if person is None:
            raise NotFound(f"Nobody here has the e-mail address {wanted}.", "Check its spelling.")
        return person
    there = loaded(session) if wanted is None else None
    return session.get(Person, there.lead_id) if there else _first_administrator(session)


def _first_administrator(session: Session) -> Person | None:
    return session.scalars(
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.role == "administrator",
            Membership.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.id)
    ).first()
