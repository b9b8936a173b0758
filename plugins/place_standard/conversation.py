"""The record of a conversation, read from the answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from icf.plugin import PLANNING, Answer, Question, Questionnaire, visible_sections

from .theme import KIND, Theme, theme

PACK = "place-standard"
CHANGES_PLACE = f"{PACK}:changes-place"
HELD = f"{PACK}:held"
HELD_ON = f"{PACK}:held-on"
HELD_WHERE = f"{PACK}:held-where"
HOW_MANY = f"{PACK}:how-many"
WHO = f"{PACK}:who"


@dataclass(frozen=True)
class Rated:
    """One theme as it was asked, with what was said about it."""

    question: Question
    said: Theme

    @property
    def rating(self) -> int | None:
        """1 to 7; None where people agreed none."""
        return int(self.said.rating) if self.said.rating in tuple("1234567") else None


def rated_themes(
    questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
) -> tuple[Rated, ...]:
    """All themes in the framework's order; none while no conversation is recorded."""
    return tuple(
        Rated(question, _said(answers.get(question.key)))
        for section in visible_sections(questionnaire, PLANNING, depth, answers)
        for question in section.questions
        if question.kind == KIND
    )


def _said(answer: Answer | None) -> Theme:
    return theme(answer.value) if answer and answer.has_value else Theme()
