"""Drawing what add-ons bring to a report once before it counts, so that none can break the rest."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from icf import paths
from icf.core.report import Block, Part, Report
from icf.plugin import ReportContext, ReportSection
from icf.plugin.guard import guarded
from icf.plugin.watch import Watch
from icf.reports.html import report_context


def tried(section: ReportSection, watch: Watch) -> ReportSection:
    """The section, without blocks where they cannot be drawn; then its add-on is named."""
    title = section.title.original

    def drawn(context: ReportContext) -> Iterable[Block]:
        blocks = tuple(section.blocks(context))
        if blocks:
            draw(Part(title, blocks))
        return blocks

    plugin, doing = section.key.partition(":")[0], f"drawing report section {section.key}"
    return replace(section, blocks=guarded(plugin, doing, drawn, lambda _: (), watch))


def draw(part: Part) -> str:
    """The part as HTML. Raises whatever is wrong with its blocks."""
    report = Report("", "", "en-GB", "", "", "", "2026-01-01", parts=(part,))
    environment = _environment()
    context = report_context(report)
    macros = environment.get_template("report/blocks.html").make_module(context)
    return str(macros.part(context["parts"][0], "trial"))  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(paths.templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return environment
