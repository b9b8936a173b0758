"""The colour of an organisation on its pages, as long as words on it can be read."""

import re

from flask import Blueprint, Response, url_for

from icf.core.colour import LEAST_CONTRAST, contrast_with_white
from icf.errors import InvalidInput, NotFound
from icf.web.guards import public
from icf.web.headers import ONE_YEAR
from icf.web.i18n import _

blueprint = Blueprint("theme", __name__)

_HEX = re.compile(r"#?([0-9a-f]{6})")


def accepted_colour(text: str) -> str:
    """A colour that white words can be read on, as ``#rrggbb``.

    Raises:
        InvalidInput: it is no such colour, or too light; ``where`` is ``colour``.
    """
    found = _HEX.fullmatch(text.strip().lower())
    if found is None:
        raise InvalidInput(
            _("“%(text)s” is no colour.", text=text), _("Write it like #1d5a4b."), "colour"
        )
    contrast = contrast_with_white(found[1])
    if contrast < LEAST_CONTRAST:
        raise InvalidInput(
            _(
                "White words on #%(colour)s cannot be read well: the contrast is %(contrast).1f,"
                " and 4.5 is needed.",
                colour=found[1],
                contrast=contrast,
            ),
            _("Choose a darker colour."),
            "colour",
        )
    return f"#{found[1]}"


@blueprint.get("/theme/<colour>.css")
@public
def stylesheet(colour: str) -> Response:
    """CSS that puts a colour where the toolkit's own would be. Nothing is looked up."""
    try:
        brand = accepted_colour(colour)
    except InvalidInput as error:
        raise NotFound(_("There is no such theme.")) from error
    response = Response(f":root {{ --icf-brand: {brand}; }}\n", mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR
    return response


def stylesheet_address(colour: str) -> str:
    """Where that CSS is, for a colour as ``accepted_colour`` gave it; empty for none."""
    return url_for("theme.stylesheet", colour=colour.removeprefix("#")) if colour else ""


REPORT_TEXTS = (
    ".report p, .report li, .report dt, .report dd, .report th, .report td, .report caption"
)
SCREEN_POINTS = 14.25
"""The size of plain text on our pages; smaller sizes are for paper alone."""


@blueprint.get("/theme/report/<colour>-<int:tenths>-<int:height>.css")
@public
def report_stylesheet(colour: str, tenths: int, height: int) -> Response:
    """CSS for a report on screen: its accent, tenths of a point of its text, height in percent."""
    try:
        accent = accepted_colour(colour)
    except InvalidInput as error:
        raise NotFound(_("There is no such theme.")) from error
    if not (90 <= tenths <= 180 and 120 <= height <= 200):
        raise NotFound(_("There is no such theme."))
    rules = f".report {{ --icf-brand: {accent}; }}\n"
    if tenths / 10 > SCREEN_POINTS:
        rules += (
            f"{REPORT_TEXTS} {{ font-size: {tenths / 10 / 12:.3f}rem; line-height: {height}%; }}\n"
        )
    response = Response(rules, mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR
    return response


def report_stylesheet_address(accent: str, font_size: float, line_height: float) -> str:
    """Where that CSS is, for a theme that was checked."""
    return url_for(
        "theme.report_stylesheet",
        colour=accent.removeprefix("#"),
        tenths=round(font_size * 10),
        height=round(line_height * 100),
    )
