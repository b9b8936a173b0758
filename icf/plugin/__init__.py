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
from icf.core.on_paper import OnPaper, PaperField
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
    Theme,
    Words,
)
from icf.core.scale import Level, Scale
from icf.core.showif import And, Answered, Compare, Condition, Not, Or, Selected
from icf.core.small_numbers import (
    FEW_ORGANISATIONS,
    FEW_PEOPLE,
    FEWER,
    NOT_SHOWN,
    Hidden,
    Sum,
    all_small_hidden,
    small_hidden,
)
from icf.core.wording import Wording, plain
from icf.errors import Conflict, IcfError, InvalidInput, NotFound, PackError, PluginError
from icf.plugin.chosen_depth import ChosenDepth
from icf.plugin.exporter import Exporter, csv_text
from icf.plugin.filled_in import (
    AssessmentSignedOff,
    FilledIn,
    Place,
    PlanChanged,
    PlanEvent,
    PlannedAction,
)
from icf.plugin.hookspecs import HOOK_API, hookimpl
from icf.plugin.report_section import ReportContext, ReportSection
from icf.plugin.route import (
    Download,
    Link,
    Page,
    PageRequest,
    Redirect,
    Result,
    Route,
    TemplatePage,
)
from icf.plugin.store import Store, Stored

__all__ = [
    "CORE_KINDS",
    "FEWER",
    "FEW_ORGANISATIONS",
    "FEW_PEOPLE",
    "HOOK_API",
    "NOT_SHOWN",
    "N_",
    "PLANNING",
    "SCREENING",
    "ActionRule",
    "And",
    "Answer",
    "Answered",
    "Asked",
    "AssessmentSignedOff",
    "Bar",
    "Bars",
    "Block",
    "Bullets",
    "Cell",
    "ChosenDepth",
    "Compare",
    "Condition",
    "Conflict",
    "Download",
    "Exporter",
    "Facts",
    "Fields",
    "Figure",
    "FilledIn",
    "Heading",
    "Hidden",
    "IcfError",
    "InvalidInput",
    "Level",
    "Link",
    "Not",
    "NotFound",
    "OnPaper",
    "Or",
    "Pack",
    "PackError",
    "Page",
    "PageRequest",
    "PaperField",
    "Place",
    "PlanChanged",
    "PlanEvent",
    "PlannedAction",
    "PluginError",
    "Question",
    "QuestionAnswer",
    "QuestionKind",
    "Questionnaire",
    "Redirect",
    "ReportContext",
    "ReportSection",
    "Result",
    "Route",
    "Scale",
    "Section",
    "Selected",
    "Store",
    "Stored",
    "Suggest",
    "Suggestion",
    "Sum",
    "Table",
    "TemplatePage",
    "Theme",
    "Value",
    "Wording",
    "Words",
    "all_small_hidden",
    "csv_text",
    "hookimpl",
    "no_level",
    "plain",
    "plain_export",
    "small_hidden",
    "submitted",
    "visible_sections",
]
