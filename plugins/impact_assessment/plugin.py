"""What the impact assessment adds; its questions and scales are in ``pack.yaml``."""

from collections.abc import Iterable

from icf.plugin import ActionRule, Exporter, ReportSection, hookimpl

from .file import GRID
from .rules import AskThem
from .section import NOT_THOUGHT_ABOUT


@hookimpl
def register_action_rules() -> Iterable[ActionRule]:
    """Ask a group about whom nothing is known."""
    return (AskThem(),)


@hookimpl
def register_report_sections() -> Iterable[ReportSection]:
    """One grid of all groups and of the environment, with what is known of each."""
    return (NOT_THOUGHT_ABOUT,)


@hookimpl
def register_exporters() -> Iterable[Exporter]:
    """The same grid for a spreadsheet."""
    return (GRID,)
