"""Small drawings made on the server: bar charts, marks of a status, plugins' drawings cleaned.

Only presentation attributes are used, no ``style``, no ids and no scripts: the same SVG goes into
the page, whose content security policy allows no inline styles, and into the PDF.
"""

import textwrap
from collections.abc import Iterable
from xml.etree import ElementTree

from markupsafe import Markup

from icf.core.report import Bar, Bars
from icf.errors import ReportError

_BLUE, _INK, _GREY = "#12436D", "#0b0c0c", "#505a5f"
_FONT = "Atkinson Hyperlegible Next, arial, sans-serif"
_WIDTH, _LABEL, _NOTE, _ROW, _BAR, _LEGEND = 680, 176, 120, 30, 18, 22
_LETTER = 7.4  # the mean width of a letter at 13 px, rounded up

MARKS = {
    "off": ("#b0141f", "M1 1h10v10H1z"),
    "risk": ("#a8480b", "M6 .5 11.8 11.2H.2z"),
    "on": ("#00663a", "M6 .6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 1 0 6 .6z"),
    "done": (_BLUE, "M6 0l6 6-6 6-6-6z"),
    "stopped": ("#505a5f", "M.5 4.2h11v3.6H.5z"),
    "none": ("none", "M6 1.2a4.8 4.8 0 1 0 0 9.6A4.8 4.8 0 1 0 6 1.2z"),
}

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {
    "svg", "g", "title", "desc", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path",
    "text", "tspan",
}  # fmt: skip
_ATTRIBUTES = {
    "viewBox", "preserveAspectRatio", "transform", "d", "points", "x", "y", "x1", "y1", "x2", "y2",
    "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "fill", "fill-opacity",
    "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "opacity", "font-family", "font-size", "font-weight", "text-anchor",
    "dominant-baseline",
}  # fmt: skip
_LARGEST_SVG = 200_000


def mark(name: str) -> Markup:
    """The shape beside a status word; decoration, because the word says it."""
    fill, path = MARKS[name]
    outline = Markup(' stroke="{}" stroke-width="1.6"').format(_GREY) if name == "none" else ""
    return Markup(
        '<svg class="report-mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" width="12"'
        ' height="12" aria-hidden="true" focusable="false"><path fill="{}"{} d="{}"/></svg>'
    ).format(fill, outline, path)


def bar_chart(bars: Bars) -> Markup:
    """Bars of counts drawn end to end, with a legend; the value is printed at the end of each."""
    looks = bars.looks or _spread(len(bars.levels))
    legend, legend_height = _legend(bars.levels, looks)
    most = max((sum(bar.counts) for bar in bars.rows), default=0) or 1
    unit = (_WIDTH - _LABEL - _NOTE) / most
    rows = [
        _row(bar, looks, unit, legend_height + number * _ROW)
        for number, bar in enumerate(bars.rows)
    ]
    height = legend_height + len(rows) * _ROW
    return Markup(
        '<svg class="report-chart" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{0}"'
        ' viewBox="0 0 {1} {2}" width="{1}" height="{2}" font-family="{3}" font-size="13"'
        ' fill="{4}">'
        "<title>{0}</title>{5}{6}</svg>"
    ).format(bars.title, _WIDTH, height, _FONT, _INK, legend, Markup("").join(rows))


def cleaned_svg(svg: str, alt: str) -> Markup:
    """A drawing with nothing in it but shapes and words, named by ``alt``.

    Raises:
        ReportError: it is not an ``<svg>`` element, is not well-formed or is too long.
    """
    if len(svg) > _LARGEST_SVG or "<!" in svg:
        raise ReportError(
            f"A drawing of {len(svg)} characters cannot be used.",
            f"Draw it in at most {_LARGEST_SVG} characters, without a document type or comments.",
            where=alt,
        )
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 – no document type, so no entities
    except ElementTree.ParseError as fault:
        raise ReportError(
            f"A drawing is not well-formed: {fault}.", "Give one <svg> element.", where=alt
        ) from None
    if root.tag not in ("svg", f"{_SVG}svg"):
        raise ReportError(f"A drawing begins with <{root.tag}>.", "Give one <svg> element.", alt)
    inside = Markup("").join(_copied(child) for child in root if _name(child) != "title")
    kept = {key: value for key, value in root.attrib.items() if key in _ATTRIBUTES}
    kept.setdefault("font-family", _FONT)
    return Markup(
        '<svg class="report-drawing" xmlns="http://www.w3.org/2000/svg" role="img"'
        ' aria-label="{0}"{1}>'
        "<title>{0}</title>{2}</svg>"
    ).format(alt, _attributes(kept), inside)


