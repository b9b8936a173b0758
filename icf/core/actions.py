"""What we could do: the actions that questions and add-ons suggest for the answers given."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from icf.core.answer import Answer
from icf.core.depth import visible_sections
from icf.core.kinds import CORE_KINDS, QuestionKind
from icf.core.questionnaire import (
    PLANNING,
    Question,
    Questionnaire,
    SuggestedAction,
)
from icf.core.scale import Scale
from icf.core.wording import Wording


@dataclass(frozen=True)
class Suggestion:
    """Something we could do.

    Args:
        key: ``<pack>:<name>`` of the suggestion; a dismissal is kept under it.
        question: the question that it answers to; may be empty for an add-on's rule.
        approach: the approach of that question's section; may be empty.
        text: what we would do.
        layer: the pack or add-on that suggests it.
    """

    key: str
    question: str
    approach: str
    text: Wording
    layer: str


class ActionRule(Protocol):
    """A rule of an add-on that suggests actions from all answers together."""

    @property
    def key(self) -> str:
        """``<plugin>:<name>``."""

    @property
    def layer(self) -> str:
        """The add-on that it comes from."""

    def suggest(
        self, questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
    ) -> Iterable[Suggestion]:
        """The suggestions for these answers; of hidden questions they are not to be used."""


def suggested_actions(
    questionnaire: Questionnaire,
    depth: str,
    answers: Mapping[str, Answer],
    dismissed: Collection[str],
    taken: Collection[str],
    rules: Sequence[ActionRule] = (),
    kinds: Mapping[str, QuestionKind] = CORE_KINDS,
    instrument: str = PLANNING,
) -> tuple[Suggestion, ...]:
    """The actions to offer in the sense check: those of questions, then those of rules.

    A question offers an action when its answer is one of the action's ``when``; where ``when`` is
    empty, at any level but the best, and at "don't know". Nothing is offered for unanswered.

    Args:
        dismissed: keys of suggestions that somebody waved away.
        taken: keys of suggestions that are already among what we will do.
        instrument: the form that was answered; rules of add-ons are about planning.

    Raises:
        NotFound: the depth is not in the questionnaire.
    """
    offered = list(_of_questions(questionnaire, depth, answers, kinds, instrument))
    for rule in rules if instrument == PLANNING else ():
        offered.extend(rule.suggest(questionnaire, depth, answers))
    first = {suggestion.key: suggestion for suggestion in reversed(offered)}
    gone = {*dismissed, *taken}
    return tuple(
        suggestion
        for suggestion in offered
        if suggestion.key not in gone and first[suggestion.key] is suggestion
    )


def _of_questions(
    questionnaire: Questionnaire,
    depth: str,
    answers: Mapping[str, Answer],
    kinds: Mapping[str, QuestionKind],
    instrument: str,
) -> Iterator[Suggestion]:
    for section in visible_sections(questionnaire, instrument, depth, answers):
        for question in section.questions:
            answer = answers.get(question.key)
            if answer is None or not question.actions:
                continue
            scale = questionnaire.index.scale.get(question.scale)
            said = _said(question, answer, kinds)
            for action in question.actions:
                if _is_called_for(action, said, answer, scale):
                    yield Suggestion(
                        action.key, question.key, section.approach, action.text, question.layer
                    )


def _said(question: Question, answer: Answer, kinds: Mapping[str, QuestionKind]) -> frozenset[str]:
    if not answer.has_value:
        return frozenset()
    if question.kind in kinds and (level := kinds[question.kind].level(question, answer.value)):
        return frozenset({level})
    if isinstance(answer.value, tuple):
        return frozenset(answer.value)
    return frozenset({str(answer.value)})


def _is_called_for(
    action: SuggestedAction, said: frozenset[str], answer: Answer, scale: Scale | None
) -> bool:
    if action.when:
        return not said.isdisjoint(action.when)
    if answer.blank:
        return answer.blank == "dont_know"
    return bool(said) and scale is not None and scale.best.key not in said
