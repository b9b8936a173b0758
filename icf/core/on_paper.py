"""How a kind of question is asked away from the screen: on paper, in a PDF and in a workbook.

An add-on's kind says it with an ``OnPaper``. One that says nothing is a single field where it has
one, and room to write on paper where it has several.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icf.core.answer import Value
from icf.core.questionnaire import Question
from icf.core.scale import Scale
from icf.core.typed import clean
from icf.core.wording import Wording
from icf.errors import InvalidInput

if TYPE_CHECKING:
    from icf.core.kinds import QuestionKind


NO_LABEL = Wording()


@dataclass(frozen=True)
class PaperField:
    """One field of an answer, as files and paper have it.

    Args:
        part: which of the kind's ``fields`` it is.
        label: what stands above it; nothing needed where it is the only one.
        options: (value, label) of what can be picked; without any it is a text.
        lines: how much room a text has.
    """

    part: str
    label: Wording = NO_LABEL
    options: tuple[tuple[str, Wording], ...] = ()
    lines: int = 3


def texts_by_part(value: Value) -> Mapping[str, str]:
    """The texts of a value that is stored by part; nothing for any other.

    >>> texts_by_part({"rating": "3", "good": "Trees"})
    {'rating': '3', 'good': 'Trees'}
    """
    return dict(value) if isinstance(value, dict) else {}


@dataclass(frozen=True)
class OnPaper:
    """How a kind is written into files and read back: what is entered goes to its ``parse``.

    Args:
        fields: ``(question, scale) -> fields`` in their order; each part once.
        texts: ``value -> {part: text}``, such that ``parse`` reads the same value from them.
    """

    fields: Callable[[Question, Scale | None], Sequence[PaperField]]
    texts: Callable[[Value], Mapping[str, str]] = texts_by_part


def paper_fields(
    kind: "QuestionKind", question: Question, scale: Scale | None
) -> tuple[PaperField, ...]:
    """The fields of a question in files; none where it can only be answered in the toolkit."""
    if kind.on_paper is not None:
        return tuple(kind.on_paper.fields(question, scale))
    if len(kind.fields) != 1:
        return ()
    part = kind.fields[0]
    offered = tuple((level.key, level.label) for level in scale.levels) if scale else ()
    offered = offered or tuple((choice.key, choice.label) for choice in question.choices)
    is_picked = offered and all(
        _reads(kind, question, scale, {part: key}) not in (None, _REFUSED) for key, _l in offered
    )
    return (PaperField(part, options=offered if is_picked else ()),)


def paper_texts(
    kind: "QuestionKind", question: Question, scale: Scale | None, value: Value
) -> Mapping[str, str] | None:
    """What stands in the fields for an answer; None where it would not be read back the same."""
    if value in (None, "", ()):
        return {}
    if kind.on_paper is not None:
        texts = kind.on_paper.texts(value)
    else:
        texts = {kind.fields[0]: kind.export(value)} if len(kind.fields) == 1 else {}
    read = _reads(kind, question, scale, texts)
    return texts if read is not _REFUSED and plain_value(read) == plain_value(value) else None


def plain_value(value: Value) -> object:
    """A value as files can carry it: texts without blanks around them, no empty parts.

    >>> plain_value({"rating": "3", "good": " Trees ", "better": ""})
    {'rating': '3', 'good': 'Trees'}
    """
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, dict):
        return {part: clean(text) for part, text in value.items() if clean(text)} or None
    return None if value == () else value


class _Refused:
    """Stands for an answer that a kind does not take."""


_REFUSED: "Value" = _Refused()  # type: ignore[assignment]


def _reads(
    kind: "QuestionKind", question: Question, scale: Scale | None, texts: Mapping[str, str]
) -> Value:
    try:
        return kind.parse(question, scale, {part: [clean(text)] for part, text in texts.items()})
    except InvalidInput:
        return _REFUSED
