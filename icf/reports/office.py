"""A report as a file of an office program: which kinds there are, and making one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from icf.core.report import Report
from icf.reports import sheets, word


@dataclass(frozen=True)
class OfficeKind:
    """A kind of file, known by the ending of its name."""

    media_type: str
    make: Callable[[Report], bytes]


KINDS: Mapping[str, OfficeKind] = {
    "docx": OfficeKind(word.MEDIA_TYPE, word.report_docx),
    "xlsx": OfficeKind(sheets.MEDIA_TYPE, sheets.report_xlsx),
}
"""By ending. Addresses take them as ``<any(docx, xlsx):ending>``."""


def office_file(report: Report, ending: str) -> bytes:
    """The content of the file. Raises KeyError for an ending that is not in ``KINDS``."""
    return KINDS[ending].make(report)
