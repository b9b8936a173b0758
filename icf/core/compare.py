"""Two fillings-in beside each other: how much is the same first, then what changed, if it is fair.

An answer is only put against another where the question is the same one, its words mean the same
and it is answered on the same scale. Unanswered is never 0, and blanks are counted apart. A line
over several years is cut wherever its question or its scale became another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from icf.core.answer import Answer
from icf.core.change import Aliases, Change, changes, corrected_layers, words_changed
from icf.core.depth import asked_keys, visible_sections
from icf.core.kinds import CORE_KINDS, QuestionKind
from icf.core.moving import renamed_keys
from icf.core.questionnaire import Question, Questionnaire, Section
from icf.core.results import SectionResult, merged, section_result
from icf.core.scale import Scale

Fate = Literal["same", "reworded", "rescaled", "new", "gone", "only_before", "only_after"]
FATES: tuple[Fate, ...] = (
    "same",
    "reworded",
    "rescaled",
    "new",
    "gone",
    "only_before",
    "only_after",
)
"""What became of a question that at least one of the two asks.

- ``same``: both ask it, in words that mean the same and on the same scale.
- ``reworded``: both ask it, in words that mean something else.
- ``rescaled``: both ask it, to be answered in another way; it may be reworded as well.
- ``new``, ``gone``: the other questionnaire does not have it.
- ``only_before``, ``only_after``: both questionnaires have it, and one of the two did not ask it.
"""

Because = Literal["", "depth", "answers", "instrument"]
"""Why one of the two did not ask a question that its questionnaire has: its depth leaves it out,
other answers hid it, or it belongs to another form."""

Direction = Literal["", "better", "worse", "level"]
"""Where an answer moved to; empty where the two cannot be put against each other."""

Kinds = Mapping[str, QuestionKind]


@dataclass(frozen=True)
class FillingIn:
    """One filling-in of an instrument.

    Args:
        answers: by question key, of all instruments: conditions may read the screening.
    """

    questionnaire: Questionnaire
    instrument: str
    depth: str
    answers: Mapping[str, Answer]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """What is asked and shown."""
        return visible_sections(self.questionnaire, self.instrument, self.depth, self.answers)

    @cached_property
    def asked(self) -> dict[str, Question]:
        """The questions that are asked and shown, by key, in their order."""
        return {question.key: question for one in self.sections for question in one.questions}

    def scale(self, question: Question) -> Scale | None:
        """The scale that a question is answered on."""
        return self.questionnaire.index.scale.get(question.scale)

    def answer(self, key: str) -> Answer:
        """The answer to a question, or one that says nothing."""
        return self.answers.get(key) or Answer(key)

    def approach(self, key: str) -> str:
        """The approach of a question's section; may be empty."""
        return self.questionnaire.index.section_of[key].approach


@dataclass(frozen=True)
class Beside:
    """One question on both sides.

    Args:
        key: its key after; the one before when only that side asks it.
        before, after: the question as each side asks it; None where it does not.
        because: why the side without it did not ask it.
        answer_before, answer_after: None where the side does not ask it.
        direction: only of the same question with a level on both sides.
    """

    key: str
    fate: Fate
    before: Question | None
    after: Question | None
    because: Because = ""
    answer_before: Answer | None = None
    answer_after: Answer | None = None
    direction: Direction = ""


@dataclass(frozen=True)
class Counts:
    """How many answers are at each level, of one approach on one scale, on both sides.

    Args:
        layer: whose questions; the framework's are never added to an add-on's.
        scale: the key of the scale after, or before where only that side has it.
        same_scale: whether the two may be drawn on one scale.
        before, after: of every question that the side asks; counts of nothing where it asks none.
        fair_before, fair_after: only of the questions that are the same on both sides.
    """

    approach: str
    layer: str
    scale: str
    same_scale: bool
    before: SectionResult
    after: SectionResult
    fair_before: SectionResult
    fair_after: SectionResult


@dataclass(frozen=True)
class Comparison:
    """Everything that can be said about two fillings-in.

    Args:
        questions: every question that either asks, once: in the order after, then those only
            asked before.
    """

    questions: tuple[Beside, ...]
    counts: tuple[Counts, ...]

    def count(self, fate: Fate) -> int:
        """How many questions have this fate; all fates together make up ``total``."""
        return sum(one.fate == fate for one in self.questions)

    @property
    def same(self) -> int:
        """How many questions are the same on both sides."""
        return self.count("same")

    @property
    def total(self) -> int:
        """How many questions either side asks."""
        return len(self.questions)

    def moved(self, direction: Direction) -> tuple[Beside, ...]:
        """The questions whose answers moved this way."""
        return tuple(one for one in self.questions if one.direction == direction)


@dataclass(frozen=True)
class Stop:
    """One year of a line.

    Args:
        question: the question's key in that year; empty where it is not asked.
        level: the key of the level; empty where there is none: not asked, blank or unanswered.
        blank: the kind of blank; empty when it is none.
        joined: whether the line from the year before leads here without a cut.
        cut: why it does not, where both years have a level: the fate of the question between them.
    """

    question: str
    level: str = ""
    blank: str = ""
    joined: bool = False
    cut: Fate | Literal[""] = ""


