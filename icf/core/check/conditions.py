"""Faults in conditions: keys that lead nowhere, answers that cannot be given, loops."""

from collections.abc import Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice

from icf.core.check.fault import Fault, Path
from icf.core.check.known import Known
from icf.core.questionnaire import Question
from icf.core.showif import Answered, Compare, Condition, Not, Selected, keys_read

ORDERING = ("<", "<=", ">", ">=")
LOOPS_TOLD = 20


def condition_faults(condition: Condition, path: Path, known: Known) -> Iterator[Fault]:
    """What is wrong with a condition: unknown questions, and comparisons that never hold."""
    match condition:
        case Compare() | Selected() | Answered():
            question = known.questions.get(condition.key)
            if question is None:
                yield from known.unknown("question", condition.key, path)
            elif isinstance(condition, Compare):
                yield from _compare_faults(condition, question, path, known)
            elif isinstance(condition, Selected):
                yield from _selected_faults(condition, question, path, known)
        case Not(part):
            yield from condition_faults(part, path, known)
        case _:
            for part in condition.parts:
                yield from condition_faults(part, path, known)


def loop_faults(conditions: list[tuple[Path, str, Condition]], known: Known) -> Iterator[Fault]:
    """Conditions that wait for each other in a circle; the first twenty circles.

    Args:
        conditions: (path, key of the question that it hides, condition).
    """
    waits: dict[str, set[str]] = {}
    paths: dict[str, Path] = {}
    for path, key, condition in conditions:
        waits.setdefault(key, set()).update(keys_read(condition))
        paths.setdefault(key, path)
    on_themselves = [[key, key] for key, reads in waits.items() if key in reads]
    for loop in islice(chain(on_themselves, _longer_loops(waits)), LOOPS_TOLD):
        names = " → ".join(_shortened([known.written(key) for key in loop]))
        problem = f"these conditions wait for each other in a loop: {names}"
        yield Fault(min(paths[key] for key in loop), problem)


def _shortened(names: list[str]) -> list[str]:
    return names if len(names) <= 8 else [*names[:4], "…", *names[-3:]]


def _longer_loops(waits: dict[str, set[str]]) -> Iterator[list[str]]:
    left = {key: sorted(reads - {key}) for key, reads in waits.items()}
    while loop := _loop(left):
        yield loop
        for key in loop:
            left.pop(key, None)


def _loop(waits: dict[str, list[str]]) -> list[str]:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _compare_faults(
    condition: Compare, question: Question, path: Path, known: Known
) -> Iterator[Fault]:
    name, literal = known.written(condition.key), condition.literal
    options = known.options(question)
    if question.kind == "choices":
        yield Fault(
            path,
            f"“{name}” can have several answers, so it cannot be compared: "
            f"write selected(${{{name}}}, '{literal}')",
        )
    elif condition.op in ORDERING and options and not all(map(_is_number, options)):
        yield Fault(
            path, f"“{name}” has answers without an order: use = or != instead of {condition.op}"
        )
    elif options is not None and literal not in options:
        yield _no_such_answer(name, literal, options, path)
    elif question.kind == "number" and not _is_number(literal):
        yield Fault(path, f"“{name}” is a number and can never be compared with “{literal}”")
    elif question.kind == "date" and not _is_date(literal):
        yield Fault(
            path, f"“{name}” is a date: compare it with one such as '2026-03-27', not “{literal}”"
        )


def _selected_faults(
    condition: Selected, question: Question, path: Path, known: Known
) -> Iterator[Fault]:
    name = known.written(condition.key)
    options = known.options(question)
    if question.kind in ("text", "number", "date"):
        yield Fault(path, f"“{name}” has no choices that could be selected")
    elif options is not None and condition.choice not in options:
        yield _no_such_answer(name, condition.choice, options, path)


def _no_such_answer(name: str, literal: str, options: tuple[str, ...], path: Path) -> Fault:
    offered = ", ".join(options)
    problem = f"“{literal}” is not an answer to “{name}”, which offers {offered}"
    return Fault(path, problem, literal, options)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
