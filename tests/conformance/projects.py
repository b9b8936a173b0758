"""Plugins to check: new ones as ``icf plugins new`` makes them, spoilt in one place or sound."""

from pathlib import Path

from icf.conformance.case import Case
from icf.conformance.failures import FailureLog
from icf.conformance.outcome import Outcome
from icf.conformance.subject import subject_of
from icf.conformance.suite import CHECKS, outcome_of

NAME = "fire_checks"
PACK = "pack.yaml"


def spoil(project: Path, file: str, old: str, new: str) -> Path:
    """Replace a text, which has to be there, in a file of the plugin; gives the file."""
    path = project / file if "/" in file else project / NAME / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def line_of(path: Path, text: str) -> int:
    """The number of the first line with a text in it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def outcomes(project: Path, workspace: Path, *names: str, axe: Path | None = None) -> list[Outcome]:
    """What came of some checks, in the suite's order; loading is always among them."""
    subject = subject_of(str(project))
    workspace.mkdir(exist_ok=True)
    with FailureLog((subject.folder, workspace / "raised")) as log:
        case = Case(subject, workspace, log, axe)
        try:
            wanted = [one for one in CHECKS if one.name in {"loading", *names}]
            return [outcome_of(check, case) for check in wanted]
        finally:
            case.close()


def outcome(project: Path, workspace: Path, name: str) -> Outcome:
    """What came of one check."""
    found = outcomes(project, workspace, name)
    return next(one for one in found if one.check == name)


def told(one: Outcome) -> str:
    """Everything that an outcome says."""
    return "\n".join([one.said, *map(str, one.faults)])
