"""The task list: what each section is called, how far it is, and where it opens."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import (
    url_for,
)

from icf.assessments.page import (
    layer_label,
)
from icf.assessments.sheet import SCREENING, Sheet
from icf.core.answer import Answer
from icf.core.questionnaire import Question, Section
from icf.core.results import progress
from icf.web.guards import actor
from icf.web.i18n import _


@dataclass(frozen=True)
class TaskRow:
    """A row of the task list as templates/macros/task_list.html draws it."""

    title: str
    href: str
    hint: str
    status: str
    layer_label: str | None
    lang: str | None = None
    who: str = ""
    wants_something: bool = False


def task_row(sheet: Sheet, shown: Section, who: str = "") -> TaskRow:
    """The row of a section. ``who``: the names of those who were asked to do it."""
    counts = progress((shown,), sheet.answers)
    hint = _("%(answered)s of %(asked)s answered", answered=counts.answered, asked=counts.asked)
    if counts.not_relevant:
        hint += _(", %(number)s not relevant", number=counts.not_relevant)
    if counts.copied:
        hint += _(", %(number)s copied, not checked", number=counts.copied)
    return TaskRow(
        title=shown.title.in_language(sheet.language),
        href=section_url(sheet, shown, actor().layout),
        hint=hint,
        status=section_status(sheet, shown),
        layer_label=layer_label(sheet, shown.layer),
        who=who,
        wants_something=wants_something(sheet, shown),
    )


def section_status(sheet: Sheet, shown: Section) -> str:
    """How a section stands, as ``macros/status_tag.html`` names it."""
    counts = progress((shown,), sheet.answers)
    if counts.copied:
        return "needs_attention"
    if shown.key in sheet.finished or (shown.instrument == SCREENING and not counts.unanswered):
        return "finished"
    touched = any(one.key in sheet.answers for one in shown.questions)
    return "in_progress" if touched else "not_started"


def wants_something(sheet: Sheet, shown: Section) -> bool:
    """Neither marked as finished nor wholly answered, or copied and not looked at."""
    counts = progress((shown,), sheet.answers)
    return counts.copied > 0 or (shown.key not in sheet.finished and counts.unanswered > 0)


def next_section(sheet: Sheet, shown: Section) -> Section | None:
    """The next section below that wants something."""
    keys = [one.key for one in sheet.main_sections]
    below = sheet.main_sections[keys.index(shown.key) + 1 :] if shown.key in keys else ()
    return next((one for one in below if wants_something(sheet, one)), None)


def section_url(sheet: Sheet, shown: Section, layout: str) -> str:
    """Where a section opens: as a whole, or at the first question to answer or to look at."""
    if layout == "section" or shown.instrument == SCREENING:
        return url_for(".section", assessment_id=sheet.id, section=shown.key)
    waits = (one for one in shown.questions if not is_given(sheet, one) or is_copied(sheet, one))
    first = next(waits, shown.questions[0])
    return url_for(".question", assessment_id=sheet.id, question=first.key)


def is_given(sheet: Sheet, question: Question) -> bool:
    return (sheet.answers.get(question.key) or Answer(question.key)).is_given


def is_copied(sheet: Sheet, question: Question) -> bool:
    """Whether an answer was copied and nobody has looked at it."""
    answer = sheet.answers.get(question.key)
    return answer is not None and answer.copied


def come_back(sheet: Sheet) -> list[tuple[str, str]]:
    """Questions that somebody wants to come back to: text and address."""
    return _questions(sheet, lambda answer: answer.later)


def copied(sheet: Sheet) -> list[tuple[str, str]]:
    """Questions whose copied answers nobody has looked at: text and address."""
    return _questions(sheet, lambda answer: answer.copied)


def _questions(sheet: Sheet, wanted: Callable[[Answer], bool]) -> list[tuple[str, str]]:
    return [
        (
            one.text.in_language(sheet.language),
            url_for(".question", assessment_id=sheet.id, question=one.key),
        )
        for section in sheet.sections
        for one in section.questions
        if (answer := sheet.answers.get(one.key)) and wanted(answer)
    ]
