"""How the plan was made: which size, why, what was not asked, and whose questions."""

from icf.core.depth import left_out, not_asked_count
from icf.core.questionnaire import CORE
from icf.core.report import (
    Block,
    Words,
)
from icf.core.results import progress
from icf.reports.plan_source import PlanSource
from icf.web.i18n import _, ngettext


def method(source: PlanSource) -> tuple[Block, ...]:
    """Which size, why, what was not asked, whose questions, and what the words mean."""
    lines = [
        _size_line(source),
        _counts_line(source),
        _suggestion_line(source),
        _left_out_line(source),
        _held_back_line(source),
        _sources_line(source),
        _("The wording of the questions is independent; it is not the council’s."),
    ]
    return (Words(" ".join(line for line in lines if line), look="note"),)


def _size_line(source: PlanSource) -> str:
    sheet = source.sheet
    depth = sheet.index.depth[sheet.record.depth]
    if sheet.is_self_evaluation:
        return _small_form_line(source)
    title = depth.title.in_language(sheet.language)
    return _("Size: %(title)s, about %(minutes)s minutes.", title=title, minutes=depth.minutes)


def _small_form_line(source: PlanSource) -> str:
    """Which form it was, where it was not the framework's whole one."""
    sheet = source.sheet
    depth = sheet.index.depth[sheet.record.depth]
    if depth.layer == CORE:
        return _("This is the whole form.")
    return _("Form: %(title)s.", title=depth.title.in_language(sheet.language))


def _counts_line(source: PlanSource) -> str:
    sheet, counts = source.sheet, progress(source.sections, source.sheet.answers)
    asked = _(
        "Questions asked: %(asked)s. Answered: %(answered)s. Not relevant or not known: %(blank)s."
        " Not answered: %(open)s.",
        asked=counts.asked,
        answered=counts.answered,
        blank=counts.not_relevant + counts.dont_know,
        open=counts.unanswered,
    )
    more = not_asked_count(sheet.questionnaire, sheet.record.instrument, sheet.record.depth)
    if not more:
        return asked
    return f"{asked} " + ngettext(
        "%(num)s further question of a larger size was not asked.",
        "%(num)s further questions of larger sizes were not asked.",
        more,
    )


def _suggestion_line(source: PlanSource) -> str:
    record, index = source.sheet.record, source.sheet.index
    suggested = index.depth.get(record.suggested_depth)
    if suggested is None:
        return ""
    title = suggested.title.in_language(source.sheet.language)
    line = _("The first questions suggested: %(title)s.", title=title)
    if record.depth_reason:
        line += " " + _("Why this size was chosen: %(reason)s", reason=record.depth_reason)
    return line


def _left_out_line(source: PlanSource) -> str:
    missing = left_out(
        source.sheet.questionnaire, source.sheet.record.depth, source.sheet.record.instrument
    )
    if not missing or source.sheet.is_self_evaluation:
        return ""
    texts = " · ".join(question.text.in_language(source.sheet.language) for question in missing)
    return _("Left out of the quick questions: %(texts)s", texts=texts)


def _held_back_line(source: PlanSource) -> str:
    """How much is left out of a plan to hand over, and why."""
    questions, actions = len(source.only_ours), len(source.all_actions) - len(source.actions)
    if not source.to_hand_over or not (questions or actions):
        return ""
    line = ngettext(
        "%(num)s question with its answer is left out of this copy, because its answer is only for"
        " %(organisation)s.",
        "%(num)s questions with their answers are left out of this copy, because their answers are"
        " only for %(organisation)s.",
        questions,
        organisation=source.organisation.name,
    )
    if not actions:
        return line
    return f"{line} " + ngettext(
        "%(num)s action that follows from them is left out too.",
        "%(num)s actions that follow from them are left out too.",
        actions,
    )


def _sources_line(source: PlanSource) -> str:
    names = ", ".join(
        f"{title.in_language(source.sheet.language)} {version}"
        for key, version, title in source.sheet.questionnaire.packs
        if not source.hides_layer(key)
    )
    return _("Questions from: %(names)s.", names=names)
