"""What the files in ``content/`` say, checked."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from ruamel.yaml import YAML

from icf.example.clock import last_time

FOLDER = Path(__file__).parent / "content"
FILES = ("council", "police", "health", "fire", "voluntary_action", "community_group")
LONGEST_WEEKEND_DAYS = 5
"""Days off move what happens to the next working day, so all ends this many days before now."""


class Strict(BaseModel):
    """A key that we do not know is a slip in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(Strict):
    """An answer; without value and blank it is words only. Several choices are a list."""

    value: str | list[str] = ""
    words: str = ""
    strength: str = ""
    blank: str = ""
    reason: str = ""
    later: bool = False


class ThemeSaid(Strict):
    """What was said about one theme of a place; 0 means that no rating was agreed."""

    rating: int = 0
    good: str = ""
    better: str = ""


class Conversation(Strict):
    """A Place Standard conversation, so many days after the work began."""

    after: int
    where: str
    how_many: int
    who: str
    themes: dict[str, ThemeSaid]


class ToDo(Strict):
    """One thing we will do; ``due`` is in days after the work began."""

    what: str
    question: str = ""
    who: str = ""
    due: int | None = None
    no_date_reason: str = ""
    how_we_know: str = ""
    support_needed: str = ""
    support_offered: str = ""
    budget: str = ""


class Paper(Strict):
    """What the officer supplied for the paper; days are counted from the signing."""

    meeting: str = ""
    meets_in: int | None = None
    agenda_item: str = ""
    is_public: bool | None = None
    decisions: list[str] = []
    position: str = ""
    risks: list[str] = []
    resources: str = ""
    equality: str = ""
    ask_again_in: int | None = None
    answered_by: str = ""
    typed_by: str = ""


class Signing(Strict):
    """Signed off so many days after the work began, by a lead."""

    after: int
    by: str
    role: str
    paper: Paper = Paper()


class Round(Strict):
    """What was written into a checklist before it was signed, or since.

    Args:
        answers: by question; a core question without ``icf:``.
        actions: written by hand.
        take: how many suggested actions become ours.
        dismiss: how many of the next ones are waved away.
    """

    after: int
    by: str
    answers: dict[str, Said] = {}
    actions: list[ToDo] = []
    take: int = 0
    dismiss: int = 0
    signed: Signing | None = None


class Checklist(Round):
    """A checklist from its start.

    Args:
        also_by: somebody else of the organisation who fills in every second section.
        mood: ``early``, ``mixed`` or ``strong``: how far the answers from phrases.yaml are.
        share: how much of the questions is answered, from the first on.
        samples: take the framework's own sample answers, with ``strengths`` beside them.
        silent: questions left without an answer.
        screening: the choice at each screening question; empty when it was skipped.
        added: answers to questions of add-ons.
        copied_from: the key of the work whose checklist it began as; ``checked`` are looked at.
        reopened: later versions, in order.
    """

    depth: str
    depth_reason: str = ""
    also_by: str = ""
    mood: str = "mixed"
    share: float = 1.0
    samples: bool = False
    strengths: dict[str, str] = {}
    silent: list[str] = []
    screening: dict[str, str] = {}
    added: dict[str, Said] = {}
    conversation: Conversation | None = None
    copied_from: str = ""
    checked: list[str] = []
    reopened: list[Round] = []

    def rounds(self) -> Iterator[Round]:
        yield self
        yield from self.reopened


class PromiseSaid(Strict):
    """What was said of a promise; ``carried`` where it goes on as something we will do.

    ``about`` is how the promise begins; without it, it is the next in the order of asking.
    """

    about: str = ""
    answer: str = ""
    why: str = ""
    evidence: str = ""
    strength: str = ""
    who_says: str = ""
    learned: str = ""
    carried: bool = False


class LookBack(Strict):
    """An evaluation, or a check-in on the way, from its start.

    Args:
        check_in: whether it is one on the way.
        promises: what was said of them; the others are left open.
        answers: by question, without ``icf:``.
        samples: take the framework's own sample answers, with ``strengths`` beside them.
        is_over: whether signing it off also says that the piece of work is finished.
    """

    after: int
    by: str
    depth: str = "quick"
    check_in: bool = False
    promises: list[PromiseSaid] = []
    answers: dict[str, Said] = {}
    samples: bool = False
    strengths: dict[str, str] = {}
    signed: Signing | None = None
    is_over: bool = False


