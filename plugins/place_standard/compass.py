"""The compass: one spoke for each theme, from 1 near the middle to 7 at the rim.

It is drawn in plain SVG shapes with attributes only: no styles, scripts, links or identifiers, so
that a page with a strict content policy and a PDF both show it. A theme without a rating is a gap.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from math import cos, pi, sin

BLUE, ORANGE, INK, GREY = "#12436D", "#F46A25", "#0b0c0c", "#8a9299"
RADIUS = 165
HIGHEST = 7
"""Of the adults' ratings; the children's three points have 3."""

LOWER_HALF = 0.43
"""Ratings up to this share of the highest are orange squares, higher ones blue circles."""

TEXT_SIZE = 15
LINE_HEIGHT = 18
CHARACTER_WIDTH = 8.4
"""Wider than an average letter at this size, so that the estimate of a label's room is safe."""

LABEL_CHARACTERS = 22
GAP = 14
"""Between the rim and a label."""

MARGIN = 8
LEGEND_STEP = LINE_HEIGHT + 4
LEGEND_MARK = 32
"""The room for a mark of the legend, and after an entry."""

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class Spoke:
    """One theme. ``rating`` is 1 to 7, or None where people agreed none."""

    label: str
    rating: int | None


@dataclass(frozen=True)
class Legend:
    """The words below the drawing, already translated."""

    low: str
    high: str
    missing: str


@dataclass(frozen=True)
class Label:
    """The lines of a spoke's label and where they stand."""

    lines: tuple[str, ...]
    x: float
    top: float
    anchor: str

    @property
    def width(self) -> float:
        return max(len(line) for line in self.lines) * CHARACTER_WIDTH

    @property
    def left(self) -> float:
        return self.x - self.width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def height(self) -> float:
        return len(self.lines) * LINE_HEIGHT

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def touches(self, other: "Label") -> bool:
        """Whether the two would be printed over each other."""
        beside = self.right <= other.left or other.right <= self.left
        return not beside and self.top < other.bottom and other.top < self.bottom


def compass(title: str, spokes: Sequence[Spoke], legend: Legend, highest: int = HIGHEST) -> str:
    """The drawing as an ``<svg>`` element whose ``<title>`` is ``title``.

    Spokes stand clockwise in the order given, the first one at the top.

    Args:
        highest: the rating at the rim.
    """
    labels = _apart([_label(spoke, _angle(n, len(spokes))) for n, spoke in enumerate(spokes)])
    left = min(label.left for label in labels) - MARGIN
    top = min(label.top for label in labels) - MARGIN
    longest_entry = max(map(_legend_width, (legend.low, legend.high, legend.missing)))
    right = max(*(label.right for label in labels), left + longest_entry + MARGIN) + MARGIN
    width = right - left
    legend_top = max(label.bottom for label in labels) + LINE_HEIGHT
    entries, legend_height = _legend(legend, left + MARGIN, legend_top, width - 2 * MARGIN)
    height = legend_top + legend_height + MARGIN - top
    shapes = [
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" '
        'fill="#ffffff"/>',
        *_rings(highest),
        *_lines(spokes),
        *_area(spokes, highest),
        *_numbers(len(spokes), highest),
        *_markers(spokes, highest),
        *map(_text, labels),
        *entries,
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" '
        f'font-family="Atkinson Hyperlegible Next, Arial, sans-serif" '
        f'font-size="{TEXT_SIZE}" fill="{INK}"><title>{escape(title)}</title>'
        f"{''.join(shapes)}</svg>"
    )


def wrapped(text: str, characters: int = LABEL_CHARACTERS) -> tuple[str, ...]:
    """The words of a text on lines of at most so many characters; longer words are broken.

    >>> wrapped("Influence and sense of control")
    ('Influence and sense of', 'control')
    """
    lines = textwrap.wrap(text, characters, break_on_hyphens=False)
    return tuple(lines) or ("",)


def _apart(labels: Sequence[Label]) -> list[Label]:
    """Labels moved up (upper half) or down (lower half) until none is printed over another.

    Those nearest the horizontal stay where they are; the top and bottom ones move last.
    """
    placed: list[Label] = []
    for label in sorted(labels, key=lambda label: abs(label.top + label.height / 2)):
        step = -LINE_HEIGHT / 2 if label.top + label.height / 2 < 0 else LINE_HEIGHT / 2
        while any(label.touches(other) for other in placed):
            label = replace(label, top=label.top + step)
        placed.append(label)
    return placed


def _angle(place: int, count: int) -> float:
    return 2 * pi * place / count


def _point(angle: float, rating: float, highest: int) -> tuple[float, float]:
    distance = RADIUS * rating / highest
    return sin(angle) * distance, -cos(angle) * distance


