"""What a file asks: every question of a checklist's size, with what was answered so far."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icf.assessments.page import blank_label, layer_label, level_label, strengths
from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.core.depth import asked_sections
from icf.core.kinds import CORE_KINDS, QuestionKind, plain_export
from icf.core.on_paper import paper_fields, paper_texts
from icf.core.questionnaire import Question, Questionnaire, Section
from icf.offline.code import FileCode
from icf.web.i18n import _

BLANK = "blank:"
CHOSEN = ("scale", "yes_no", "choice")
"""Kinds of which one answer is picked; blanks stand among the answers."""

Kinds = Mapping[str, QuestionKind]
Options = tuple[tuple[str, str, str], ...]
"""(value, label, meaning) of what can be picked."""


@dataclass(frozen=True)
class ItemField:
    """One of several fields of a question that an add-on asks in its own way.

    Args:
        text: what stands in it so far; the value where it is picked.
        options: (value, label); none where it is a text.
    """

    part: str
    label: str
    options: tuple[tuple[str, str], ...]
    lines: int
    text: str

    @property
    def shown(self) -> str:
        """What stands in it so far, in words."""
        return dict(self.options).get(self.text, self.text)


@dataclass(frozen=True)
class Item:
    """A question as a file asks it.

    Args:
        options: (value, label, meaning), best first; for a picked answer with the blanks at the
            end as ``blank:<kind>``.
        blanks: (kind, label) for kinds where nothing is picked.
        only_here: it can only be answered in the toolkit: its add-on has no way to ask it in a
            file, is paused, or would not read back what was answered so far.
        part: what its kind calls the answer, where it is one field.
        held: the answer as its one field holds it.
        fields: its fields, where it has several.
    """

    key: str
    section: str
    title: str
    number: str
    text: str
    hint: str
    kind: str
    by: str
    options: tuple[tuple[str, str, str], ...]
    blanks: tuple[tuple[str, str], ...]
    answer: Answer
    version: int
    depends: bool
    only_here: bool
    part: str = "value"
    held: str = ""
    fields: tuple[ItemField, ...] = ()

    @property
    def is_picked(self) -> bool:
        """Whether one of its options is the answer."""
        return self.kind in CHOSEN or (self.is_of_add_on and bool(self.options))

    @property
    def is_of_add_on(self) -> bool:
        """Whether its kind is an add-on's own."""
        return self.kind not in CORE_KINDS

    @property
    def is_long(self) -> bool:
        """Whether its answer is a text of some lines."""
        return self.kind == "text" or (self.is_of_add_on and not self.options)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The options without their meanings."""
        return tuple((value, label) for value, label, _meaning in self.options)

    @property
    def has_meanings(self) -> bool:
        """Whether an option says more than its label."""
        return any(meaning for _value, _label, meaning in self.options)

    @property
    def asks_words(self) -> bool:
        return self.kind == "scale"

    @property
    def asks_reason(self) -> bool:
        offered = {value for value, *_rest in self.options} | {kind for kind, _l in self.blanks}
        return bool({"not_relevant", f"{BLANK}not_relevant"} & offered)


def file_sections(whole: Questionnaire, instrument: str, depth: str) -> tuple[Section, ...]:
    """The sections of a file, whatever was answered: on paper nothing opens by itself."""
    return asked_sections(whole, instrument, depth)


def items_of(sheet: Sheet, kinds: Kinds) -> list[Item]:
    """Every question of the checklist's size, with its answer so far."""
    sections = file_sections(sheet.questionnaire, sheet.record.instrument, sheet.record.depth)
    return [
        _item(sheet, kinds.get(question.kind), section, question, f"{number}.{place}")
        for number, section in enumerate(sections, start=1)
        for place, question in enumerate(section.questions, start=1)
    ]


def code_of(sheet: Sheet, items: Sequence[Item]) -> FileCode:
    """The code of a file that is taken out now."""
    record = sheet.record
    versions = tuple(item.version for item in items)
    return FileCode(sheet.reference, record.instrument, record.depth, record.digest, versions)


