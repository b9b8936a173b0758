"""The project plan: an implementation plan of one piece of work, as a report.

Quick and smaller sizes make two sides without cover and contents; standard and full have a cover, a
page 2 that answers the chair alone, findings by approach, and appendices that detach.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from icf.accounts.models import Organisation
from icf.assessments.page import answer_in_words, layer_label, strength_label
from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.core.depth import left_out, not_asked_count
from icf.core.questionnaire import CORE, Question, Section
from icf.core.report import (
    Asked,
    Bar,
    Bars,
    Block,
    Bullets,
    Cell,
    Cover,
    Facts,
    Heading,
    Part,
    QuestionAnswer,
    Report,
    Table,
    Words,
)
from icf.plans.forms import BUDGET_LABELS
from icf.plans.models import ActionFields, PlanPaper
from icf.plans.sense_check import (
    BLANK,
    UNANSWERED,
    SenseCheck,
    approach_name,
    levels_best_first,
    standing_label,
)
from icf.plugin import ReportContext, ReportSection
from icf.web.i18n import _, day, ngettext
from icf.work.forms import KIND_LABELS, STAGE_LABELS
from icf.work.models import Work

LANGUAGES = {"en": "en-GB"}
COVERED_DEPTHS = ("standard", "full")
TOP = 3


@dataclass(frozen=True)
class PlanSource:
    """Everything that a plan is made from.

    Args:
        actions: what we will do, or, once signed off, what was promised.
        added: report sections of the add-ons that are on.
        previous: the check of the version that this one reopens, for "what changed".
        for_partner: a partner reads it, who does not see sections meant only for us.
    """

    sheet: Sheet
    check: SenseCheck
    work: Work
    organisation: Organisation
    actions: Sequence[ActionFields]
    paper: PlanPaper | None
    made_on: date
    service: str = ""
    names: Mapping[str, str] | None = None
    added: Sequence[ReportSection] = ()
    previous: SenseCheck | None = None
    for_partner: bool = False

    @cached_property
    def added_blocks(self) -> Mapping[str, tuple[Block, ...]]:
        """What add-ons bring, by the key of their section, from answers that the reader may see."""
        seen = {question.key for section in self.sections for question in section.questions}
        context = ReportContext(
            questionnaire=self.sheet.questionnaire,
            depth=self.sheet.record.depth,
            answers={key: one for key, one in self.sheet.answers.items() if key in seen},
            language=self.sheet.language,
            translate=lambda text: str(_(text)),
        )
        return {section.key: tuple(section.blocks(context)) for section in self.added}

    @property
    def is_long(self) -> bool:
        """Whether the plan has a cover and contents."""
        return str(self.sheet.record.depth) in COVERED_DEPTHS

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that the reader may see."""
        return tuple(
            section
            for section in self.sheet.main_sections
            if not (self.for_partner and section.visible_to == "us" and section.layer != CORE)
        )


def project_plan(source: PlanSource) -> Report:
    """The plan as a report, with nothing left to compute."""
    parts = _long_parts(source) if source.is_long else _short_parts(source)
    record = source.sheet.record
    return Report(
        title=source.work.title,
        subtitle=_("Project plan"),
        language=LANGUAGES.get(source.sheet.language, source.sheet.language),
        organisation=_organisation_line(source),
        reference=source.sheet.reference,
        version=_("version %(number)s", number=record.version),
        made_on=(record.signed_at.date() if record.signed_at else source.made_on).isoformat(),
        marking=source.work.marking or source.organisation.marking,
        seen_by=seen_by(source.organisation.name, source.work),
        draft=source.sheet.is_draft,
        cover=_cover(source) if source.is_long else None,
        front=_front(source) if source.is_long else None,
        parts=tuple(part for part in parts if part.blocks),
    )


def seen_by(organisation: str, work: Work) -> str:
    """The sentence about who sees the plan."""
    first = _("Seen by people who sign in for %(organisation)s.", organisation=organisation)
    if work.shared_at and work.partners:
        names = ", ".join(partner.name for partner in work.partners)
        first = _(
            "Seen by people who sign in for %(organisation)s, and shared with %(names)s.",
            organisation=organisation,
            names=names,
        )
    return (
        first
        + " "
        + _("Nobody outside until someone sends it. May be released under freedom of information.")
    )


def _organisation_line(source: PlanSource) -> str:
    return ", ".join(filter(None, [source.organisation.name, source.service]))


def _long_parts(source: PlanSource) -> list[Part]:
    return [
        Part(_("About this work"), (_about(source),)),
        Part(_("Findings by approach"), _by_approach(source)),
        Part(_("What we will do"), _actions(source)),
        Part(_("Resources and equality"), _resources(source)),
        Part(_("How this was made"), _method(source)),
        *_added_parts(source, detaches=False),
        Part(_("Appendix: all answers"), _all_answers(source), detaches=True, new_page=True),
        Part(_("Appendix: words we use"), _glossary(source), detaches=True),
    ]


