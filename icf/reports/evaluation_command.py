"""``icf report evaluation``: the report of an evaluation as a PDF file."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from icf.accounts.setting import get_setting
from icf.db import db
from icf.errors import InvalidInput, NotFound
from icf.reports.commands import in_scope, operator_of, owner_of, report
from icf.reports.evaluation import evaluation_report
from icf.reports.evaluation_source import evaluation_source
from icf.reports.evaluation_views import EVALUATION_PDF, EVALUATION_PDF_TO_HAND_OVER
from icf.reports.service import issue, issued
from icf.reports.written import PDF, ending_of, keep_file, written


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
    """Write an evaluation or check-in (see icf report list) as PDF, or as .docx or .xlsx."""
    if bool(reference) == example:
        raise InvalidInput(
            "Name one evaluation.",
            "Give its reference, such as P34, or --example.",
            "report evaluation",
        )
    assessment_id, organisation_id = owner_of(_of_example() if example else reference)
    content = _content(assessment_id, organisation_id, to_hand_over, ending_of(output))
    keep_file(output, content)


def _of_example() -> str:
    reference = str((get_setting(db.session(), "example") or {}).get("evaluation", ""))
    if not reference:
        raise NotFound("The example is not loaded.", "Run icf example first.", "report evaluation")
    return reference


def _content(assessment_id: int, organisation_id: int, to_hand_over: bool, ending: str) -> bytes:
    reader, now = operator_of(organisation_id), datetime.now(UTC)
    kind = EVALUATION_PDF_TO_HAND_OVER if to_hand_over else EVALUATION_PDF
    with in_scope(organisation_id):
        kept = issued(db.session, reader, assessment_id, kind)
        if kept is not None and ending == PDF:
            return kept
        source = evaluation_source(db.session, reader, now, assessment_id, to_hand_over)
        content = written(evaluation_report(source), ending)
        if source.sheet.is_draft or ending != PDF:
            return content
        return issue(db.session, reader, now, assessment_id, kind, content)
