"""A template environment and PDF workers for the tests of reports."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from icf.core.report import Report
from icf.paths import templates_folder
from icf.reports.html import print_stylesheet, report_html
from icf.reports.pdf import PdfRenderer


@pytest.fixture(scope="session")
def environment() -> Environment:
    """The report's templates alone, in English, where a name that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(templates_folder()), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["_"] = str
    return environment


@pytest.fixture(scope="session")
def renderer(environment: Environment) -> Iterator[PdfRenderer]:
    with PdfRenderer(print_stylesheet(environment)) as renderer:
        yield renderer


@pytest.fixture
def write_report(
    environment: Environment, renderer: PdfRenderer, tmp_path: Path
) -> Callable[[Report], Path]:
    """Make a report's PDF and say where it is."""

    def write(report: Report) -> Path:
        path = tmp_path / "report.pdf"
        path.write_bytes(renderer.render(report_html(report, environment)))
        return path

    return write
