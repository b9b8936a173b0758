"""What comes of the answers: the sense check, the plan as a page and as a PDF."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from icf.conformance.blocks import block_faults
from icf.conformance.case import Case
from icf.conformance.checklist import new_checklist
from icf.conformance.checks.answering import page_faults
from icf.conformance.core_layer import made_up_answers
from icf.conformance.markup import read_html
from icf.conformance.outcome import Fault, NotChecked
from icf.conformance.pdf import pdf_faults
from icf.core.actions import ActionRule
from icf.core.answer import Answer
from icf.core.depth import core_depths, suggested_depth
from icf.core.questionnaire import CORE
from icf.core.report import Block, Part
from icf.errors import InvalidInput, ReportError
from icf.plugin import ReportContext, ReportSection
from icf.plugin.watch import in_words
from icf.reports.pdf import available
from icf.reports.trial import draw

ROUNDS = 25
PAGES = ("", "/sense-check", "/what-we-will-do", "/print", "/copy", "/plan", "/sign-off")


def pages(case: Case) -> Iterator[Fault]:
    """The task list, sense check, plan and the other pages of a checklist come and are sound."""
    empty = new_checklist(case.desk, "quick")
    for checklist, state in ((case.checklist, "filled in"), (empty, "empty")):
        for path in PAGES:
            name = f"{path or '/'} of a checklist that is {state}"
            yield from page_faults(case, f"/checklists/{checklist.id}{path}", name)


def displayed(case: Case) -> Iterator[Fault]:
    """Every answer stands in the plan in words, and in the export as text."""
    checklist, kinds = case.checklist, case.registry.kinds()
    answers = {key: one for key, one in checklist.answers.items() if _is_own(case, key)}
    if not answers:
        raise NotChecked("it asks no questions of its own")
    asked = case.together.index.question
    shown = {one.key for section in checklist.sheet.main_sections for one in section.questions}
    plan = _squeezed(read_html(checklist.plan_html()).text)
    for key, answer in answers.items():
        if not answer.displayed:
            yield Fault("The answer is shown as nothing at all.", key)
        elif key in shown and _squeezed(answer.displayed.splitlines()[0]) not in plan:
            yield Fault(f"“{answer.displayed.splitlines()[0]:.60}” is not in the plan.", key)
        if not kinds[asked[key].kind].export(answer.value):
            yield Fault("The answer is exported as nothing at all.", key)


def report_sections(case: Case) -> Iterator[Fault]:
    """Its sections of the plan have sound blocks, whatever was answered and at every size."""
    sections, given = _sections(case), many_answers(case)
    for section in sections:
        if not section.title.original:
            yield Fault("The section has no title.", section.key)
        for depth in case.together.depths:
            for answers in given:
                blocks = tuple(section.blocks(report_context(case, depth.key, answers)))
                found = _undrawable(section, blocks) or block_faults(blocks)
                if found:
                    yield Fault(f"At {depth.key}, {found[0]}.", section.key)
                    break
            if case.log.found:
                return
    yield from _missing_sections(case, sections)


def quiet_sections(case: Case) -> Iterator[Fault]:
    """Its sections of the plan print nothing where nothing was answered."""
    for section in _sections(case):
        if tuple(section.blocks(report_context(case, "full", {}))):
            cure = "Give no blocks then: every plan would have the section."
            yield Fault("It prints something without any answer.", section.key, cure)


def action_rules(case: Case) -> Iterator[Fault]:
    """Its rules suggest sound actions under its own name, whatever was answered."""
    rules = [one for one in case.registry.action_rules() if one.key.startswith(f"{case.name}:")]
    if not rules:
        raise NotChecked("it has no action rules")
    own = {case.name, *case.layers}
    for rule in rules:
        if rule.layer not in own:
            cure = f"Let it say {' or '.join(sorted(own))}."
            yield Fault(f"Its layer is “{rule.layer}”.", rule.key, cure)
        yield from dict.fromkeys(_suggestion_faults(case, rule, own))


def screening_rules(case: Case) -> Iterator[Fault]:
    """Its screening rules suggest a size for any answers, and never a smaller one."""
    rules = case.registry.screening_rules()
    if not rules:
        raise NotChecked("it has no screening rules")
    order = [depth.key for depth in core_depths(case.together)]
    for seed in range(ROUNDS):
        answers = made_up_answers(case.together, seed)
        before = suggested_depth(case.together, answers, ())
        after = suggested_depth(case.together, answers, rules)
        if order.index(after.depth) < order.index(before.depth):
            yield Fault(f"It lowers the suggestion from {before.depth} to {after.depth}.")
            return


def pdf(case: Case) -> Iterator[Fault]:
    """The plan as a PDF is made, and is accessible (PDF/UA)."""
    missing = available()
    if missing is not None:
        raise NotChecked(str(missing))
    file = case.workspace / "plan.pdf"
    try:
        file.write_bytes(case.checklist.plan_pdf())
    except ReportError as error:
        yield Fault(str(error), "the plan as PDF")
        return
    for fault in pdf_faults(file):
        yield Fault(f"{fault}.", "the plan as PDF")


def _sections(case: Case) -> tuple[ReportSection, ...]:
    found = case.registry.report_sections()
    if not found:
        raise NotChecked("it has no sections of the plan")
    return found


def _undrawable(section: ReportSection, blocks: tuple[Block, ...]) -> list[str]:
    """Why its blocks cannot be drawn; empty when they can."""
    try:
        draw(Part(section.title.original, blocks))
    except Exception as error:  # noqa: BLE001 a plugin may have put anything into its blocks
        return [f"its blocks cannot be drawn: {in_words(error)}"]
    return []


def _missing_sections(case: Case, sections: tuple[ReportSection, ...]) -> Iterator[Fault]:
    """Sections that have blocks and are nevertheless not in the plan."""
    sheet = case.checklist.sheet
    context = report_context(case, sheet.record.depth, sheet.answers)
    page = read_html(case.checklist.plan_html())
    headings = {_squeezed(one.text) for one in page.all("h1", "h2", "h3")}
    for section in sections:
        title = _squeezed(section.title.original)
        if tuple(section.blocks(context)) and title not in headings:
            yield Fault("It has blocks, but the plan does not have it.", section.key)


def report_context(case: Case, depth: str, answers: Mapping[str, Answer]) -> ReportContext:
    """What the plugin's sections and files are given for some answers."""
    layer = next(iter(case.layers), "")
    return ReportContext(case.together, depth, answers, "en", layer)