def _short_parts(source: PlanSource) -> list[Part]:
    """Two sides: no cover, no contents, nothing said twice."""
    return [
        Part(
            _("Where we are"),
            (*_decisions(source), *_position(source), _about(source), _profile_table(source)),
        ),
        Part(_("What we will do"), _actions(source)),
        Part(_("Our answers"), _answer_table(source)),
        Part(_("Risks, resources and equality"), _paper_facts(source)),
        Part(_("How this was made"), _method(source)),
        *_added_parts(source, detaches=True),
    ]


def _cover(source: PlanSource) -> Cover:
    paper, work = source.paper, source.work
    decisions = [one.rstrip(".") for one in paper.decisions] if paper else []
    asks = _("The board is asked to: %(decisions)s", decisions="; ".join(decisions))
    public = {True: _("Public"), False: _("Private"), None: ""}
    facts = [
        (_("Meeting"), _meeting(paper)),
        (_("Agenda item"), paper.agenda_item if paper else ""),
        (_("Public or private"), public[paper.is_public if paper else None]),
        (_("Author"), work.lead_name),
        (_("Organisation"), _organisation_line(source)),
        (_("Partners"), ", ".join(partner.name for partner in work.partners)),
        (_("Places and wards"), ", ".join(place.name for place in work.places)),
        (_("Signed off"), _signed_line(source)),
    ]
    return Cover(asks if decisions else "", tuple((name, text) for name, text in facts if text))


def _meeting(paper: PlanPaper | None) -> str:
    if paper is None:
        return ""
    return ", ".join(filter(None, [paper.meeting, day(paper.meets_on)]))


def _signed_line(source: PlanSource) -> str:
    record = source.sheet.record
    if not record.signed_at:
        return _("Not yet: this is a draft")
    who = ", ".join(filter(None, [record.signed_name, record.signed_role]))
    return _("%(who)s, %(date)s", who=who, date=day(record.signed_at))


def _front(source: PlanSource) -> Part:
    """Page 2: what to decide, where we are, the profile, what changed, the three biggest risks."""
    return Part(
        _("For the chair: what to decide and where we are"),
        (
            *_decisions(source),
            *_position(source),
            profile_bars(source),
            *_changed(source),
            *_risks(source),
        ),
    )


def _decisions(source: PlanSource) -> tuple[Block, ...]:
    decisions = tuple(source.paper.decisions) if source.paper else ()
    if not decisions:
        return ()
    return (Heading(_("Decisions asked for"), 3), Asked(decisions))


def _position(source: PlanSource) -> tuple[Block, ...]:
    written = source.paper.position if source.paper else ""
    heading = (Heading(_("Where we are"), 3),) if source.is_long else ()
    return (*heading, Words(written or source.check.headline, look="lead"))


def profile_bars(source: PlanSource) -> Bars:
    """The five approaches: how many of the framework's questions stand where."""
    standings = [key for key, _label in levels_best_first(source.sheet)] + [BLANK, UNANSWERED]
    looks = ("high", "mid", "low", "blank", "none")
    return Bars(
        title=_("The framework’s questions by approach"),
        levels=tuple(standing_label(source.sheet, standing) for standing in standings),
        rows=tuple(
            Bar(
                bar.label,
                tuple(bar.counts.get(standing, 0) for standing in standings),
                _(
                    "%(through)s of %(total)s",
                    through=bar.counts.get("through", 0),
                    total=bar.total,
                ),
            )
            for bar in source.check.bars
        ),
        looks=looks,
    )


def _profile_table(source: PlanSource) -> Table:
    """The profile in numbers alone: with two questions for each approach, bars say nothing more."""
    bars = profile_bars(source)
    rows = tuple((bar.label, *(str(count) for count in bar.counts)) for bar in bars.rows)
    caption = _("How many questions of each approach stand where")
    return Table(caption, (_("Approach"), *bars.levels), rows, widths=(20, 15, 10, 15, 25, 15))


def _changed(source: PlanSource) -> tuple[Block, ...]:
    """What is different from the version that this one reopens."""
    if source.previous is None:
        return ()
    before = {bar.approach: bar.counts.get("through", 0) for bar in source.previous.bars}
    lines = [
        _(
            "%(approach)s: %(now)s thought through, %(before)s before",
            approach=bar.label,
            now=bar.counts.get("through", 0),
            before=before.get(bar.approach, 0),
        )
        for bar in source.check.bars
        if bar.counts.get("through", 0) != before.get(bar.approach, 0)
    ]
    block = Bullets(tuple(lines)) if lines else Words(_("Nothing changed in the counts."))
    return (Heading(_("What changed since the last version"), 3), block)


