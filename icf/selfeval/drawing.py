"""The five approaches as a drawing for reports: both ratings as bars, last year's as a line."""

from collections.abc import Iterator

from markupsafe import Markup

from icf.core.report import Figure, Table
from icf.selfeval.position import ALIGNMENT, CONFIDENCE, Position, Rating
from icf.web.i18n import _

_BLUE, _LIGHT, _INK, _GREY, _ORANGE = "#12436D", "#b4cde4", "#0b0c0c", "#505a5f", "#F46A25"
_WIDTH, _LABEL, _TEXT, _BAR, _ROW, _TOP = 680, 130, 190, 15, 42, 32


def profile_figure(found: Position) -> Figure:
    """Alignment beside confidence for each approach, with a table that says the same."""
    return Figure(
        title=_("The five approaches: how far we match, and how sure we feel"),
        svg=str(_svg(found)),
        alt=_("Bars of both ratings for each approach. The table below says the same in words."),
        table=profile_table(found),
    )


def profile_table(found: Position) -> Table:
    """Every rating in words, last year's beside it where there was one."""
    columns = [_("Approach"), _("How far we match"), _("How sure we feel")]
    rows = tuple(
        (one.name, _in_words(one.alignment), _in_words(one.confidence)) for one in found.approaches
    )
    caption = (
        _("Ratings, and those of %(period)s", period=found.last_period)
        if found.last_period and found.compares
        else _("Ratings")
    )
    return Table(caption, tuple(columns), rows, widths=(20, 40, 40))


def _in_words(rating: Rating | None) -> str:
    if rating is None:
        return _("Not asked")
    sure = f" ({rating.sure.lower()})" if rating.sure else ""
    if rating.last is None:
        return f"{rating.text}{sure}"
    return _("%(level)s; last time %(number)s", level=f"{rating.text}{sure}", number=rating.last)


def _svg(found: Position) -> Markup:
    height = _TOP + _ROW * len(found.approaches)
    rows = [
        _row(name, ratings, found, _TOP + number * _ROW)
        for number, (name, ratings) in enumerate(
            (one.name, (one.alignment, one.confidence)) for one in found.approaches
        )
    ]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}"'
        ' font-size="13" fill="{2}">{3}{4}</svg>'
    ).format(_WIDTH, height, _INK, _legend(found), Markup("").join(rows))


def _legend(found: Position) -> Markup:
    drawn = _bar(0, 4, 14, _BLUE) + _words(_("How far we match"), 20, 17)
    drawn += _bar(160, 4, 14, _LIGHT) + _words(_("How sure we feel"), 180, 17)
    if found.last_period and found.compares:
        drawn += _tick(328, 3, 16) + _words(found.last_period, 338, 17)
    return drawn


def _row(
    name: str, ratings: tuple[Rating | None, Rating | None], found: Position, y: int
) -> Markup:
    drawn = [_words(name, 0, y + 22)]
    for place, (rating, scale, colour) in enumerate(
        ((ratings[0], ALIGNMENT, _BLUE), (ratings[1], CONFIDENCE, _LIGHT))
    ):
        top = y + place * (_BAR + 3)
        drawn += _one_bar(rating, found.best.get(scale, 0), colour, top)
    return Markup("").join(drawn)


def _one_bar(rating: Rating | None, best: int, colour: str, y: int) -> Iterator[Markup]:
    """A bar with its value; what is not rated has words and no bar."""
    room = _WIDTH - _LABEL - _TEXT
    if rating is None:
        return
    if rating.place is None or not best:
        yield _words(_("not rated"), _LABEL, y + 13)
        return
    width = max(room * rating.place / best, 2)
    yield _track(_LABEL, y, room)
    yield _bar(_LABEL, y, width, colour)
    if rating.last is not None:
        yield _tick(_LABEL + max(room * rating.last / best - 1.5, 0), y - 1, _BAR + 2)
    yield _words(rating.text, _LABEL + room + 8, y + 13)


def _track(x: float, y: float, width: float) -> Markup:
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="#fff" stroke="{}"/>'
    ).format(x, y, width, _BAR, _GREY)


def _bar(x: float, y: float, width: float, colour: str) -> Markup:
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="{}" stroke="{}"/>'
    ).format(x, y, width, _BAR, colour, _BLUE)


def _tick(x: float, y: float, height: float) -> Markup:
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="3" height="{:.1f}" fill="{}" stroke="{}"'
        ' stroke-width=".6"/>'
    ).format(x, y, height, _ORANGE, _INK)


def _words(text: str, x: float, y: float) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}">{}</text>').format(x, y, text)
