"""The next version of a pack, as its author might write it: a question renamed, another retired."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from icf.core.check import placed_questions
from icf.core.questionnaire import Depth, Pack, Question, Section
from icf.core.showif import Condition, keys_read, with_keys

ENDING = "-renamed"


@dataclass(frozen=True)
class Raised:
    """A pack's next version.

    Args:
        renamed: the old and the new key of the question that has another name.
        retired: the key of the question that has gone; empty where there is none to spare.
    """

    pack: Pack
    renamed: tuple[str, str]
    retired: str = ""


def raised(pack: Pack, answered: tuple[str, ...]) -> Raised | None:
    """The pack with a higher version; None where it asks none of the answered questions.

    Args:
        answered: the keys of answered questions, so that there is something to lose.
    """
    asked = [one.key for one in _questions(pack) if one.key in answered]
    if not asked:
        return None
    needed = _referred_to(pack)
    spare = [key for key in asked[1:] if key not in needed]
    old, retired = asked[0], spare[-1] if spare else ""
    new = f"{old}{ENDING}"

    def now(key: str) -> str:
        return new if key == old else key

    def changed(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(_renamed(one, now) for one in questions if one.key != retired)

    sections = (_section(one, changed, now) for one in pack.sections)
    added = (replace(one, questions=changed(one.questions)) for one in pack.add_to)
    first = int(pack.version.split(".")[0])
    return Raised(
        replace(
            pack,
            version=f"{first + 1}.0.0",
            aliases=(*((was, now(is_)) for was, is_ in pack.aliases), (old, new)),
            sections=tuple(one for one in sections if one.questions),
            add_to=tuple(one for one in added if one.questions),
            depths=tuple(_depth(one, now, retired) for one in pack.depths),
        ),
        (old, new),
        retired,
    )


def _questions(pack: Pack) -> list[Question]:
    return [question for _path, question in placed_questions(pack)]


def _referred_to(pack: Pack) -> set[str]:
    conditions = [one.show_if for one in _questions(pack)]
    conditions += [section.show_if for section in pack.sections]
    return {key for condition in conditions if condition for key in keys_read(condition)}


def _renamed(question: Question, now: Callable[[str], str]) -> Question:
    return replace(question, key=now(question.key), show_if=_condition(question.show_if, now))


def _section(
    section: Section,
    changed: Callable[[tuple[Question, ...]], tuple[Question, ...]],
    now: Callable[[str], str],
) -> Section:
    return replace(
        section, questions=changed(section.questions), show_if=_condition(section.show_if, now)
    )


def _condition(condition: Condition | None, now: Callable[[str], str]) -> Condition | None:
    return with_keys(condition, now) if condition else None


def _depth(depth: Depth, now: Callable[[str], str], retired: str) -> Depth:
    return replace(depth, questions=tuple(now(one) for one in depth.questions if one != retired))
