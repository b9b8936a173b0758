"""A section that a plugin adds to a report, and what it is given to make it from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from icf.core.answer import Answer
from icf.core.questionnaire import Questionnaire
from icf.core.report import Block
from icf.core.wording import Wording
from icf.plugin.filled_in import PlannedAction


def untranslated(text: str) -> str:
    """The text as it is written, for reports in the language of the code."""
    return text


@dataclass(frozen=True)
class ReportContext:
    """What a report section is made from.

    Args:
        answers: by question key; only of questions that were asked and shown, and that the reader
            of this report may see.
        language: the language of the report, such as ``"en"``.
        layer: the key of the pack that the plugin brings; empty when it brings none.
        translate: turns an English text of the plugin into the language of the report.
        reference: what people call the checklist, such as ``"P34"``.
        title: of the piece of work.
        places: the names of its places.
        to_hand_over: whether others read it too. Answers that are only for us are left out then.
        actions: what we will do, in the plan's order, as far as the reader may see it; here
            ``question`` is any question that an action is about.
    """

    questionnaire: Questionnaire
    depth: str
    answers: Mapping[str, Answer]
    language: str = "en"
    layer: str = ""
    translate: Callable[[str], str] = untranslated
    reference: str = ""
    title: str = ""
    places: tuple[str, ...] = ()
    to_hand_over: bool = False
    actions: tuple[PlannedAction, ...] = ()


@dataclass(frozen=True)
class ReportSection:
    """A section of the report.

    Args:
        key: ``<plugin>:<name>``.
        title: its heading, which the report itself prints.
        blocks: gives the section's blocks, without that heading; none leaves the section out.
    """

    key: str
    title: Wording
    blocks: Callable[[ReportContext], Iterable[Block]]
