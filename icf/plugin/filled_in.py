"""A checklist that was filled in, as a plugin sees it: its own questions and answers alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from icf.core.answer import Answer
from icf.core.questionnaire import Question
from icf.plugin.store import Store


@dataclass(frozen=True)
class Place:
    """Where a piece of work happens. ``kind``: district, place_partnership, ward, neighbourhood."""

    kind: str
    name: str


@dataclass(frozen=True)
class FilledIn:
    """One checklist of the organisation.

    Args:
        reference: what people call it, such as ``"P34"``.
        title: of the piece of work.
        state: ``draft`` or ``signed``. A signed one never changes.
        version: 1, or more for one that was reopened.
        is_newest: whether no newer version of it was made. Count only these.
        depth: the key of its size, such as ``"icf:quick"``.
        questions: those of the plugin's own packs that are asked and shown, in order.
        answers: to these questions, by key. ``Answer.displayed`` is the answer in words.
    """

    reference: str
    title: str
    places: tuple[Place, ...]
    state: Literal["draft", "signed"]
    version: int
    is_newest: bool
    depth: str
    started_on: date
    changed_on: date
    signed_on: date | None
    questions: tuple[Question, ...]
    answers: Mapping[str, Answer]

    @property
    def wards(self) -> tuple[str, ...]:
        """The names of its wards."""
        return tuple(place.name for place in self.places if place.kind == "ward")


@dataclass(frozen=True)
class PlannedAction:
    """Something that a plan says will be done.

    Args:
        budget: ``""`` (not said), ``not_needed``, ``agreed``, ``asked`` or ``not_asked``.
        question: the plugin's own question that it is about; empty for any other. In a plan it
            may be any question.
    """

    what: str
    who: str = ""
    due_on: date | None = None
    budget: str = ""
    question: str = ""


@dataclass(frozen=True)
class PlanEvent:
    """Something happened to a plan, and is stored already.

    Args:
        filled_in: its checklist, with the plugin's own questions and answers alone.
        actions: what the plan says will be done, in its order.
        at: when it happened.
        store: what the plugin keeps for this organisation.
    """

    filled_in: FilledIn
    actions: tuple[PlannedAction, ...]
    at: datetime
    store: Store


class AssessmentSignedOff(PlanEvent):
    """A checklist was signed off: its answers and actions no longer change."""


class PlanChanged(PlanEvent):
    """What a plan says will be done has changed: something was added, edited, deleted, restored."""
