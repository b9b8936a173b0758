"""What Place Standard adds; its questions are in ``pack.yaml``."""

from collections.abc import Iterable

from icf.plugin import ActionRule, QuestionKind, ReportSection, Scale, Suggest, hookimpl

from .rules import STREETS_NEED_STANDARD, LowestThemes
from .scale import RATING
from .section import PLACE_STANDARD
from .theme import THEME


@hookimpl
def register_scales() -> Iterable[Scale]:
    """One rating from 1 to 7 for each theme."""
    return (RATING,)


@hookimpl
def register_question_kinds() -> Iterable[QuestionKind]:
    """A theme: its rating, what is good and what could be better."""
    return (THEME,)


@hookimpl
def register_screening_rules() -> Iterable[Suggest]:
    """A change to a street or a public space deserves the standard depth at least."""
    return (STREETS_NEED_STANDARD,)


@hookimpl
def register_action_rules() -> Iterable[ActionRule]:
    """Do something about the themes that people rated lowest."""
    return (LowestThemes(),)


@hookimpl
def register_report_sections() -> Iterable[ReportSection]:
    """The compass with its table."""
    return (PLACE_STANDARD,)
