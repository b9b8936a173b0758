"""The section of the project plan: who took part, the compass and its table. Never an average."""

from collections.abc import Iterable

from icf.plugin import (
    Block,
    Facts,
    Figure,
    ReportContext,
    ReportSection,
    Table,
    Words,
    plain,
)

from .compass import Legend, Spoke, compass
from .conversation import HELD_ON, HELD_WHERE, HOW_MANY, WHO, Rated, rated_themes
from .scale import RATING
from .theme import rating_in_words


def blocks(context: ReportContext) -> Iterable[Block]:
    """Nothing while no conversation is recorded."""
    themes = rated_themes(context.questionnaire, context.depth, context.answers)
    if not themes:
        return
    _ = context.translate
    yield Facts(_facts(context))
    yield Words(
        _(
            "These are ratings that people agreed in a conversation, from 1 to 7. They are what "
            "people feel, not a measurement, and are neither added up nor averaged."
        )
    )
    yield Figure(
        title=_("What people said about the place"),
        svg=_compass(themes, context),
        alt=_(
            "A compass with a spoke for each theme, from 1 in the middle to 7 at the rim. The "
            "table below gives every rating."
        ),
        table=_table(themes, context),
    )


def _facts(context: ReportContext) -> tuple[tuple[str, str], ...]:
    _ = context.translate
    labels = (
        (_("When"), HELD_ON),
        (_("Where"), HELD_WHERE),
        (_("People who took part"), HOW_MANY),
        (_("Who took part"), WHO),
    )
    answers = context.answers
    return tuple(
        (label, answers[key].displayed)
        for label, key in labels
        if key in answers and answers[key].displayed
    )


def _compass(themes: tuple[Rated, ...], context: ReportContext) -> str:
    _ = context.translate
    return compass(
        _("Compass of the ratings of all themes"),
        [
            Spoke(theme.question.text.in_language(context.language), theme.rating)
            for theme in themes
        ],
        Legend(
            low=_("1 to 3: much could be better"),
            high=_("4 to 7"),
            missing=_("no rating was agreed"),
        ),
    )


def _table(themes: tuple[Rated, ...], context: ReportContext) -> Table:
    _ = context.translate
    return Table(
        caption=_("Ratings and reasons, theme by theme"),
        columns=(_("Theme"), _("Rating"), _("What is good"), _("What could be better")),
        rows=tuple(
            (
                theme.question.text.in_language(context.language),
                rating_in_words(RATING, theme.said.rating, context.language)
                or _("No rating agreed"),
                theme.said.good or "–",
                theme.said.better or "–",
            )
            for theme in themes
        ),
        widths=(25, 21, 27, 27),
    )


PLACE_STANDARD = ReportSection(
    key="place_standard:conversation",
    title=plain("Place Standard: what people said about the place"),
    blocks=blocks,
)
