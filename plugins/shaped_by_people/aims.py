"""The four aims, read from the answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from icf.plugin import PLANNING, Answer, Level, Questionnaire, visible_sections

PACK = "shaped-by-people"
WHICH = f"{PACK}:which"
SCALE = f"{PACK}:agreement"


@dataclass(frozen=True)
class Aim:
    """One aim and what was said about it.

    Args:
        is_chosen: whether this work is for it.
        level: where people stand; None where nobody said.
        strength: ``think``, ``checked`` or ``told``; empty when not said.
        known_by: the kinds of evidence, in words.
        asks_more: whether this size asks what the work will do for it.
        will_do: what that is; may be empty.
    """

    name: str
    is_chosen: bool
    level: Level | None
    strength: str = ""
    known_by: str = ""
    asks_more: bool = False
    will_do: str = ""


def four_aims(
    questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer], language: str
) -> tuple[Aim, ...]:
    """All four, in their order; none while nobody has ticked one."""
    asked = {
        question.key
        for section in visible_sections(questionnaire, PLANNING, depth, answers)
        for question in section.questions
    }
    visible = {key: answers[key] for key in asked & answers.keys()}
    which = visible.get(WHICH)
    if which is None or not which.has_value:
        return ()
    chosen = which.value if isinstance(which.value, tuple) else (which.value,)
    scale = questionnaire.index.scale[SCALE]

    def aim(key: str, name: str) -> Aim:
        now = visible.get(f"{PACK}:{key}-now", Answer(""))
        return Aim(
            name=name,
            is_chosen=key in chosen,
            level=scale.level(str(now.value)) if now.has_value else None,
            strength=now.strength or "",
            known_by=_shown(visible.get(f"{PACK}:{key}-know")),
            asks_more=f"{PACK}:{key}-do" in asked,
            will_do=_shown(visible.get(f"{PACK}:{key}-do")),
        )

    choices = questionnaire.index.question[WHICH].choices
    return tuple(aim(one.key, one.label.in_language(language)) for one in choices)


def _shown(answer: Answer | None) -> str:
    return answer.displayed if answer and answer.has_value else ""
