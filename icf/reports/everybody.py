"""Who have we not thought about? The grid as an appendix of papers.

It stands only in our own copies: it is there to think with, and names gaps that
nobody outside has been told of.
"""

from collections.abc import Sequence

from icf.conversations.everybody import group_name
from icf.core.everybody import WHERE, Item, Row, Where
from icf.core.report import Block, Part, Table, Words
from icf.web.i18n import _, ngettext

NAMED = 3
"""Titles in a cell of an appendix; the paper of its own has them all."""


def everybody_part(rows: Sequence[Row]) -> Part:
    """The appendix; without blocks where no group is named, as there is nothing to put beside."""
    title = _("Appendix: who have we not thought about?")
    if all(row.is_empty for row in rows):
        return Part(title, (), detaches=True)
    return Part(title, grid_blocks(rows, NAMED), detaches=True)


def grid_blocks(rows: Sequence[Row], most: int | None = None) -> tuple[Block, ...]:
    """Who is missing, then the grid; each cell with at most so many titles."""
    return (*_missing(rows), _grid(rows, most), _how())


def _missing(rows: Sequence[Row]) -> tuple[Block, ...]:
    """Groups that nothing names, before everything else."""
    empty = tuple(group_name(row.group) for row in rows if row.is_empty)
    if not empty:
        return (Words(_("Something that was written names every group.")),)
    said = ngettext(
        "Nothing that was written names this group. That may be right: would they notice, could"
        " they lose, has anybody asked them?",
        "Nothing that was written names these %(num)s groups. That may be right: would they"
        " notice, could they lose, has anybody asked them?",
        len(empty),
    )
    return (Words(said), Words("; ".join(empty)))


def _grid(rows: Sequence[Row], most: int | None) -> Table:
    """A row for each group; where nothing was written, it says so."""
    columns = (_("Group"), *(where_name(where) for where in WHERE))
    return Table(
        _("Answers, what we will do, and evidence, by group"),
        columns,
        tuple(
            (group_name(row.group), *(_cell(row.found[where], most) for where in WHERE))
            for row in rows
        ),
        widths=(25, 25, 25, 25),
    )


def where_name(where: Where) -> str:
    """Where something was written, as a heading."""
    return {
        "answer": _("Answers"),
        "action": _("What we will do"),
        "evidence": _("Evidence"),
    }[where]


def _cell(items: Sequence[Item], most: int | None) -> str:
    if not items:
        return _("Nothing yet")
    titles = list(dict.fromkeys(one.title for one in items))
    shown = titles[:most]
    left = len(titles) - len(shown)
    more = ngettext("and %(num)s more", "and %(num)s more", left) if left else ""
    return "\n".join(filter(None, [*shown, more]))


def _how() -> Words:
    return Words(
        _(
            "Found by the words that people mostly use, in English, so it may miss a group or take"
            " a word for another. Evidence is what people told us or we checked, and conversations"
            " about it that were held."
        ),
        look="note",
    )
