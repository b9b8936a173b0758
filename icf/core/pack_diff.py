"""What differs between two versions of a pack, and which number of the version has to go up.

The third number goes up for a correction that changes no meaning, the second for new questions or
guidance, the first when a question means something else or has gone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from icf.core.change import Change, ChangeKind, Placed, compared, placed, words_changed
from icf.core.questionnaire import Depth, Guidance, Pack, Section
from icf.core.scale import Scale
from icf.core.wording import Wording
from icf.errors import PackError

Step = Literal["none", "patch", "minor", "major"]
STEPS: tuple[Step, ...] = ("none", "patch", "minor", "major")
"""Smallest first: nothing, the third, the second, the first number of the version."""

Part = Literal["question", "guidance", "section", "scale", "depth", "pack"]

STEP_OF: Mapping[ChangeKind, Step] = {
    "retired": "major",
    "rescaled": "major",
    "reworded": "patch",
    "renamed": "minor",
    "new": "minor",
    "widened": "minor",
    "condition": "minor",
    "asked": "minor",
    "not_asked": "minor",
    "guidance": "minor",
    "corrected": "patch",
}
"""What each change of a question needs at least. A rewording needs ``major`` when the question
means something else now, which only people can tell."""


@dataclass(frozen=True)
class Difference:
    """One thing that differs.

    Args:
        key: of the part, full; of the question for guidance; empty for the pack itself.
        how: for a question its ``ChangeKind`` or ``moved``; for other parts ``new``, ``gone``,
            ``changed`` (words only), ``remade`` (what it does), ``opened`` or ``closed`` (who sees
            the answers of a section).
        step: what it needs at least.
        was: the key before, where it was another.
    """

    part: Part
    key: str
    how: str
    step: Step
    was: str = ""


@dataclass(frozen=True)
class PackDiff:
    """All differences, and the step that the version takes.

    Args:
        taken: None when the version goes down.
    """

    differences: tuple[Difference, ...]
    taken: Step | None

    @property
    def needed(self) -> Step:
        """The step that the differences need at least."""
        return max((one.step for one in self.differences), key=STEPS.index, default="none")

    @property
    def is_enough(self) -> bool:
        """Whether the version's step is large enough."""
        return self.taken is not None and STEPS.index(self.taken) >= STEPS.index(self.needed)


def pack_diff(old: Pack, new: Pack, core: Pack | None = None) -> PackDiff:
    """What differs between two versions of one pack.

    Args:
        core: the core pack, for the levels of its scales.

    Raises:
        PackError: they are two different packs.
    """
    if old.key != new.key:
        raise PackError(
            f"These are two different packs, “{old.key}” and “{new.key}”.",
            "Compare two versions of one pack.",
            where=new.key,
        )
    found = [
        *_question_differences(old, new, core),
        *_moved(old, new),
        *_guidance_differences(old, new),
        *_part_differences("section", old.sections, new.sections, _section_changes, new),
        *_part_differences("scale", old.scales, new.scales, _scale_changes, new),
        *_part_differences("depth", old.depths, new.depths, _depth_changes, new),
    ]
    heads = [replace(pack, **_NO_PARTS, version="") for pack in (old, new)]
    is_other = replace(old, version="") != replace(new, version="")
    if heads[0] != heads[1] or (is_other and not found):
        found.append(Difference("pack", "", "changed", "patch"))
    return PackDiff(tuple(found), _step(old.version, new.version))


_PARTS = ("sections", "add_to", "guidance", "scales", "depths", "aliases")
_NO_PARTS: Mapping[str, Any] = dict.fromkeys(_PARTS, ())


def _step(old: str, new: str) -> Step | None:
    before, after = _numbers(old), _numbers(new)
    if after < before:
        return None
    for step, was, now in zip(reversed(STEPS), before, after, strict=False):
        if was != now:
            return step
    return "none"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _question_differences(old: Pack, new: Pack, core: Pack | None) -> Iterator[Difference]:
    for change in compared(_placed(old, core), _placed(new, core), dict(new.aliases)):
        yield from _of_question(change)


def _of_question(change: Change) -> Iterator[Difference]:
    for kind in change.kinds:
        was = change.was if change.was != change.question else ""
        yield Difference("question", change.question, kind, STEP_OF[kind], was)


def _placed(pack: Pack, core: Pack | None) -> dict[str, Placed]:
    scales = {scale.key: scale for part in (core, pack) if part for scale in part.scales}
    own = ((section, section.questions) for section in pack.sections)
    added = ((None, group.questions) for group in pack.add_to)
    return placed([*own, *added], scales)


def _moved(old: Pack, new: Pack) -> Iterator[Difference]:
    before, after = _section_of(old), _section_of(new)
    aliases = dict(new.aliases)
    for key, section in after.items():
        if key in before and aliases.get(before[key], before[key]) != section:
            yield Difference("question", key, "moved", "minor")


def _section_of(pack: Pack) -> dict[str, str]:
    own = {question.key: one.key for one in pack.sections for question in one.questions}
    return own | {question.key: one.section for one in pack.add_to for question in one.questions}


def _guidance_differences(old: Pack, new: Pack) -> Iterator[Difference]:
    before, after = _guidance(old.guidance), _guidance(new.guidance)
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            yield Difference("guidance", key, "new", "minor")
        elif key not in after:
            yield Difference("guidance", key, "gone", "minor")
        elif before[key] != after[key]:
            yield Difference("guidance", key, "changed", "patch")


def _guidance(guidance: Iterable[Guidance]) -> dict[str, list[Guidance]]:
    found: dict[str, list[Guidance]] = {}
    for one in guidance:
        found.setdefault(one.question, []).append(one)
    return found


def _part_differences(
    part: Part, old: Iterable[Any], new: Iterable[Any], compare: Any, pack: Pack
) -> Iterator[Difference]:
    aliases = dict(pack.aliases)
    before = {aliases.get(one.key, one.key): one for one in old}
    after = {one.key: one for one in new}
    for key, one in after.items():
        if key not in before:
            yield Difference(part, key, "new", "minor")
            continue
        if before[key].key != key:
            yield Difference(part, key, "renamed", "minor", before[key].key)
        for how, step in compare(before[key], one):
            yield Difference(part, key, how, step)
    for key in before.keys() - after.keys():
        # What became of a gone section's questions, or of those on a gone scale, is told with them.
        yield Difference(part, key, "gone", "major" if part == "depth" else "minor")


def _section_changes(old: Section, new: Section) -> Iterator[tuple[str, Step]]:
    if _differ(old.title, new.title) or _differ(old.intro, new.intro):
        yield "changed", "patch"
    if old.visible_to != new.visible_to:
        is_opened = new.visible_to == "submitted"
        yield ("opened", "major") if is_opened else ("closed", "minor")
    if (old.instrument, old.approach) != (new.instrument, new.approach):
        yield "remade", "major"


def _scale_changes(old: Scale, new: Scale) -> Iterator[tuple[str, Step]]:
    if (old.level_keys, old.direction) != (new.level_keys, new.direction):
        yield "remade", "major"
    elif (old.title, old.levels) != (new.title, new.levels):
        yield "changed", "patch"


def _depth_changes(old: Depth, new: Depth) -> Iterator[tuple[str, Step]]:
    if (set(old.questions), old.screening) != (set(new.questions), new.screening):
        yield "remade", "minor"
    elif replace(old, key=new.key) != new:
        yield "changed", "patch"


def _differ(old: Wording, new: Wording) -> bool:
    return words_changed(old, new) is not None
