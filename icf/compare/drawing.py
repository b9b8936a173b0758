"""A small chart of one question over the years: a point for each, a line only where it is fair."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_BLUE, _INK, _GREY, _ORANGE = "#12436D", "#0b0c0c", "#505a5f", "#a8480b"
_FONT = "Atkinson Hyperlegible Next, arial, sans-serif"
_LEFT, _STEP, _TOP, _HEIGHT, _BOTTOM = 64, 110, 30, 120, 30


@dataclass(frozen=True)
class Point:
    """One year of a chart.

    Args:
        label: below it, such as "2026".
        rank: how good the level is, 0 the worst; None where there is no level.
        levels: how many levels the scale of that year has.
        value: what is printed beside the point.
        joined: whether the line from the year before leads here.
        cut: whether the scale or the question became another since the year before.
    """

    label: str
    rank: int | None
    levels: int
    value: str
    joined: bool
    cut: bool


def line_chart(title: str, points: Sequence[Point]) -> str:
    """An ``<svg>`` element. What it shows has to stand in a table as well."""
    width = _LEFT + _STEP * len(points)
    height = _TOP + _HEIGHT + _BOTTOM
    drawn = [_frame(width)]
    for place, point in enumerate(points):
        earlier = points[place - 1] if place else None
        if point.cut:
            drawn.append(_cut(_x(place) - _STEP / 2))
        if point.joined and earlier:
            drawn.append(_stroke(place, earlier, point))
    drawn += [_point(place, point) for place, point in enumerate(points)]
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}"'
            ' height="{1}" font-family="{2}" font-size="13" fill="{3}"><title>{4}</title>{5}</svg>'
        ).format(width, height, _FONT, _INK, title, Markup("").join(drawn))
    )


def _x(place: int) -> float:
    return _LEFT + _STEP * place


def _y(point: Point) -> float:
    most = max(point.levels - 1, 1)
    return _TOP + _HEIGHT * (1 - (point.rank or 0) / most)


def _frame(width: int) -> Markup:
    return Markup(
        '<path d="M20 {0}H{2}M20 {1}H{2}" stroke="{3}" stroke-width="1" stroke-dasharray="2 4"/>'
    ).format(_TOP, _TOP + _HEIGHT, width - 16, _GREY)


def _stroke(place: int, earlier: Point, point: Point) -> Markup:
    return Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="3"/>'
    ).format(_x(place - 1), _y(earlier), _x(place), _y(point), _BLUE)


def _cut(x: float) -> Markup:
    return Markup(
        '<line x1="{0:.1f}" y1="{1}" x2="{0:.1f}" y2="{2}" stroke="{3}" stroke-width="2"'
        ' stroke-dasharray="6 4"/>'
    ).format(x, _TOP - 10, _TOP + _HEIGHT + 10, _ORANGE)


def _point(place: int, point: Point) -> Markup:
    x = _x(place)
    label = Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
        x, _TOP + _HEIGHT + 24, point.label
    )
    if point.rank is None:
        return label
    return label + Markup(
        '<circle cx="{0:.1f}" cy="{1:.1f}" r="6" fill="{2}"/>'
        '<text x="{0:.1f}" y="{3:.1f}" text-anchor="middle" font-weight="bold">{4}</text>'
    ).format(x, _y(point), _BLUE, _y(point) - 12, point.value)
