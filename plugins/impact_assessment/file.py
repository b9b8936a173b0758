"""The grid as a table for a spreadsheet: every group and part of the environment, a row each."""

from icf.plugin import Exporter, ReportContext, csv_text, plain

from .looks import ENVIRONMENT, GROUPS, rows_of
from .section import row_in_words


def export(context: ReportContext) -> str:
    """With whole words, where the grid in the plan shortens them."""
    _ = context.translate
    header = (_("Work"), _("About"), _("Part"), _("What changes"), _("How sure"))
    rows = [(*header, _("What we know"), _("What we will do"))]
    work = f"{context.title} ({context.reference})"
    for first, about in ((GROUPS, _("People")), (ENVIRONMENT, _("Environment"))):
        if first not in context.questionnaire.index.question:
            # The checklist was started before the add-on was switched on.
            continue
        given = rows_of(
            first, context.questionnaire, context.depth, context.answers, context.language
        )
        rows += [(work, about, *row_in_words(row, context)) for row in given]
    return csv_text(rows)


GRID = Exporter(
    key="impact_assessment:grid",
    title=plain("Who gains and who loses, as a table"),
    media_type="text/csv",
    extension="csv",
    export=export,
)
