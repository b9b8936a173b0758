"""``icf doctor``."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial

import click
from sqlalchemy.exc import SQLAlchemyError

from icf import config
from icf.config import Settings
from icf.doctor.database import check_database, check_tables
from icf.doctor.finding import Finding, failed
from icf.doctor.folder import check_backups, check_disk, check_secret
from icf.doctor.letters import check_mail
from icf.doctor.live import address_of, check_https, check_site
from icf.doctor.software import check_pdf, check_plugins, check_versions
from icf.errors import IcfError

Check = Callable[[Settings], Iterator[Finding]]

FAILED = 1

HERE: dict[str, Check] = {
    "versions": check_versions,
    "secret": check_secret,
    "disk": check_disk,
    "tables": check_tables,
    "database": check_database,
    "add-ons": check_plugins,
    "pdf": check_pdf,
}
"""What can be looked at anywhere. A feature with something to look at adds its check here."""


def live_checks(address: str) -> dict[str, Check]:
    """What matters once people rely on it."""
    return {
        "https": partial(check_https, address=address),
        "site": partial(check_site, address=address),
        "backups": check_backups,
        "mail": check_mail,
    }


def findings(settings: Settings, checks: dict[str, Check]) -> Iterator[Finding]:
    """Run the checks. One that cannot be made is a finding too, and the rest goes on."""
    for name, check in checks.items():
        try:
            yield from check(settings)
        except IcfError as error:
            yield failed(name, error.message, error.hint)
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).strip()
            yield failed(name, f"It could not be looked at: {reason}", "Put that right first.")


@click.command()
@click.option("--deploy", is_flag=True, help="Also look at the running site, https and backups.")
@click.option("--address", metavar="URL", help="Where people reach the site.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(context: click.Context, deploy: bool, address: str | None, as_json: bool) -> None:
    """Look at this installation, and say what is wrong and what to do.

    Ends with status 1 when anything failed; warnings alone do not count.
    """
    settings = config.load_settings()
    checks = dict(HERE)
    if deploy or address:
        checks |= live_checks((address or address_of(settings)).rstrip("/"))
    found = list(findings(settings, checks))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1))
    else:
        for one in found:
            cure = f" → {one.cure}" if one.cure else ""
            click.echo(f"{one.state:8} {one.check:9} {one.words}{cure}")
    context.exit(FAILED if any(one.state == "failed" for one in found) else 0)
