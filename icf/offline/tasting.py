"""The quick checklist for somebody without an account: a sheet that no table knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from icf.assessments.blank import checked_answers
from icf.assessments.page import answer_in_words, strength_label
from icf.assessments.posted import Posted
from icf.assessments.sheet import Sheet
from icf.core.actions import suggested_actions
from icf.core.answer import Answer
from icf.core.kinds import QuestionKind
from icf.core.report import Bar, Bars, Block, Bullets, Part, QuestionAnswer, Report, Words
from icf.core.typed import clean
from icf.offline.code import FileCode
from icf.plans.sense_check import (
    BLANK,
    UNANSWERED,
    Finding,
    SenseCheck,
    levels_best_first,
    sense_check,
    standing_label,
)
from icf.reports.plan import LANGUAGES
from icf.web.i18n import _

TITLE_LIMIT = 200
SUGGESTIONS = 5


@dataclass(frozen=True)
class Tried:
    """What somebody filled in, in one tab.

    Args:
        faults: sentences by question and part.
    """

    sheet: Sheet
    title: str
    faults: Mapping[str, Mapping[str, str]]

    @property
    def code(self) -> FileCode:
        """The code of the file of answers: of no checklist yet."""
        record = self.sheet.record
        return FileCode("", record.instrument, record.depth, record.digest, ())


def tried(
    blank: Sheet, posted: Sequence[Posted], title: str, kinds: Mapping[str, QuestionKind]
) -> Tried:
    """What was sent, checked as if it were to be saved; what cannot be used stays as typed."""
    answers, faults = checked_answers(blank, posted, kinds)
    short = clean(title).strip()[:TITLE_LIMIT]
    return Tried(replace(blank, answers=answers), short, faults)


def sense(
    found: Tried, kinds: Mapping[str, QuestionKind], names: Mapping[str, str]
) -> tuple[SenseCheck, tuple[str, ...]]:
    """The sense check of it, and what the framework suggests to do."""
    sheet = found.sheet
    check = sense_check(sheet, kinds, names)
    offered = suggested_actions(sheet.questionnaire, sheet.record.depth, sheet.answers, (), ())
    texts = tuple(one.text.in_language(sheet.language) for one in offered[:SUGGESTIONS])
    return check, texts


def paper(found: Tried, check: SenseCheck, suggested: tuple[str, ...], day: date) -> Report:
    """The sense check as a report, to keep as a PDF."""
    sheet = found.sheet
    blocks: list[Part] = [
        Part(_("What the answers say"), (Words(check.headline, look="lead"), _bars(check, sheet)))
    ]
    blocks += [
        Part(title, tuple(rest))
        for title, rest in (
            (_("What to change first"), _findings(check.gaps)),
            (_("Looks strong, but how do we know?"), _findings(check.risky)),
            (_("Things you could do"), [Bullets(suggested)] if suggested else []),
        )
        if rest
    ]
    blocks.append(Part(_("All questions and answers"), tuple(_answers(sheet))))
    return Report(
        title=found.title or _("A quick sense check"),
        subtitle=_("Sense check, made without an account"),
        language=LANGUAGES.get(sheet.language, sheet.language),
        organisation=_("Inclusive Communities Framework"),
        reference="",
        version="",
        made_on=day.isoformat(),
        seen_by=_("Seen by whoever you give it to. The toolkit kept nothing of it."),
        parts=tuple(blocks),
    )


def _bars(check: SenseCheck, sheet: Sheet) -> Bars:
    standings = [key for key, _label in levels_best_first(sheet)] + [BLANK, UNANSWERED]
    return Bars(
        title=_("The framework’s questions by approach"),
        levels=tuple(standing_label(sheet, standing) for standing in standings),
        rows=tuple(
            Bar(bar.label, tuple(bar.counts.get(standing, 0) for standing in standings))
            for bar in check.bars
        ),
        looks=("high", "mid", "low", "blank", "none"),
    )


def _findings(found: Sequence[Finding]) -> list[Block]:
    return [QuestionAnswer(one.text, one.answer, one.words, one.sure) for one in found]


def _answers(sheet: Sheet) -> list[Block]:
    return [
        QuestionAnswer(
            question=one.text.in_language(sheet.language),
            answer=answer_in_words(answer) or _("Not answered"),
            words=answer.words,
            sure=strength_label(answer.strength),
        )
        for section in sheet.main_sections
        for one in section.questions
        for answer in [sheet.answers.get(one.key) or Answer(one.key)]
    ]
