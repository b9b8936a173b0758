"""What an action answers: approaches, questions, promises and findings, any number of each.

``approach`` and ``question`` of the action are the first of theirs; the links have them too.
"""

from collections.abc import Iterable
from typing import NamedTuple

from icf.plans.models import Action, ActionLink

APPROACH, QUESTION, PROMISE, FINDING = "approach", "question", "promise", "finding"
LONGEST = 300
"""Letters of a finding."""


class Link(NamedTuple):
    """One thing that an action answers; see ``ActionLink``."""

    kind: str
    key: str = ""
    promise_id: int | None = None


def links_of(found: Action) -> list[Link]:
    """Everything that an action answers, in the order in which it was linked."""
    return [Link(one.kind, one.key, one.promise_id) for one in found.links]


def keys_of(found: Action, kind: str) -> list[str]:
    """The keys of one kind, such as the approaches of an action: its first one comes first."""
    first = found.approach if kind == APPROACH else found.question
    return sorted(
        (one.key for one in found.links if one.kind == kind), key=lambda key: key != first
    )


def set_links(found: Action, links: Iterable[Link]) -> None:
    """Let an action answer exactly these; its first approach and question follow from them."""
    wanted = list(dict.fromkeys(links))
    found.links = [
        *(one for one in found.links if Link(one.kind, one.key, one.promise_id) in wanted),
        *(_row(found, one) for one in wanted if one not in links_of(found)),
    ]
    found.approach = _first(found.approach, [one.key for one in wanted if one.kind == APPROACH])
    found.question = _first(found.question, [one.key for one in wanted if one.kind == QUESTION])


def link_first(found: Action, approach: str, question: str) -> None:
    """Put another first approach and question in the place of those that it has; others stay."""
    kept = [one for one in links_of(found) if one not in _firsts(found.approach, found.question)]
    set_links(found, [*_firsts(approach, question), *kept])
    found.approach, found.question = approach, question


def _firsts(approach: str, question: str) -> list[Link]:
    return [Link(kind, key) for kind, key in ((APPROACH, approach), (QUESTION, question)) if key]


def _first(current: str, keys: list[str]) -> str:
    return current if current in keys else next(iter(keys), "")


def _row(found: Action, link: Link) -> ActionLink:
    return ActionLink(
        organisation_id=found.organisation_id,
        kind=link.kind,
        key=link.key[:LONGEST],
        promise_id=link.promise_id,
    )
