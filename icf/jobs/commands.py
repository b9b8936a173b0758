"""``icf worker``: does jobs in a process of its own."""

import signal
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from icf.jobs.rounds import begin_rounds
from icf.jobs.worker import Worker, run_due


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Do jobs, such as sending e-mail. Any number of these may run, on any machine."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        begin_rounds(app, datetime.now(UTC))
        click.echo(f"Tried {run_due(app)} jobs.")
        return
    working = Worker(app)
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: working.stop())
    click.echo("Waiting for jobs (stop with Ctrl-C)")
    working.work()
