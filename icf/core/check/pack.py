"""All faults of a pack: its own keys, what it refers to, and what only a core pack may hold."""

from collections.abc import Collection, Iterator

from icf.core.check.conditions import condition_faults, loop_faults
from icf.core.check.fault import Fault, Path
from icf.core.check.keys import alias_faults, key_faults
from icf.core.check.known import Known, placed_questions
from icf.core.check.question import question_faults
from icf.core.questionnaire import CORE, PLANNING, SCREENING, Depth, Pack
from icf.core.scale import Scale
from icf.core.showif import Condition, keys_read

QUESTION_LIMIT = 2_000
CORE_ONLY = ("principles", "approaches", "instruments", "suggest", "glossary")
OVERLAY_ONLY = ("add_to", "guidance")


def pack_faults(
    pack: Pack,
    core: Pack | None = None,
    kinds: Collection[str] | None = None,
    scales: Collection[Scale] = (),
) -> list[Fault]:
    """Everything in a pack that has to be put right before it can be used.

    Args:
        pack: a core pack, or an overlay (which ``extends`` the core).
        core: what an overlay's references are checked against; None leaves them unchecked.
        kinds: the kinds of question on offer; None allows any ``<plugin>:<name>``, and any scale
            of a plugin.
        scales: those that plugins bring beside their packs.
    """
    known = Known.of(pack, core, scales)
    found = [*_place_faults(pack), *key_faults(known), *alias_faults(known)]
    for path, question in placed_questions(pack):
        found += question_faults(question, path, known, kinds)
    found += _section_faults(pack, known)
    found += _depth_faults(pack, known)
    found += _suggest_faults(pack, known)
    for place, added in enumerate(pack.add_to):
        where: Path = ("add_to", place, "section")
        found += known.unknown("core section", added.section, where)
    for place, guidance in enumerate(pack.guidance):
        where = ("guidance", place, "question")
        found += known.unknown("core question", guidance.question, where)
    return [*found, *loop_faults(_conditions(pack), known)]


def _place_faults(pack: Pack) -> Iterator[Fault]:
    if not pack.extends and pack.key not in ("", CORE):
        problem = f"only the core pack, {CORE}, extends nothing: write extends: {CORE}"
        yield Fault(("pack",), problem)
    if pack.extends not in ("", CORE):
        yield Fault(("extends",), f"a pack can extend {CORE} only, not “{pack.extends}”")
    for name in CORE_ONLY if pack.extends else OVERLAY_ONLY:
        if getattr(pack, name):
            kind = "a core pack, one without `extends`" if pack.extends else "a pack that `extends`"
            yield Fault((name,), f"`{name}` can stand only in {kind}: leave it out")
    for name in () if pack.extends else ("instruments", "depths", "suggest"):
        if not getattr(pack, name):
            yield Fault((name,), f"a core pack needs `{name}`")
    count = sum(1 for _ in placed_questions(pack))
    if count > QUESTION_LIMIT:
        yield Fault((), f"{count} questions are too many: {QUESTION_LIMIT} is the limit")


def _section_faults(pack: Pack, known: Known) -> Iterator[Fault]:
    for place, section in enumerate(pack.sections):
        path: Path = ("sections", place)
        if known.is_complete and section.instrument:
            where = (*path, "instrument")
            yield from known.unknown("instrument", section.instrument, where)
        if section.approach and pack.extends:
            problem = "only sections of the core pack belong to an approach: leave it out"
            yield Fault((*path, "approach"), problem)
        elif section.approach:
            where = (*path, "approach")
            yield from known.unknown("approach", section.approach, where)
        if section.show_if:
            yield from condition_faults(section.show_if, (*path, "show_if"), known)


def _depth_faults(pack: Pack, known: Known) -> Iterator[Fault]:
    for place, depth in enumerate(pack.depths):
        path: Path = ("depths", place)
        if not pack.extends and depth.questions:
            problem = "a core depth lists no questions: each question's own `depth` decides"
            yield Fault((*path, "questions"), problem)
        if pack.extends and not depth.questions:
            problem = "the depth needs `questions`, the keys of all that it asks"
            yield Fault((*path, "questions"), problem)
        for number, key in enumerate(depth.questions):
            where = (*path, "questions", number)
            yield from known.unknown("question", key, where)
        if pack.extends and known.core:
            yield from _missing_from(depth, (*path, "questions"), known.core)


def _missing_from(depth: Depth, path: Path, core: Pack) -> Iterator[Fault]:
    """What a depth leaves out of a form that it asks. It need not ask every form, but planning."""
    asked = set(depth.questions)
    smallest = core.depths[0].key if core.depths else ""
    for instrument in _instruments_asked(core, asked):
        sections = [section for section in core.sections if section.instrument == instrument]
        for question in (question for section in sections for question in section.questions):
            fixed = question.depth == smallest and not question.droppable
            if fixed and question.key not in asked:
                yield Fault(path, f"“{question.key}” has to be asked: it is not droppable")
        for approach in core.approaches:
            own = {q.key for s in sections if s.approach == approach.key for q in s.questions}
            if own and own.isdisjoint(asked):
                yield Fault(path, f"no question of “{approach.key}” is left: ask at least one")


def _instruments_asked(core: Pack, asked: Collection[str]) -> Iterator[str]:
    for instrument in core.instruments:
        own = {
            question.key
            for section in core.sections
            if section.instrument == instrument.key
            for question in section.questions
        }
        is_asked = not own.isdisjoint(asked) or instrument.key == PLANNING
        if instrument.key != SCREENING and is_asked:
            yield instrument.key


def _suggest_faults(pack: Pack, known: Known) -> Iterator[Fault]:
    last = len(pack.suggest) - 1
    for place, rule in enumerate(pack.suggest):
        path: Path = ("suggest", place)
        yield from known.unknown("depth", rule.depth, (*path, "depth"))
        if rule.when is None and place != last:
            yield Fault(path, "a rule without `when` always holds, so it has to be the last")
        if rule.when is not None and place == last:
            yield Fault((*path, "when"), "the last rule is for all other cases: leave out `when`")
        if rule.when is not None:
            yield from condition_faults(rule.when, (*path, "when"), known)
            for key in sorted(keys_read(rule.when)):
                if key in known.questions and not known.is_screening(key):
                    problem = f"“{known.written(key)}” is not a screening question"
                    yield Fault((*path, "when"), problem)


def _conditions(pack: Pack) -> list[tuple[Path, str, Condition]]:
    found: list[tuple[Path, str, Condition]] = []
    for path, question in placed_questions(pack):
        if question.show_if:
            found.append(((*path, "show_if"), question.key, question.show_if))
    for place, section in enumerate(pack.sections):
        if section.show_if:
            path = ("sections", place, "show_if")
            found += [(path, question.key, section.show_if) for question in section.questions]
    return found
