"""The report of an evaluation or a check-in, from blocks.

Two sides at the small sizes; standard and full have a cover and a page for the chair alone. What
became of each promise is named. A copy to hand over counts none of them, and no copy has a rate.
"""

from icf.assessments.page import answer_in_words, layer_label, strength_label
from icf.core.answer import Answer
from icf.core.depth import not_asked_count
from icf.core.questionnaire import CORE, Question, Section
from icf.core.report import (
    Asked,
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
from icf.core.results import progress
from icf.evaluation.promises import Asked as AskedBack
from icf.evaluation.result import CHANGED_SECTION, NEXT_SECTION, answer_label
from icf.plans.models import ActionFields
from icf.reports.day_cell import day_cell
from icf.reports.evaluation_source import EvaluationSource
from icf.reports.everybody import everybody_part
from icf.reports.plan import LANGUAGES, seen_by
from icf.web.i18n import _, day, day_of, ngettext

MARKS = {"kept": "done", "partly": "risk", "not": "off", "changed": "none", "": ""}
"""The shape beside each answer; the word is always there."""


def evaluation_report(source: EvaluationSource) -> Report:
    """The evaluation as a report, with nothing left to compute."""
    record = source.sheet.record
    parts = _long_parts(source) if source.is_long else _short_parts(source)
    return Report(
        title=source.work.title,
        subtitle=source.subtitle,
        language=LANGUAGES.get(source.sheet.language, source.sheet.language),
        organisation=", ".join(filter(None, [source.organisation.name, source.service])),
        reference=source.sheet.reference,
        version=_("version %(number)s", number=record.version),
        made_on=(day_of(record.signed_at) if record.signed_at else source.made_on).isoformat(),
        marking=source.work.marking or source.organisation.marking,
        seen_by=seen_by(source.organisation.name, source.work, source.to_hand_over),
        draft=source.sheet.is_draft,
        cover=_cover(source) if source.is_long else None,
        front=_front(source) if source.is_long else None,
        parts=tuple(part for part in parts if part.blocks),
    )


def _long_parts(source: EvaluationSource) -> list[Part]:
    return [
        Part(_("What we said we would do"), _promises(source)),
        Part(_("What changed for people"), _said(source, CHANGED_SECTION)),
        Part(_("Keep, change, stop"), _said(source, NEXT_SECTION)),
        Part(_("What goes on"), _actions(source)),
        Part(_("How this was made"), _method(source)),
        Part(
            _("Appendix: planned, and what happened"),
            _approaches(source),
            detaches=True,
            new_page=True,
        ),
        Part(_("Appendix: other answers"), _all_answers(source), detaches=True, new_page=True),
        everybody_part(source.everybody),
    ]


def _short_parts(source: EvaluationSource) -> list[Part]:
    """Two sides: no cover, no contents, nothing said twice."""
    return [
        Part(_("Where we are"), (*_decisions(source), *_position(source), _about(source))),
        Part(_("What we said we would do"), _promises(source)),
        Part(_("What changed, and what we learned"), _short_answers(source)),
        Part(_("What goes on"), _actions(source)),
        Part(_("How this was made"), _method(source)),
    ]


def _cover(source: EvaluationSource) -> Cover:
    paper, work = source.paper, source.work
    decisions = [one.rstrip(".") for one in paper.decisions] if paper else []
    asks = _("The board is asked to: %(decisions)s", decisions="; ".join(decisions))
    public = {True: _("Public"), False: _("Private"), None: ""}
    meeting = ", ".join(filter(None, [paper.meeting, day(paper.meets_on)])) if paper else ""
    facts = [
        (_("Meeting"), meeting),
        (_("Agenda item"), paper.agenda_item if paper else ""),
        (_("Public or private"), public[paper.is_public if paper else None]),
        (_("Author"), work.lead_name),
        (_("Organisation"), ", ".join(filter(None, [source.organisation.name, source.service]))),
        (_("Partners"), ", ".join(partner.name for partner in work.partners)),
        (_("Places and wards"), ", ".join(place.name for place in work.places)),
        (_("Signed off"), _signed_line(source)),
    ]
    return Cover(asks if decisions else "", tuple((name, text) for name, text in facts if text))


def _front(source: EvaluationSource) -> Part:
    """Page 2: what to decide, where we are, the promises, what changed and what was learned."""
    return Part(
        _("For the chair: what to decide and where we are"),
        (
            *_decisions(source),
            *_position(source),
            _profile(source),
            *_most_important(source),
            *_risks(source),
        ),
    )


def _about(source: EvaluationSource) -> Facts:
    return Facts(_facts(source))


def _facts(source: EvaluationSource) -> tuple[tuple[str, str], ...]:
    work = source.work
    facts = [
        (_("What it is"), work.summary),
        (_("Places and wards"), ", ".join(place.name for place in work.places)),
        (_("Led by"), work.lead_name),
        (_("It starts from"), _from_plan(source)),
        (_("Signed off"), _signed_line(source)),
    ]
    return tuple((name, text) for name, text in facts if text)


def _from_plan(source: EvaluationSource) -> str:
    plan = source.plan
    if plan is None:
        return _("No plan was signed off.")
    return _(
        "The plan %(reference)s, signed off on %(date)s.",
        reference=plan.reference,
        date=day(plan.record.signed_at),
    )


def _signed_line(source: EvaluationSource) -> str:
    record = source.sheet.record
    if not record.signed_at:
        return _("Not yet: this is a draft")
    who = ", ".join(filter(None, [record.signed_name, record.signed_role]))
    return _("%(who)s, %(date)s", who=who, date=day(record.signed_at))


def _decisions(source: EvaluationSource) -> tuple[Block, ...]:
    decisions = tuple(source.paper.decisions) if source.paper else ()
    return (Heading(_("Decisions asked for"), 3), Asked(decisions)) if decisions else ()


def _position(source: EvaluationSource) -> tuple[Block, ...]:
    """Where we are, in the officer's own words, or what the promises say where we count them."""
    written = source.paper.position if source.paper else ""
    counted = "" if source.to_hand_over else source.result.headline
    text = " ".join(filter(None, [written, counted]))
    return (Words(text, look="lead"),) if text else ()


def _profile(source: EvaluationSource) -> Table:
    """The two scales beside each other in words; they are never put on one line."""
    columns = [_("Approach"), _("In the plan"), _("What happened")]
    rows = [
        [one.name, one.planned if source.plan else _("No signed plan"), one.happened]
        for one in source.result.approaches
    ]
    return Table(
        _("Planned, and what happened: two scales, side by side"),
        tuple(columns),
        tuple(tuple(row) for row in rows),
        widths=(20, 40, 40),
    )


def _most_important(source: EvaluationSource) -> tuple[Block, ...]:
    """What is different for people, and what we learned, in our own words."""
    wanted = ("eval-changed-different", "eval-next-change", "eval-next-keep")
    sheet = source.sheet
    shown = {question.key for section in source.sections for question in section.questions}
    given = [f"{CORE}:{name}" for name in wanted if f"{CORE}:{name}" in sheet.answers]
    return _own_words(
        source,
        [
            sheet.index.question[key]
            for key in given
            if key in shown and sheet.answers[key].is_given
        ],
    )


def _risks(source: EvaluationSource) -> tuple[Block, ...]:
    written = tuple(source.paper.risks) if source.paper else ()
    if written:
        return (Heading(_("The biggest risks"), 3), Bullets(written[:3], numbered=True))
    weak = source.result.weak[:3]
    if not weak:
        return ()
    return (
        Heading(_("Went well, but nobody has checked"), 3),
        Bullets(tuple(one.text for one in weak)),
    )


def _promises(source: EvaluationSource) -> tuple[Block, ...]:
    """Each promise with what became of it. Only our own copy says how many."""
    if not source.promises:
        return (Words(_("Nothing was promised in a signed plan, so nothing is asked back.")),)
    said = [_from_plan(source), "" if source.to_hand_over else source.result.headline]
    intro = (Words(" ".join(filter(None, said))),) if source.is_long else ()
    columns = (
        _("What we said"),
        _("What became of it"),
        _("Why, and what shows it"),
        _("What we learned"),
    )
    table = Table(
        _("What became of each promise"),
        columns,
        tuple(_promise_row(one) for one in source.promises),
        widths=(30, 15, 30, 25),
    )
    return (*intro, table)


def _promise_row(one: AskedBack) -> tuple[Cell | str, ...]:
    promise, review = one.promise, one.review
    due = _("by %(date)s", date=day(promise.due_on)) if promise.due_on else ""
    who = ", ".join(filter(None, [promise.who, due]))
    says = ""
    if review and (review.who_says or review.strength):
        sure = strength_label(review.strength)
        says = _("Says so: %(who)s", who=" – ".join(filter(None, [review.who_says, sure])))
    because = [review.why, review.evidence, says] if review else []
    on = _("Carried over") if one.carried else ""
    return (
        "\n".join(filter(None, [promise.what, who])),
        Cell("\n".join(filter(None, [answer_label(one.answer), on])), MARKS[one.answer]),
        "\n".join(filter(None, because)) or _("Not said"),
        (review.learned if review else "") or "–",
    )


def _approaches(source: EvaluationSource) -> tuple[Block, ...]:
    """Per approach: then and now in words, and the answers on how far it happened."""
    blocks: list[Block] = [
        Words(
            _(
                "The plan asked how far each thing was thought through, and this asks how far it"
                " happened. The two are not on one scale, so no number stands for both."
            )
        )
    ]
    for one in source.result.approaches:
        rows = tuple(
            _answer_row(source, question)
            for section in source.sections
            if section.approach == one.approach
            for question in section.questions
        )
        if not rows:
            continue
        blocks += [
            Heading(one.name, 3),
            Table(
                _(
                    "In the plan: %(planned)s. What happened: %(happened)s.",
                    planned=one.planned if source.plan else _("no signed plan"),
                    happened=one.happened,
                ),
                (_("Question"), _("Answer"), _("How sure")),
                rows,
                widths=(35, 50, 15),
            ),
        ]
    return tuple(blocks)


def _answer_row(source: EvaluationSource, question: Question) -> tuple[Cell | str, ...]:
    one = _question_answer(source, question)
    asked = f"{one.question} ({one.layer})" if one.layer else one.question
    return (asked, "\n".join(filter(None, [one.answer, one.words])), one.sure or "–")


def _question_answer(source: EvaluationSource, question: Question) -> QuestionAnswer:
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


def _said(source: EvaluationSource, key: str) -> tuple[Block, ...]:
    """The answers of one section, in our own words."""
    return _own_words(
        source,
        [
            question
            for section in source.sections
            if section.key == key
            for question in section.questions
        ],
    )


def _own_words(source: EvaluationSource, questions: list[Question]) -> tuple[Block, ...]:
    """Questions that are answered in words, each with its answer."""
    found = [_question_answer(source, question) for question in questions]
    pairs = tuple(
        (
            f"{one.question} ({one.layer})" if one.layer else one.question,
            "\n".join(filter(None, [one.answer, one.words])),
        )
        for one in found
    )
    columns = (_("Question"), _("Answer"))
    return (Table(_("In our own words"), columns, pairs, widths=(33, 67)),) if pairs else ()


def _short_answers(source: EvaluationSource) -> tuple[Block, ...]:
    """Every question with its answer in two columns, so that ten fit on a side."""
    rows: list[tuple[Cell | str, ...]] = []
    for section in _most_telling_first(source):
        for question in section.questions:
            one = _question_answer(source, question)
            asked = f"{one.question} ({one.layer})" if one.layer else one.question
            said = ", ".join(filter(None, [one.answer, one.sure.lower()]))
            rows.append((asked, f"{said}: {one.words}" if one.words else said))
    columns = (_("Question"), _("Answer, how sure we are, and our words"))
    return (Table(_("Answers to every question asked"), columns, tuple(rows), widths=(33, 67)),)


def _most_telling_first(source: EvaluationSource) -> list[Section]:
    """What changed for people comes before the approaches."""
    return sorted(source.sections, key=lambda section: section.key != CHANGED_SECTION)


def _actions(source: EvaluationSource) -> tuple[Block, ...]:
    if not source.actions:
        return (Words(_("Nothing is carried over, and nothing new was written down.")),)
    columns = (_("Ref"), _("What we will do"), _("Who"), _("By when"), _("How we will know"))
    rows = tuple(_action_row(number, one) for number, one in enumerate(source.actions, start=1))
    caption = ngettext("%(num)s action", "%(num)s actions", len(source.actions))
    return (Table(caption, columns, rows, widths=(5, 35, 15, 15, 30)),)


def _action_row(number: int, one: ActionFields) -> tuple[Cell | str, ...]:
    return (
        str(number),
        one.what,
        one.who or _("Nobody named yet"),
        day_cell(one.due_on, one.no_date_reason or _("No date yet")),
        one.how_we_know or _("Not said yet"),
    )


def _method(source: EvaluationSource) -> tuple[Block, ...]:
    """Which size, what was not asked, and whose questions."""
    sheet, record = source.sheet, source.sheet.record
    counts = progress(source.sections, sheet.answers)
    blank = counts.asked - counts.answered - counts.unanswered
    lines = [
        _(
            "Size: %(title)s.",
            title=sheet.index.depth[record.depth].title.in_language(sheet.language),
        ),
        _(
            "Questions asked: %(asked)s. Answered: %(answered)s. Left blank on purpose: %(blank)s."
            " Not answered: %(open)s.",
            asked=counts.asked,
            answered=counts.answered,
            blank=blank,
            open=counts.unanswered,
        ),
    ]
    more = not_asked_count(sheet.questionnaire, record.instrument, record.depth)
    if more:
        lines.append(
            ngettext(
                "%(num)s further question of a larger size was not asked.",
                "%(num)s further questions of larger sizes were not asked.",
                more,
            )
        )
    if source.to_hand_over:
        lines.append(_("This copy counts no promises: what became of them is there to learn from."))
    names = ", ".join(
        f"{title.in_language(sheet.language)} {version}"
        for _key, version, title in sheet.questionnaire.packs
    )
    lines.append(_("Questions from: %(names)s.", names=names))
    lines.append(_("The wording of the questions is independent; it is not the council’s."))
    return (Words(" ".join(lines), look="note"),)


def _all_answers(source: EvaluationSource) -> tuple[Block, ...]:
    """Every question with its answer in our own words, but for what stands above already."""
    blocks: list[Block] = []
    for section in source.sections:
        if section.approach or section.key in (CHANGED_SECTION, NEXT_SECTION):
            continue
        blocks.append(Heading(section.title.in_language(source.sheet.language), 3))
        blocks += [_question_answer(source, question) for question in section.questions]
    return tuple(blocks)
