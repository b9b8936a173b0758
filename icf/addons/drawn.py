"""What an add-on's page gave, as HTML for the middle of our frame."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from flask import current_app
from markupsafe import Markup

from icf.core.report import Block, Heading, Report
from icf.plugin import Page, TemplatePage
from icf.plugin.sound_html import IN_A_PAGE, check_html
from icf.reports.html import report_context

MOST_LETTERS = 2_000_000


def drawn_page(page: Page, language: str) -> Markup:
    """The blocks of a page. Raises whatever is wrong with them."""
    functions = report_context(Report("", "", language, "", "", "", "2026-01-01"))
    template = current_app.jinja_env.get_template("report/blocks.html")
    macros: Any = template.make_module(functions)
    return Markup(macros.draw(tuple(_headed(page.blocks))))  # noqa: S704 the macros escape


def drawn_template(page: TemplatePage, address: Callable[[str], str]) -> Markup:
    """What the add-on's own template gives.

    Raises:
        ValueError: it is too long, or would change the page around it.
    """
    template = current_app.jinja_env.get_template(page.template)
    html = template.render({**page.values, "address": address})
    if len(html) > MOST_LETTERS:
        raise ValueError(f"got {len(html):,} characters; {MOST_LETTERS:,} is the most")
    check_html(html, IN_A_PAGE)
    return Markup(html)  # noqa: S704 the template has escaped it


def _headed(blocks: Iterable[Block]) -> Iterable[Block]:
    """The blocks with headings that skip no level below that of the page."""
    level = 1
    for block in blocks:
        if isinstance(block, Heading):
            level = min(max(block.level, 2), level + 1, 6)
            block = replace(block, level=level)
        yield block
