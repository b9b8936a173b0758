"""What a new questionnaire means for one assessment, before anything happens.

No answer is ever lost by an upgrade: a retired question's answer stays readable in history and in
exports. What can happen is that an answer no longer counts in results, or that it was given to a
question that means something else now; then somebody has to look.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from icf.core.answer import Answer
from icf.core.change import CHANGE_KINDS, Aliases, Change, ChangeKind, changes
from icf.core.depth import all_asked_keys, visible_keys
from icf.core.questionnaire import Questionnaire

Verdict = Literal["unaffected", "compatible", "needs_you"]
"""Unaffected: nothing that it asks or answered has changed. Compatible: something has, and every
answer still counts and means what it meant. Needs you: somebody has to look at an answer."""

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Touched:
    """A change that one assessment meets.

    Args:
        answered: whether there is an answer, a blank or words.
        stops_counting: it has an answer that counts now and would not any more, because the
            question is retired, hidden or no longer asked.
    """

    change: Change
    answered: bool = False
    stops_counting: bool = False

    @property
    def needs_you(self) -> bool:
        """Whether somebody has to look at the answer."""
        return self.answered and (self.stops_counting or not self.change.is_meaning_kept)


@dataclass(frozen=True)
class Upgrade:
    """What a new questionnaire means for one assessment.

    Args:
        touched: every change that it meets, in the order of the new questionnaire.
        is_depth_gone: its depth is not on offer any more, so that another has to be chosen.
    """

    touched: tuple[Touched, ...] = ()
    is_depth_gone: bool = False

    @property
    def verdict(self) -> Verdict:
        """The gravest of all that it meets."""
        if self.is_depth_gone or any(touched.needs_you for touched in self.touched):
            return "needs_you"
        return "compatible" if self.touched else "unaffected"

    @property
    def answers_touched(self) -> tuple[str, ...]:
        """The old keys of the answers that somebody has to look at."""
        return tuple(touched.change.was for touched in self.touched if touched.needs_you)

    def count(self, kind: ChangeKind) -> int:
        """How many questions changed in a way."""
        return sum(kind in touched.change.kinds for touched in self.touched)


def upgrade(
    old: Questionnaire,
    new: Questionnaire,
    depth: str,
    answers: Answers,
    aliases: Aliases | None = None,
    found: tuple[Change, ...] | None = None,
) -> Upgrade:
    """What moving one assessment from one questionnaire to another would mean.

    Args:
        depth: the key of the assessment's depth in ``old``.
        answers: by the question keys of ``old``; those that its depth does not ask count too.
        aliases: full old keys to full new keys, of questions and depths.
        found: what ``changes(old, new, aliases)`` gives, to compare many assessments quickly.

    Raises:
        NotFound: ``old`` has no such depth.
    """
    aliases = aliases or {}
    found = changes(old, new, aliases) if found is None else found
    view = _View(old, new, depth, aliases.get(depth, depth), answers, aliases)
    asked = view.asked_differently(found)
    order = {key: place for place, key in enumerate(new.index.question)}
    met = sorted(
        (change for change in asked if view.meets(change)),
        key=lambda change: order.get(change.question, len(order)),
    )
    return Upgrade(tuple(map(view.touched, met)), is_depth_gone=view.is_depth_gone)


class _View:
    """One assessment before and after."""

    def __init__(
        self,
        old: Questionnaire,
        new: Questionnaire,
        old_depth: str,
        new_depth: str,
        answers: Answers,
        aliases: Aliases,
    ) -> None:
        self.is_depth_gone = new_depth not in new.index.depth
        self._answers = answers
        self._aliases = aliases
        self._asked_before = all_asked_keys(old, old_depth)
        self._counts_before = visible_keys(old, old_depth, answers)
        # Where the depth is gone another will be chosen; until then nothing can be said to go.
        self._asked_after = (
            frozenset(new.index.question) if self.is_depth_gone else all_asked_keys(new, new_depth)
        )
        self._counts_after = (
            self._asked_after
            if self.is_depth_gone
            else visible_keys(new, new_depth, self._carried(old, new))
        )

    def asked_differently(self, found: tuple[Change, ...]) -> list[Change]:
        """The changes, and what else is asked or shown differently at this depth."""
        before = self._asked_before
        after = self._asked_after
        told = {change.question: change for change in found}
        if self.is_depth_gone:
            return list(told.values())
        known = {change.was for change in found}
        for key in before ^ after:
            if key not in told and key not in known:
                told[key] = Change(key, key, ("asked" if key in after else "not_asked",))
        for key, change in list(told.items()):
            is_before, is_after = change.was in before, key in after
            if change.was and "retired" not in change.kinds and is_before != is_after:
                more: ChangeKind = "asked" if is_after else "not_asked"
                kinds = tuple(kind for kind in CHANGE_KINDS if kind in {*change.kinds, more})
                told[key] = replace(change, kinds=kinds)
        told |= self._hidden_by_others(told, known)
        return list(told.values())

    def _hidden_by_others(self, told: dict[str, Change], known: set[str]) -> dict[str, Change]:
        """Answered questions that stayed as they were, but hang on one that did not."""
        hidden = self._counts_before - self._counts_after - told.keys() - known
        return {key: Change(key, key, ("condition",)) for key in hidden if self._is_answered(key)}

    def meets(self, change: Change) -> bool:
        """Whether the assessment asks the question, before or after, or has an answer to it."""
        return (
            change.was in self._asked_before
            or ("retired" not in change.kinds and change.question in self._asked_after)
            or self._is_answered(change.was)
        )

    def touched(self, change: Change) -> Touched:
        """The change with what it does to the answer."""
        answered = self._is_answered(change.was)
        counts = "retired" not in change.kinds and change.question in self._counts_after
        stops = answered and change.was in self._counts_before and not counts
        return Touched(change, answered=answered, stops_counting=stops)

    def _is_answered(self, key: str) -> bool:
        answer = self._answers.get(key)
        return answer is not None and (answer.is_given or bool(answer.words.strip()))

    def _carried(self, old: Questionnaire, new: Questionnaire) -> Answers:
        """The answers under the keys that their questions have now."""
        return {
            now: replace(answer, question=now)
            for key, answer in self._answers.items()
            if (now := self._now(key, old, new)) in new.index.question
        }

    def _now(self, key: str, old: Questionnaire, new: Questionnaire) -> str:
        now = self._aliases.get(key, key)
        is_followed = key not in new.index.question and now not in old.index.question
        return now if is_followed else key
