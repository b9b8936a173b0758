"""What the files about the years say, checked: self-evaluations, own questions, annual cycles.

``year`` is how many years ago something was: 0 for the cycle whose last day has just gone. Days
``before`` are counted back from the last day for sending of that year.
"""

from functools import cache
from typing import Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from icf.example.content import Said, Signing, Strict, ToDo, read
from icf.example.cycle_dates import YEARS


class Became(Strict):
    """How an action stood so many days after the self-evaluation was started."""

    after: int
    status: str
    words: str


class WillDo(ToDo):
    """One thing of a support and action plan; ``due`` is in days after the start.

    ``question`` is written without ``icf:self-``.
    """

    became: list[Became] = Field(default_factory=list)


class Vote(Strict):
    """A question put to the people in a room, so many days after the start.

    Args:
        question: without ``icf:self-``.
        votes: how many voted for each level.
        agreed: the level that was agreed; ``dissent`` what the others said.
    """

    question: str
    after: int
    votes: dict[str, int]
    agreed: str
    dissent: str = ""


class SelfEvaluation(Strict):
    """A year's self-evaluation.

    Args:
        service: empty for the organisation as a whole.
        copies: it began with the year before; ``checked`` are looked at and left as they are.
        answers: in words, by question without ``icf:self-``.
        levels: by approach: how far we match, how sure we feel.
        strengths: by approach: how sure they are of how far they match.
        added: answers to the organisation's own questions.
        came: how it came to the partnership officer who typed it; empty where the organisation
            filled it in itself.
    """

    year: int = Field(ge=0, lt=YEARS)
    before: int
    service: str = ""
    by: str
    depth: str = "full"
    copies: bool = False
    checked: list[str] = Field(default_factory=list)
    answers: dict[str, str] = Field(default_factory=dict)
    levels: dict[str, tuple[int, int]] = Field(default_factory=dict)
    strengths: dict[str, str] = Field(default_factory=dict)
    added: dict[str, Said] = Field(default_factory=dict)
    came: Literal["", "paper", "phone", "email", "meeting"] = ""
    vote: Vote | None = None
    actions: list[WillDo] = Field(default_factory=list)
    signed: Signing | None = None

    @model_validator(mode="after")
    def _has_time(self) -> "SelfEvaluation":
        if self.year == 0 and any(one.became for one in self.actions):
            raise ValueError("nothing has become of this year's actions yet")
        if self.signed and self.signed.after >= self.before:
            raise ValueError("it is signed off after the last day for sending")
        return self


class Written(Strict):
    """An organisation's implementation plan as it was written or changed in a year."""

    year: int
    before: int
    by: str
    awareness: str
    needed: str
    measured: str
    reported: str


class OwnQuestions(Strict):
    """A version of an organisation's own questions, switched on when its cycle opened.

    ``pack`` is a pack as a file has it; ``step`` says what the change means.
    """

    organisation: str
    by: str
    year: int
    step: Literal["patch", "minor", "major"]
    note: str
    pack: dict[str, Any]


class Later(Strict):
    """A later day that was agreed, so many days after everybody's."""

    days: int
    why: str


class Again(Strict):
    """What was sent once more, so many days after the first time.

    ``answers`` are by question without ``icf:self-``; ``plan`` is added to what we will do.
    """

    after: int
    why: str
    answers: dict[str, str] = Field(default_factory=dict)
    plan: list[WillDo] = Field(default_factory=list)


class Part(Strict):
    """What becomes of an organisation's year.

    Args:
        joins: so many days after the cycle was opened; 0 for everybody who is in it from then on.
        sends: so many days before the last day; fewer than 0 are after it, None is not at all.
        nil: why there is nothing to send; ``told`` where it was told to the partnership officer.
        with_services: whether the self-evaluations of its services go with it.
    """

    name: str
    joins: int = 0
    sends: int | None = None
    nil: str = ""
    told: bool = False
    with_services: bool = False
    later: Later | None = None
    again: Again | None = None


class CycleYear(Strict):
    """One cycle with the note of its officer."""

    note: str
    organisations: list[Part]


class AnnualCycles(Strict):
    """The cycles, the earliest first, each rolled forward from the one before."""

    officer: str
    years: list[CycleYear] = Field(min_length=YEARS, max_length=YEARS)


@cache
def annual_cycles() -> AnnualCycles:
    """What ``content/annual_cycles.yaml`` says."""
    return AnnualCycles.model_validate(read("annual_cycles"))


def self_evaluations() -> dict[str, list[SelfEvaluation]]:
    """By the name of the organisation."""
    return TypeAdapter(dict[str, list[SelfEvaluation]]).validate_python(read("self_evaluations"))


def implementation_plans() -> dict[str, list[Written]]:
    """By the name of the organisation, each as it was written first and changed later."""
    return TypeAdapter(dict[str, list[Written]]).validate_python(read("implementation_plans"))


def own_questions() -> list[OwnQuestions]:
    """Every version, the earliest first."""
    return TypeAdapter(list[OwnQuestions]).validate_python(read("own_questions"))
