"""The colour of an organisation on its pages, as long as words on it can be read."""

import re

from flask import Blueprint, Response, url_for

from icf.errors import InvalidInput, NotFound
from icf.web.guards import public
from icf.web.headers import ONE_YEAR
from icf.web.i18n import _

blueprint = Blueprint("theme", __name__)

LEAST_CONTRAST = 4.5
"""White words on the colour, and the colour on white: WCAG 2.2, 1.4.3 Contrast (Minimum), AA."""

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


def contrast_with_white(colour: str) -> float:
    """The contrast ratio between white and ``rrggbb``, from 1 to 21.

    Source: WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (0, 2, 4))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.05 / (luminance + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


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
