"""The chart: for each aim a line from 0 to 7 with a bar up to the level that was given.

It is drawn in plain SVG shapes with attributes only: no styles, scripts, links or identifiers, so
that a page with a strict content policy and a PDF both show it. An aim without a level is a dashed
line without a mark, so that it cannot be taken for 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

BLUE, INK, GREY = "#12436D", "#0b0c0c", "#8a9299"
HIGHEST = 7
LEFT = 16
STEP = 56
"""Between two levels; the room between the bar's end and the next level is easy to see."""

ROW = 74
TOP = 10
TEXT_SIZE = 15
LINE_AT = 36
"""How far below the top of its row a line lies."""

WIDTH = 2 * LEFT + HIGHEST * STEP


@dataclass(frozen=True)
class Line:
    """One aim. ``level`` is 0 to 7, or None where nobody gave one."""

    label: str
    level: int | None


def chart(title: str, lines: Sequence[Line]) -> str:
    """The drawing as an ``<svg>`` element whose ``<title>`` is ``title``, the first line on top."""
    height = TOP + ROW * len(lines)
    shapes = "".join(
        shape for number, line in enumerate(lines) for shape in _shapes(line, TOP + number * ROW)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" '
        f'font-family="Atkinson Hyperlegible Next, Arial, sans-serif" '
        f'font-size="{TEXT_SIZE}" fill="{INK}"><title>{escape(title)}</title>'
        f'<rect x="0" y="0" width="{WIDTH}" height="{height}" fill="#ffffff"/>{shapes}</svg>'
    )


def _shapes(line: Line, top: int) -> Iterator[str]:
    value = "–" if line.level is None else str(line.level)
    yield f'<text x="{LEFT - 6}" y="{top + TEXT_SIZE}">{escape(line.label)}: {value}</text>'
    y = top + LINE_AT
    dashes = ' stroke-dasharray="3 5"' if line.level is None else ""
    yield (
        f'<line x1="{_x(0)}" y1="{y}" x2="{_x(HIGHEST)}" y2="{y}" stroke="{GREY}" '
        f'stroke-width="2"{dashes}/>'
    )
    for level in range(HIGHEST + 1):
        yield (
            f'<line x1="{_x(level)}" y1="{y - 5}" x2="{_x(level)}" y2="{y + 5}" '
            f'stroke="{GREY}" stroke-width="1"/>'
        )
        yield (
            f'<text x="{_x(level)}" y="{y + 22}" font-size="13" text-anchor="middle">{level}</text>'
        )
    if line.level is not None:
        yield (
            f'<rect x="{_x(0)}" y="{y - 4}" width="{line.level * STEP}" height="8" fill="{BLUE}"/>'
        )
        yield f'<circle cx="{_x(line.level)}" cy="{y}" r="8" fill="{BLUE}"/>'


def _x(level: int) -> int:
    return LEFT + level * STEP