class PieceOfWork(Strict):
    """A piece of work. It began so many days ago, or the last time that it was ``on`` MM-DD.

    Args:
        words: what stands for {place}, {people}, {quiet}, {partner} and {thing} in phrases.yaml.
        gathering: whether people come together at it.
        starts_after: when it starts itself, in days after it was entered.
    """

    key: str
    title: str
    summary: str
    kind: str = "project"
    stage: str
    is_new: bool = True
    service: str = ""
    lead: str
    days_ago: int = 0
    on: str = ""
    years_ago: int = 0
    starts_after: int | None = None
    wards: list[str] = []
    partnerships: list[str] = []
    district: bool = False
    neighbourhoods: list[str] = []
    partners: list[str] = []
    shared: bool = False
    marking: str = ""
    words: dict[str, str] = {}
    gathering: bool = False
    checklists: list[Checklist] = []
    evaluations: list[LookBack] = []
    deleted_after: int | None = None

    @model_validator(mode="after")
    def _has_one_beginning(self) -> "PieceOfWork":
        if bool(self.days_ago) == bool(self.on):
            raise ValueError("give days_ago or on")
        if self.days_ago and self.days_ago < self.last_day + LONGEST_WEEKEND_DAYS:
            raise ValueError(f"days_ago is too few for what happens until day {self.last_day}")
        return self

    @property
    def last_day(self) -> int:
        """The day on which the last thing happens, counted from the first."""
        days = [self.deleted_after or 0]
        for checklist in self.checklists:
            for one in checklist.rounds():
                days += [one.after, one.signed.after if one.signed else 0]
        for look in self.evaluations:
            days += [look.after, look.signed.after if look.signed else 0]
        return max(days)

    def first_day(self, today: date) -> date:
        """The day on which it was entered."""
        if self.days_ago:
            return today - timedelta(days=self.days_ago)
        return _last_time_on(self.on, self.years_ago, self.last_day, today)


class Somebody(Strict):
    name: str
    email: str
    role: str
    layout: str = "question"


class OrganisationContent(Strict):
    """One organisation with everything that it does."""

    name: str
    kind: str
    size: str
    colour: str = ""
    who_to_ask: str
    services: list[str] = []
    add_ons: list[str] = []
    people: list[Somebody]
    work: list[PieceOfWork]


class Phrase(Strict):
    """A sentence with {place}, {people}, {quiet}, {partner} and {thing} in it.

    Args:
        gathering: True where it fits only work at which people come together, False where it fits
            only other work.
    """

    text: str
    gathering: bool | None = None

    def fits(self, work: PieceOfWork) -> bool:
        return self.gathering in (None, work.gathering)


Phrases = dict[str, dict[str, list[Phrase]]]
"""By question, then by level."""


def organisations() -> list[OrganisationContent]:
    """All organisations, the council first."""
    return [OrganisationContent.model_validate(read(name)) for name in FILES]


def phrases() -> Phrases:
    """The sentences to choose from."""
    return {
        question: {level: [_phrase(one) for one in found] for level, found in levels.items()}
        for question, levels in read("phrases").items()
    }


def _phrase(written: str | dict[str, str]) -> Phrase:
    if isinstance(written, str):
        return Phrase(text=written)
    [(kind, text)] = written.items()
    return Phrase(text=text, gathering={"gathering": True, "other": False}[kind])


def _last_time_on(on: str, years_ago: int, last_day: int, today: date) -> date:
    """The last such day after which there was time for ``last_day`` more."""
    month, day = (int(part) for part in on.split("-"))
    latest = today - timedelta(days=last_day + LONGEST_WEEKEND_DAYS)
    return last_time(month, day, latest, years_ago)


@cache
def read(name: str) -> Any:
    """What a file in ``content/`` says, not checked yet."""
    return YAML(typ="safe").load(FOLDER / f"{name}.yaml")
