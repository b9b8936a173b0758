"""What one kind of form brings to the pages that all forms share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from icf.assessments.sheet import Sheet
from icf.assessments.task_list import TaskRow
from icf.core.questionnaire import Section


@dataclass(frozen=True)
class Beside:
    """Something to read beside the questions of a section, folded away.

    Args:
        title: what it is, such as "What we said then".
        intro: where it comes from.
        lines: (question, answer) in words.
    """

    title: str
    intro: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Extras:
    """What a form brings.

    Args:
        first_tasks: rows before the sections in the task list.
        beside: what stands beside the questions of a section; None for nothing.
    """

    first_tasks: Callable[[Sheet], Sequence[TaskRow]]
    beside: Callable[[Sheet, Section], Beside | None]


_NOTHING = Extras(lambda _sheet: (), lambda _sheet, _section: None)
_extras: dict[str, Extras] = {}


def brings(instrument: str, extras: Extras) -> None:
    """Say what a form brings; the package of the form calls it when it is imported."""
    _extras[instrument] = extras


def extras_of(sheet: Sheet) -> Extras:
    """What the form of a sheet brings."""
    return _extras.get(sheet.record.instrument, _NOTHING)
