"""Whether a conversation that somebody plans may have been had already, and why we think so.

People are asked the same things by one service after another. Two entries of the register look
alike when they share a place and a group of people and lie within two months of each other. It is
a hint for whoever plans, never a refusal: the other one may be about something quite different.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

NEAR_MONTHS = 2
"""How many months may lie between two conversations that look alike."""

EVERYWHERE = "district"
"""The kind of place that every other place lies in."""

EVERYBODY = "everybody"
"""The group that everybody belongs to."""


@dataclass(frozen=True)
class Where:
    """A place: ``kind`` as the lists of places have it, ``name`` as people say it.

    ``key`` is empty for a street or neighbourhood that was typed.
    """

    kind: str
    key: str
    name: str

    @property
    def same(self) -> str:
        """Two places with the same text here are one place, also from lists of different years."""
        return f"{self.kind}:{plain(self.name)}"


@dataclass(frozen=True)
class Sketch:
    """What is compared of a conversation.

    Args:
        id: tells entries apart; nothing looks like itself. 0 for one that is not stored yet.
        first, last: the first and last day on which it may take place; the same for one day.
        groups: names of the groups of people who are asked, or ``EVERYBODY``.
    """

    id: int
    first: date
    last: date
    places: tuple[Where, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """Why another conversation looks like the same one.

    Args:
        other: its id.
        places, groups: what both name, in the words of the other.
        months_apart: 0 when they fall into the same month or overlap.
    """

    other: int
    places: tuple[str, ...]
    groups: tuple[str, ...]
    months_apart: int


def plain(name: str) -> str:
    """A name for comparing: without capitals and without blanks that nobody sees.

    >>> plain("  Mill  STREET ")
    'mill street'
    """
    return " ".join(name.casefold().split())


def months_between(one: Sketch, other: Sketch) -> int:
    """How many months lie between two conversations; 0 when they share a month."""
    earlier, later = sorted((one, other), key=lambda sketch: (sketch.first, sketch.last))
    return max(0, _month(later.first) - _month(earlier.last))


def likenesses(planned: Sketch, others: Iterable[Sketch]) -> tuple[Likeness, ...]:
    """The other conversations that look like this one; those that share most come first."""
    found = [one for other in others if (one := _likeness(planned, other)) is not None]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.months_apart, -len(one.places) - len(one.groups), one.other,
            ),
        )
    )  # fmt: skip


def _likeness(planned: Sketch, other: Sketch) -> Likeness | None:
    if planned.id and planned.id == other.id:
        return None
    apart = months_between(planned, other)
    # What is far away in time is most of a register, and is told soonest.
    if apart > NEAR_MONTHS:
        return None
    places = _shared_places(planned.places, other.places)
    groups = _shared_groups(planned.groups, other.groups)
    if not places or not groups:
        return None
    return Likeness(other.id, places, groups, apart)


def _shared_places(ours: Sequence[Where], theirs: Sequence[Where]) -> tuple[str, ...]:
    if any(place.kind == EVERYWHERE for place in ours):
        return tuple(place.name for place in theirs)
    known = {place.same for place in ours}
    return tuple(
        place.name for place in theirs if ours and (place.kind == EVERYWHERE or place.same in known)
    )


def _shared_groups(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    if EVERYBODY in ours:
        return tuple(theirs)
    known = {plain(name) for name in ours}
    return tuple(name for name in theirs if ours and (name == EVERYBODY or plain(name) in known))


def _month(day: date) -> int:
    return day.year * 12 + day.month
