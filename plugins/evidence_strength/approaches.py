"""The five approaches, each with its rating and the evidence behind it, read from the answers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icf.plugin import PLANNING, Answer, Questionnaire, visible_sections

from .evidence import Evidence, evidence

PACK = "evidence-strength"
HAVE = f"{PACK}:have"
STRENGTH = f"{PACK}:strength"
STATUS = "icf:status"
NAMES = {
    "connecting": "Connecting",
    "communicating": "Communicating",
    "equalising": "Equalising",
    "trusting": "Trusting",
    "celebrating": "Celebrating",
}
"""By key, in the framework's order, for pages that have no checklist at hand."""


@dataclass(frozen=True)
class Backed:
    """One approach, with what its rating rests on.

    Args:
        best: how many of its questions have the best rating.
        rated: how many have any.
        found: the evidence; empty where there is none.
    """

    key: str
    name: str
    best: int
    rated: int
    found: Evidence

    @property
    def is_rated_strongly(self) -> bool:
        """Whether at least half of what is rated has the best rating."""
        return self.best > 0 and 2 * self.best >= self.rated

    @property
    def is_thin(self) -> bool:
        """Whether the evidence is missing, weak, of no known strength, or old."""
        return self.found.rating not in ("fair", "strong") or self.found.age == "old"

    @property
    def is_risky(self) -> bool:
        """Strongly rated on thin evidence."""
        return self.is_rated_strongly and self.is_thin


def approaches(
    questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
) -> tuple[Backed, ...]:
    """All five, those with a strong rating on thin evidence first; none while nothing is said."""
    sections = visible_sections(questionnaire, PLANNING, depth, answers)
    shown = {question.key for section in sections for question in section.questions}
    have = answers.get(HAVE)
    if HAVE not in shown or have is None or not have.has_value:
        return ()
    ratings: dict[str, Counter[str]] = {}
    for section in sections:
        said = (
            str(answers[one.key].value)
            for one in section.questions
            if one.scale == STATUS and one.key in answers and answers[one.key].has_value
        )
        ratings.setdefault(section.approach, Counter()).update(said)
    best = questionnaire.index.scale[STATUS].best.key if STATUS in questionnaire.index.scale else ""
    given = {key: answer for key, answer in answers.items() if key in shown}

    def backed(key: str, name: str) -> Backed:
        counts = ratings.get(f"icf:{key}", Counter())
        return Backed(key, name, counts[best], counts.total(), evidence_of(given, key))

    all_five = (backed(key, name) for key, name in NAMES.items())
    return tuple(sorted(all_five, key=lambda one: not one.is_risky))


def evidence_of(answers: Mapping[str, Answer], approach: str) -> Evidence:
    """What is known of one approach; empty where nothing is."""
    answer = answers.get(f"{PACK}:{approach}")
    return evidence(answer.value) if answer and answer.has_value else Evidence()


def strengths(answers: Mapping[str, Answer]) -> dict[str, str]:
    """How strong the evidence for each approach is, by approach; empty where there is none."""
    return {key: evidence_of(answers, key).rating for key in NAMES}


def has_said(answers: Mapping[str, Answer]) -> bool:
    """Whether somebody has said for which approaches there is evidence."""
    return HAVE in answers and answers[HAVE].has_value


def risky(found: Iterable[Backed]) -> list[Backed]:
    """Those that are rated strongly on thin evidence."""
    return [one for one in found if one.is_risky]
