"""The section of the project plan: four aims, each with its level in words. Never an average."""

from collections.abc import Iterable

from icf.plugin import Block, Figure, ReportContext, ReportSection, Table, Words, plain

from .aims import Aim, four_aims
from .chart import Line, chart


def blocks(context: ReportContext) -> Iterable[Block]:
    """Nothing while nobody has ticked an aim."""
    aims = four_aims(context.questionnaire, context.depth, context.answers, context.language)
    if not aims:
        return
    _ = context.translate
    yield Words(
        _(
            "A level from 0 to 7 says how far the people concerned would agree, as far as we know. "
            "The levels are not added up, averaged or set beside another scale."
        )
    )
    yield Figure(
        title=_("Where people stand now on each aim, from 0 (not at all) to 7 (completely)"),
        svg=chart(
            _("A line from 0 to 7 for each of the four aims"),
            [Line(aim.name, int(aim.level.key) if aim.level else None) for aim in aims],
        ),
        alt=_(
            "A line from 0 to 7 for each of the four aims, with a bar up to the level given. The "
            "table below gives every level in words."
        ),
        table=_table(aims, context),
    )


def _table(aims: tuple[Aim, ...], context: ReportContext) -> Table:
    _ = context.translate
    return Table(
        caption=_("The four aims: where people stand, how we know, what this work will do"),
        columns=(_("Aim"), _("Where people stand now"), _("How we know"), _("What we will do")),
        rows=tuple(_row(aim, context) for aim in aims),
        widths=(22, 22, 26, 30),
    )


def _row(aim: Aim, context: ReportContext) -> tuple[str, ...]:
    _ = context.translate
    if not aim.is_chosen:
        return (aim.name, _("Not an aim of this work"), "–", "–")
    level = aim.level.label.in_language(context.language) if aim.level else _("No level given")
    not_said = _("Not said yet") if aim.asks_more else _("Not asked in this size")
    return (aim.name, level, _evidence(aim, context), aim.will_do or not_said)


def _evidence(aim: Aim, context: ReportContext) -> str:
    _ = context.translate
    sure = {
        "think": _("We think so"),
        "checked": _("We checked"),
        "told": _("People told us"),
    }.get(aim.strength, "")
    return "\n".join(filter(None, [sure, aim.known_by])) or _("Not said yet")


FOUR_AIMS = ReportSection(
    key="shaped_by_people:aims",
    title=plain("Shaped by People: the four aims"),
    blocks=blocks,
)
