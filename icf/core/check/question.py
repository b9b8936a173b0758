"""Faults of one question: its kind, scale, choices, condition, actions and sample."""

from collections import Counter
from collections.abc import Collection, Iterator

from icf.core.check.conditions import condition_faults
from icf.core.check.fault import Fault, Path
from icf.core.check.known import Known
from icf.core.kinds import CORE_KINDS
from icf.core.questionnaire import CORE, Question, SuggestedAction

WITH_CHOICES = ("choice", "choices")


def question_faults(
    question: Question, path: Path, known: Known, kinds: Collection[str] | None
) -> Iterator[Fault]:
    """What is wrong with one question.

    Args:
        kinds: the kinds on offer; None when kinds and scales of plugins are not known.
    """
    yield from _kind_faults(question, path, kinds)
    yield from _scale_faults(question, path, known, kinds)
    yield from _choice_faults(question, path)
    yield from _depth_faults(question, path, known)
    if question.show_if:
        yield from condition_faults(question.show_if, (*path, "show_if"), known)
    for place, action in enumerate(question.actions):
        yield from _action_faults(question, action, (*path, "actions", place), known)
    yield from _sample_faults(question, (*path, "sample", "value"), known)


def _kind_faults(question: Question, path: Path, kinds: Collection[str] | None) -> Iterator[Fault]:
    from_plugin = kinds is None and ":" in question.kind
    if question.kind and not from_plugin and question.kind not in (kinds or CORE_KINDS):
        problem = f"unknown kind “{question.kind}”"
        yield Fault((*path, "kind"), problem, question.kind, tuple(kinds or CORE_KINDS))


def _scale_faults(
    question: Question, path: Path, known: Known, kinds: Collection[str] | None
) -> Iterator[Fault]:
    if question.scale:
        if question.kind in CORE_KINDS and question.kind != "scale":
            problem = f"a {question.kind} question has no scale: leave it out, or write kind: scale"
            yield Fault((*path, "scale"), problem)
        own = question.scale.startswith((f"{known.pack.key}:", f"{CORE}:"))
        if own or kinds is not None:
            yield from known.unknown("scale", question.scale, (*path, "scale"))
    elif question.kind == "scale":
        problem = "a scale question needs `scale`, such as scale: icf:status"
        yield Fault((*path, "scale"), problem)


def _choice_faults(question: Question, path: Path) -> Iterator[Fault]:
    if question.kind in WITH_CHOICES and not question.choices:
        yield Fault((*path, "choices"), f"a {question.kind} question needs `choices`")
    if question.choices and question.kind in CORE_KINDS and question.kind not in WITH_CHOICES:
        problem = f"a {question.kind} question has no choices: leave them out, or change the kind"
        yield Fault((*path, "choices"), problem)
    counts = Counter(choice.key for choice in question.choices)
    for place, choice in enumerate(question.choices):
        if counts[choice.key] > 1:
            problem = f"the choice “{choice.key}” is there more than once"
            yield Fault((*path, "choices", place, "key"), problem)


def _depth_faults(question: Question, path: Path, known: Known) -> Iterator[Fault]:
    depths = {depth.key: depth for depth in known.depths}
    if question.depth and depths and question.depth not in depths:
        problem = f"unknown depth “{question.depth}”: write one of {', '.join(depths)}"
        yield Fault((*path, "depth"), problem, question.depth, tuple(depths))
    is_core = not known.pack.extends
    if is_core and not question.depth and not known.is_screening(question.key):
        problem = "a core question needs `depth`, the smallest depth that asks it"
        yield Fault((*path, "depth"), problem)
    if question.droppable and not is_core:
        problem = "only questions of the core pack can be droppable: leave it out"
        yield Fault((*path, "droppable"), problem)


def _action_faults(
    question: Question, action: SuggestedAction, path: Path, known: Known
) -> Iterator[Fault]:
    options = known.options(question)
    if not action.when and not question.scale and question.kind in CORE_KINDS:
        problem = "say `when`: without a scale there is no best answer to go by"
        yield Fault((*path, "when"), problem)
    for place, level in enumerate(action.when):
        if options is not None and level not in options:
            problem = f"“{level}” is not an answer to this question, which offers "
            seen = (level, options)
            yield Fault((*path, "when", place), problem + ", ".join(options), *seen)


def _sample_faults(question: Question, path: Path, known: Known) -> Iterator[Fault]:
    options = known.options(question)
    if question.sample is None or options is None:
        return
    value = question.sample.value
    several = question.kind == "choices"
    for key in [part.strip() for part in value.split(",")] if several else [value]:
        if key and key not in options:
            problem = f"the sample “{key}” is not an answer to this question, which offers "
            yield Fault(path, problem + ", ".join(options), key, options)