def _risks(source: PlanSource) -> tuple[Block, ...]:
    """The officer's risks; where none were given, what looks strong on weak evidence."""
    written = tuple(source.paper.risks) if source.paper else ()
    if written:
        return (Heading(_("The biggest risks"), 3), Bullets(written[:TOP], numbered=True))
    weak = source.check.risky[:TOP]
    if not weak:
        return ()
    return (
        Heading(_("Looks strong, but nobody has checked"), 3),
        Bullets(tuple(one.text for one in weak)),
    )


def _about(source: PlanSource) -> Block:
    work = source.work
    kind = f"{KIND_LABELS[work.kind]}, {str(STAGE_LABELS[work.stage]).lower()}"
    facts = [
        (_("What it is"), work.summary),
        (_("Kind and stage"), kind + ", " + (_("new") if work.is_new else _("exists already"))),
        (_("Places and wards"), ", ".join(place.name for place in work.places)),
        (_("Led by"), ", ".join(filter(None, [work.lead_name, source.service]))),
        (_("With"), ", ".join(partner.name for partner in work.partners)),
        (_("Starts on"), day(work.starts_on)),
    ]
    if not source.is_long:
        facts += [(_("Meeting"), _meeting(source.paper)), (_("Signed off"), _signed_line(source))]
    return Facts(tuple((name, text) for name, text in facts if text))


def _by_approach(source: PlanSource) -> tuple[Block, ...]:
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


def _actions(source: PlanSource) -> tuple[Block, ...]:
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
    when = day(one.due_on) if one.due_on else one.no_date_reason or _("No date yet")
    return (
        str(number),
        "\n".join([one.what, *_support(one)]),
        one.who or _("Nobody named yet"),
        when,
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


def _resources(source: PlanSource) -> tuple[Block, ...]:
    paper = source.paper
    blocks: list[Block] = []
    for title, text in (
        (_("Money, staff and other resources"), paper.resources if paper else ""),
        (_("What it means for equality"), paper.equality if paper else ""),
    ):
        if text:
            blocks += [Heading(title, 3), Words(text)]
    return tuple(blocks)


def _paper_facts(source: PlanSource) -> tuple[Block, ...]:
    """Risks, resources and equality in as little room as they need."""
    paper = source.paper
    risks = "; ".join(
        f"({number}) {risk}" for number, risk in enumerate(paper.risks if paper else (), 1)
    )
    facts = (
        (_("Biggest risks"), risks),
        (_("Resources"), paper.resources if paper else ""),
        (_("Equality"), paper.equality if paper else ""),
    )
    given = tuple((name, text) for name, text in facts if text)
    return (Facts(given),) if given else _risks(source)


def _added_parts(source: PlanSource, detaches: bool) -> list[Part]:
    """What add-ons bring: their own sections."""
    return [
        Part(
            section.title.in_language(source.sheet.language),
            source.added_blocks[section.key],
            detaches,
            new_page=True,
        )
        for section in source.added
    ]


def _method(source: PlanSource) -> tuple[Block, ...]:
    """Which size, why, what was not asked, whose questions, and what the words mean."""
    lines = [
        _size_line(source),
        _counts_line(source),
        _suggestion_line(source),
        _left_out_line(source),
        _sources_line(source),
        _("The wording of the questions is independent; it is not the council’s."),
    ]
    return (Words(" ".join(line for line in lines if line), look="note"),)


def _size_line(source: PlanSource) -> str:
    sheet = source.sheet
    depth = sheet.index.depth[sheet.record.depth]
    title = depth.title.in_language(sheet.language)
    return _("Size: %(title)s, about %(minutes)s minutes.", title=title, minutes=depth.minutes)


def _counts_line(source: PlanSource) -> str:
    sheet, counts = source.sheet, source.sheet.progress
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
    missing = left_out(source.sheet.questionnaire, source.sheet.record.depth)
    if not missing:
        return ""
    texts = " · ".join(question.text.in_language(source.sheet.language) for question in missing)
    return _("Left out of the quick questions: %(texts)s", texts=texts)


def _sources_line(source: PlanSource) -> str:
    names = ", ".join(
        f"{title.in_language(source.sheet.language)} {version}"
        for _key, version, title in source.sheet.questionnaire.packs
    )
    return _("Questions from: %(names)s.", names=names)


def _all_answers(source: PlanSource) -> tuple[Block, ...]:
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


def _answer_table(source: PlanSource) -> tuple[Block, ...]:
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


def _glossary(source: PlanSource) -> tuple[Block, ...]:
    language = source.sheet.language
    pairs = tuple(
        (term.term.in_language(language), term.meaning.in_language(language))
        for term in source.sheet.questionnaire.glossary
    )
    if not pairs:
        return ()
    return (Table(_("Words we use"), (_("Word"), _("Meaning")), pairs, widths=(25, 75)),)
