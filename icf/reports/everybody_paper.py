"""Who have we not thought about? The grid as a paper, with every text that names a group."""

from collections.abc import Iterator, Sequence

from icf.accounts.organisation import organisation_of
from icf.assessments.sheet import load
from icf.conversations.everybody import everybody, group_name
from icf.core.everybody import WHERE, Row
from icf.core.report import Block, Part, Report, Table
from icf.reports.everybody import grid_blocks, where_name
from icf.reports.paper import Wanted
from icf.reports.plan import LANGUAGES
from icf.web.i18n import _, day, day_of
from icf.work.service import work_or_subject


def everybody_report(wanted: Wanted) -> Report:
    """The grid of one checklist, evaluation or self-evaluation, with all that names a group.

    Raises:
        NotFound: the organisation has no such form.
    """
    sheet = load(wanted.session, wanted.reader, wanted.number)
    rows = everybody(wanted.session, wanted.reader, sheet)
    own = organisation_of(wanted.session, wanted.reader.organisation_id)
    work = work_or_subject(wanted.session, wanted.reader, sheet.record.work_id)
    return Report(
        title=_("Who have we not thought about?"),
        subtitle=sheet.title,
        language=LANGUAGES.get(sheet.language, sheet.language),
        organisation=own.name,
        reference=sheet.reference,
        version=_("as of %(date)s", date=day(day_of(wanted.now))),
        made_on=day_of(wanted.now).isoformat(),
        marking=work.marking or own.marking,
        seen_by=_(
            "Seen by people who sign in for %(organisation)s. It is there to think with.",
            organisation=own.name,
        ),
        draft=sheet.is_draft,
        parts=tuple(
            part
            for part in (
                Part(_("Group by group"), grid_blocks(rows)),
                Part(_("What was written"), tuple(_written(rows)), new_page=True),
            )
            if part.blocks
        ),
    )


def _written(rows: Sequence[Row]) -> Iterator[Block]:
    """Every text that names a group, so that somebody can see whether it really does."""
    found = tuple(
        (group_name(row.group), where_name(where), one.title, one.text)
        for row in rows
        for where in WHERE
        for one in row.found[where]
    )
    if found:
        columns = (_("Group"), _("Where"), _("What it is about"), _("What was written"))
        yield Table(_("What was written of each group"), columns, found, widths=(20, 15, 25, 40))
