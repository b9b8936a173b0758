"""How well words can be read on a colour."""

LEAST_CONTRAST = 4.5
"""White words on a colour, and the colour on white: WCAG 2.2, 1.4.3 Contrast (Minimum), AA."""


def contrast_with_white(colour: str) -> float:
    """The contrast ratio between white and ``rrggbb``, from 1 to 21.

    Source: WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (0, 2, 4))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.05 / (luminance + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
