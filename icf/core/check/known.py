"""Everything that a pack may refer to: what it holds itself and what the core holds."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from icf.core.check.fault import Fault, Path
from icf.core.questionnaire import (
    SCREENING,
    AddTo,
    Approach,
    Depth,
    Instrument,
    Pack,
    Question,
    Section,
)
from icf.core.scale import Scale

YES_NO_KEYS = ("yes", "no")


@dataclass(frozen=True)
class Known:
    """Lookups by full key into a pack and the core that it extends.

    Args:
        pack: the pack looked at.
        core: the core pack; None when it is not at hand, and then references into it pass.
    """

    pack: Pack
    core: Pack | None
    questions: dict[str, Question]
    section_of: dict[str, Section]
    sections: dict[str, Section]
    scales: dict[str, Scale]
    approaches: dict[str, Approach]
    instruments: dict[str, Instrument]
    depths: tuple[Depth, ...]

    @classmethod
    def of(cls, pack: Pack, core: Pack | None, scales: Collection[Scale] = ()) -> "Known":
        """What a pack may refer to. A pack that extends nothing is itself the core.

        Args:
            scales: those that plugins bring beside their packs.
        """
        base = core if pack.extends else pack
        packs = [base, pack] if base and pack.extends else [pack]
        sections = {section.key: section for part in packs for section in part.sections}
        placed = [(section, q) for section in sections.values() for q in section.questions]
        added = [
            (sections[added.section], question)
            for added in pack.add_to
            if added.section in sections
            for question in added.questions
        ]
        loose = [q for added in pack.add_to for q in added.questions]
        return cls(
            pack=pack,
            core=base,
            questions={q.key: q for q in [*loose, *(q for _, q in placed)]},
            section_of={question.key: section for section, question in [*placed, *added]},
            sections=sections,
            scales={
                scale.key: scale
                for own in (scales, *(part.scales for part in packs))
                for scale in own
            },
            approaches={approach.key: approach for approach in (base or pack).approaches},
            instruments={instrument.key: instrument for instrument in (base or pack).instruments},
            depths=base.depths if base else (),
        )

    @property
    def is_complete(self) -> bool:
        """Whether the core is at hand, so that every reference can be followed."""
        return self.core is not None

    def may_be(self, key: str) -> bool:
        """Whether an unknown key may be one of a core that is not at hand."""
        return not self.is_complete and key.startswith(f"{self.pack.extends}:")

    def written(self, key: str) -> str:
        """A key as this pack writes it: its own keys short.

        >>> from icf.core.wording import NO_WORDS
        >>> known = Known.of(Pack("fire", "1.0.0", NO_WORDS, "Fire"), None)
        >>> known.written("fire:visits"), known.written("icf:people")
        ('visits', 'icf:people')
        """
        return key.removeprefix(f"{self.pack.key}:")

    def unknown(self, what: str, key: str, path: Path) -> Iterator[Fault]:
        """The fault of referring to something that is not there; nothing when it is there.

        Args:
            what: one of ``referable``.
        """
        if key in self.referable[what] or self.may_be(key):
            return
        seen = self.written(key)
        yield Fault(path, f"unknown {what} “{seen}”", seen, self._written[what])

    @cached_property
    def referable(self) -> dict[str, Collection[str]]:
        """The keys of all that can be referred to, by what it is."""
        of_core = self.core.sections if self.core else ()
        return {
            "question": self.questions,
            "scale": self.scales,
            "approach": self.approaches,
            "instrument": self.instruments,
            "depth": dict.fromkeys(depth.key for depth in self.pack.depths),
            "core section": dict.fromkeys(section.key for section in of_core),
            "core question": dict.fromkeys(q.key for section in of_core for q in section.questions),
        }

    @cached_property
    def _written(self) -> dict[str, tuple[str, ...]]:
        return {what: tuple(map(self.written, keys)) for what, keys in self.referable.items()}

    def options(self, question: Question) -> tuple[str, ...] | None:
        """The keys that can answer a question; None when anything can, or when it is not known."""
        if question.kind in ("choice", "choices"):
            return tuple(choice.key for choice in question.choices)
        if question.kind == "yes_no":
            return YES_NO_KEYS
        scale = self.scales.get(question.scale)
        return scale.level_keys if scale else None

    def is_screening(self, key: str) -> bool:
        """Whether a question is one of the screening's."""
        section = self.section_of.get(key)
        return section is not None and section.instrument == SCREENING


def placed_questions(pack: Pack) -> Iterator[tuple[Path, Question]]:
    """Every question of a pack with its path in the file."""
    groups: list[tuple[Path, Section | AddTo]] = [
        *((("sections", place), section) for place, section in enumerate(pack.sections)),
        *((("add_to", place), added) for place, added in enumerate(pack.add_to)),
    ]
    for path, group in groups:
        for place, question in enumerate(group.questions):
            yield (*path, "questions", place), question
