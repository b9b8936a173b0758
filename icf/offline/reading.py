"""A file that somebody brings back, whatever kind it is of."""

from dataclasses import replace

from icf.core.typed import clean
from icf.errors import InvalidInput
from icf.offline.answers_file import BEGINS, read_answers
from icf.offline.foreign import refuse_foreign
from icf.offline.pdf import read_pdf
from icf.offline.pdf_fields import Field, pdf_fields
from icf.offline.returned import Returned
from icf.offline.workbook_reading import read_workbook
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
    refuse_foreign(content)
    if content.startswith(ZIP):
        return _cleaned(read_workbook(content, _("The workbook")))
    if content.lstrip()[:4].startswith(BEGINS):
        return _cleaned(read_answers(content))
    return _cleaned(read_pdf(content, lambda file: _fields_in_worker(file, workers)))


def _cleaned(found: Returned) -> Returned:
    """What a file says without what no page, PDF or database may hold, as with typed text."""
    lines = (
        replace(
            line,
            where=clean(line.where),
            key=clean(line.key),
            fields={name: [*map(clean, texts)] for name, texts in line.fields.items()},
            blank=clean(line.blank),
            reason=clean(line.reason),
            words=clean(line.words),
            strength=clean(line.strength),
        )
        for line in found.lines
    )
    problems = (
        replace(one, where=clean(one.where), words=clean(one.words), key=clean(one.key))
        for one in found.problems
    )
    warnings = tuple(map(clean, found.warnings))
    return replace(
        found,
        code=clean(found.code),
        lines=tuple(lines),
        problems=tuple(problems),
        warnings=warnings,
    )


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
