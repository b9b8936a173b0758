"""What a file asks: every question of a checklist's size, with what was answered so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from icf.assessments.page import blank_label, layer_label, strengths
from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.core.depth import asked_sections
from icf.core.kinds import CORE_KINDS
from icf.core.questionnaire import Question, Questionnaire, Section
from icf.offline.code import FileCode
from icf.web.i18n import _

BLANK = "blank:"
CHOSEN = ("scale", "yes_no", "choice")
"""Kinds of which one answer is picked; blanks stand among the answers."""


@dataclass(frozen=True)
class Item:
    """A question as a file asks it.

    Args:
        options: (value, label, meaning), best first; for a picked answer with the blanks at the
            end as ``blank:<kind>``.
        blanks: (kind, label) for kinds where nothing is picked.
        only_here: it can only be answered on the page, because an add-on draws it.
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

    @property
    def is_picked(self) -> bool:
        return self.kind in CHOSEN

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


def items_of(sheet: Sheet) -> list[Item]:
    """Every question of the checklist's size, with its answer so far."""
    sections = file_sections(sheet.questionnaire, sheet.record.instrument, sheet.record.depth)
    return [
        _item(sheet, section, question, f"{number}.{place}")
        for number, section in enumerate(sections, start=1)
        for place, question in enumerate(section.questions, start=1)
    ]


def code_of(sheet: Sheet) -> FileCode:
    """The code of a file that is taken out now."""
    record = sheet.record
    versions = tuple(item.version for item in items_of(sheet))
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


def _item(sheet: Sheet, section: Section, question: Question, number: str) -> Item:
    language, edited = sheet.language, sheet.edited.get(question.key)
    blanks = tuple((kind, blank_label(kind)) for kind in sheet.blanks)
    picked = question.kind in CHOSEN
    options = _options(sheet, question)
    if picked:
        options += tuple((f"{BLANK}{kind}", label, "") for kind, label in blanks)
    return Item(
        key=question.key,
        section=section.key,
        title=section.title.in_language(language),
        number=number,
        text=question.text.in_language(language),
        hint=question.hint.in_language(language),
        kind=question.kind,
        by=layer_label(sheet, question.layer) or "",
        options=options,
        blanks=() if picked else blanks,
        answer=sheet.answers.get(question.key) or Answer(question.key),
        version=edited.version if edited else 0,
        depends=question.key in sheet.index.conditions,
        only_here=question.kind not in CORE_KINDS,
    )


def _options(sheet: Sheet, question: Question) -> tuple[tuple[str, str, str], ...]:
    language = sheet.language
    scale = sheet.index.scale.get(question.scale)
    if question.kind == "scale" and scale:
        levels = scale.levels if scale.direction == "down" else scale.levels[::-1]
        return tuple(
            (level.key, level.label.in_language(language), level.text.in_language(language))
            for level in levels
        )
    if question.kind == "yes_no":
        return (("yes", _("Yes"), ""), ("no", _("No"), ""))
    return tuple((one.key, one.label.in_language(language), "") for one in question.choices)
