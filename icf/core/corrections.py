"""Corrections that change no meaning: an old questionnaire in the words of a new one.

A version that only takes a step of the third number says "meaning unchanged". What it corrects is
taken by checklists that are being filled in, without anybody being asked.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from icf.core.change import Placed, compared, corrected_layers, placed
from icf.core.questionnaire import (
    CORE,
    Depth,
    Guidance,
    Instrument,
    Question,
    Questionnaire,
    Section,
    Suggest,
)
from icf.core.scale import Scale

Part = TypeVar("Part")


def patched_layers(old: Questionnaire, new: Questionnaire) -> frozenset[str]:
    """The layers that differ by nothing but corrections, and whose version says so."""
    found = compared(_plain_questions(old), _plain_questions(new), {})
    layers = {
        key: question.layer
        for whole in (old, new)
        for key, question in whole.index.question.items()
    }
    more = {
        layers[change.question]
        for change in found
        if not {"corrected", "reworded"}.issuperset(change.kinds)
    }
    return corrected_layers(old, new) - more


def take_corrections(
    old: Questionnaire, new: Questionnaire, layers: Collection[str] | None = None
) -> Questionnaire:
    """The old questionnaire in the corrected words of the new one.

    The same questions are asked, of the same kinds, on the same levels, under the same conditions.

    Args:
        layers: only corrections of these; None takes those of all ``patched_layers``.

    Returns:
        The old one, unchanged, where there is nothing to take.
    """
    taken = patched_layers(old, new)
    taken = taken if layers is None else taken & frozenset(layers)
    return _corrected(old, new, taken) if taken else old


def _corrected(old: Questionnaire, new: Questionnaire, layers: frozenset[str]) -> Questionnaire:
    now = {pack[0]: pack for pack in new.packs if pack[0] in layers}
    after = new.index
    whole = replace(
        old,
        packs=tuple(now.get(pack[0], pack) for pack in old.packs),
        scales=tuple(_scale(one, after.scale.get(one.key), layers) for one in old.scales),
        depths=tuple(_depth(one, after.depth.get(one.key), layers) for one in old.depths),
        sections=tuple(_section(one, new, layers) for one in old.sections),
    )
    return _of_core(whole, new) if CORE in layers else whole


def _of_core(old: Questionnaire, new: Questionnaire) -> Questionnaire:
    """With the framework's own words around its questions."""
    return replace(
        old,
        instruments=tuple(
            _instrument(one, new.index.instrument.get(one.key)) for one in old.instruments
        ),
        principles=_if_same(old.principles, new.principles),
        approaches=_if_same(old.approaches, new.approaches),
        suggest=_rules(old.suggest, new.suggest),
        glossary=new.glossary,
    )


def _if_same(old: tuple[Part, ...], new: tuple[Part, ...]) -> tuple[Part, ...]:
    """The new ones when they have the same keys in the same order."""
    keys = [[getattr(one, "key", "") for one in parts] for parts in (old, new)]
    return new if keys[0] == keys[1] else old


def _rules(old: tuple[Suggest, ...], new: tuple[Suggest, ...]) -> tuple[Suggest, ...]:
    what = [[(one.depth, one.when) for one in rules] for rules in (old, new)]
    return new if what[0] == what[1] else old


def _instrument(old: Instrument, new: Instrument | None) -> Instrument:
    return replace(old, title=new.title) if new else old


def _scale(old: Scale, new: Scale | None, layers: Collection[str]) -> Scale:
    if new is None or old.key.partition(":")[0] not in layers:
        return old
    same = (old.level_keys, old.direction) == (new.level_keys, new.direction)
    return new if same else old


def _depth(old: Depth, new: Depth | None, layers: Collection[str]) -> Depth:
    if new is None or old.layer not in layers:
        return old
    return replace(old, title=new.title, description=new.description, minutes=new.minutes)


def _section(old: Section, whole: Questionnaire, layers: Collection[str]) -> Section:
    new = whole.index.section.get(old.key)
    questions = tuple(_question(one, whole, layers) for one in old.questions)
    if new is None or old.layer not in layers:
        return replace(old, questions=questions)
    return replace(old, questions=questions, title=new.title, intro=new.intro)


def _question(old: Question, whole: Questionnaire, layers: Collection[str]) -> Question:
    new = whole.index.question.get(old.key)
    if new is None:
        return old
    guidance = _guidance(old.guidance, new.guidance, layers)
    if old.layer not in layers:
        return replace(old, guidance=guidance)
    return replace(new, guidance=guidance, droppable=old.droppable)


def _guidance(
    old: tuple[Guidance, ...], new: tuple[Guidance, ...], layers: Collection[str]
) -> tuple[Guidance, ...]:
    """Each layer's guidance in its new words, when it says as many things as before."""
    found: list[Guidance] = []
    for layer in dict.fromkeys(one.layer for one in old):
        was = [one for one in old if one.layer == layer]
        now = [one for one in new if one.layer == layer]
        found += now if layer in layers and len(was) == len(now) else was
    return tuple(found)


def _plain_questions(whole: Questionnaire) -> Mapping[str, Placed]:
    """The questions without what other layers say about them."""
    sections = (
        (section, [replace(one, guidance=()) for one in section.questions])
        for section in whole.sections
    )
    return placed(sections, whole.index.scale)
