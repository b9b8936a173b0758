"""Files that a plugin makes of a checklist, and cells that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from icf.core.wording import Wording
from icf.plugin.report_section import ReportContext

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Exporter:
    """A file that people can download of a checklist, on its plan's page and when it is finished.

    Args:
        key: ``<plugin>:<name>``.
        title: what the link says, such as “What is known of each group, as a table”.
        media_type: such as ``"text/csv"``.
        extension: of the file's name, such as ``"csv"``.
        export: gives the file. ``context.answers`` has only what the reader may see: of a file to
            hand over, none of the parts that are only for us.
    """

    key: str
    title: Wording
    media_type: str
    extension: str
    export: Callable[[ReportContext], bytes | str]


def csv_text(rows: Iterable[Sequence[str | int | float | None]]) -> str:
    """Rows as CSV for spreadsheets. Texts stay texts, whatever they begin with.

    >>> csv_text([("Place", "Rating"), ("=1+1", 3)])
    "Place,Rating\\r\\n'=1+1,3\\r\\n"
    """
    file = io.StringIO()
    csv.writer(file).writerows([_forced(cell) for cell in row] for row in rows)
    return file.getvalue()


def _forced(cell: str | float | None) -> str | float:
    """An apostrophe before what a spreadsheet would calculate; it shows the rest as a text."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
