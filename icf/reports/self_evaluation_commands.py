"""``icf report self-evaluation`` and ``icf report implementation-plan``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from icf.accounts.organisation import organisation_of
from icf.assessments.sheet import load
from icf.db import across_organisations, db
from icf.errors import NotFound
from icf.plugin.manager import Plugins
from icf.reports.commands import in_scope, operator_of, owner_of
from icf.reports.implementation import example_plan, implementation_report
from icf.reports.self_evaluation import self_evaluation_report
from icf.reports.self_evaluation_source import (
    SELF_EVALUATION_PDF,
    SELF_EVALUATION_PDF_TO_HAND_OVER,
    example_source,
    self_evaluation_source,
)
from icf.reports.service import issue, issued
from icf.reports.written import PDF, ending_of, keep_file, written
from icf.selfeval.implementation import plan as plan_with_subject
from icf.selfeval.models import ImplementationPlan
from icf.web.row_id import LARGEST

_OUTPUT: Any = click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write."
)
_EXAMPLE: Any = click.option("--example", is_flag=True, help="A made-up one, of nobody.")


@click.command("self-evaluation")
@click.argument("reference", required=False, metavar="[REF]")
@_EXAMPLE
@_OUTPUT
@click.option(
    "--to-hand-over", is_flag=True,
    help="For others: without answers that only the organisation itself should see.",
)  # fmt: skip
@with_appcontext
def write_self_evaluation(
    reference: str | None, example: bool, output: Path, to_hand_over: bool
) -> None:
    """Write a self-evaluation (see icf report list) as PDF, or as .docx or .xlsx."""
    _one_of_both(reference, example)
    if reference is None:
        with current_app.test_request_context():
            report = self_evaluation_report(example_source(db.session(), _plugins()))
            content = written(report, ending_of(output))
    else:
        content = _self_evaluation(*owner_of(reference), to_hand_over, ending_of(output))
    keep_file(output, content)


@click.command("implementation-plan")
@click.argument("reference", required=False, metavar="[REF]")
@_EXAMPLE
@_OUTPUT
@with_appcontext
def write_implementation_plan(reference: str | None, example: bool, output: Path) -> None:
    """Write an organisation's implementation plan, such as I3, as PDF, .docx or .xlsx."""
    _one_of_both(reference, example)
    if reference is None:
        with current_app.test_request_context():
            content = written(implementation_report(*example_plan()), ending_of(output))
    else:
        content = _implementation_plan(reference, ending_of(output))
    keep_file(output, content)


def _one_of_both(reference: str | None, example: bool) -> None:
    if bool(reference) == example:
        raise click.UsageError("Give a reference, such as P12 or I3, or --example.")


def _self_evaluation(
    assessment_id: int, organisation_id: int, to_hand_over: bool, ending: str
) -> bytes:
    reader, now = operator_of(organisation_id), datetime.now(UTC)
    document = SELF_EVALUATION_PDF_TO_HAND_OVER if to_hand_over else SELF_EVALUATION_PDF
    with in_scope(organisation_id):
        sheet = load(db.session, reader, assessment_id)
        if not sheet.is_self_evaluation:
            raise NotFound(
                f"{sheet.reference} is no self-evaluation.",
                "icf report plan writes the plan of a checklist.",
                "report self-evaluation",
            )
        kept = issued(db.session, reader, assessment_id, document)
        if kept is not None and ending == PDF:
            return kept
        source = self_evaluation_source(
            db.session, reader, now, _plugins(), assessment_id, to_hand_over
        )
        content = written(self_evaluation_report(source), ending)
        if sheet.is_draft or ending != PDF:
            return content
        return issue(db.session, reader, now, assessment_id, document, content)


def _implementation_plan(reference: str, ending: str) -> bytes:
    number = reference.upper().removeprefix("I")
    plan_id = int(number) if number.isdecimal() and int(number) <= LARGEST else 0
    with across_organisations("icf report implementation-plan"):
        found = db.session.scalar(
            sa.select(ImplementationPlan.organisation_id).where(ImplementationPlan.id == plan_id)
        )
    if found is None:
        raise NotFound(
            f"There is no implementation plan {reference}.",
            "Its page shows its reference.",
            "report implementation-plan",
        )
    with in_scope(found):
        reader = operator_of(found)
        plan, subject = plan_with_subject(db.session, reader, plan_id)
        own = organisation_of(db.session, found)
        return written(implementation_report(plan, subject, own), ending)


def _plugins() -> Plugins:
    found: Plugins = current_app.extensions["icf_plugins"]
    return found
