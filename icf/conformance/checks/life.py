"""What happens to answers when the plugin is switched off, raised to a new version, or removed."""

import shutil
from collections.abc import Iterator

from icf.assessments.moving.carry_out import carry_out, undo
from icf.assessments.moving.retired import no_longer_asked
from icf.conformance.case import Case, Remembered
from icf.conformance.checklist import Checklist, new_checklist
from icf.conformance.form import QuestionForm
from icf.conformance.markup import read_html
from icf.conformance.outcome import Fault, NotChecked
from icf.conformance.own_pages import own_address
from icf.conformance.raised import Raised, raised
from icf.conformance.trial import Desk
from icf.core.change import Aliases
from icf.core.upgrade import upgrade
from icf.db import db
from icf.errors import PackError
from icf.packfile.write import pack_text
from icf.packs.selection import selection
from icf.packs.service import composed

UNREADABLE = "does not load with a new version of its pack"


def off_and_on(case: Case) -> Iterator[Fault]:
    """Switched off, new checklists do without its questions and old ones keep their answers."""
    before = _remembered(case)
    case.desk.switch(False)
    try:
        fresh = new_checklist(case.desk, "full").sheet.questionnaire
        if any(one.layer in case.layers for section in fresh.sections for one in section.questions):
            yield Fault("A new checklist still asks its questions.")
        yield from _kept(Checklist(case.desk, before.id), before, "switched off")
        yield from _pages_gone(case, "switched off")
    finally:
        case.desk.switch(True)
    yield from _kept(Checklist(case.desk, before.id), before, "on again")


