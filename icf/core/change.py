"""What became of each question between two versions: new, reworded, re-scaled, renamed, retired.

Two questions are the same one when they have the same key, or when an alias leads from the old key
to the new one. ``icf.core.upgrade`` says what that means for an assessment, and
``icf.core.pack_diff`` for a pack's version number.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from icf.core.questionnaire import Choice, Question, Questionnaire, Section
from icf.core.scale import Scale
from icf.core.showif import Condition, with_keys
from icf.core.wording import Wording

ChangeKind = Literal[
    "new",
    "retired",
    "renamed",
    "rescaled",
    "reworded",
    "widened",
    "condition",
    "asked",
    "not_asked",
    "guidance",
    "corrected",
]
CHANGE_KINDS: tuple[ChangeKind, ...] = (
    "retired",
    "rescaled",
    "reworded",
    "renamed",
    "new",
    "widened",
    "condition",
    "asked",
    "not_asked",
    "guidance",
    "corrected",
)
"""Gravest first.

- ``rescaled``: it is answered in another way: another kind or scale, other levels, a choice gone.
- ``reworded``: its words, or those of its levels or choices, are others in the language that they
  were written in.
- ``widened``: there are more choices, and all the old ones.
- ``condition``: it is shown under another condition, asked from another depth on, or hidden because
  of what became of a question that its condition reads.
- ``asked``, ``not_asked``: one assessment's depth asks it now, or no longer does.
- ``guidance``: what stands around it (hints, reasons, examples, suggested actions) came or went.
- ``corrected``: words that change no meaning: of guidance, of a translation, or any under a version
  that says so.
