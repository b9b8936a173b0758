"""The yearly self-evaluation as a report.

The small form makes two sides; the whole form has a cover, a page 2 that answers the chair alone,
the five things of each approach, the principles, what was learned, and what we will do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from icf.assessments.page import answer_in_words, layer_label, strength_label
from icf.core.answer import Answer
from icf.core.questionnaire import CORE, Question, Section
from icf.core.report import (
    Block,
    Bullets,
    Cover,
    Facts,
    Heading,
    Part,
    QuestionAnswer,
    Report,
    Table,
    Words,
)
from icf.plans.sense_check import approach_name
from icf.reports.everybody import everybody_part
from icf.reports.plan import LANGUAGES, seen_by
from icf.reports.plan_answers import actions, answer_table, no_longer_asked
from icf.reports.plan_board import organisation_line
from icf.reports.plan_method import method
from icf.reports.plan_source import PlanSource
from icf.selfeval.drawing import profile_figure
from icf.selfeval.position import ALIGNMENT, CONFIDENCE, Position, level_text
from icf.web.i18n import _, day, day_of, ngettext

HELP, OFFER = "icf:self-help", "icf:self-offer"
TOP = 3


@dataclass(frozen=True)
class SelfEvaluationSource:
    """What the report is made from: what every report is made from, and what the ratings say."""

    plan: PlanSource
    position: Position


def self_evaluation_report(source: SelfEvaluationSource) -> Report:
    """The self-evaluation as a report, with nothing left to compute."""
    plan, record = source.plan, source.plan.sheet.record
    is_long = plan.is_long
    parts = _long_parts(source) if is_long else _short_parts(source)
    return Report(
        title=_("Self-evaluation %(period)s", period=record.period),
        subtitle=plan.service or _("The organisation as a whole"),
        language=LANGUAGES.get(plan.sheet.language, plan.sheet.language),
        organisation=organisation_line(plan),
        reference=plan.sheet.reference if plan.sheet.id else "",
        version=_("version %(number)s", number=record.version),
        made_on=(day_of(record.signed_at) if record.signed_at else plan.made_on).isoformat(),
        marking=plan.organisation.marking,
        seen_by=seen_by(plan.organisation.name, plan.work, plan.to_hand_over),
        theme=plan.theme,
        draft=plan.sheet.is_draft,
        cover=Cover("", tuple(_facts(source))) if is_long else None,
        front=_front(source) if is_long else None,
        parts=tuple(part for part in parts if part.blocks),
    )


def _long_parts(source: SelfEvaluationSource) -> list[Part]:
    plan = source.plan
    return [
        Part(_("The five approaches"), tuple(_by_approach(source))),
        *(Part(_title(plan, one), tuple(_answers(plan, one))) for one in _beyond(plan)),
        Part(_("What we will do"), actions(plan)),
        Part(_("How this was made"), (*_who(source), *method(plan))),
        *_added(plan),
        everybody_part(plan.everybody),
        Part(_("Appendix: what the levels mean"), _scales(source), detaches=True, new_page=True),
        *_gone(plan),
    ]


def _short_parts(source: SelfEvaluationSource) -> list[Part]:
    """Two sides: no cover, no contents, nothing said twice."""
    plan = source.plan
    return [
        Part(
            _("Where we are"),
            (
                _lead(source),
                *_unchecked(source),
                profile_figure(source.position),
                *_since(source),
            ),
        ),
        Part(_("What we did and what we learned"), _written(plan)),
        Part(_("What we will do"), actions(plan)),
        Part(_("How this was made"), (Facts(tuple(_facts(source))), *method(plan))),
        *_added(plan),
        *_gone(plan),
    ]


def _front(source: SelfEvaluationSource) -> Part:
    """Page 2: where we are, the profile, what changed, what help is needed and offered."""
    return Part(
        _("For the chair: where we are"),
        (
            _lead(source),
            *_unchecked(source),
            profile_figure(source.position),
            *_since(source),
            *_weak_ground(source),
            *_help(source.plan),
        ),
    )


def _lead(source: SelfEvaluationSource) -> Words:
    """Where we are, in our own words or else in those of the ratings."""
    written = source.plan.paper.position if source.plan.paper else ""
    return Words(written or source.position.headline, look="lead")


def _unchecked(source: SelfEvaluationSource) -> tuple[Block, ...]:
    """In a draft: that answers are last year's, and nobody has looked at them yet."""
    copied = source.plan.sheet.progress.copied
    if not copied:
        return ()
    words = ngettext(
        "%(num)s answer was copied from last time and nobody has checked it yet.",
        "%(num)s answers were copied from last time and nobody has checked them yet.",
        copied,
    )
    return (Words(words),)


def _since(source: SelfEvaluationSource) -> tuple[Block, ...]:
    found = source.position
    if not found.last_period:
        return ()
    heading = Heading(_("What changed since %(period)s", period=found.last_period), 3)
    if not found.compares:
        return (heading, Words(_("The levels were others then, so the years are not compared.")))
    if not found.changes:
        return (heading, Words(_("No rating is higher or lower than last time.")))
    return (heading, Bullets(found.changes))


def _weak_ground(source: SelfEvaluationSource) -> tuple[Block, ...]:
    risks = source.position.risks[:TOP]
    if not risks:
        return ()
    return (
        Heading(_("Strong on weak ground"), 3),
        Bullets(tuple(one.sentence for one in risks)),
    )


