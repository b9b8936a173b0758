"""A report as HTML: one set of templates for the page on screen and for the PDF."""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from babel.core import UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment
from markupsafe import Markup

from icf.core.report import Block, Cell, Heading, Part, QuestionAnswer, Report, Table
from icf.reports import drawing, markup

SHORT, LONG = 7, 30
"""Rows of a table that is short, and of one that is long."""


def report_html(
    report: Report, environment: Environment, for_print: bool = True, **context: Any
) -> str:
    """The whole document as HTML.

    Args:
        environment: with autoescape, ``_`` for translations in the report's language, and the
            templates folder.
        for_print: the document that becomes the PDF; otherwise the page on screen, which extends
            ``base.html`` and needs what that needs.
        context: anything else that the page needs.

    Raises:
        ReportError: a drawing in it cannot be used.
    """
    template = "report/print.html" if for_print else "report/page.html"
    return environment.get_template(template).render(**report_context(report), **context)


def report_context(report: Report) -> dict[str, Any]:
    """What the report's templates need, for a view that calls ``render_template`` itself."""
    return {
        "report": report,
        "front": report.front and _sound(report.front),
        "parts": [_sound(part) for part in report.parts],
        "made_on": shown_date(report.made_on, report.language),
        "iso_date": report.made_on if _as_date(report.made_on) else "",
        "runs": runs,
        "say": markup.spoken,
        "lines": markup.lines,
        "paragraphs": markup.paragraphs,
        "markdown": markup.markdown,
        "direction": markup.direction,
        "mark": drawing.mark,
        "bar_chart": drawing.bar_chart,
        "cleaned_svg": drawing.cleaned_svg,
        "css_string": css_string,
        "column_classes": column_classes,
        "table_looks": table_looks,
    }


def print_stylesheet(environment: Environment) -> str:
    """The text of the print stylesheet, which the renderer parses once and keeps."""
    if environment.loader is None:
        raise LookupError("The template environment has no loader.")
    return environment.loader.get_source(environment, "report/print.css")[0]


def css_string(text: str) -> Markup:
    """A quoted CSS string that nothing can break out of; a line end stays one."""
    letters = (
        letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):x} "
        for letter in text
    )
    return Markup('"' + "".join(letters) + '"')  # noqa: S704 – letters, digits and escapes alone


def shown_date(text: str, language: str) -> str:
    """An ISO date in the words of the language; any other text as it is.

    >>> shown_date("2026-11-21", "en-GB")
    '21 November 2026'
    """
    if day := _as_date(text):
        with suppress(UnknownLocaleError, ValueError):
            return format_date(day, "long", locale=language.replace("-", "_"))
    return text


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def column_classes(widths: tuple[int, ...], count: int) -> list[str]:
    """A class per column; widths are rounded to five percent. Equal columns need none."""
    if len(widths) != count:
        return [""] * count
    return [f"report-col-{min(max(5 * round(width / 5), 5), 100)}" for width in widths]


def table_looks(table: Table) -> str:
    """The classes of a table beside its own, each after a space.

    A short one stays on one page of a full paper, a long one is written smaller, and references
    that are longer than a few letters get a wider column.
    """
    rows = len(table.rows)
    named = [one.text if isinstance(one, Cell) else one for one, *_rest in table.rows]
    looks = {
        "report-table-short": rows < SHORT,
        "report-table-long": rows > LONG,
        "report-table-refs": table.widths[:1] == (5,) and max(map(len, named), default=0) > 3,
    }
    return "".join(f" {name}" for name, has_it in looks.items() if has_it)


def runs(blocks: tuple[Block, ...]) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """Blocks in order, where questions that follow each other come together as one list."""
    for answers, group in itertools.groupby(
        blocks, lambda block: isinstance(block, QuestionAnswer)
    ):
        if answers:
            yield "answers", tuple(group)
        else:
            yield from ((type(block).__name__.lower(), (block,)) for block in group)


def _sound(part: Part) -> Part:
    """The part with headings that skip no level, whatever a plugin gave."""
    blocks, level = [], 2
    for block in part.blocks:
        if isinstance(block, Heading):
            level = min(max(block.level, 3), level + 1, 6)
            block = replace(block, level=level)
        blocks.append(block)
    return replace(part, blocks=tuple(blocks))
