"""What a project plan is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from icf.accounts.models import Organisation
from icf.assessments.sheet import Sheet
from icf.core.questionnaire import CORE, Section
from icf.core.report import (
    Block,
)
from icf.plans.models import ActionFields, PlanPaper
from icf.plans.sense_check import (
    SenseCheck,
)
from icf.plugin import ReportContext, ReportSection
from icf.web.i18n import _
from icf.work.models import Work

COVERED_DEPTHS = ("standard", "full")


@dataclass(frozen=True)
class PlanSource:
    """Everything that a plan is made from.

    Args:
        actions: what we will do, or, once signed off, what was promised.
        added: report sections of the add-ons that are on.
        previous: the check of the version that this one reopens, for "what changed".
        for_partner: a partner reads it, who does not see sections meant only for us.
    """

    sheet: Sheet
    check: SenseCheck
    work: Work
    organisation: Organisation
    actions: Sequence[ActionFields]
    paper: PlanPaper | None
    made_on: date
    service: str = ""
    names: Mapping[str, str] | None = None
    added: Sequence[ReportSection] = ()
    previous: SenseCheck | None = None
    for_partner: bool = False

    @cached_property
    def added_blocks(self) -> Mapping[str, tuple[Block, ...]]:
        """What add-ons bring, by the key of their section, from answers that the reader may see."""
        seen = {question.key for section in self.sections for question in section.questions}
        context = ReportContext(
            questionnaire=self.sheet.questionnaire,
            depth=self.sheet.record.depth,
            answers={key: one for key, one in self.sheet.answers.items() if key in seen},
            language=self.sheet.language,
            translate=lambda text: str(_(text)),
        )
        return {section.key: tuple(section.blocks(context)) for section in self.added}

    @property
    def is_long(self) -> bool:
        """Whether the plan has a cover and contents."""
        return str(self.sheet.record.depth) in COVERED_DEPTHS

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that the reader may see."""
        return tuple(
            section
            for section in self.sheet.main_sections
            if not (self.for_partner and section.visible_to == "us" and section.layer != CORE)
        )
