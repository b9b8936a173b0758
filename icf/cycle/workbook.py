"""The tracker as a spreadsheet. Every cell is text, so that nothing is taken for a formula."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from icf.core.typed import clean
from icf.cycle.dates import day_of
from icf.cycle.models import Cycle
from icf.cycle.tracker import Tracked
from icf.cycle.words import STATE_NAMES
from icf.web.i18n import _

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767
WIDTHS = (36, 18, 14, 14, 10, 12, 12, 20, 12, 36, 16, 40, 40)


def tracker_workbook(cycle: Cycle, rows: Sequence[Tracked]) -> bytes:
    """The file: one sheet, one row for each organisation, by name."""
    # Imported here: most pages never need it.
    import xlsxwriter

    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "bottom": 2, "num_format": "@"})
    book.set_properties({"title": _("Annual cycle %(year)s", year=cycle.title)})
    sheet = book.add_worksheet(_("Who has sent"))
    sheet.freeze_panes(1, 1)
    for column, (width, header) in enumerate(zip(WIDTHS, _headers(), strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, header, bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(_cells(row)):
            sheet.write_string(line, column, clean(cell)[:LONGEST], text)
    book.close()
    return file.getvalue()


def _headers() -> tuple[str, ...]:
    return (
        *(_("Organisation"), _("Where it stands"), _("Last day"), _("Sent on"), _("Sent late")),
        *(_("Times sent"), _("Services in it"), _("Typed for them")),
        *(_("Later day agreed"), _("Why"), _("Joined late"), _("Leads")),
        _("E-mail addresses"),
    )


def _cells(row: Tracked) -> tuple[str, ...]:
    last = row.standing.last
    return (
        row.name,
        str(STATE_NAMES[row.state]),
        _iso(row.standing.due_on),
        _iso(day_of(last.sent_at)) if last else "",
        _yes(last.is_late) if last else "",
        str(last.number) if last else "0",
        str(len(last.services)) if last else "",
        last.way if last else "",
        _yes(row.standing.is_extended),
        row.extension_reason,
        _yes(row.joined_late),
        "; ".join(one.name for one in row.contacts),
        "; ".join(one.email for one in row.contacts),
    )


def _iso(on: date) -> str:
    return on.isoformat()


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")
