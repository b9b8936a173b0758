"""Plans in large print."""

from icf.plugin import Theme, hookimpl

LARGE = Theme(font_size=18, line_height=1.5)
"""Eighteen points is what people who need large print ask for most."""


@hookimpl
def choose_report_theme() -> Theme:
    """Large print, whatever the plan says."""
    return LARGE
