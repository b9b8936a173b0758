"""Every question of the plugin, answered as people do: by form, by script, badly, and twice."""

from collections.abc import Iterator

from icf.conformance.case import Case
from icf.conformance.checklist import Checklist, new_checklist
from icf.conformance.form import Parts, QuestionForm
from icf.conformance.kinds import (
    HOSTILE,
    OF_ANOTHER_DAY,
    VERY_LONG,
    AskedQuestion,
    empty_faults,
    hostile_faults,
    long_text_faults,
    other_day_faults,
    round_trip_faults,
)
from icf.conformance.outcome import Fault, NotChecked
from icf.conformance.page import faults_of_page
from icf.core.kinds import CORE_KINDS
from icf.core.on_paper import paper_fields, paper_texts
from icf.core.questionnaire import Question

MOST_ATTEMPTS = 10
"""At opening questions that stayed shut."""

OTHER_TEXT = "Other words: café & <b>Straße</b>"


def pages(case: Case) -> Iterator[Fault]:
    """Every page with its questions comes, at every size, and is sound HTML."""
    if not case.layers:
        raise NotChecked("it has no questions and no guidance")
    for depth in case.together.depths:
        checklist = new_checklist(case.desk, depth.key)
        for section in checklist.sheet.sections:
            if depth.layer in case.layers or any(_has_own(case, one) for one in section.questions):
                path = f"/checklists/{checklist.id}/sections/{section.key}"
                yield from page_faults(case, path, f"{section.key} at {depth.key}")
    for section in case.checklist.sheet.sections:
        if any(one.layer in case.layers for one in section.questions):
            path = f"/checklists/{case.checklist.id}/sections/{section.key}"
            yield from page_faults(case, path, f"{section.key} with answers")


def every_question(case: Case) -> Iterator[Fault]:
    """Every question can be answered, alone on its page too."""
    _need_questions(case)
    checklist = case.checklist
    for key in case.unanswerable:
        yield _unanswerable(checklist, key)
    answered = set(checklist.answers)
    shown = {one.key for section in checklist.sheet.sections for one in section.questions}
    for question in case.questions:
        if question.key in answered and question.key in shown:
            path = f"/checklists/{checklist.id}/questions/{question.key}"
            yield from page_faults(case, path, question.key)


def every_question_opens(case: Case) -> Iterator[Fault]:
    """Every question is reached by some answers to the others."""
    _need_questions(case)
    opened = {*case.checklist.answers, *case.unanswerable}
    shut = [one.key for one in case.questions if one.key not in opened]
    for key in shut[:MOST_ATTEMPTS]:
        if key not in opened:
            again = new_checklist(case.desk, "full")
            hopeless = again.fill(case.layers, to_open=[key])
            opened |= {*again.answers, *hopeless}
    for key in shut:
        if key not in opened:
            cure = "Look whether its condition can be true; it was not tried."
            yield Fault("The answers that we gave never opened it.", key, cure)


def reading(case: Case) -> Iterator[Fault]:
    """What a form sends is read, shown in words, stored, counted and exported."""
    for asked, form in _asked(case):
        parts = form.holds or form.filled("Some words")
        unknown = set(form.parts) - set(asked.kind.fields)
        if unknown and not unknown <= {"value"}:
            cure = f"Name it in `fields` of the kind; known are {', '.join(asked.kind.fields)}."
            yield Fault(f"The form sends the part “{min(unknown)}”.", str(asked), cure)
        for fault in round_trip_faults(asked, parts):
            yield Fault(f"{fault}.", str(asked))


def empty_and_hostile(case: Case) -> Iterator[Fault]:
    """An empty form is no answer, and hostile input is refused in words or read as a value."""
    for asked, form in _asked(case):
        found = empty_faults(asked)
        for part in dict.fromkeys([*form.parts, *asked.kind.fields, "value", "other"]):
            for text in HOSTILE:
                found += hostile_faults(asked, {part: [text]})
                found += hostile_faults(asked, {part: [text, text]})
                case.desk.go_on()
        for text in VERY_LONG:
            found += long_text_faults(asked, text)
        for value in OF_ANOTHER_DAY:
            found += other_day_faults(asked, value)
            case.desk.go_on()
        for fault in dict.fromkeys(found):
            yield Fault(f"{fault}.", str(asked))


def form_round_trip(case: Case) -> Iterator[Fault]:
    """A form shows what was saved, so that saving it again changes nothing."""
    for question in _one_of_each(case):
        form = case.form(question)
        if not form.holds:
            where, cure = _template(case, question), "Use q.value to fill the fields in."
            yield Fault("Its form does not show the answer that was saved.", where, cure)
            continue
        before = case.checklist.answers[question.key]
        reply = case.checklist.ask(question.key, form.holds)
        if not reply.accepted or reply.value != before.value:
            seen = reply.error or f"{reply.value!r:.60} instead of {before.value!r:.60}"
            where = _template(case, question)
            seen = seen.rstrip(".")
            yield Fault(f"Saving the form as it was shown gives another answer: {seen}.", where)


