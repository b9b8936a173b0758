"""What an answer is: a value, or one of four kinds of blank. Unanswered is neither, and never 0."""

from dataclasses import dataclass
from typing import Literal

BlankKind = Literal["not_relevant", "dont_know", "not_yet", "prefer_not"]
BLANK_KINDS: tuple[BlankKind, ...] = ("not_relevant", "dont_know", "not_yet", "prefer_not")

Strength = Literal["think", "checked", "told"]
STRENGTHS: tuple[Strength, ...] = ("think", "checked", "told")
"""How sure we are: we think so, we checked, people told us."""

Value = str | int | float | bool | tuple[str, ...] | dict[str, str] | None


@dataclass(frozen=True)
class Answer:
    """What was answered to one question.

    Args:
        question: the question's key.
        value: a level key (``scale``), a choice key (``choice``), choice keys (``choices``),
            ``"yes"`` or ``"no"``, a text, a number, an ISO date, or what a plugin's kind stores;
            None when there is no value.
        blank: the kind of blank; None when there is a value or nothing yet.
        reason: why it is not relevant here.
        words: "What makes you say that?"
        strength: how sure we are; None when not said.
        displayed: the answer as it was shown, in the words of the day it was given.
        copied: copied from an earlier assessment and not looked at since.
        later: "Come back to this".
    """

    question: str
    value: Value = None
    blank: BlankKind | None = None
    reason: str = ""
    words: str = ""
    strength: Strength | None = None
    displayed: str = ""
    copied: bool = False
    later: bool = False

    @property
    def is_given(self) -> bool:
        """Whether there is a value or a kind of blank; words alone are not yet an answer.

        >>> Answer("icf:connecting-who").is_given
        False
        >>> Answer("icf:connecting-who", blank="dont_know").is_given
        True
        """
        return self.value not in (None, "", ()) or self.blank is not None

    @property
    def has_value(self) -> bool:
        """Whether there is a value, so that it counts in a profile."""
        return self.value not in (None, "", ()) and self.blank is None
