"""``icf report``: list plans and write them as PDF files; the support and action plan too."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext

from icf.accounts.models import Membership, Organisation
from icf.accounts.setting import get_setting
from icf.assessments.instruments import full_title
from icf.assessments.models import Assessment
from icf.db import across_organisations, db, in_organisation
from icf.errors import NotFound
from icf.plugin.manager import Plugins
from icf.reports.html import report_html
from icf.reports.plan import project_plan
from icf.reports.rendering import renderer
from icf.reports.service import PLAN_PDF, PLAN_PDF_TO_HAND_OVER, issue, issued, plan_source
from icf.reports.support_plan import support_plan, support_plan_source
from icf.reports.written import PDF, ending_of, keep_file, written
from icf.web.actor import Actor
from icf.web.row_id import LARGEST
from icf.work.models import Work


@click.group()
def report() -> None:
    """Reports: list what there is, write it as PDF."""


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


@report.command("plan")
@click.argument("references", nargs=-1, required=True, metavar="REF...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True,
    help="The file to write; a folder when several plans are asked for.",
)  # fmt: skip
@click.option(
    "--to-hand-over", is_flag=True,
    help="For others: without answers that only the organisation itself should see.",
)  # fmt: skip
@with_appcontext
def write_plans(references: tuple[str, ...], output: Path, to_hand_over: bool) -> None:
    """Write the plans with these references (see icf report list) as PDF.

    A single file may end in .docx or .xlsx instead: a Word document, or the plan's tables.
    """
    wanted = [owner_of(reference) for reference in references]
    if len(wanted) == 1 and not output.is_dir():
        keep_file(output, _file(*wanted[0], to_hand_over, ending_of(output)))
        return
    output.mkdir(parents=True, exist_ok=True)
    progress: Any = click.progressbar(wanted, label="Plans", file=sys.stderr)
    with progress as bar:
        for assessment_id, organisation_id in bar:
            target = output / f"project-plan-P{assessment_id}.pdf"
            target.write_bytes(_pdf(assessment_id, organisation_id, to_hand_over))
    click.echo(str(output))


@report.command("support-plan")
@click.argument("reference", required=False, metavar="[REF]")
@click.option("--example", is_flag=True, help="Of the example that icf example loads.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write."
)
@with_appcontext
def write_support_plan(reference: str | None, example: bool, output: Path) -> None:
    """Write the support and action plan of the next twelve months as PDF, .docx or .xlsx.

    REF is O3 for all that an organisation does, W12 for a piece of work or a service, or P34 for
    whatever that checklist or self-evaluation is about.
    """
    if example == bool(reference):
        raise NotFound("Name one plan, or say --example.", "Such as: icf report support-plan O1")
    organisation_id, work_id = _example() if example else _listed(reference or "")
    with in_scope(organisation_id):
        source = support_plan_source(
            db.session, operator_of(organisation_id), datetime.now(UTC),
            current_app.extensions["icf_plugins"], work_id,
        )  # fmt: skip
        content = written(support_plan(source), ending_of(output))
    keep_file(output, content)


def _example() -> tuple[int, int]:
    """The organisation of the example's first lead, with everything that it does."""
    loaded = get_setting(db.session(), "example")
    if not loaded:
        raise NotFound("The example is not loaded.", "Run icf example first.")
    found = sa.select(Membership.organisation_id).where(Membership.person_id == loaded["lead_id"])
    return int(db.session.scalars(found).one()), 0


def _listed(reference: str) -> tuple[int, int]:
    """The organisation that a reference belongs to, and the work or subject; 0 for all of it."""
    letter, number = reference[:1].upper(), reference[1:]
    wanted = int(number) if number.isdecimal() and int(number) <= LARGEST else 0
    statements = {
        "O": sa.select(Organisation.id, sa.literal(0)).where(Organisation.id == wanted),
        "W": sa.select(Work.organisation_id, Work.id).where(
            Work.id == wanted, Work.deleted_at.is_(None)
        ),
        "P": sa.select(Assessment.organisation_id, Assessment.work_id).where(
            Assessment.id == wanted, Assessment.deleted_at.is_(None)
        ),
    }
    with across_organisations("icf report support-plan"):
        statement = statements.get(letter)
        row = db.session.execute(statement).one_or_none() if statement is not None else None
        names = db.session.execute(sa.select(Organisation.id, Organisation.name)).all()
    if row is None:
        known = ", ".join(f"O{one.id} {one.name}" for one in names[:10])
        raise NotFound(
            f"There is no support and action plan {reference}.",
            f"These organisations have one: {known}." if known else "There is no organisation yet.",
            "report support-plan",
        )
    return int(row[0]), int(row[1])


def owner_of(reference: str) -> tuple[int, int]:
    """The assessment's id and its organisation's. Raises NotFound."""
    number = reference.upper().removeprefix("P")
    with across_organisations("icf report plan"):
        found = (
            db.session.scalar(
                sa.select(Assessment.organisation_id).where(
                    Assessment.id == int(number), Assessment.deleted_at.is_(None)
                )
            )
            if number.isdecimal() and int(number) <= LARGEST
            else None
        )
    if found is None:
        raise NotFound(
            f"There is no plan {reference}.", "icf report list shows the references.", "report plan"
        )
    return int(number), int(found)


def _file(assessment_id: int, organisation_id: int, to_hand_over: bool, ending: str) -> bytes:
    if ending == PDF:
        return _pdf(assessment_id, organisation_id, to_hand_over)
    plugins: Plugins = current_app.extensions["icf_plugins"]
    reader, now = operator_of(organisation_id), datetime.now(UTC)
    with in_scope(organisation_id):
        source = plan_source(db.session, reader, now, plugins, assessment_id, to_hand_over)
        return written(project_plan(source), ending)


def _pdf(assessment_id: int, organisation_id: int, to_hand_over: bool) -> bytes:
    app: Flask = current_app
    plugins: Plugins = app.extensions["icf_plugins"]
    reader = operator_of(organisation_id)
    now = datetime.now(UTC)
    document = PLAN_PDF_TO_HAND_OVER if to_hand_over else PLAN_PDF
    with in_scope(organisation_id):
        kept = issued(db.session, reader, assessment_id, document)
        if kept is not None:
            return kept
        source = plan_source(db.session, reader, now, plugins, assessment_id, to_hand_over)
        html = report_html(project_plan(source), app.jinja_env)
        content = renderer(app).render(html)
        if source.sheet.is_draft:
            return content
        return issue(db.session, reader, now, assessment_id, document, content)


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
