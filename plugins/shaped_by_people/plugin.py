"""What Shaped by People adds; its questions and its scale are in ``pack.yaml``."""

from collections.abc import Iterable

from icf.plugin import ReportSection, hookimpl

from .section import FOUR_AIMS


@hookimpl
def register_report_sections() -> Iterable[ReportSection]:
    """The four aims: a chart with its table."""
    return (FOUR_AIMS,)