def upgraded(case: Case) -> Iterator[Fault]:
    """A new version with a question renamed and another retired loses no answer, and can be undone.

    Every open checklist is moved to it, as a lead would, and back.
    """
    before, said = _remembered(case), case.subject.metadata
    if not case.questions:
        raise NotChecked("it asks no questions of its own")
    if said is None or not said.pack:
        raise NotChecked("its questions come from code; name the file as `pack` in plugin.toml")
    pack = case.packs[0]
    answered = tuple(key for key, one in before.answers.items() if one.has_value)
    step = raised(pack, answered)
    if step is None:
        raise NotChecked("it asks no questions of its own")
    folder = case.workspace / "raised" / case.subject.folder.name
    shutil.copytree(case.subject.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    try:
        (folder / said.pack).write_text(pack_text(step.pack), encoding="utf-8")
    except PackError as error:
        raise NotChecked(f"its pack cannot be written out again: {error}") from None
    case.close()
    try:
        with case.trial.opened(folder, switched_on=False) as desk:
            if desk.records[0].problem:
                yield Fault(f"It {UNREADABLE}: {desk.records[0].problem:.300}")
                return
            desk.switch(True)
            yield from _kept(Checklist(desk, before.id), before, "with the new version")
            yield from _carried(desk, before, step)
            yield from _moved_and_undone(desk, before, step)
    finally:
        case.open()


def removed(case: Case) -> Iterator[Fault]:
    """Removed altogether, its answers can be read and are kept as they are."""
    before = _remembered(case)
    forms = {one.key: case.form(one) for one in case.one_of_each_kind()}
    of_kinds = {one.key for one in case.questions if one.kind.startswith(f"{case.name}:")}
    case.close()
    try:
        with case.trial.opened() as desk:
            checklist = Checklist(desk, before.id)
            yield from _kept(checklist, before, "removed", exactly=False)
            yield from _readable(checklist, before)
            for key, form in forms.items():
                if key in of_kinds:
                    yield from _refuses(checklist, key, form)
            yield from _kept(checklist, before, "removed", exactly=False)
    finally:
        case.open()


def restored(case: Case) -> Iterator[Fault]:
    """Back again, everything is as it was: the answers, the history and the plan."""
    before = _remembered(case)
    checklist = Checklist(case.desk, before.id)
    yield from _kept(checklist, before, "back")
    if _plan(checklist) != before.plan:
        yield Fault("The plan is not the same as before it was removed.")
    fresh = new_checklist(case.desk, "full")
    hopeless = fresh.fill(case.layers)
    if len(fresh.answers) < len(before.answers) or len(hopeless) > len(case.unanswerable):
        yield Fault("Its questions cannot be answered as they could before it was removed.")


def _pages_gone(case: Case, state: str) -> Iterator[Fault]:
    for route in case.registry.routes(case.name):
        if "<" not in route.path:
            address = own_address(case.desk, case.name, route)
            status = case.desk.get(address).status_code
            if status != 404:
                yield Fault(f"The page is still there ({state}): it answers {status}.", address)


def _moved_and_undone(desk: Desk, before: Remembered, step: Raised) -> Iterator[Fault]:
    """Move every open checklist to the new version as a lead does, look, and undo it."""
    own = desk.actor.organisation_id
    today = desk.run(lambda: selection(db.session(), own))
    was = Checklist(desk, before.id).sheet.record.digest
    move = desk.call(carry_out, desk.plugins, today, "move")
    checklist = Checklist(desk, before.id)
    yield from _kept(checklist, before, "moved")
    yield from _follows(checklist, before, step)
    sheet = checklist.sheet
    retired = desk.run(lambda: no_longer_asked(db.session(), desk.actor, sheet))
    if step.retired and step.retired not in {one.question.key for one in retired}:
        yield Fault("Once it is retired, its answer cannot be read.", step.retired)
    yield from _readable(checklist, before)
    done = desk.call(undo, desk.plugins, move)
    if done.left:
        yield Fault(f"{done.left} checklists did not come back when the move was undone.")
    if checklist.sheet.record.digest != was:
        yield Fault("The checklist does not ask what it asked before the move was undone.")
    yield from _kept(checklist, before, "moved and back")
    if _plan(checklist) != before.plan:
        yield Fault("The plan is not the same once the move is undone.")


def _follows(checklist: Checklist, before: Remembered, step: Raised) -> Iterator[Fault]:
    was, key = step.renamed
    now, old = checklist.answers.get(key), before.answers[was]
    if now is None:
        yield Fault("The answer did not follow its question.", key)
    elif (now.value, now.displayed, now.words) != (old.value, old.displayed, old.words):
        yield Fault(f"The answer is another under its new name: {now.value!r:.80}.", key)
    shown = {one.key for section in checklist.sheet.sections for one in section.questions}
    if key not in shown or was in shown:
        yield Fault("The renamed question is not asked under its new name alone.", key)


def _remembered(case: Case) -> Remembered:
    """What there is to lose, noted down at the first of these checks."""
    if not case.desk.records:
        raise NotChecked("the plugin does not load; see above")
    if case.remembered is None:
        checklist = case.checklist
        answers = checklist.answers
        versions = {key: list[object](checklist.history(key)) for key in answers}
        case.remembered = Remembered(checklist.id, answers, versions, _plan(checklist))
    if not case.remembered.answers and case.questions:
        raise NotChecked("none of its questions could be answered")
    return case.remembered


def _kept(
    checklist: Checklist, before: Remembered, state: str, exactly: bool = True
) -> Iterator[Fault]:
    """What is missing or another among the stored answers and their history."""
    now = checklist.answers
    for key, answer in before.answers.items():
        if key not in now:
            yield Fault(f"The answer is gone ({state}).", key)
        elif now[key] != answer:
            yield Fault(f"The answer is another ({state}): {now[key].value!r:.80}.", key)
        elif exactly and checklist.history(key) != before.versions[key]:
            yield Fault(f"The history is another ({state}).", key)


def _readable(checklist: Checklist, before: Remembered) -> Iterator[Fault]:
    """Answers whose words the plan does not have any more."""
    plan = _plan(checklist)
    for key, answer in before.answers.items():
        first = _squeezed(answer.displayed.splitlines()[0]) if answer.displayed else ""
        if first in before.plan and first not in plan:
            yield Fault(f"“{first:.60}” cannot be read in the plan any more.", key)


def _refuses(checklist: Checklist, key: str, form: QuestionForm) -> Iterator[Fault]:
    status, _said = checklist.autosave(form, form.holds)
    if status != 422:
        yield Fault(f"An answer without the plugin that reads it is not refused ({status}).", key)


def _carried(desk: Desk, before: Remembered, step: Raised) -> Iterator[Fault]:
    """What moving to the new version would mean: the renamed answer follows, the retired stays."""
    sheet = Checklist(desk, before.id).sheet
    old, new = sheet.questionnaire, composed(desk.plugins, {one.name for one in desk.records})
    aliases: Aliases = dict(step.pack.aliases)
    found = upgrade(old, new, sheet.record.depth, sheet.answers, aliases)
    touched = {one.change.was: one for one in found.touched}
    renamed = touched.get(step.renamed[0])
    if renamed is None or renamed.change.question != step.renamed[1] or renamed.stops_counting:
        yield Fault("The answer to a renamed question does not follow it.", step.renamed[0])
    lost = {key for key in found.answers_touched if key != step.retired}
    for key in sorted(lost):
        yield Fault("The answer would not count any more, though its question stays.", key)
    copy = new_checklist(desk, "full", copy_from=before.id).answers
    asked = new.index.question
    for key in before.answers:
        if key in asked and key not in copy:
            yield Fault("A copy of the checklist does not have the answer.", key)


def _plan(checklist: Checklist) -> str:
    """The words of the plan, without what changes from day to day."""
    main = next(read_html(checklist.plan_html()).all("main"))
    return _squeezed(main.text)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
