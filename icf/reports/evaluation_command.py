"""``icf report evaluation``: the report of an evaluation as a PDF file."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from icf.accounts.setting import get_setting
from icf.db import db
from icf.errors import InvalidInput, NotFound
from icf.reports.commands import in_scope, operator_of, owner_of, report
from icf.reports.evaluation import evaluation_report
from icf.reports.evaluation_source import evaluation_source
from icf.reports.evaluation_views import EVALUATION_PDF, EVALUATION_PDF_TO_HAND_OVER
from icf.reports.html import report_html
from icf.reports.rendering import renderer
from icf.reports.service import issue, issued


@report.command("evaluation")
@click.argument("reference", required=False, default="", metavar="[REF]")
@click.option("--example", is_flag=True, help="The evaluation of the loaded example.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write."
)
@click.option(
    "--to-hand-over", is_flag=True,
    help="For others: no counts of promises, and no answers that only the organisation sees.",
)  # fmt: skip
@with_appcontext
def write_evaluation(reference: str, example: bool, output: Path, to_hand_over: bool) -> None:
    """Write the report of an evaluation or check-in (see icf report list) as PDF."""
    if bool(reference) == example:
        raise InvalidInput(
            "Name one evaluation.",
            "Give its reference, such as P34, or --example.",
            "report evaluation",
        )
    assessment_id, organisation_id = owner_of(_of_example() if example else reference)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(_pdf(assessment_id, organisation_id, to_hand_over))
    click.echo(str(output))


def _of_example() -> str:
    reference = str((get_setting(db.session(), "example") or {}).get("evaluation", ""))
    if not reference:
        raise NotFound("The example is not loaded.", "Run icf example first.", "report evaluation")
    return reference


def _pdf(assessment_id: int, organisation_id: int, to_hand_over: bool) -> bytes:
    app: Flask = current_app
    reader, now = operator_of(organisation_id), datetime.now(UTC)
    kind = EVALUATION_PDF_TO_HAND_OVER if to_hand_over else EVALUATION_PDF
    with in_scope(organisation_id):
        kept = issued(db.session, reader, assessment_id, kind)
        if kept is not None:
            return kept
        source = evaluation_source(db.session, reader, now, assessment_id, to_hand_over)
        content = renderer(app).render(report_html(evaluation_report(source), app.jinja_env))
        if source.sheet.is_draft:
            return content
        return issue(db.session, reader, now, assessment_id, kind, content)