def _spread(count: int) -> tuple[str, ...]:
    """Looks for levels that say none: lightest first, darkest last."""
    return ("low", *["mid"] * (count - 2), "high") if count > 1 else ("high",) * count


def _legend(levels: Iterable[str], looks: Iterable[str]) -> tuple[Markup, int]:
    """The key to the looks, in as many lines as it needs, and its height."""
    drawn, x, y = [], 0.0, 0
    for level, look in zip(levels, looks, strict=False):
        width = 20 + len(level) * _LETTER + 18
        if x and x + width > _WIDTH:
            x, y = 0.0, y + _LEGEND
        drawn.append(_box(look, x, y + 2, 14, 14) + _text(level, x + 20, y + 14))
        x += width
    return Markup("").join(drawn), y + _LEGEND + 8


def _row(bar: Bar, looks: tuple[str, ...], unit: float, y: int) -> Markup:
    lines = textwrap.wrap(bar.label, 25)[:2]
    first = y + 18 if len(lines) == 1 else y + 12
    drawn = [_text(line, 0, first + 13 * number) for number, line in enumerate(lines)]
    x = float(_LABEL)
    for count, look in zip(bar.counts, looks, strict=False):
        if count:
            drawn.append(_segment(count, look, x, y + 4, count * unit))
        x += count * unit
    drawn.append(_text(bar.note or str(sum(bar.counts)), x + 8, y + 18))
    return Markup("").join(drawn)


def _segment(count: int, look: str, x: float, y: float, width: float) -> Markup:
    words = str(count)
    middle, plate = x + width / 2, len(words) * 8 + 6
    drawn = _box(look, x, y, width, _BAR)
    if width < plate + 4:
        return drawn
    if look in ("mid", "blank", "none"):
        drawn += Markup('<rect x="{:.1f}" y="{}" width="{}" height="14" fill="#fff"/>').format(
            middle - plate / 2, y + 2, plate
        )
    return drawn + Markup(
        '<text x="{:.1f}" y="{}" text-anchor="middle" font-weight="bold" fill="{}">{}</text>'
    ).format(middle, y + 14, "#fff" if look == "high" else _INK, words)


def _box(look: str, x: float, y: float, width: float, height: float) -> Markup:
    """A box told from the others without colour: solid, striped, empty, ruled, dashed."""
    fill, stroke, dash = {
        "high": (_BLUE, _BLUE, ""),
        "mid": ("#b4cde4", _BLUE, ""),
        "low": ("#fff", _BLUE, ""),
        "blank": ("#e6e8ea", _GREY, ""),
        "none": ("#fff", _GREY, "3 2"),
    }[look]
    dashed = Markup(' stroke-dasharray="{}"').format(dash) if dash else ""
    drawn = Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" stroke="{}"{}/>'
    ).format(x + 0.5, y + 0.5, max(width - 1, 1), height - 1, fill, stroke, dashed)
    return drawn + _hatching(look, x, y, width, height)


def _hatching(look: str, x: float, y: float, width: float, height: float) -> Markup:
    if look == "mid":
        steps = range(5, int(width), 5)
        path = " ".join(f"M{x + step:.1f} {y + 1:.1f}v{height - 2:.1f}" for step in steps)
        return Markup('<path d="{}" stroke="{}" stroke-width="1.2"/>').format(path, _BLUE)
    if look == "blank":
        path = " ".join(
            f"M{x + 1:.1f} {y + step:.1f}h{width - 2:.1f}" for step in range(4, int(height), 4)
        )
        return Markup('<path d="{}" stroke="{}" stroke-width=".8"/>').format(path, _GREY)
    return Markup("")


def _text(words: str, x: float, y: float) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}">{}</text>').format(x, y, words)


def _name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(_SVG)


def _attributes(attributes: dict[str, str]) -> Markup:
    return Markup("").join(
        Markup(' {}="{}"').format(key, value)
        for key, value in attributes.items()
        if key in _ATTRIBUTES and "url(" not in value.lower()
    )


def _copied(element: ElementTree.Element) -> Markup:
    name = _name(element)
    if name not in _SHAPES or name == "svg":
        return Markup("")
    inside = Markup("").join(
        _copied(child) + Markup("{}").format(child.tail or "") for child in element
    )
    return Markup("<{0}{1}>{2}{3}</{0}>").format(
        name, _attributes(element.attrib), element.text or "", inside
    )