@dataclass(frozen=True)
class Line:
    """One question on a scale, over several fillings-in. Stops are as many as those.

    Args:
        scales: what each stop is answered on; None where it is not asked.
    """

    approach: str
    layer: str
    stops: tuple[Stop, ...]
    scales: tuple[Scale | None, ...]
    question: Question


def compare(
    before: FillingIn,
    after: FillingIn,
    aliases: Aliases | None = None,
    kinds: Kinds = CORE_KINDS,
) -> Comparison:
    """Put two fillings-in beside each other.

    Args:
        aliases: full old keys to full new keys; see ``icf.core.moving.both_ways``.
        kinds: question kinds by name.

    Raises:
        NotFound: a questionnaire does not have its depth.
    """
    pair = _Pair(before, after, aliases or {}, kinds)
    questions = tuple(pair.questions())
    return Comparison(questions, tuple(pair.counts(questions)))


def series(
    fillings: Sequence[FillingIn],
    aliases: Sequence[Aliases] = (),
    kinds: Kinds = CORE_KINDS,
) -> tuple[Line, ...]:
    """A line for each question with a scale, over fillings-in from the oldest to the newest.

    Args:
        aliases: one for each step from a filling-in to the next; may be left out.

    Returns:
        In the order of the newest that asks each question; those only asked earlier stand last.
    """
    steps = list(aliases) or [{} for _step in fillings[1:]]
    compared = [
        compare(one, other, own, kinds)
        for (one, other), own in zip(pairwise(fillings), steps, strict=True)
    ]
    threads = _threads(fillings, steps)
    lines = [_line(thread, fillings, compared, kinds) for thread in threads]
    return tuple(line for line in lines if any(line.scales))


def same_scale(
    old: Scale | None, new: Scale | None, aliases: Aliases, corrected: bool = False
) -> bool:
    """Whether levels of two scales may be put against each other.

    Args:
        corrected: other words mean the same, because the version says so.
    """
    if old is None or new is None:
        return old is new
    if aliases.get(old.key, old.key) != new.key:
        return False
    if (old.level_keys, old.direction) != (new.level_keys, new.direction):
        return False
    if corrected:
        return True
    pairs = [(old.title, new.title)]
    for one, other in zip(old.levels, new.levels, strict=True):
        pairs += [(one.label, other.label), (one.text, other.text)]
    return not any(words_changed(one, other) == "reworded" for one, other in pairs)


class _Pair:
    """Two fillings-in, compared once."""

    def __init__(self, before: FillingIn, after: FillingIn, aliases: Aliases, kinds: Kinds) -> None:
        self._before, self._after = before, after
        self._aliases, self._kinds = aliases, kinds
        old, new = before.questionnaire, after.questionnaire
        self._changed: dict[str, Change] = {}
        if old is not new:
            self._changed = {one.question: one for one in changes(old, new, aliases)}
        self._was = {now: one.was for now, one in self._changed.items() if "renamed" in one.kinds}
        self._now = {was: now for now, was in self._was.items()}
        self._corrected = corrected_layers(old, new)

    def questions(self) -> Iterator[Beside]:
        for key in self._after.asked:
            yield self._asked_after(key)
        for key in self._before.asked:
            if self._now.get(key, key) not in self._after.asked:
                yield self._asked_before_only(key)

    def counts(self, questions: Sequence[Beside]) -> Iterator[Counts]:
        fair = {one.key: one for one in questions if one.fate == "same"}
        fair_before = {one.before.key for one in fair.values() if one.before}
        before = self._tallies(self._before, self._aliases, None)
        after = self._tallies(self._after, {}, None)
        same_before = self._tallies(self._before, self._aliases, fair_before)
        same_after = self._tallies(self._after, {}, set(fair))
        for where in [*after, *(one for one in before if one not in after)]:
            approach, layer, scale = where
            nothing = SectionResult(approach)
            yield Counts(
                approach,
                layer,
                scale,
                self._is_same_scale(scale),
                before.get(where, nothing),
                after.get(where, nothing),
                same_before.get(where, nothing),
                same_after.get(where, nothing),
            )

    def _asked_after(self, key: str) -> Beside:
        was = self._was.get(key, key)
        after, answer = self._after.asked[key], self._after.answer(key)
        if was in self._before.asked:
            before, earlier = self._before.asked[was], self._before.answer(was)
            fate = self._fate(key)
            way = self._direction(before, earlier, after, answer) if fate == "same" else ""
            return Beside(key, fate, before, after, "", earlier, answer, way)
        known = was in self._before.questionnaire.index.question
        because = _why_not_asked(self._before, was) if known else ""
        fate = "only_after" if known else "new"
        return Beside(key, fate, None, after, because, None, answer)

    def _asked_before_only(self, key: str) -> Beside:
        now = self._now.get(key, key)
        known = now in self._after.questionnaire.index.question
        because = _why_not_asked(self._after, now) if known else ""
        fate: Fate = "only_before" if known else "gone"
        answer = self._before.answer(key)
        return Beside(key, fate, self._before.asked[key], None, because, answer, None)

    def _fate(self, key: str) -> Fate:
        kinds = self._changed[key].kinds if key in self._changed else ()
        if "rescaled" in kinds:
            return "rescaled"
        return "reworded" if "reworded" in kinds else "same"

    def _direction(
        self, before: Question, earlier: Answer, after: Question, answer: Answer
    ) -> Direction:
        scale = self._after.scale(after)
        levels = (_level(before, earlier, self._kinds), _level(after, answer, self._kinds))
        if scale is None or not all(level in scale.level_keys for level in levels):
            return ""
        step = scale.rank(levels[1]) - scale.rank(levels[0])
        return "better" if step > 0 else "worse" if step < 0 else "level"

    def _is_same_scale(self, key: str) -> bool:
        back = {now: was for was, now in self._aliases.items()}
        old = self._before.questionnaire.index.scale
        new = self._after.questionnaire.index.scale
        before = old.get(key) or old.get(back.get(key, key))
        if before is None or key not in new:
            return False
        return same_scale(before, new[key], self._aliases, key.partition(":")[0] in self._corrected)

    def _tallies(
        self, side: FillingIn, aliases: Aliases, only: set[str] | None
    ) -> dict[tuple[str, str, str], SectionResult]:
        """Counts by approach, layer and the key that the scale has after."""
        found: dict[tuple[str, str, str], list[SectionResult]] = {}
        for section in side.sections:
            groups: dict[tuple[str, str], list[Question]] = {}
            for question in section.questions:
                if side.scale(question) and (only is None or question.key in only):
                    groups.setdefault((question.layer, question.scale), []).append(question)
            for (layer, scale), questions in groups.items():
                where = (section.approach, layer, self._scale_now(scale, aliases))
                counted = section_result(
                    _with(section, questions),
                    side.answers,
                    side.questionnaire.index.scale,
                    self._kinds,
                )
                found.setdefault(where, []).append(counted)
        return {where: merged(where[0], results) for where, results in found.items()}

    def _scale_now(self, scale: str, aliases: Aliases) -> str:
        now = aliases.get(scale, scale)
        return now if now in self._after.questionnaire.index.scale else scale


