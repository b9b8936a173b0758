"""What a plugin is, and everything that its author may import.

A plugin imports from here and from nowhere else in the toolkit.
"""

from icf.core.actions import ActionRule, Suggestion
from icf.core.answer import Answer, Value
from icf.core.depth import visible_sections
from icf.core.kinds import (
    CORE_KINDS,
    N_,
    Fields,
    QuestionKind,
    no_level,
    plain_export,
    submitted,
)
from icf.core.questionnaire import (
    PLANNING,
    SCREENING,
    Pack,
    Question,
    Questionnaire,
    Section,
    Suggest,
)
from icf.core.report import (
    Asked,
    Bar,
    Bars,
    Block,
    Bullets,
    Cell,
    Facts,
    Figure,
    Heading,
    QuestionAnswer,
    Table,
    Words,
)
from icf.core.scale import Level, Scale
from icf.core.showif import And, Answered, Compare, Condition, Not, Or, Selected
from icf.core.wording import Wording, plain
from icf.errors import IcfError, InvalidInput, PackError, PluginError
from icf.plugin.hookspecs import HOOK_API, hookimpl
from icf.plugin.report_section import ReportContext, ReportSection

__all__ = [
    "CORE_KINDS",
    "HOOK_API",
    "N_",
    "PLANNING",
    "SCREENING",
    "ActionRule",
    "And",
    "Answer",
    "Answered",
    "Asked",
    "Bar",
    "Bars",
    "Block",
    "Bullets",
    "Cell",
    "Compare",
    "Condition",
    "Facts",
    "Fields",
    "Figure",
    "Heading",
    "IcfError",
    "InvalidInput",
    "Level",
    "Not",
    "Or",
    "Pack",
    "PackError",
    "PluginError",
    "Question",
    "QuestionAnswer",
    "QuestionKind",
    "Questionnaire",
    "ReportContext",
    "ReportSection",
    "Scale",
    "Section",
    "Selected",
    "Suggest",
    "Suggestion",
    "Table",
    "Value",
    "Wording",
    "Words",
    "hookimpl",
    "no_level",
    "plain",
    "plain_export",
    "submitted",
    "visible_sections",
]
