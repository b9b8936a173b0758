"""The tracker as a spreadsheet: one sheet, one row for each organisation, by name."""

from collections.abc import Sequence

from icf.core.report import Cell, Table
from icf.cycle.dates import day_of
from icf.cycle.models import Cycle
from icf.cycle.tracker import Tracked
from icf.cycle.words import STATE_NAMES
from icf.reports.count_cell import count_cell
from icf.reports.day_cell import day_cell
from icf.reports.sheets import MEDIA_TYPE as SPREADSHEET
from icf.reports.sheets import tables_xlsx
from icf.web.i18n import _

__all__ = ["SPREADSHEET", "tracker_workbook"]


def tracker_workbook(cycle: Cycle, rows: Sequence[Tracked]) -> bytes:
    """The content of the file."""
    table = Table(_("Who has sent"), _headers(), tuple(map(_cells, rows)))
    return tables_xlsx(_("Annual cycle %(year)s", year=cycle.title), "", [table])


def _headers() -> tuple[str, ...]:
    return (
        *(_("Organisation"), _("Where it stands"), _("Last day"), _("Sent on"), _("Sent late")),
        *(_("Times sent"), _("Services in it"), _("Typed for them")),
        *(_("Later day agreed"), _("Why"), _("Joined late"), _("Leads")),
        _("E-mail addresses"),
    )


def _cells(row: Tracked) -> tuple[Cell | str, ...]:
    last = row.standing.last
    return (
        row.name,
        str(STATE_NAMES[row.state]),
        day_cell(row.standing.due_on, ""),
        day_cell(day_of(last.sent_at) if last else None, ""),
        _yes(last.is_late) if last else "",
        count_cell(last.number if last else 0),
        count_cell(len(last.services)) if last else "",
        last.way if last else "",
        _yes(row.standing.is_extended),
        row.extension_reason,
        _yes(row.joined_late),
        "; ".join(one.name for one in row.contacts),
        "; ".join(one.email for one in row.contacts),
    )


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")
