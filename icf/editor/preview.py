"""A draft as if it were asked: the sheet that the question page draws, without any answer."""

from dataclasses import replace
from types import SimpleNamespace

from icf.assessments.sheet import Sheet
from icf.core.canonical import digest_of
from icf.core.questionnaire import PLANNING, Pack, Question, Questionnaire, Section
from icf.editor.draft import Draft, written

STANDARD = "standard"


def preview_sheet(draft: Draft, core: Pack) -> Sheet:
    """A sheet of the draft's own questions, and of core questions that it says something about.

    A draft with faults is shown as far as it can be.
    """
    whole = _questionnaire(draft.pack, core)
    sizes = [one.key for one in core.depths]
    record = SimpleNamespace(
        id=0,
        digest=f"draft {digest_of(written(draft.values))}",
        depth=STANDARD if STANDARD in sizes else sizes[-1],
        instrument=PLANNING,
        language=draft.language,
    )
    return Sheet(record, whole, whole.index, {}, {})


def _questionnaire(pack: Pack, core: Pack) -> Questionnaire:
    titles = {one.key: one for one in core.sections}
    known = {one.key for one in core.instruments}
    own = [
        one if one.instrument in known else replace(one, instrument=PLANNING)
        for one in pack.sections
    ]
    added = [
        replace(titles[group.section], questions=group.questions, visible_to="submitted")
        for group in pack.add_to
        if group.section in titles
    ]
    return Questionnaire(
        packs=tuple((one.key, one.version, one.title) for one in (core, pack)),
        scales=(*core.scales, *pack.scales),
        instruments=core.instruments,
        depths=core.depths,
        sections=tuple(_told_apart([*own, *added, *_guided(pack, core)])),
        principles=core.principles,
        approaches=core.approaches,
        suggest=(),
        glossary=core.glossary,
    )


def _guided(pack: Pack, core: Pack) -> list[Section]:
    """The core sections with the questions that the pack adds words to."""
    found = []
    for section in core.sections:
        questions = [_with_guidance(one, pack) for one in section.questions]
        kept = tuple(one for one in questions if one.guidance)
        if kept:
            found.append(replace(section, questions=kept))
    return found


def _with_guidance(question: Question, pack: Pack) -> Question:
    mine = tuple(one for one in pack.guidance if one.question == question.key)
    return replace(question, guidance=mine)


def _told_apart(sections: list[Section]) -> list[Section]:
    """Every question is drawn, whatever its condition; one that is there twice only once."""
    seen: set[str] = set()
    apart = []
    for section in sections:
        questions = [replace(one, show_if=None) for one in section.questions if one.key not in seen]
        seen.update(one.key for one in questions)
        apart.append(replace(section, questions=tuple(questions), show_if=None))
    return apart