def many_answers(case: Case) -> list[Mapping[str, Answer]]:
    """The answers that were given, the same with one of them varied, and made-up ones."""
    given, kinds = case.checklist.answers, case.registry.kinds()
    found: list[Mapping[str, Answer]] = [given]
    for question in case.one_of_each_kind():
        scale = case.together.index.scale.get(question.scale)
        for parts in case.form(question).varied():
            try:
                value = kinds[question.kind].parse(question, scale, parts)
            except InvalidInput:
                continue
            found.append({**given, question.key: replace(given[question.key], value=value)})
    return [*found, *(made_up_answers(case.together, seed) for seed in range(ROUNDS))]


def _suggestion_faults(case: Case, rule: ActionRule, own: set[str]) -> Iterator[Fault]:
    known = case.together.index.question
    given, depths = many_answers(case), core_depths(case.together)
    for one in chain.from_iterable(
        rule.suggest(case.together, depth.key, answers) for depth in depths for answers in given
    ):
        if one.key.partition(":")[0] not in own:
            cure = f"Let it begin with {next(iter(case.layers), case.name)}: or {case.name}:."
            yield Fault(f"It suggests “{one.key}”.", rule.key, cure)
        if one.question and one.question not in known:
            yield Fault(
                f"It suggests something for “{one.question}”, which is not asked.", rule.key
            )
        if not one.text:
            yield Fault(f"The suggestion “{one.key}” has no words.", rule.key)


def _is_own(case: Case, key: str) -> bool:
    question = case.together.index.question.get(key)
    return question is not None and question.layer in case.layers and question.layer != CORE


def _squeezed(text: str) -> str:
    return " ".join(html.unescape(text).split())
