"""The core pack and the overlays that are switched on, put together into one questionnaire.

An overlay can add and never change: every core question keeps its key, words, kind, scale and
place among the core's questions. The order in which overlays come makes no difference.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain

from icf.core.canonical import canonical_json as canonical_json
from icf.core.canonical import digest as digest
from icf.core.canonical import from_json as from_json
from icf.core.check import Fault, pack_faults
from icf.core.index import QuestionnaireIndex
from icf.core.kinds import CORE_KINDS
from icf.core.questionnaire import Guidance, Pack, Question, Questionnaire, Section
from icf.core.scale import Scale
from icf.errors import PackError


def compose(
    core: Pack,
    overlays: Sequence[Pack] = (),
    kinds: Collection[str] = tuple(CORE_KINDS),
    scales: Collection[Scale] = (),
) -> Questionnaire:
    """One questionnaire of the core and its overlays.

    Args:
        core: the core pack.
        overlays: in any order; they are taken in the order of their keys.
        kinds: the names of all kinds of question on offer, those of plugins too.
        scales: those that plugins bring beside their packs, in any order.

    Returns:
        Sections of overlays stand after the core's. What an overlay adds to a core section stands
        after the core's own questions.

    Raises:
        PackError: a pack refers to something that is not there, changes what is not its own, or is
            there twice. ``faults`` holds all that is wrong.
    """
    layers = sorted(overlays, key=lambda pack: pack.key)
    _refuse_twice([core, *layers])
    for pack in (core, *layers):
        _refuse_faulty(pack, core, kinds, scales)
    packs = (core, *layers)
    own = tuple(_core_section(section, layers) for section in core.sections)
    return Questionnaire(
        packs=tuple((pack.key, pack.version, pack.title) for pack in packs),
        scales=_scales(packs, scales),
        instruments=core.instruments,
        depths=tuple(chain.from_iterable(pack.depths for pack in packs)),
        sections=(*own, *chain.from_iterable(pack.sections for pack in layers)),
        principles=core.principles,
        approaches=core.approaches,
        suggest=core.suggest,
        glossary=core.glossary,
    )


def index(questionnaire: Questionnaire) -> QuestionnaireIndex:
    """Lookups by key: ``.question``, ``.section_of``, ``.section``, ``.scale`` and so on."""
    return questionnaire.index


def _refuse_twice(packs: Sequence[Pack]) -> None:
    for key, count in Counter(pack.key for pack in packs).items():
        if count > 1:
            raise PackError(
                f"There are {count} packs called “{key}”.", "Switch on only one of them.", where=key
            )


def _scales(packs: Sequence[Pack], beside: Collection[Scale]) -> tuple[Scale, ...]:
    scales = [
        *chain.from_iterable(pack.scales for pack in packs),
        *sorted(beside, key=lambda scale: scale.key),
    ]
    for key, count in Counter(scale.key for scale in scales).items():
        if count > 1:
            raise PackError(
                f"There are {count} scales called “{key}”.", "Rename one of them.", where=key
            )
    return tuple(scales)


def _refuse_faulty(
    pack: Pack, core: Pack, kinds: Collection[str], scales: Collection[Scale]
) -> None:
    faults = pack_faults(pack, core, kinds, scales)
    if pack is not core and not pack.extends:
        faults.append(Fault(("extends",), f"an added pack says what it extends: {core.key}"))
    if pack is core and pack.extends:
        faults.append(Fault(("extends",), "the core pack cannot extend another"))
    if faults:
        raise PackError(
            "The pack cannot be used as it is.",
            "Put right what follows, then try again.",
            where=pack.key,
            faults=tuple(f"{_place(pack, fault)}: {fault}" for fault in faults),
        )


def _place(pack: Pack, fault: Fault) -> str:
    place: object = pack
    names = []
    for step in fault.path:
        if isinstance(step, int) and isinstance(place, tuple) and step < len(place):
            place = place[step]
        else:
            place = getattr(place, str(step), None)
        names.append(str(getattr(place, "key", step)) if isinstance(step, int) else step)
    return ".".join(names) or pack.key


def _core_section(section: Section, layers: Sequence[Pack]) -> Section:
    added = [
        question
        for pack in layers
        for group in pack.add_to
        if group.section == section.key
        for question in group.questions
    ]
    guided = (_guided(question, layers) for question in section.questions)
    return replace(section, questions=(*guided, *added))


def _guided(question: Question, layers: Sequence[Pack]) -> Question:
    guidance: tuple[Guidance, ...] = tuple(
        guidance
        for pack in layers
        for guidance in pack.guidance
        if guidance.question == question.key
    )
    return replace(question, guidance=guidance) if guidance else question
