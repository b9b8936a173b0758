"""What can be seen before a page is drawn: plugin.toml, the code, the questions, the names."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from icf import paths
from icf.conformance.case import Case
from icf.conformance.failures import place_of
from icf.conformance.outcome import Fault
from icf.conformance.words import (
    levels_without_meaning,
    missing_translations,
    questions_without_hint,
    scale_faults,
)
from icf.core.kinds import CORE_KINDS
from icf.errors import PluginError
from icf.plugin.load import load_module
from icf.plugin.manager import HOOKS
from icf.plugin.metadata import FILE_NAME

QUOTED = re.compile(r"“([^”]+)”")


def metadata(case: Case) -> Iterator[Fault]:
    """plugin.toml can be read without running any code, and works with this version."""
    problem = case.subject.candidate.problem
    if problem is not None:
        where = _place(case.subject.folder / FILE_NAME, problem.message) or problem.where
        yield Fault(problem.message, where, problem.hint)


def described(case: Case) -> Iterator[Fault]:
    """People who decide about it can read what it is."""
    said = case.subject.metadata
    path = case.subject.folder / FILE_NAME
    if said and not said.description:
        yield Fault("“description” is missing.", str(path), "Say in a sentence what it adds.")
    readme = [case.subject.folder / "README.md", (case.subject.project or path) / "README.md"]
    if not any(one.is_file() for one in readme):
        yield Fault("There is no README.md.", str(readme[0]), "Say what it adds and stores.")
    templates = case.subject.folder / "templates"
    for one in sorted(templates.iterdir()) if templates.is_dir() else ():
        if one.name != case.name:
            cure = f"Only what is in templates/{case.name}/ is found."
            yield Fault("This template can never be used.", str(one), cure)


def loads(case: Case) -> Iterator[Fault]:
    """Its code is imported, its hooks are called, and its questions fit."""
    if case.subject.candidate.problem is not None:
        yield Fault("It cannot be loaded before plugin.toml is in order.")
        return
    try:
        load_module(case.subject.candidate)
    except PluginError as error:
        where = place_of(error, case.subject.folder) or error.where
        yield Fault(error.message, where)
        return
    desk = case.open()
    record = desk.records[0]
    if record.problem is None:
        desk.switch(True)
        return
    case.close()
    found = case.log.take() or _lines(record.problem)
    yield from (placed(fault, case.subject.folder) for fault in found)


def names(case: Case) -> Iterator[Fault]:
    """Everything that it adds carries its own name, which nobody else has."""
    bundled = paths.plugins_folder() / case.name
    if bundled.is_dir() and bundled.resolve() != case.subject.folder.resolve():
        where = str(case.subject.folder / FILE_NAME)
        yield Fault("An add-on of this name comes with the toolkit.", where, "Choose another name.")
    expected = case.name.replace("_", "-")
    for pack in case.packs:
        if not (pack.key == expected or pack.key.startswith(f"{expected}-")):
            cure = f"Call it {expected}, so that nobody else has the same name."
            yield Fault(f"The pack is called “{pack.key}”.", _file_of(case, pack.key), cure)
    for section in case.together.sections:
        for key, layer in [(section.key, section.layer)] + [
            (one.key, one.layer) for one in section.questions
        ]:
            if not key.startswith(f"{layer}:"):
                yield Fault(f"The key “{key}” does not begin with “{layer}:”.")


def words(case: Case) -> Iterator[Fault]:
    """Every question says how to answer it, and every level what it means."""
    for pack in case.packs:
        for key in questions_without_hint(pack):
            place = _place_of_key(case, key)
            yield Fault(f"The question {key} has no hint.", place, "Add `hint`, one sentence.")
    scales = [*(one for pack in case.packs for one in pack.scales), *case.registry.scales()]
    for scale in scales:
        if without := levels_without_meaning(scale):
            cure = "Add `text`, one sentence for each level."
            named = ", ".join(without)
            yield Fault(f"Levels of {scale.key} do not say what they mean: {named}.", "", cure)


def scales(case: Case) -> Iterator[Fault]:
    """The levels of every scale can be told apart and have an order."""
    every = [*(one for pack in case.packs for one in pack.scales), *case.registry.scales()]
    for scale in every:
        for fault in scale_faults(scale):
            yield Fault(f"{fault}.", scale.key)


def translations(case: Case) -> Iterator[Fault]:
    """Every text is there in each language that any text is in."""
    registry = case.registry
    sections = [one.title for one in registry.report_sections()]
    things = [*case.packs, *registry.scales(), *sections]
    for language, (lacking, count, some) in missing_translations(things).items():
        more = " …" if lacking > len(some) else ""
        yield Fault(
            f"{language}: {lacking} of {count} texts are missing: {', '.join(some)}{more}.",
            cure="They are shown in the language that they were written in.",
        )


def kinds_are_asked(case: Case) -> Iterator[Fault]:
    """Every kind of question that it brings is used by a question, so that it can be tried."""
    used = {question.kind for question in case.questions}
    for name in case.registry.kinds():
        if name not in CORE_KINDS and name not in used:
            cure = "Ask a question of this kind in the pack, or leave the kind out."
            yield Fault(f"No question is of the kind {name}, so it was not tried.", "", cure)


def _lines(problem: str) -> tuple[Fault, ...]:
    """A fault for each line of a pack's faults, else one."""
    _first, *rest = problem.splitlines()
    return tuple(map(Fault, rest or [problem]))


def placed(fault: Fault, folder: Path) -> Fault:
    """The fault with the line of the plugin's own files that it speaks of, or its plugin.toml."""
    if fault.where or re.search(rf"{re.escape(str(folder))}[^:]*:\d", fault.problem):
        return fault
    files = [*sorted(folder.rglob("*.py")), *sorted(folder.rglob("*.yaml"))]
    hook = next((one for one in HOOKS if fault.problem.startswith(one)), "")
    message = f"{fault.problem} “def {hook}(”" if hook else fault.problem
    found = next(filter(None, (_place(file, message) for file in files)), "")
    problem = re.sub(rf"^{re.escape(str(folder))}[^:]*: ", "", fault.problem)
    return replace(fault, problem=problem, where=found or str(folder / FILE_NAME))


def _place(file: Path, message: str) -> str:
    """The line of a file that has what a message puts in quotation marks; empty for none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    for quoted in QUOTED.findall(message):
        for number, line in enumerate(lines, start=1):
            if quoted in line:
                return f"{file}:{number}"
    at_line = re.search(r"\(at line (\d+)", message)
    return f"{file}:{at_line[1]}" if at_line else ""


def _file_of(case: Case, text: str) -> str:
    said = case.subject.metadata
    return _place(case.subject.folder / said.pack, f"“{text}”") if said and said.pack else ""


def _place_of_key(case: Case, key: str) -> str:
    """The line of the pack file where a question begins."""
    said = case.subject.metadata
    if not said or not said.pack:
        return ""
    short = re.escape(key.partition(":")[2])
    file = case.subject.folder / said.pack
    lines = file.read_text(encoding="utf-8").splitlines()
    begins = re.compile(rf"^\s*- (?:\{{)?key: [\"']?{short}[\"']?(?:[,\s}}]|$)")
    found = next((place for place, line in enumerate(lines, 1) if begins.search(line)), None)
    return f"{file}:{found}" if found else str(file)