def in_files(case: Case) -> Iterator[Fault]:
    """What was answered stands in files to fill in, and comes back from them the same."""
    for asked, _form in _asked(case):
        if asked.kind.name in CORE_KINDS or not _in_files(asked):
            continue
        values = case.checklist.answers[asked.question.key].value, None
        for value in values:
            if paper_texts(asked.kind, asked.question, asked.scale, value) is None:
                cure = "Let `texts` of `on_paper` give what `parse` reads as the same value."
                yield Fault(f"{value!r:.80} would come back as another.", str(asked), cure)


def missing_in_files(case: Case) -> Iterator[Fault]:
    """Every question can be answered in a PDF and in a workbook."""
    for asked, _form in _asked(case):
        if asked.kind.name not in CORE_KINDS and not _in_files(asked):
            cure = "Give the kind `on_paper`; without it there is only room to write on paper."
            yield Fault("It can only be answered in the toolkit itself.", str(asked), cure)


def refusing(case: Case) -> Iterator[Fault]:
    """A form that is refused keeps what was typed, and the page still comes."""
    for question in _one_of_each(case):
        form = case.form(question)
        text = next((one.part for one in form.fields if one.kind == "text"), None)
        if text is None:
            continue
        before = case.checklist.answers[question.key]
        path = f"/checklists/{case.checklist.id}/questions/{question.key}"
        fields = form.as_fields({**form.holds, text: ["x" * 200_000]})
        page = case.desk.send(path, fields)
        if page.status_code >= 500:
            yield Fault(f"A very long text answers {page.status}.", question.key)
        elif page.status_code == 422:
            for fault in faults_of_page(page.text):
                yield Fault(f"The page that refuses it has a fault: {fault}.", question.key)
        if page.status_code != 302 and case.checklist.answers[question.key] != before:
            yield Fault("A refused answer was stored.", question.key)


def autosave_and_history(case: Case) -> Iterator[Fault]:
    """The script saves as the form does, an older copy never overwrites, and history keeps all."""
    for question in _one_of_each(case):
        form = case.form(question)
        first = case.checklist.history(question.key)
        parts = _another(form)
        if parts is None:
            continue
        status, said = case.checklist.autosave(form, parts)
        after = case.checklist.answers[question.key]
        if status != 200:
            yield Fault(f"The script's save answers {status}: {said!r:.120}.", question.key)
            continue
        stale, _said = case.checklist.autosave(form, form.holds, "Written before that")
        if stale != 409 or case.checklist.answers[question.key] != after:
            yield Fault(f"An older copy was taken over a newer answer ({stale}).", question.key)
        now = case.checklist.history(question.key)
        if now != [*first, after.value]:
            yield Fault(f"The history has {now!r:.80} after {first!r:.80}.", question.key)
        case.checklist.ask(question.key, form.holds)


def _unanswerable(checklist: Checklist, key: str) -> Fault:
    if checklist.form(key).fields:
        cure = "Give the question a `sample` that its kind accepts."
        return Fault("No answer that we tried was accepted.", key, cure)
    cure = "Give its kind a `template` whose macro answer(q) draws fields called a-<key>-value."
    return Fault("Its form has no field to answer in.", key, cure)


def page_faults(case: Case, path: str, name: str) -> Iterator[Fault]:
    """What is wrong with one page, named for the person who reads the report."""
    reply = case.desk.get(path)
    if reply.status_code != 200:
        yield Fault(f"The page answers {reply.status}.", name)
        return
    for fault in faults_of_page(reply.text):
        yield Fault(f"{fault[0].upper()}{fault[1:]}.", name)


def _has_own(case: Case, question: Question) -> bool:
    """Whether a question is the plugin's own, or has guidance of the plugin."""
    return not {question.layer, *(one.layer for one in question.guidance)}.isdisjoint(case.layers)


def _need_questions(case: Case) -> None:
    if not case.questions:
        raise NotChecked("it asks no questions of its own")


def _one_of_each(case: Case) -> list[Question]:
    _need_questions(case)
    found = case.one_of_each_kind()
    if not found:
        raise NotChecked("none of its questions could be answered")
    return found


def _asked(case: Case) -> Iterator[tuple[AskedQuestion, QuestionForm]]:
    kinds, scales = case.registry.kinds(), case.together.index.scale
    for question in _one_of_each(case):
        asked = AskedQuestion(question, kinds[question.kind], scales.get(question.scale))
        yield asked, case.form(question)


def _in_files(asked: AskedQuestion) -> bool:
    return bool(paper_fields(asked.kind, asked.question, asked.scale))


def _another(form: QuestionForm) -> Parts | None:
    """Other answers than the form holds; None where it offers none."""
    made: Parts = {}
    for field in form.fields:
        held = form.holds.get(field.part, [])
        if field.kind == "text":
            is_free = field.input_type in ("", "text") and not any(
                text.replace("-", "").replace(":", "").replace(".", "").isdigit() for text in held
            )
            made[field.part] = [OTHER_TEXT] if is_free else held
        else:
            others = [one for one in field.options if one and one not in held]
            made[field.part] = others[-1:] or held
    found = {part: texts for part, texts in made.items() if texts}
    return found if found != form.holds else None


def _template(case: Case, question: Question) -> str:
    kind = case.registry.kinds().get(question.kind)
    name = kind.template if kind else ""
    return str(case.subject.folder / "templates" / name) if name else question.key
