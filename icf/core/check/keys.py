"""Faults of keys: there twice, somebody else's, or an alias to nowhere."""

from collections.abc import Iterable, Iterator

from icf.core.check.fault import Fault, Path
from icf.core.check.known import Known, placed_questions

Keyed = tuple[Path, str]
LISTS = {
    "sections": "section",
    "scales": "scale",
    "depths": "depth",
    "instruments": "instrument",
    "approaches": "approach",
    "principles": "principle",
}


def key_faults(known: Known) -> Iterator[Fault]:
    """Keys that are there twice, or that do not begin with the pack's own name."""
    pack = known.pack
    actions: list[Keyed] = [
        ((*path, "actions", place), action.key)
        for path, question in placed_questions(pack)
        for place, action in enumerate(question.actions)
    ]
    questions: list[Keyed] = [(path, question.key) for path, question in placed_questions(pack)]
    for what, keys in (("question", questions), ("action", actions)):
        yield from _clashes(what, keys)
        yield from _foreign(what, keys, pack.key)
    for name, what in LISTS.items():
        items = getattr(pack, name)
        keys = [((name, place), item.key) for place, item in enumerate(items)]
        yield from _clashes(what, keys)
        if what != "instrument" and (what != "depth" or pack.extends):
            yield from _foreign(what, keys, pack.key)


def _clashes(what: str, keys: Iterable[Keyed]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, key in keys:
        if key in seen and not key.endswith(":") and key:
            name = key.rpartition(":")[2]
            yield Fault((*path, "key"), f"the {what} key “{name}” is there more than once")
        seen.add(key)


def _foreign(what: str, keys: Iterable[Keyed], pack: str) -> Iterator[Fault]:
    for path, key in keys:
        if key and not key.startswith(f"{pack}:"):
            problem = f"the {what} key “{key}” does not begin with “{pack}:”"
            yield Fault((*path, "key"), problem)


def alias_faults(known: Known) -> Iterator[Fault]:
    """Aliases that lead nowhere, or from a key that is still in use."""
    pack = known.pack
    own = {
        *(question.key for _, question in placed_questions(pack)),
        *(thing.key for things in (pack.sections, pack.scales, pack.depths) for thing in things),
    }
    for old, new in pack.aliases:
        path = ("aliases", known.written(old))
        if new not in own:
            name = known.written(new)
            problem = f"the alias leads to “{name}”, which this pack does not have"
            yield Fault(path, problem, name, tuple(map(known.written, sorted(own))))
        if old in own:
            problem = (
                f"“{known.written(old)}” is still a key of this pack, so it cannot be an alias"
            )
            yield Fault(path, problem)