def _help(plan: PlanSource) -> tuple[Block, ...]:
    """What help is needed and what is offered; only what was written."""
    said = (
        (_("Help that we need"), _text(plan, HELP)),
        (_("Help that we offer"), _text(plan, OFFER)),
    )
    given = tuple((title, text) for title, text in said if text)
    return (Facts(given),) if given else ()


def _text(plan: PlanSource, key: str) -> str:
    seen = {question.key for section in plan.sections for question in section.questions}
    answer = plan.sheet.answers.get(key)
    return str(answer.value) if key in seen and answer and answer.has_value else ""


def _by_approach(source: SelfEvaluationSource) -> Iterator[Block]:
    """The five things of each approach, in the framework's order."""
    plan = source.plan
    for section in plan.sections:
        if section.approach:
            yield Heading(_title(plan, section), 3)
            yield from _answers(plan, section)


def _title(plan: PlanSource, section: Section) -> str:
    own = section.layer == CORE and section.approach
    name = approach_name(plan.sheet, section.approach, plan.names) if own else ""
    return name or section.title.in_language(plan.sheet.language)


def _answers(plan: PlanSource, section: Section) -> Iterator[QuestionAnswer]:
    for question in section.questions:
        yield _answered(plan, question)


def _answered(plan: PlanSource, question: Question) -> QuestionAnswer:
    sheet = plan.sheet
    answer = sheet.answers.get(question.key) or Answer(question.key)
    shown_in = question.text.language_shown(sheet.language)
    written = question.kind == "text" and answer.has_value
    given = _level(plan, question, answer) or answer_in_words(answer) or _("Not answered")
    return QuestionAnswer(
        question=question.text.in_language(sheet.language),
        answer="" if written else given,
        words=str(answer.value) if written else answer.words,
        sure=strength_label(answer.strength),
        layer=layer_label(sheet, question.layer)
        or (_("Copied from last time, not checked") if answer.copied else ""),
        language="" if shown_in == sheet.language else shown_in,
    )


def _level(plan: PlanSource, question: Question, answer: Answer) -> str:
    """A rating with its number; empty for anything else."""
    if question.scale not in (ALIGNMENT, CONFIDENCE) or not answer.has_value:
        return ""
    scale = plan.sheet.index.scale[question.scale]
    return level_text(scale, str(answer.value), plan.sheet.language)


def _written(plan: PlanSource) -> tuple[Block, ...]:
    """What was written, in two columns; the ratings stand above it already."""
    table = answer_table(plan)
    ratings = {
        question.text.in_language(plan.sheet.language)
        for section in plan.sections
        for question in section.questions
        if question.scale in (ALIGNMENT, CONFIDENCE)
        and not (plan.sheet.answers.get(question.key) or Answer(question.key)).words
    }
    return tuple(_without(one, ratings) if isinstance(one, Table) else one for one in table)


def _without(table: Table, first_cells: Iterable[str]) -> Table:
    left_out = set(first_cells)
    rows = tuple(row for row in table.rows if row[0] not in left_out)
    return Table(_("What we wrote"), table.columns, rows, table.widths)


def _beyond(plan: PlanSource) -> list[Section]:
    """The sections that are about no approach."""
    return [section for section in plan.sections if not section.approach]


def _facts(source: SelfEvaluationSource) -> Iterator[tuple[str, str]]:
    plan = source.plan
    record, paper = plan.sheet.record, plan.paper
    answered, typed = (paper.answered_by, paper.typed_by) if paper else ("", "")
    signed = ", ".join(filter(None, [record.signed_name, record.signed_role]))
    facts = (
        (_("Year"), record.period),
        (_("Answered by"), answered),
        (_("Entered by"), _("%(typed)s, for those who answered", typed=typed) if typed else ""),
        (
            _("Signed off"),
            _("%(who)s, %(date)s", who=signed, date=day(record.signed_at))
            if record.signed_at and signed
            else _("Not yet: this is a draft")
            if plan.sheet.is_draft
            else "",
        ),
    )
    yield from ((name, text) for name, text in facts if text)


def _who(source: SelfEvaluationSource) -> tuple[Block, ...]:
    kept = {_("Answered by"), _("Entered by")}
    said = tuple(pair for pair in _facts(source) if pair[0] in kept)
    return (Facts(said),) if said else ()


def _scales(source: SelfEvaluationSource) -> tuple[Block, ...]:
    """Both scales with every level's meaning."""
    sheet, tables = source.plan.sheet, []
    for key in (ALIGNMENT, CONFIDENCE):
        scale = sheet.index.scale.get(key)
        if scale:
            rows = tuple(
                (level_text(scale, one.key, sheet.language), one.text.in_language(sheet.language))
                for one in scale.levels
            )
            title = scale.title.in_language(sheet.language)
            tables.append(Table(title, (_("Level"), _("What it means")), rows, widths=(30, 70)))
    return tuple(tables)


def _added(plan: PlanSource) -> list[Part]:
    """What add-ons bring: their own sections of the report."""
    return [
        Part(section.title.in_language(plan.sheet.language), plan.added_blocks[section.key], True)
        for section in plan.added
    ]


def _gone(plan: PlanSource) -> list[Part]:
    title = _("Appendix: answers to questions that are no longer asked")
    return [Part(title, no_longer_asked(plan), detaches=True)]
