"""The PDF of a sent copy: made once, from the frozen report, and kept as it was made."""

from flask import Response, render_template

from icf.core.report import Report
from icf.cycle.copies import Copy
from icf.errors import NotFound, ReportError
from icf.reports.files import office_response
from icf.reports.paper import PDF
from icf.reports.written import written
from icf.web.errors import log_fault
from icf.web.i18n import _


def made_pdf(report: Report) -> bytes:
    """The PDF of a report. Raises ReportError where it cannot be made at present."""
    return written(report, PDF)


def pdf_name(year: str, number: int) -> str:
    """What the file is called."""
    return f"self-evaluation-{year.replace('/', '-')}-copy-{number}.pdf"


def failed_page(error: ReportError, page: str) -> tuple[str, int]:
    """Says that the PDF could not be made, and where the same is as a page."""
    reference = log_fault(error)
    return render_template(
        "cycle/pdf_failed.html", error=error, reference=reference, page=page
    ), 503


def why_no_pdf(error: ReportError) -> str:
    """What somebody reads whose papers were sent while no PDF could be made."""
    log_fault(error)
    return _("The PDF could not be made yet; it is made when somebody first opens it.")


def office_copy(copy: Copy, ending: str) -> Response:
    """A sent copy as a Word file or a spreadsheet. Raises NotFound for one that is but a reason."""
    if copy.report is None:
        raise NotFound(_("There is no file: nothing was sent but the reason."))
    name = pdf_name(copy.cycle_title, copy.sent.number).removesuffix(".pdf")
    return office_response(copy.report, ending, name)