def _with(section: Section, questions: Sequence[Question]) -> Section:
    return Section(
        section.key,
        section.layer,
        section.instrument,
        section.title,
        tuple(questions),
        approach=section.approach,
    )


def _why_not_asked(side: FillingIn, key: str) -> Because:
    if side.questionnaire.index.section_of[key].instrument != side.instrument:
        return "instrument"
    asked = asked_keys(side.questionnaire, side.instrument, side.depth)
    return "answers" if key in asked else "depth"


def _level(question: Question, answer: Answer, kinds: Kinds) -> str:
    kind = kinds.get(question.kind)
    if kind is None or not answer.has_value:
        return ""
    return kind.level(question, answer.value) or ""


def _threads(fillings: Sequence[FillingIn], steps: Sequence[Aliases]) -> list[list[str]]:
    """Each question followed through the years: its key in each, empty where it is not asked.

    A question that one year left out is taken up again, under the name that it has by then.
    """
    threads: dict[str, list[str]] = {}
    past: list[list[str]] = []
    for place, filling in enumerate(fillings):
        if place:
            earlier = fillings[place - 1].questionnaire
            renamed = renamed_keys(earlier, filling.questionnaire, steps[place - 1])
            past += [threads.pop(now) for now in renamed.values() if now in threads]
            threads = {renamed.get(name, name): thread for name, thread in threads.items()}
        for key in filling.asked:
            threads.setdefault(key, [""] * place)
        for name, thread in threads.items():
            thread.append(name if name in filling.asked else "")
        for thread in past:
            thread.append("")
    return sorted([*threads.values(), *past], key=_last_asked, reverse=True)


def _last_asked(thread: Sequence[str]) -> int:
    return max(place for place, key in enumerate(thread) if key)


def _line(
    thread: Sequence[str],
    fillings: Sequence[FillingIn],
    compared: Sequence[Comparison],
    kinds: Kinds,
) -> Line:
    fates = [{one.key: one.fate for one in step.questions} for step in compared]
    stops: list[Stop] = []
    for place, key in enumerate(thread):
        level, blank = "", ""
        if key:
            question, answer = fillings[place].asked[key], fillings[place].answer(key)
            level, blank = _level(question, answer, kinds), answer.blank or ""
            scale = fillings[place].scale(question)
            level = level if scale and level in scale.level_keys else ""
        both = bool(level and stops and stops[-1].level)
        fate: Fate | Literal[""] = fates[place - 1][key] if both else ""
        stops.append(
            Stop(key, level, blank, fate == "same", fate if fate and fate != "same" else "")
        )
    newest = _last_asked(thread)
    return Line(
        approach=fillings[newest].approach(thread[newest]),
        layer=fillings[newest].asked[thread[newest]].layer,
        stops=tuple(stops),
        scales=tuple(
            fillings[place].scale(fillings[place].asked[key]) if key else None
            for place, key in enumerate(thread)
        ),
        question=fillings[newest].asked[thread[newest]],
    )
