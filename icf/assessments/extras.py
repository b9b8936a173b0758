"""What one kind of form brings to the pages that all forms share.

A button beside the questions is part of the form with the answers, ``name="next"
value="beside:…"``, so that what was typed is saved first, also without the script.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from werkzeug.wrappers import Response

from icf.assessments.sheet import Sheet
from icf.assessments.task_list import TaskRow
from icf.core.questionnaire import Question, Section


def no_tasks(_sheet: Sheet) -> Sequence[TaskRow]:
    """Nothing before the sections."""
    return ()


def nothing_beside(_sheet: Sheet, _section: Section, _questions: Sequence[Question]) -> Markup:
    """Nothing beside the questions."""
    return Markup("")


@dataclass(frozen=True)
class Extras:
    """What a form brings.

    Args:
        first_tasks: rows before the sections in the task list.
        beside: the HTML for the questions of a section that are on the page; may be empty.
        pressed: does what a button in it asks for, given the rest of its value, once all is saved.
    """

    first_tasks: Callable[[Sheet], Sequence[TaskRow]] = no_tasks
    beside: Callable[[Sheet, Section, Sequence[Question]], Markup] = nothing_beside
    pressed: Callable[[Sheet, str], Response] | None = None


_NOTHING = Extras()
_extras: dict[str, Extras] = {}


def brings(instrument: str, extras: Extras) -> None:
    """Say what a form brings; the package of the form calls it when it is imported."""
    _extras[instrument] = extras


def extras_of(sheet: Sheet) -> Extras:
    """What the form of a sheet brings."""
    return _extras.get(sheet.record.instrument, _NOTHING)
