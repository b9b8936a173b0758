"""All conversations of an organisation: those recorded here, and those of its checklists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from icf.plugin import Answer, FilledIn, PageRequest, PlanEvent, Store, Stored

from .conversation import HELD, HELD_ON, HELD_WHERE, HOW_MANY, PACK
from .names import THEMES
from .record import (
    Conversation,
    Said,
    as_json,
    from_json,
    place_key,
    rating,
    real_day,
    whole,
    words_of,
)
from .theme import KIND, theme

OWN = "conversation:"
SIGNED = "signed:"
ACTIONS = "actions:"
DELETED_ON = "deleted_on"


@dataclass(frozen=True)
class PlaceResults:
    """A place with its conversations, the latest first."""

    key: str
    name: str
    conversations: tuple[Conversation, ...]

    @property
    def latest(self) -> Conversation:
        return self.conversations[0]


def conversations(request: PageRequest, public: bool = False) -> tuple[Conversation, ...]:
    """All that count, the latest first.

    Args:
        public: only what anybody may read. A checklist's words for its place are read by nobody
            else; its ratings count where its place has the name of one that was recorded here, or
            of a place of its piece of work.
    """
    own = [one for one, _version, deleted in recorded(request.store) if not deleted]
    known = {place_key(one.place): one.place for one in own}
    found = list(own)
    here = set()
    for one in request.filled_in():
        here.add(one.reference)
        held = of_checklist(one) if one.is_newest else None
        if held and (not public or _is_known_place(held, one, known)):
            found.append(held)
    found += [
        one
        for one in _only_kept(request.store)
        if one.reference not in here and (not public or place_key(one.place) in known)
    ]
    return tuple(sorted(found, key=lambda one: (one.held_on, one.key), reverse=True))


def places(found: Iterable[Conversation]) -> tuple[PlaceResults, ...]:
    """By place, in the order of their names. A place is called as it was called last."""
    by_key: dict[str, list[Conversation]] = defaultdict(list)
    for one in found:
        by_key[place_key(one.place)].append(one)
    results = [PlaceResults(key, some[0].place, tuple(some)) for key, some in by_key.items()]
    return tuple(sorted(results, key=lambda one: one.name.casefold()))


def recorded(store: Store) -> list[tuple[Conversation, int, str]]:
    """Those recorded here with their versions, and the day on which they were deleted, if any."""
    found = []
    for key in store.keys(OWN):
        stored = store.get(key)
        one = from_json(key.removeprefix(OWN), stored.value) if stored else None
        if stored and one:
            found.append((one, stored.version, str(stored.value.get(DELETED_ON) or "")))
    return found


def one_recorded(store: Store, key: str) -> tuple[Conversation, Stored] | None:
    """One that was recorded here, deleted or not; None where there is none."""
    stored = store.get(OWN + key) if key.isascii() and key.isdecimal() and len(key) < 40 else None
    one = from_json(key, stored.value) if stored else None
    return (one, stored) if one and stored else None


def of_checklist(filled_in: FilledIn) -> Conversation | None:
    """The conversation that a checklist records; None where it records none, or not all of it."""
    asked = [one for one in filled_in.questions if one.kind == KIND]
    given = {one.key: filled_in.answers[one.key] for one in asked if one.key in filled_in.answers}
    return of_answers(filled_in.reference, filled_in.state, filled_in.answers, given)


def of_answers(
    reference: str, state: str, answers: Mapping[str, Answer], themes: Mapping[str, Answer]
) -> Conversation | None:
    """The conversation that answers record.

    Args:
        themes: the answers to those themes that are asked and shown.
    """
    values: dict[str, Any] = {key: one.value for key, one in answers.items() if one.has_value}
    place = str(values.get(HELD_WHERE) or "").strip()
    if values.get(HELD) != "yes" or not place or not themes:
        return None
    said = {}
    worded = list(words_of("adults"))
    for key, answer in themes.items():
        name = key.removeprefix(f"{PACK}:")
        if name not in THEMES or not answer.has_value:
            continue
        parts = theme(answer.value)
        agreed = rating(parts.rating, len(worded))
        said[name] = Said(agreed, (), parts.good, parts.better)
        shown = answer.displayed.partition("\n")[0]
        if agreed and shown.startswith(f"{agreed} "):
            # The words of the day it was answered, so that another wording makes another series.
            worded[agreed - 1] = shown
    return Conversation(
        key=reference,
        place=" ".join(place.split())[:200],
        held_on=real_day(values.get(HELD_ON)),
        how_many=whole(values.get(HOW_MANY)),
        words=tuple(worded),
        said={name: said[name] for name in THEMES if name in said},
        reference=reference,
        state=state,
    )


def keep_signed(event: PlanEvent) -> None:
    """Keep what was signed off, so that the place's results stay when the checklist goes."""
    held = of_checklist(event.filled_in)
    if held:
        event.store.set(SIGNED + held.reference, as_json(held))
    keep_actions(event)


def keep_actions(event: PlanEvent) -> None:
    """Keep what a plan says will be done about the themes."""
    promised = [
        {"theme": action.question.removeprefix(f"{PACK}:"), "what": action.what}
        for action in event.actions
        if action.question.removeprefix(f"{PACK}:") in THEMES
    ]
    key = ACTIONS + event.filled_in.reference
    if promised or event.store.get(key):
        event.store.set(key, promised)


def promised(store: Store, one: Conversation) -> Sequence[tuple[str, str]]:
    """What the plan of its checklist says will be done: pairs of theme and words."""
    stored = store.get(ACTIONS + one.reference) if one.reference else None
    listed = stored.value if stored and isinstance(stored.value, list) else []
    return [(str(each["theme"]), str(each["what"])) for each in listed]


def _only_kept(store: Store) -> list[Conversation]:
    found = []
    for key in store.keys(SIGNED):
        stored = store.get(key)
        one = from_json(key.removeprefix(SIGNED), stored.value) if stored else None
        if one:
            found.append(replace(one, state="gone"))
    return found


def _is_known_place(held: Conversation, filled_in: FilledIn, known: Mapping[str, str]) -> bool:
    names = {place_key(one.name) for one in filled_in.places}
    return place_key(held.place) in names | known.keys()
