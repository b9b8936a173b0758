"""What was answered and what we will do, as tables and as an appendix."""

from icf.assessments.page import answer_in_words, layer_label, strength_label
from icf.core.answer import Answer
from icf.core.questionnaire import Question
from icf.core.report import (
    Block,
    Cell,
    Heading,
    QuestionAnswer,
    Table,
    Words,
)
from icf.plans.forms import BUDGET_LABELS
from icf.plans.models import ActionFields
from icf.plans.sense_check import (
    approach_name,
)
from icf.reports.day_cell import day_cell
from icf.reports.plan_source import PlanSource
from icf.web.i18n import _, ngettext


def by_approach(source: PlanSource) -> tuple[Block, ...]:
    """A short table for each approach: biggest gap first. The words stand in the appendix."""
    check = source.check
    not_said = _("Not said")
    every = [
        *((one, one.sure or not_said) for one in check.gaps),
        *((one, "–") for one in (*check.dont_know, *check.unanswered)),
        *((one, one.sure or not_said) for one in check.strengths),
    ]
    blocks: list[Block] = [
        Words(_("Biggest gaps first. Every answer stands in the appendix in our own words."))
    ]
    for approach in source.sheet.questionnaire.approaches:
        rows = tuple(
            (one.text, one.answer, sure) for one, sure in every if one.approach == approach.key
        )
        if rows:
            name = approach_name(source.sheet, approach.key, source.names)
            columns = (_("Question"), _("Where we are"), _("How sure"))
            blocks.append(Table(name, columns, rows, widths=(60, 22, 18)))
    return tuple(blocks)


def actions(source: PlanSource) -> tuple[Block, ...]:
    """What we will do as a table; a plan without any says so."""
    if not source.actions:
        return (Words(_("Nothing has been written down yet.")),)
    numbered = enumerate(source.actions, start=1)
    columns = (_("Ref"), _("What we will do"), _("Who"), _("By when"), _("How we will know"))
    return (
        Table(
            caption=ngettext("%(num)s action", "%(num)s actions", len(source.actions)),
            columns=columns,
            rows=tuple(_action_row(number, one) for number, one in numbered),
            widths=(5, 35, 15, 15, 30),
        ),
    )


def _action_row(number: int, one: ActionFields) -> tuple[Cell | str, ...]:
    return (
        str(number),
        "\n".join([one.what, *_support(one)]),
        one.who or _("Nobody named yet"),
        day_cell(one.due_on, one.no_date_reason or _("No date yet")),
        one.how_we_know or _("Not said yet"),
    )


def _support(one: ActionFields) -> list[str]:
    needed = one.budget not in ("", "not_needed")
    budget = str(BUDGET_LABELS[one.budget]) if needed else ""
    return [
        f"{label}: {text}"
        for label, text in (
            (_("Support needed"), one.support_needed),
            (_("Support offered"), one.support_offered),
            (_("Money and staff time"), budget),
        )
        if text
    ]


def all_answers(source: PlanSource) -> tuple[Block, ...]:
    """Every question with its answer in our own words, section by section."""
    blocks: list[Block] = []
    for section in source.sections:
        shown = [
            question for question in section.questions if not _is_drawn_elsewhere(source, question)
        ]
        if shown:
            blocks.append(Heading(section.title.in_language(source.sheet.language), 3))
            blocks += [_question_answer(source, question) for question in shown]
    return tuple(blocks)


def _is_drawn_elsewhere(source: PlanSource, question: Question) -> bool:
    """Whether an add-on's own section of the report shows the answers of its own kind."""
    plugin, colon, _name = question.kind.partition(":")
    return bool(colon) and any(
        blocks and key.startswith(f"{plugin}:") for key, blocks in source.added_blocks.items()
    )


def _question_answer(source: PlanSource, question: Question) -> QuestionAnswer:
    sheet = source.sheet
    answer = sheet.answers.get(question.key) or Answer(question.key)
    shown_in = question.text.language_shown(sheet.language)
    return QuestionAnswer(
        question=question.text.in_language(sheet.language),
        answer=answer_in_words(answer) or _("Not answered"),
        words=answer.words,
        sure=strength_label(answer.strength),
        layer=layer_label(sheet, question.layer) or "",
        language="" if shown_in == sheet.language else shown_in,
    )


def answer_table(source: PlanSource) -> tuple[Block, ...]:
    """Every question with its answer in two columns, so that ten fit on a side."""
    rows: list[tuple[Cell | str, ...]] = []
    for section in source.sections:
        for question in section.questions:
            if _is_drawn_elsewhere(source, question):
                continue
            one = _question_answer(source, question)
            asked = f"{one.question} ({one.layer})" if one.layer else one.question
            said = ", ".join(filter(None, [one.answer, one.sure.lower()]))
            rows.append((asked, f"{said}: {one.words}" if one.words else said))
    if not rows:
        return ()
    columns = (_("Question"), _("Answer, how sure we are, and our words"))
    return (Table(_("Answers to every question asked"), columns, tuple(rows), widths=(33, 67)),)


def no_longer_asked(source: PlanSource) -> tuple[Block, ...]:
    """Answers to questions that have gone from the checklist, in the words of their day."""
    language = source.sheet.language
    seen = [one for one in source.gone if not source.to_hand_over or one.is_seen_by_partners()]
    if not seen:
        return ()
    return (
        Words(_("The questions changed after these answers were given. They count in nothing.")),
        *(
            QuestionAnswer(
                question=one.question.text.in_language(language),
                answer=answer_in_words(one.answer) or _("Not answered"),
                words=one.answer.words,
                sure=strength_label(one.answer.strength),
                layer=_("Added by %(name)s", name=one.added_by(language))
                if one.added_by(language)
                else "",
            )
            for one in seen
        ),
    )


def glossary(source: PlanSource) -> tuple[Block, ...]:
    """The words that the framework uses."""
    language = source.sheet.language
    pairs = tuple(
        (term.term.in_language(language), term.meaning.in_language(language))
        for term in source.sheet.questionnaire.glossary
    )
    if not pairs:
        return ()
    return (Table(_("Words we use"), (_("Word"), _("Meaning")), pairs, widths=(25, 75)),)