"""

Aliases = Mapping[str, str]
"""From old keys to new ones."""

GUIDING = ("hint", "why", "good", "example")


@dataclass(frozen=True)
class Change:
    """What became of one question.

    Args:
        question: its key now; the old one when it is retired.
        was: its key before; empty when it is new.
        kinds: one or more, gravest first.
    """

    question: str
    was: str
    kinds: tuple[ChangeKind, ...]

    @property
    def is_meaning_kept(self) -> bool:
        """Whether an answer given before still answers it.

        >>> Change("icf:who", "icf:who", ("renamed", "guidance")).is_meaning_kept
        True
        """
        return not {"retired", "rescaled", "reworded"}.intersection(self.kinds)


@dataclass(frozen=True)
class Placed:
    """A question with what decides how it is answered and shown.

    Args:
        scale: None when it has none, or when the scale is not at hand.
        section_condition: the condition of its section.
    """

    question: Question
    scale: Scale | None
    section_condition: Condition | None


def changes(
    old: Questionnaire, new: Questionnaire, aliases: Aliases | None = None
) -> tuple[Change, ...]:
    """What became of each question, in the order of the new questionnaire; retired ones last.

    Args:
        aliases: full old keys to full new keys, of all packs that are in ``new``.

    Returns:
        Nothing for questions that stayed as they were. A rewording is ``corrected`` where its
        layer's version only took a step of the third number, which says "meaning unchanged".
    """
    found = compared(_placed(old), _placed(new), aliases or {})
    layers = corrected_layers(old, new)
    if not layers:
        return found
    by_layer = {key: question.layer for key, question in old.index.question.items()}
    reworded = _reworded_beside_scales(old, new, aliases or {}, layers)
    by_scale = _reworded_by_scale(old, new, found, layers)

    def is_correction(change: Change) -> bool:
        own = by_layer.get(change.was) in layers and change.question not in by_scale
        return own or change.question not in reworded

    return tuple(_as_correction(change) if is_correction(change) else change for change in found)


def corrected_layers(old: Questionnaire, new: Questionnaire) -> frozenset[str]:
    """The layers whose version only took a step of the third number: "meaning unchanged"."""
    before = {key: version for key, version, _title in old.packs}
    return frozenset(
        key
        for key, version, _title in new.packs
        if key in before
        and before[key] != version
        and before[key].split(".")[:2] == version.split(".")[:2]
    )


def _reworded_beside_scales(
    old: Questionnaire, new: Questionnaire, aliases: Aliases, layers: frozenset[str]
) -> frozenset[str]:
    """The questions that are reworded even when corrections of the scales of layers do not count.

    A question can stand on another layer's scale, whose words are that layer's to correct.
    """
    after = new.index.scale
    scales = {
        key: after[key] if key.partition(":")[0] in layers and key in after else scale
        for key, scale in old.index.scale.items()
    }
    sections = ((section, section.questions) for section in old.sections)
    found = compared(placed(sections, scales), _placed(new), aliases)
    return frozenset(change.question for change in found if "reworded" in change.kinds)


def _reworded_by_scale(
    old: Questionnaire, new: Questionnaire, found: Iterable[Change], layers: frozenset[str]
) -> frozenset[str]:
    """The questions whose scale reads otherwise and is of a layer that did not only correct.

    A layer says "meaning unchanged" of its own words, and never of another layer's scale.
    """
    before, after = _placed(old), _placed(new)
    return frozenset(
        change.question
        for change in found
        if change.was in before
        and (now := after.get(change.question))
        and now.scale
        and now.scale.key.partition(":")[0] not in layers
        and "reworded" in _scale_kinds(before[change.was].scale, now.scale)
    )


def placed(
    sections: Iterable[tuple[Section | None, Iterable[Question]]], scales: Mapping[str, Scale]
) -> dict[str, Placed]:
    """Questions by key, with their scales and the conditions of their sections."""
    return {
        question.key: Placed(
            question, scales.get(question.scale), section.show_if if section else None
        )
        for section, questions in sections
        for question in questions
    }


def compared(
    old: Mapping[str, Placed], new: Mapping[str, Placed], aliases: Aliases
) -> tuple[Change, ...]:
    """What became of each question; those that stayed as they were are left out."""
    followed = {
        was: now for was, now in aliases.items() if was in old and was not in new and now not in old
    }
    before = {now: was for was, now in followed.items() if now in new}
    found = [_change(key, now, old, before, aliases) for key, now in new.items()]
    gone = [key for key in old if key not in new and followed.get(key) not in new]
    retired = [Change(key, key, ("retired",)) for key in gone]
    return tuple(change for change in [*found, *retired] if change.kinds)


def words_changed(old: Wording, new: Wording) -> ChangeKind | None:
    """``reworded`` when the words differ in the language that they were written in.

    >>> words_changed(Wording((("en", "Who?"),)), Wording((("en", "Who?"), ("cy", "Pwy?"))))
    'corrected'
    """
    if old == new:
        return None
    return "corrected" if old.original == new.original else "reworded"


def _change(
    key: str, now: Placed, old: Mapping[str, Placed], before: Aliases, aliases: Aliases
) -> Change:
    was = before.get(key, key)
    if was not in old:
        return Change(key, "", ("new",))
    kinds = set(_kinds(old[was], now, aliases))
    if was != key:
        kinds.add("renamed")
    return Change(key, was, tuple(kind for kind in CHANGE_KINDS if kind in kinds))


def _kinds(old: Placed, new: Placed, aliases: Aliases) -> Iterator[ChangeKind]:
    before, after = old.question, new.question
    if before.kind != after.kind or aliases.get(before.scale, before.scale) != after.scale:
        yield "rescaled"
    yield from _words(((before.text, after.text),))
    yield from _scale_kinds(old.scale, new.scale)
    yield from _choice_kinds(before.choices, after.choices)
    if _shown(old, aliases) != _shown(new, {}):
        yield "condition"
    yield from _guidance_kinds(before, after)
    if (before.sample, before.words_about) != (after.sample, after.words_about):
        yield "corrected"


def _words(pairs: Iterable[tuple[Wording, Wording]]) -> Iterator[ChangeKind]:
    for old, new in pairs:
        if kind := words_changed(old, new):
            yield kind


def _scale_kinds(old: Scale | None, new: Scale | None) -> Iterator[ChangeKind]:
    if old is None or new is None:
        return
    if (old.level_keys, old.direction) != (new.level_keys, new.direction):
        yield "rescaled"
        return
    yield from _words([(old.title, new.title)])
    for before, after in zip(old.levels, new.levels, strict=True):
        yield from _words([(before.label, after.label), (before.text, after.text)])


def _choice_kinds(old: tuple[Choice, ...], new: tuple[Choice, ...]) -> Iterator[ChangeKind]:
    before = {choice.key: choice.label for choice in old}
    after = {choice.key: choice.label for choice in new}
    if before.keys() - after.keys():
        yield "rescaled"
    elif after.keys() - before.keys():
        yield "widened"
    elif list(before) != list(after):
        yield "corrected"
    yield from _words((before[key], after[key]) for key in before if key in after)


def _guidance_kinds(old: Question, new: Question) -> Iterator[ChangeKind]:
    for name in GUIDING:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield "corrected" if before and after else "guidance"
    if old.guidance != new.guidance:
        same = [one.layer for one in old.guidance] == [one.layer for one in new.guidance]
        yield "corrected" if same else "guidance"
    if old.actions != new.actions:
        same = [(one.key, one.when) for one in old.actions] == [
            (one.key, one.when) for one in new.actions
        ]
        yield "corrected" if same else "guidance"


def _shown(one: Placed, aliases: Aliases) -> tuple[object, ...]:
    conditions = (one.section_condition, one.question.show_if)
    renamed = tuple(
        with_keys(condition, lambda key: aliases.get(key, key)) if condition else None
        for condition in conditions
    )
    return (one.question.depth, *renamed)


def _placed(questionnaire: Questionnaire) -> dict[str, Placed]:
    sections = ((section, section.questions) for section in questionnaire.sections)
    return placed(sections, questionnaire.index.scale)


def _as_correction(change: Change) -> Change:
    if "reworded" not in change.kinds:
        return change
    kept = (*(kind for kind in change.kinds if kind not in ("reworded", "corrected")), "corrected")
    kinds = tuple(kind for kind in CHANGE_KINDS if kind in kept)
    return Change(change.question, change.was, kinds)
