"""Actions as the tables of a report, for every paper that has them.

The list of an organisation, a self-evaluation, an evaluation and a support and action plan say the
same of an action in the same columns.
"""

from collections.abc import Mapping, Sequence

from icf.core.report import Block, Cell, Table, Words
from icf.plans.listing import Listed
from icf.plans.status import MARKS, OVER, STATUSES
from icf.reports.count_cell import count_cell
from icf.reports.day_cell import day_cell
from icf.web.i18n import _, day, ngettext


def action_table(
    actions: Sequence[Listed], caption: str = "", also: Mapping[int, str] | None = None
) -> tuple[Block, ...]:
    """Reference, what, who, by when, status and last update; its headers repeat on every page.

    Args:
        actions: in the order in which they are to stand, see ``icf.plans.listing.listed``.
        caption: by default how many they are.
        also: by an action's number, what else is said of it.
    """
    if not actions:
        return (Words(_("Nothing has been written down yet.")),)
    counted = ngettext("%(num)s action", "%(num)s actions", len(actions))
    columns = (
        _("Ref"), _("What"), _("Who"), _("By when"), _("Status"), _("Last update"),
    )  # fmt: skip
    return (
        Table(
            caption=caption or counted,
            columns=columns,
            rows=tuple(_row(one, (also or {}).get(one.id, "")) for one in actions),
            widths=(5, 35, 15, 15, 15, 15),
        ),
    )


def status_table(counts: Mapping[str, int]) -> Table:
    """How many actions have each status; those that none has are left out."""
    rows = tuple(
        (Cell(str(STATUSES[status]), MARKS[status]), count_cell(count))
        for status, count in counts.items()
        if count
    )
    return Table(_("How the actions stand"), (_("Status"), _("Actions")), rows, widths=(50, 50))


def when(one: Listed) -> Cell:
    """By when, or why there is no date."""
    why = one.no_date_reason
    return day_cell(one.due_on, _("No date: %(why)s", why=why) if why else _("No date"))


def _row(one: Listed, also: str) -> tuple[Cell | str, ...]:
    measure = one.how_we_know
    known = _("How we will know: %(measure)s", measure=measure) if measure else _("No measure yet")
    status = Cell(str(STATUSES[one.status]), MARKS[one.status])
    return (
        one.reference,
        "\n".join(filter(None, [one.what, known, also])),
        one.who or _("Nobody yet"),
        when(one),
        status,
        _last(one),
    )


def _last(one: Listed) -> str:
    reason = one.stopped_reason if one.status in OVER else ""
    said = "\n".join(filter(None, [reason, one.note]))
    return "\n".join(filter(None, [day(one.note_at or one.edited_at), said]))