def versions_seen(code: FileCode, whole: Questionnaire | None) -> Mapping[str, int]:
    """The version of each answer as the file had it, by question; nothing where it cannot be told.

    Args:
        whole: the questions that the code names; None where they are not here.
    """
    if whole is None or code.depth not in whole.index.depth:
        return {}
    sections = file_sections(whole, code.instrument, code.depth)
    keys = [question.key for section in sections for question in section.questions]
    if len(keys) != len(code.versions):
        return {}
    return dict(zip(keys, code.versions, strict=True))


def strength_options() -> tuple[tuple[str, str], ...]:
    """How sure we are: (key, label)."""
    return strengths()


def _item(
    sheet: Sheet, kind: QuestionKind | None, section: Section, question: Question, number: str
) -> Item:
    language, edited = sheet.language, sheet.edited.get(question.key)
    answer = sheet.answers.get(question.key) or Answer(question.key)
    fields = _fields(sheet, kind, question, answer)
    is_one = fields is not None and len(fields) == 1
    options = _own_options(fields[0]) if fields and is_one else _options(sheet, question)
    blanks = tuple((one, blank_label(one)) for one in sheet.blanks)
    picked = question.kind in CHOSEN or bool(is_one and options)
    if picked:
        options += tuple((f"{BLANK}{one}", label, "") for one, label in blanks)
    return Item(
        key=question.key,
        section=section.key,
        title=section.title.in_language(language),
        number=number,
        text=question.text.in_language(language),
        hint=question.hint.in_language(language),
        kind=question.kind,
        by=layer_label(sheet, question.layer) or "",
        options=_told_apart(options),
        blanks=() if picked else blanks,
        answer=answer,
        version=edited.version if edited else 0,
        depends=question.key in sheet.index.conditions,
        only_here=fields is None,
        part=fields[0].part if fields and is_one else "value",
        held=fields[0].text if fields and is_one else plain_export(answer.value),
        fields=() if is_one else fields or (),
    )


def _fields(
    sheet: Sheet, kind: QuestionKind | None, question: Question, answer: Answer
) -> tuple[ItemField, ...] | None:
    """The fields of an add-on's kind; none for the toolkit's own, None where there are none."""
    if question.kind in CORE_KINDS:
        return ()
    scale = sheet.index.scale.get(question.scale)
    fields = paper_fields(kind, question, scale) if kind else ()
    texts = paper_texts(kind, question, scale, answer.value) if kind else None
    if not fields or texts is None:
        return None
    language = sheet.language
    return tuple(
        ItemField(
            part=one.part,
            label=one.label.in_language(language),
            options=tuple((value, label.in_language(language)) for value, label in one.options),
            lines=one.lines,
            text=texts.get(one.part, ""),
        )
        for one in fields
    )


def _own_options(one: ItemField) -> Options:
    return tuple((value, label, "") for value, label in one.options)


def _options(sheet: Sheet, question: Question) -> Options:
    """What the toolkit's own kinds offer; nothing for an add-on's, which says it by field."""
    language = sheet.language
    scale = sheet.index.scale.get(question.scale)
    if question.kind == "scale" and scale:
        levels = scale.levels if scale.direction == "down" else scale.levels[::-1]
        return tuple(
            (level.key, level_label(scale, level, language), level.text.in_language(language))
            for level in levels
        )
    if question.kind == "yes_no":
        return (("yes", _("Yes"), ""), ("no", _("No"), ""))
    if question.kind not in CORE_KINDS:
        return ()
    return tuple((one.key, one.label.in_language(language), "") for one in question.choices)


def _told_apart(options: Options) -> Options:
    """The options with labels that differ, so that a label that comes back means one of them."""
    counted = Counter(label.strip().casefold() for _value, label, _meaning in options)
    return tuple(
        (value, f"{label} ({value})" if counted[label.strip().casefold()] > 1 else label, meaning)
        for value, label, meaning in options
    )
