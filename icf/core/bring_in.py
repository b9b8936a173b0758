"""An old questionnaire with what only a new one has: nothing that was asked before is changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from icf.core.change import Aliases
from icf.core.questionnaire import Depth, Question, Questionnaire, Section
from icf.core.scale import Scale
from icf.core.showif import Condition, keys_read, with_keys

Part = TypeVar("Part")


def bring_in(
    old: Questionnaire, new: Questionnaire, aliases: Aliases | None = None
) -> Questionnaire:
    """The old questionnaire as it was, and the questions that only the new one has.

    Sections, scales and depths come along. What came in stands where the new questionnaire has it.
    A question that was renamed by an alias is not a new one. Left out is a new question that cannot
    be asked here: on a scale that has other levels here, or under a condition on a question that is
    not here.

    Args:
        aliases: full old keys to full new keys, of all packs that are in ``new``.
    """
    return _Meeting(old, new, aliases or {}).questionnaire()


class _Meeting:
    """Two questionnaires, and the keys of the new one as the old one has them."""

    def __init__(self, old: Questionnaire, new: Questionnaire, aliases: Aliases) -> None:
        self._old, self._new = old, new
        before, after = old.index, new.index
        self._question = _back(before.question, after.question, aliases)
        self._section = _back(before.section, after.section, aliases)
        self._scale = _back(before.scale, after.scale, aliases)
        self._depth = _back(before.depth, after.depth, aliases)
        self._fresh = self._askable()

    def questionnaire(self) -> Questionnaire:
        old, new = self._old, self._new
        return replace(
            old,
            packs=_woven(old.packs, new.packs, lambda pack: pack[0]),
            scales=_woven(old.scales, map(self._named_scale, new.scales), _key),
            instruments=_woven(old.instruments, new.instruments, _key),
            depths=self._depths(),
            sections=self._sections(),
            approaches=_woven(old.approaches, new.approaches, _key),
            glossary=_woven(old.glossary, new.glossary, lambda term: term.term.original),
        )

    def _askable(self) -> dict[str, Question]:
        """The questions that only the new questionnaire has and that can be asked here, by key."""
        found: dict[str, tuple[Question, frozenset[str]]] = {}
        for section in self._new.sections:
            for question in section.questions:
                if question.key not in self._question and self._has_scale(question):
                    here = self._named(question)
                    found[question.key] = here, _reads(self._shown(section.show_if), here.show_if)
        known = self._old.index.question.keys()
        while without := [
            key for key, (_one, reads) in found.items() if not reads <= known | found.keys()
        ]:
            for key in without:
                del found[key]
        return {key: question for key, (question, _reads) in found.items()}

    def _has_scale(self, question: Question) -> bool:
        """Whether its scale, where the old questionnaire has one of that name, is the same one."""
        scale = self._new.index.scale.get(question.scale)
        here = self._old.index.scale.get(self._scale.get(question.scale, question.scale))
        if scale is None or here is None:
            return True
        return (scale.level_keys, scale.direction) == (here.level_keys, here.direction)

    def _named(self, question: Question) -> Question:
        scale = self._scale.get(question.scale, question.scale)
        return replace(question, scale=scale, show_if=self._shown(question.show_if))

    def _named_scale(self, scale: Scale) -> Scale:
        return replace(scale, key=self._scale.get(scale.key, scale.key))

    def _shown(self, condition: Condition | None) -> Condition | None:
        return with_keys(condition, self._key_here) if condition else None

    def _key_here(self, key: str) -> str:
        return self._question.get(key, key)

    def _sections(self) -> tuple[Section, ...]:
        named = [self._named_section(section) for section in self._new.sections]
        by_key = {section.key: section for section in named}
        old = [_joined(section, by_key.get(section.key), self._fresh) for section in
               self._old.sections]  # fmt: skip
        fresh = [_only(section, self._fresh) for section in named]
        return _woven(old, fresh, _key, lambda section: bool(section.questions))

    def _named_section(self, section: Section) -> Section:
        return replace(
            section,
            key=self._section.get(section.key, section.key),
            show_if=self._shown(section.show_if),
            questions=tuple(
                self._fresh.get(one.key) or replace(one, key=self._key_here(one.key))
                for one in section.questions
            ),
        )

    def _depths(self) -> tuple[Depth, ...]:
        named = [self._named_depth(depth) for depth in self._new.depths]
        by_key = {depth.key: depth for depth in named}
        old = [self._extended(depth, by_key.get(depth.key)) for depth in self._old.depths]
        known = self._old.index.question.keys() | self._fresh.keys()
        return _woven(old, named, _key, lambda depth: set(depth.questions) <= known)

    def _named_depth(self, depth: Depth) -> Depth:
        key = self._depth.get(depth.key, depth.key)
        return replace(depth, key=key, questions=tuple(map(self._key_here, depth.questions)))

    def _extended(self, depth: Depth, now: Depth | None) -> Depth:
        """The depth with the new questions that it lists by now; core depths list none."""
        if now is None or not depth.questions:
            return depth
        more = tuple(key for key in now.questions if key in self._fresh)
        return replace(depth, questions=(*depth.questions, *more))


def _key(part: object) -> str:
    return str(getattr(part, "key", ""))


def _reads(*conditions: Condition | None) -> frozenset[str]:
    return frozenset(key for one in conditions if one for key in keys_read(one))


def _back(
    old: Mapping[str, object], new: Mapping[str, object], aliases: Aliases
) -> Mapping[str, str]:
    """The keys of the new that the old has, too, with the key that it has there."""
    same = {key: key for key in new if key in old}
    followed = {
        now: was
        for was, now in aliases.items()
        if was in old and was not in new and now in new and now not in old
    }
    return same | followed


def _joined(section: Section, now: Section | None, fresh: Mapping[str, Question]) -> Section:
    """An old section with the new questions that stand in it by now."""
    if now is None:
        return section
    questions = _woven(section.questions, now.questions, _key, lambda one: one.key in fresh)
    if len(questions) == len(section.questions):
        return section
    # Answers to the new questions must not be seen by more people than their own section allows.
    visible_to = "us" if "us" in (section.visible_to, now.visible_to) else section.visible_to
    return replace(section, questions=questions, visible_to=visible_to)


def _only(section: Section, fresh: Mapping[str, Question]) -> Section:
    kept = tuple(one for one in section.questions if one.key in fresh)
    return replace(section, questions=kept)


def _woven(
    old: Sequence[Part],
    new: Iterable[Part],
    key: Callable[[Part], str],
    wanted: Callable[[Part], bool] = lambda _part: True,
) -> tuple[Part, ...]:
    """The old in their order; each of the new that is not among them after what it stands after."""
    woven = list(old)
    keys = [key(part) for part in woven]
    place = 0
    for part in new:
        name = key(part)
        if name in keys:
            place = keys.index(name) + 1
        elif wanted(part):
            woven.insert(place, part)
            keys.insert(place, name)
            place += 1
    return tuple(woven)
