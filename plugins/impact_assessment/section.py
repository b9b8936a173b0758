"""The section of the project plan: who was thought about, who was not, and on which evidence."""

from collections.abc import Iterable
from textwrap import shorten

from icf.plugin import (
    Block,
    Cell,
    Facts,
    Question,
    ReportContext,
    ReportSection,
    Table,
    Words,
    plain,
)

from .looks import ENVIRONMENT, GROUPS, PACK, Row, rows_of, visible_answers

LONGEST_WORDS = 300
"""Characters of somebody's words in the grid; the appendix has all of them."""


def blocks(context: ReportContext) -> Iterable[Block]:
    """Nothing while the first look is not answered."""
    given = visible_answers(context.questionnaire, context.depth, context.answers)
    looked = [key for key in (GROUPS, ENVIRONMENT) if key in given and given[key].is_given]
    if not looked:
        return
    _ = context.translate
    yield Words(
        _(
            "This supports the organisation's legal duty, such as the public sector equality duty. "
            "It does not replace it."
        )
    )
    people, environment = (
        rows_of(first, context.questionnaire, context.depth, context.answers, context.language)
        for first in (GROUPS, ENVIRONMENT)
    )
    yield from _nothing_known(people, context)
    yield _grid(_("People: what changes for whom, and how we know"), _("Group"), people, context)
    if all(row.is_ruled_out for row in environment):
        yield Words(_("The environment: the first look expects no effect."))
    else:
        caption = _("The environment: what changes, and how we know")
        yield _grid(caption, _("Part"), environment, context)
    if facts := _facts(context):
        yield Facts(facts)


def _nothing_known(people: tuple[Row, ...], context: ReportContext) -> Iterable[Block]:
    _ = context.translate
    empty = [row.name for row in people if row.is_empty]
    if empty:
        yield Words(_("Not thought about yet, or not in detail:") + f" {'; '.join(empty)}.")
    unknown = [row.name for row in people if row.is_unknown]
    if unknown:
        yield Words(_("Thought about, but without evidence:") + f" {'; '.join(unknown)}.")


def _grid(caption: str, first: str, rows: tuple[Row, ...], context: ReportContext) -> Table:
    _ = context.translate
    return Table(
        caption=caption,
        columns=(
            *(first, _("What changes"), _("How sure"), _("What we know")),
            _("What we will do"),
        ),
        rows=tuple(_row(row, context) for row in rows),
        widths=(18, 23, 12, 24, 23),
    )


def _row(row: Row, context: ReportContext) -> tuple[Cell | str, ...]:
    name, effect, sure, known, actions = row_in_words(row, context)
    shown = Cell(effect, "none") if row.is_empty else effect
    known = shorten(known, LONGEST_WORDS, placeholder=" …")
    if row.is_asked and not actions:
        return (name, shown, sure, known, Cell(context.translate("Nothing yet"), "none"))
    return (name, shown, sure, known, shorten(actions, LONGEST_WORDS, placeholder=" …") or "–")


def row_in_words(row: Row, context: ReportContext) -> tuple[str, str, str, str, str]:
    """The name, what changes, how sure we are, everything that we know, and what we will do."""
    question = f"{PACK}:{row.key}"
    actions = "; ".join(one.what for one in context.actions if one.question == question)
    return (*_known_in_words(row, context), actions)


def _known_in_words(row: Row, context: ReportContext) -> tuple[str, str, str, str]:
    _ = context.translate
    if row.is_ruled_out:
        return (row.name, _("First look: no effect expected"), "–", "–")
    if row.answer is None or not row.answer.is_given:
        empty = _("Empty: still to answer") if row.is_asked else _("Empty: not looked at")
        return (row.name, empty, "–", "–")
    if row.answer.blank:
        blank = {
            "not_relevant": _("Not relevant here"),
            "dont_know": _("We don’t know"),
        }.get(row.answer.blank, _("Left blank"))
        return (row.name, blank, "–", row.answer.reason or _("Nothing yet"))
    known = row.answer.words or _("Nothing yet")
    return (row.name, _effect(row, context), _sure(row, context), known)


def _effect(row: Row, context: ReportContext) -> str:
    index = context.questionnaire.index
    question: Question = index.question[f"{PACK}:{row.key}"]
    value = str(row.answer.value) if row.answer else ""
    level = index.scale[question.scale].level(value)
    return level.label.in_language(context.language) if level else value


def _sure(row: Row, context: ReportContext) -> str:
    _ = context.translate
    return {
        "think": _("We think so"),
        "checked": _("We checked"),
        "told": _("People told us"),
    }.get((row.answer and row.answer.strength) or "", _("Not said"))


def _facts(context: ReportContext) -> tuple[tuple[str, str], ...]:
    _ = context.translate
    given = visible_answers(context.questionnaire, context.depth, context.answers)
    labels = (
        (_("What we will change"), "change"),
        (_("Who is in several groups"), "several"),
        (_("How we will notice"), "notice"),
        (_("For the environment"), "less-harm"),
        (_("Why we expect no effect"), "why-none"),
        (_("Full assessment"), "published"),
    )
    answers = ((label, given.get(f"{PACK}:{key}")) for label, key in labels)
    return tuple(
        (label, answer.displayed) for label, answer in answers if answer and answer.has_value
    )


NOT_THOUGHT_ABOUT = ReportSection(
    key="impact_assessment:grid",
    title=plain("Who have we not thought about?"),
    blocks=blocks,
)
