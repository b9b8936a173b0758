"""What is asked: questions in sections, with their scales, depths and conditions.

A ``Pack`` is what one file says. ``icf.core.compose`` puts the core pack and the packs that an
organisation has switched on together into one ``Questionnaire``, which never changes and is known
by the SHA-256 of its canonical JSON. Keys are ``<pack>:<name>`` everywhere here, never short.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from icf.core.answer import BLANK_KINDS as BLANK_KINDS
from icf.core.answer import BlankKind as BlankKind
from icf.core.index import QuestionnaireIndex, index_of
from icf.core.scale import Scale
from icf.core.showif import Condition
from icf.core.wording import NO_WORDS, Wording

Visibility = Literal["us", "submitted"]
CORE = "icf"
SCREENING = "screening"
PLANNING = "planning"
EVALUATION = "evaluation"
SELF_EVALUATION = "self_evaluation"
STATUS = "icf:status"
HAPPENED = "icf:happened"


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen in a ``choice`` or ``choices`` question."""

    key: str
    label: Wording


@dataclass(frozen=True)
class SuggestedAction:
    """Something we could do when a question shows a gap.

    Args:
        key: ``<pack>:<name>``.
        text: what we would do, beginning with a verb.
        when: the level or choice keys that call for it; empty means any level but the best.
    """

    key: str
    text: Wording
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """How a fictional project answered; all samples together are the filled-in example."""

    value: str
    words: Wording = NO_WORDS


@dataclass(frozen=True)
class Guidance:
    """What an overlay adds to a core question, shown below the core's own words.

    Args:
        layer: the pack that adds it.
    """

    layer: str
    question: str
    hint: Wording = NO_WORDS
    why: Wording = NO_WORDS
    good: Wording = NO_WORDS
    example: Wording = NO_WORDS


@dataclass(frozen=True)
class Question:
    """One question.

    Args:
        key: ``<pack>:<name>``, permanent.
        layer: the pack that it comes from; ``icf`` for the core.
        kind: ``text``, ``yes_no``, ``choice``, ``choices``, ``scale``, ``number``, ``date``, or the
            ``<plugin>:<name>`` of a kind that a plugin adds.
        depth: the smallest core depth that asks it; empty when only an overlay's own depth or the
            presence of the pack decides (it is then asked at every depth).
        scale: the key of its scale; empty for kinds without one.
        choices: for ``choice`` and ``choices``.
        show_if: the parsed condition; None when it is always shown.
        words_about: how many words are plenty; 0 gives no guide.
        droppable: an overlay's depth may leave it out (core questions only).
        actions: suggested actions.
        guidance: what overlays add, in layer order.
    """

    key: str
    layer: str
    text: Wording
    kind: str
    depth: str = ""
    scale: str = ""
    choices: tuple[Choice, ...] = ()
    show_if: Condition | None = None
    hint: Wording = NO_WORDS
    why: Wording = NO_WORDS
    good: Wording = NO_WORDS
    example: Wording = NO_WORDS
    words_about: int = 0
    droppable: bool = False
    actions: tuple[SuggestedAction, ...] = ()
    sample: Sample | None = None
    guidance: tuple[Guidance, ...] = ()


@dataclass(frozen=True)
class Section:
    """Questions that belong together and are one row of the task list.

    Args:
        instrument: ``screening``, ``planning``, ``evaluation``, ``self_evaluation`` or the key of
            a plugin's own.
        approach: the key of the approach (``icf:connecting``), or empty.
        visible_to: who sees the answers of an added section.
    """

    key: str
    layer: str
    instrument: str
    title: Wording
    questions: tuple[Question, ...]
    intro: Wording = NO_WORDS
    approach: str = ""
    visible_to: Visibility = "submitted"
    show_if: Condition | None = None


@dataclass(frozen=True)
class Instrument:
    """A form that is filled in. ``blanks`` are the kinds of blank that it offers."""

    key: str
    title: Wording
    blanks: tuple[BlankKind, ...] = ()


@dataclass(frozen=True)
class Depth:
    """How many questions are asked; never another scale, never fewer approaches.

    Args:
        key: ``quick``, ``standard``, ``full``, or ``<pack>:<name>`` for an overlay's own.
        layer: the pack that offers it.
        minutes: how long it usually takes.
        screening: whether the screening questions come first.
        questions: for an overlay's own depth, the keys of all questions asked; empty for a core
            depth, where each question's own ``depth`` decides.
    """

    key: str
    layer: str
    title: Wording
    minutes: int
    description: Wording = NO_WORDS
    screening: bool = True
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """An illustration. ``fictional`` ones are always shown as such."""

    title: Wording
    text: Wording
    fictional: bool = True


@dataclass(frozen=True)
class Principle:
    """A guiding principle: reflected on in words, never scored."""

    key: str
    title: Wording
    explanation: Wording
    reflection: Wording


@dataclass(frozen=True)
class Approach:
    """One of the five inclusive approaches, in the framework's order.

    Args:
        confirmed: False while the name still has to be checked against the owner's own copy.
        statements: "Statements you could adopt".
    """

    key: str
    title: Wording
    explanation: Wording
    statements: tuple[Wording, ...]
    examples: tuple[Example, ...]
    confirmed: bool = True


@dataclass(frozen=True)
class Suggest:
    """A screening rule: suggest a depth when the condition holds (None: always)."""

    depth: str
    because: Wording
    when: Condition | None = None


@dataclass(frozen=True)
class Term:
    """A glossary entry."""

    term: Wording
    meaning: Wording


@dataclass(frozen=True)
class AddTo:
    """Questions that an overlay adds to a core section."""

    section: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Pack:
    """What one pack file says. All keys are already ``<pack>:<name>``."""

    key: str
    version: str
    title: Wording
    publisher: str
    language: str = "en"
    description: Wording = NO_WORDS
    extends: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    scales: tuple[Scale, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    depths: tuple[Depth, ...] = ()
    sections: tuple[Section, ...] = ()
    add_to: tuple[AddTo, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    principles: tuple[Principle, ...] = ()
    approaches: tuple[Approach, ...] = ()
    suggest: tuple[Suggest, ...] = ()
    glossary: tuple[Term, ...] = ()


def joined(pack: Pack) -> Pack:
    """The same pack with one ``add_to`` for each section, which is what several of them mean.

    >>> one, other = AddTo("icf:connecting", ()), AddTo("icf:connecting", ())
    >>> len(joined(Pack("fire", "1.0.0", NO_WORDS, "Fire", add_to=(one, other))).add_to)
    1
    """
    sections: dict[str, tuple[Question, ...]] = {}
    for added in pack.add_to:
        sections[added.section] = (*sections.get(added.section, ()), *added.questions)
    if len(sections) == len(pack.add_to):
        return pack
    return replace(pack, add_to=tuple(AddTo(key, own) for key, own in sections.items()))


@dataclass(frozen=True)
class Questionnaire:
    """The core pack and the overlays that an organisation has switched on, composed.

    ``packs`` lists (pack key, version, title) of every layer, core first. Questions added to a core
    section stand after the core's own, in layer order; sections of overlays stand after the core's.
    """

    packs: tuple[tuple[str, str, Wording], ...]
    scales: tuple[Scale, ...]
    instruments: tuple[Instrument, ...]
    depths: tuple[Depth, ...]
    sections: tuple[Section, ...]
    principles: tuple[Principle, ...]
    approaches: tuple[Approach, ...]
    suggest: tuple[Suggest, ...]
    glossary: tuple[Term, ...]

    @cached_property
    def index(self) -> QuestionnaireIndex:
        """Lookups by key, made at the first use and kept."""
        return index_of(self)
