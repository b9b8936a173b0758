"""``icf plugins check``: does a plugin keep what every plugin promises?"""

import json
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from icf import __version__
from icf.conformance.outcome import Outcome
from icf.conformance.subject import Subject, subject_of
from icf.errors import NotFound
from icf.plugin import HOOK_API

FAILED = 1
STATES = ("pass", "warning", "failed", "not checked")


@click.command("check")
@click.argument("plugin", metavar="PATH|NAME")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, for programs.")
@click.option("--no-browser", is_flag=True, help="Leave out what needs a browser.")
@click.option(
    "--axe", type=click.Path(path_type=Path),
    help="The file axe.min.js; by default that of npm in this folder or one around it.",
)  # fmt: skip
@click.pass_context
def check_plugin(
    context: click.Context, plugin: str, as_json: bool, no_browser: bool, axe: Path | None
) -> None:
    """Check a plugin: a folder that need not be installed, or one that is, by its name.

    It is tried in an instance of its own, which is thrown away. Exit status 0 when nothing failed,
    1 when something did, 2 when there is no such plugin.
    """
    from icf.conformance.checks.browser import find_axe
    from icf.conformance.suite import run_suite

    # What a check provokes is told in its outcome, not in the log as well.
    logging.getLogger().addHandler(logging.NullHandler())
    subject = subject_of(plugin)
    if axe is not None and not axe.is_file():
        raise NotFound("There is no such file.", "Name the file axe.min.js.", str(axe))
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="icf-check-") as folder:
        for outcome in run_suite(subject, Path(folder), find_axe(axe), not no_browser):
            outcomes.append(outcome)
            if not as_json:
                _print(outcome)
    click.echo(_document(subject, outcomes) if as_json else f"\n{_summary(subject, outcomes)}")
    if any(outcome.state == "failed" for outcome in outcomes):
        context.exit(FAILED)


def _print(outcome: Outcome) -> None:
    said = outcome.said or str(outcome.faults[0])
    click.echo(f"{f'{outcome.state}:':13}{outcome.check}: {said}")
    for fault in outcome.faults[1:] if not outcome.said else outcome.faults:
        click.echo(f"{'':13}{fault}")


def _summary(subject: Subject, outcomes: Sequence[Outcome]) -> str:
    counts = {state: sum(outcome.state == state for outcome in outcomes) for state in STATES}
    words = {"pass": "passed", "warning": "warnings"}
    told = [f"{count} {words.get(state, state)}" for state, count in counts.items() if count]
    seconds = sum(outcome.took_seconds for outcome in outcomes)
    return f"{_name(subject)}: {', '.join(told)}, in {seconds:.0f} seconds, with hooks {HOOK_API}."


def _name(subject: Subject) -> str:
    return f"{subject.name} {subject.metadata.version}" if subject.metadata else subject.name


def _document(subject: Subject, outcomes: Sequence[Outcome]) -> str:
    found = {
        "plugin": subject.name,
        "version": subject.metadata.version if subject.metadata else None,
        "folder": str(subject.folder),
        "toolkit": __version__,
        "hook_api": HOOK_API,
        "passed": all(outcome.state != "failed" for outcome in outcomes),
        "checks": [
            {
                "check": outcome.check,
                "state": outcome.state,
                "said": outcome.said,
                "faults": [vars(fault) for fault in outcome.faults],
                "took_seconds": outcome.took_seconds,
            }
            for outcome in outcomes
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=2)
