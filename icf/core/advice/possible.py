"""Whether a condition can be true at all, by trying every answer that matters.

Of a question with levels or choices only those matter that the conditions name, and one other. A
number, a date or a text is tried at what the conditions compare it with, and beside it. A question
that the condition reads may itself be hidden: it then counts as unanswered, as it does when people
answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import combinations, pairwise, product

from icf.core.answer import Answer, Value
from icf.core.questionnaire import Pack, Question
from icf.core.showif import And, Answered, Compare, Condition, Not, Or, Selected, holds, keys_read

TRIES = 50_000
"""Conditions over more answers than this are taken to be possible."""

TICKED_AT_ONCE = 8
SOMETHING = "something else"


def can_hold(condition: Condition, packs: Sequence[Pack]) -> bool:
    """Whether any answers make a condition true.

    Args:
        packs: where the questions are that it reads. A condition on a question that is in none of
            them, or that waits for itself, is taken to be possible.
    """
    shown = _conditions(packs)
    questions = {question.key: question for pack in packs for question in _questions(pack)}
    order = _in_order(condition, shown)
    if order is None or not questions.keys() >= set(order):
        return True
    all_conditions = [condition, *(one for key in order for one in shown.get(key, ()))]
    values = [_values(questions[key], packs, all_conditions) for key in order]
    tries = 1
    for one in values:
        tries *= len(one)
    if tries > TRIES:
        return True
    return any(
        _holds(condition, dict(zip(order, chosen, strict=True)), shown)
        for chosen in product(*values)
    )


def _holds(
    condition: Condition,
    chosen: Mapping[str, Value],
    shown: Mapping[str, tuple[Condition, ...]],
) -> bool:
    """Whether it holds with these answers. They come in the order in which conditions read them."""
    answers = {key: Answer(key, value) for key, value in chosen.items() if value is not None}
    visible: set[str] = set()
    for key in chosen:
        if all(holds(one, answers, visible) for one in shown.get(key, ())):
            visible.add(key)
    return holds(condition, answers, visible)


def _conditions(packs: Sequence[Pack]) -> dict[str, tuple[Condition, ...]]:
    found: dict[str, tuple[Condition, ...]] = {}
    for pack in packs:
        for section in pack.sections:
            for question in section.questions:
                both = (section.show_if, question.show_if)
                found[question.key] = tuple(one for one in both if one is not None)
        for group in pack.add_to:
            for question in group.questions:
                found[question.key] = (question.show_if,) if question.show_if else ()
    return found


def _questions(pack: Pack) -> Iterator[Question]:
    for section in pack.sections:
        yield from section.questions
    for added in pack.add_to:
        yield from added.questions


def _in_order(condition: Condition, shown: Mapping[str, tuple[Condition, ...]]) -> list[str] | None:
    """The questions that decide it, each after those that decide whether it is shown."""
    reads: dict[str, set[str]] = {}
    waiting = list(keys_read(condition))
    while waiting:
        key = waiting.pop()
        if key not in reads:
            reads[key] = {read for one in shown.get(key, ()) for read in keys_read(one)}
            waiting += reads[key]
    try:
        return list(TopologicalSorter(reads).static_order())
    except CycleError:
        return None


def _values(
    question: Question, packs: Sequence[Pack], conditions: Iterable[Condition]
) -> list[Value]:
    """What a question may be answered with; None for no answer."""
    named = sorted({text for one in conditions for key, text in _named(one) if key == question.key})
    offered = _offered(question, packs)
    if question.kind == "choices":
        few = [text for text in named if offered is None or text in offered][:TICKED_AT_ONCE]
        others = [text for text in offered or () if text not in few][:1] or (
            [SOMETHING] if offered is None else []
        )
        ticked = [*few, *others]
        return [
            None,
            *(
                several
                for count in range(1, len(ticked) + 1)
                for several in combinations(ticked, count)
            ),
        ]
    if offered is not None:
        numbers = any(_number(text) is not None for text in named)
        few = list(offered) if numbers else [text for text in offered if text in named]
        return [None, *few, *[text for text in offered if text not in few][:1]]
    if question.kind == "number":
        return [None, 0, *_around_numbers(named)]
    if question.kind == "date":
        return [None, *_around_dates(named)]
    return [None, *named, SOMETHING]


def _offered(question: Question, packs: Sequence[Pack]) -> tuple[str, ...] | None:
    if question.kind in ("choice", "choices"):
        return tuple(choice.key for choice in question.choices)
    if question.kind == "yes_no":
        return ("yes", "no")
    scales = {scale.key: scale for pack in packs for scale in pack.scales}
    return scales[question.scale].level_keys if question.scale in scales else None


def _named(condition: Condition) -> Iterator[tuple[str, str]]:
    match condition:
        case Compare(key, _op, literal):
            yield key, literal
        case Selected(key, choice):
            yield key, choice
        case Answered():
            return
        case Not(part):
            yield from _named(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _named(part)


def _around_numbers(texts: Iterable[str]) -> list[Value]:
    """Each number that is compared with, and what lies between and beyond them."""
    known = sorted({number for text in texts if (number := _number(text)) is not None})
    between = [(low + high) / 2 for low, high in pairwise(known)]
    ends = [known[0] - 1, known[-1] + 1] if known else []
    return [_plain(number) for number in (*known, *between, *ends)]


def _around_dates(texts: Iterable[str]) -> list[Value]:
    known = sorted({day for text in texts if (day := _day(text)) is not None})
    near = {day + timedelta(days=step) for day in known for step in (-1, 0, 1)}
    return [day.isoformat() for day in sorted(near)] or [date(2026, 1, 1).isoformat()]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() else number
