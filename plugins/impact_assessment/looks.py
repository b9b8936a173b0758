"""Both looks, read from the answers: who and what was ticked, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from icf.plugin import PLANNING, Answer, Questionnaire, visible_sections

PACK = "impact-assessment"
GROUPS = f"{PACK}:groups"
ENVIRONMENT = f"{PACK}:environment"
NONE_OF_THEM = ("nobody", "nothing")
NOT_SURE = "unsure"


@dataclass(frozen=True)
class Row:
    """A group, or a part of the environment, in the grid.

    Args:
        name: as the first look calls it.
        is_asked: whether the closer look asks about it.
        is_ruled_out: the first look expects no effect on it.
        answer: to the closer look's question; None where there is none.
    """

    key: str
    name: str
    is_asked: bool
    is_ruled_out: bool
    answer: Answer | None

    @property
    def is_empty(self) -> bool:
        """Whether nobody has said anything about it, in either look."""
        return not self.is_ruled_out and (self.answer is None or not self.answer.is_given)

    @property
    def is_unknown(self) -> bool:
        """Whether something was said that rests on nothing: “don’t know”, or a bare guess."""
        if self.answer is None or not self.answer.is_given:
            return False
        if self.answer.blank:
            return self.answer.blank == "dont_know"
        return not self.answer.words and self.answer.strength not in ("checked", "told")


def visible_answers(
    questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
) -> dict[str, Answer]:
    """The answers to questions that are asked and shown."""
    return {
        question.key: answers[question.key]
        for section in visible_sections(questionnaire, PLANNING, depth, answers)
        for question in section.questions
        if question.key in answers
    }


def rows_of(
    first_look: str,
    questionnaire: Questionnaire,
    depth: str,
    answers: Mapping[str, Answer],
    language: str = "en",
) -> tuple[Row, ...]:
    """A row for each choice of a first look, but “not sure” and “none”; whatever was ticked.

    None where the checklist was started before the add-on was switched on, and does not ask.
    """
    if first_look not in questionnaire.index.question:
        return ()
    visible = {
        question.key
        for section in visible_sections(questionnaire, PLANNING, depth, answers)
        for question in section.questions
    }
    chosen = ticked(answers.get(first_look) if first_look in visible else None)

    def row(key: str, name: str) -> Row:
        question = f"{PACK}:{key}"
        is_asked = question in visible
        return Row(
            key=key,
            name=name,
            is_asked=is_asked,
            is_ruled_out=not is_asked and not chosen.isdisjoint(NONE_OF_THEM),
            answer=answers.get(question) if is_asked else None,
        )

    return tuple(
        row(choice.key, choice.label.in_language(language))
        for choice in questionnaire.index.question[first_look].choices
        if choice.key not in (NOT_SURE, *NONE_OF_THEM)
    )


def ticked(answer: Answer | None) -> frozenset[str]:
    """The choices that were ticked; none where there is no value."""
    if answer is None or not answer.has_value:
        return frozenset()
    return frozenset(answer.value if isinstance(answer.value, tuple) else (str(answer.value),))
