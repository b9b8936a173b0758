"""A paper as the content of a file: a PDF, a Word document, or its tables as a spreadsheet."""

from dataclasses import dataclass

from flask import current_app

from icf.core.report import Report
from icf.reports.html import report_html
from icf.reports.office import KINDS, office_file
from icf.reports.paper import PDF, Paper, Wanted
from icf.reports.rendering import renderer
from icf.reports.service import issue, issued

MEDIA_TYPES = {PDF: "application/pdf", **{name: kind.media_type for name, kind in KINDS.items()}}
"""By the ending of a file's name."""


@dataclass(frozen=True)
class WrittenFile:
    """A file to keep."""

    name: str
    media_type: str
    content: bytes


def written(report: Report, ending: str) -> bytes:
    """The content of the file. Raises ReportError where it cannot be made.

    Args:
        ending: a key of ``MEDIA_TYPES``.
    """
    if ending in KINDS:
        return office_file(report, ending)
    return renderer(current_app).render(report_html(report, current_app.jinja_env))


def paper_file(paper: Paper, wanted: Wanted, ending: str) -> WrittenFile:
    """A paper as a file; the PDF of one that is signed off is always the one issued first.

    Raises:
        NotFound: there is nothing of that number.
        ReportError: the file cannot be made.
    """
    kind = paper.kept_as[wanted.to_hand_over] if paper.kept_as and ending == PDF else ""
    kept = issued(wanted.session, wanted.reader, wanted.number, kind) if kind else None
    if kept is not None:
        return _named(paper, wanted, f"P{wanted.number}", ending, kept)
    report = paper.report(wanted)
    content = written(report, ending)
    if kind and not report.draft:
        content = issue(wanted.session, wanted.reader, wanted.now, wanted.number, kind, content)
    return _named(paper, wanted, report.reference, ending, content)


def _named(
    paper: Paper, wanted: Wanted, reference: str, ending: str, content: bytes
) -> WrittenFile:
    suffix = "-to-hand-over" if wanted.to_hand_over else ""
    return WrittenFile(f"{paper.file}-{reference}{suffix}.{ending}", MEDIA_TYPES[ending], content)