def _at(angle: float, rating: float, highest: int) -> str:
    x, y = _point(angle, rating, highest)
    return f"{x:.1f},{y:.1f}"


def _label(spoke: Spoke, angle: float) -> Label:
    value = str(spoke.rating) if spoke.rating else "–"
    lines = wrapped(f"{spoke.label}:{NO_BREAK_SPACE}{value}")
    x, y = sin(angle) * (RADIUS + GAP), -cos(angle) * (RADIUS + GAP)
    anchor = "middle" if abs(sin(angle)) < 0.01 else "start" if x > 0 else "end"
    share_above = (1 + cos(angle)) / 2
    top = y - share_above * len(lines) * LINE_HEIGHT
    return Label(lines, x, top, anchor)


def _text(label: Label) -> str:
    baseline = label.top + TEXT_SIZE
    spans = "".join(
        f'<tspan x="{label.x:.1f}" y="{baseline + place * LINE_HEIGHT:.1f}">{escape(line)}</tspan>'
        for place, line in enumerate(label.lines)
    )
    return f'<text text-anchor="{label.anchor}">{spans}</text>'


def _rings(highest: int) -> list[str]:
    return [
        f'<circle cx="0" cy="0" r="{RADIUS * ring / highest:.1f}" fill="none" stroke="{GREY}" '
        f'stroke-width="{1.5 if ring == highest else 0.6}"/>'
        for ring in range(1, highest + 1)
    ]


def _lines(spokes: Sequence[Spoke]) -> list[str]:
    lines = []
    for place, spoke in enumerate(spokes):
        x, y = _point(_angle(place, len(spokes)), 1, 1)
        dashes = "" if spoke.rating else ' stroke-dasharray="3 5"'
        lines.append(
            f'<line x1="0" y1="0" x2="{x:.1f}" y2="{y:.1f}" stroke="{GREY}" '
            f'stroke-width="0.6"{dashes}/>'
        )
    return lines


def _numbers(count: int, highest: int) -> list[str]:
    """The ratings along the middle between the last spoke and the first."""
    points = [(ring, *_point(-pi / count, ring, highest)) for ring in range(1, highest + 1)]
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#ffffff"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" font-size="12" text-anchor="middle">{ring}</text>'
        for ring, x, y in points
    ]


def _area(spokes: Sequence[Spoke], highest: int) -> list[str]:
    """A wedge and its outer line between each two neighbours that both have a rating."""
    drawn = []
    for place, spoke in enumerate(spokes):
        following = (place + 1) % len(spokes)
        after = spokes[following]
        if spoke.rating and after.rating:
            start = _at(_angle(place, len(spokes)), spoke.rating, highest)
            end = _at(_angle(following, len(spokes)), after.rating, highest)
            drawn.append(f'<path d="M0,0 L{start} L{end} Z" fill="{BLUE}" fill-opacity="0.15"/>')
            drawn.append(
                f'<path d="M{start} L{end}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>'
            )
    return drawn


def _markers(spokes: Sequence[Spoke], highest: int) -> list[str]:
    return [
        _marker(
            *_point(_angle(place, len(spokes)), spoke.rating, highest),
            low=spoke.rating <= highest * LOWER_HALF,
        )
        for place, spoke in enumerate(spokes)
        if spoke.rating
    ]


def _marker(x: float, y: float, *, low: bool) -> str:
    if low:
        return (
            f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12" fill="{ORANGE}" '
            f'stroke="{INK}" stroke-width="1.2"/>'
        )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{BLUE}"/>'


def _legend(legend: Legend, left: float, top: float, width: float) -> tuple[list[str], float]:
    """The entries in as few rows as fit, and the height of all rows."""
    drawn = []
    x, y = left, top
    for text, mark in ((legend.low, True), (legend.high, False), (legend.missing, None)):
        room = _legend_width(text)
        if x > left and x + room > left + width:
            x, y = left, y + LEGEND_STEP
        middle = y + LEGEND_STEP / 2
        drawn.append(_dash(x, middle) if mark is None else _marker(x + 11, middle, low=mark))
        drawn.append(f'<text x="{x + LEGEND_MARK:.1f}" y="{middle + 5:.1f}">{escape(text)}</text>')
        x += room + LEGEND_MARK
    return drawn, y + LEGEND_STEP - top


def _dash(x: float, y: float) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x + 22:.1f}" y2="{y:.1f}" stroke="{GREY}" '
        'stroke-width="1.5" stroke-dasharray="3 5"/>'
    )


def _legend_width(text: str) -> float:
    return LEGEND_MARK + len(text) * CHARACTER_WIDTH
