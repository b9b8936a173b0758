"""A file that somebody brings back, whatever kind it is of."""

from icf.errors import InvalidInput
from icf.offline.answers_file import BEGINS, read_answers
from icf.offline.pdf import read_pdf
from icf.offline.pdf_fields import Field, pdf_fields
from icf.offline.returned import Returned
from icf.offline.workbook import read_workbook
from icf.reports.pdf import PdfRenderer
from icf.web.i18n import _

ZIP = b"PK"


def read_file(content: bytes, workers: PdfRenderer) -> Returned:
    """What a file says.

    Args:
        workers: where a stranger's PDF is opened, with little time and memory.

    Raises:
        InvalidInput: it cannot be read at all.
    """
    if content.startswith(ZIP):
        return read_workbook(content, _("The workbook"))
    if content.lstrip()[:4].startswith(BEGINS):
        return read_answers(content)
    return read_pdf(content, lambda file: _fields_in_worker(file, workers))


def _fields_in_worker(content: bytes, workers: PdfRenderer) -> list[Field]:
    try:
        return workers.begin(pdf_fields, content).result()
    except InvalidInput:
        raise
    # A worker may be stopped for its time or memory, or fall over; all of it is the file's doing.
    except Exception as error:
        raise InvalidInput(
            _("This PDF takes too much to open, so it was not read."),
            _("Open it in the program that you filled it in with, and save it once more."),
            where="file",
        ) from error
