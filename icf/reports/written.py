"""A report as the content of a file, by the ending of the file's name."""

from pathlib import Path

import click
from flask import current_app

from icf.core.report import Report
from icf.errors import InvalidInput
from icf.reports.html import report_html
from icf.reports.office import KINDS, office_file
from icf.reports.rendering import renderer

PDF = "pdf"


def ending_of(output: Path) -> str:
    """Which kind of file is wanted: ``pdf``, or one of ``icf.reports.office.KINDS``.

    Raises:
        InvalidInput: the name ends in something else.
    """
    ending = output.suffix.removeprefix(".").lower() or PDF
    if ending not in (PDF, *KINDS):
        raise InvalidInput(
            f"A report cannot be written as .{ending}.",
            f"Let the name end in one of: {', '.join(f'.{one}' for one in (PDF, *KINDS))}.",
            str(output),
        )
    return ending


def written(report: Report, ending: str) -> bytes:
    """The content of the file; see ``ending_of``. Raises ReportError where it cannot be made."""
    if ending in KINDS:
        return office_file(report, ending)
    return renderer(current_app).render(report_html(report, current_app.jinja_env))


def keep_file(output: Path, content: bytes) -> None:
    """Write the file and say where it is; folders that are missing are made."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
    click.echo(str(output))
