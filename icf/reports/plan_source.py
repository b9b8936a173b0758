"""What a project plan is made from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, repeat

from icf.accounts.models import Organisation
from icf.assessments.filled_in import is_only_ours
from icf.assessments.moving.retired import NoLongerAsked
from icf.assessments.sheet import Sheet
from icf.core.everybody import Row
from icf.core.questionnaire import Question, Section
from icf.core.report import Block, Theme
from icf.plans.events import planned
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
        all_actions: what we will do, or, once signed off, what was promised.
        suggested_by: for each of these the key of the suggestion that it was; empty for none.
        added: report sections of the add-ons that are on.
        previous: the check of the version that this one reopens, for "what changed".
        gone: answers to questions that the checklist does not ask any more.
        everybody: which groups of people are named where, in our own copy of a long report.
        to_hand_over: others read it, who do not see what is meant only for us.
        layers: by add-on, the keys of its packs.
        choose_theme: asks the add-ons how the plan looks.
    """

    sheet: Sheet
    check: SenseCheck
    work: Work
    organisation: Organisation
    all_actions: Sequence[ActionFields]
    paper: PlanPaper | None
    made_on: date
    service: str = ""
    names: Mapping[str, str] | None = None
    added: Sequence[ReportSection] = ()
    previous: SenseCheck | None = None
    to_hand_over: bool = False
    suggested_by: Sequence[str] = ()
    layers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choose_theme: Callable[[ReportContext], Theme | None] | None = None
    gone: Sequence[NoLongerAsked] = ()
    everybody: Sequence[Row] = ()

    @cached_property
    def context(self) -> ReportContext:
        """What add-ons are given: with the answers that the reader may see."""
        seen = {question.key for section in self.sections for question in section.questions}
        return ReportContext(
            questionnaire=self.sheet.questionnaire,
            depth=self.sheet.record.depth,
            answers={key: one for key, one in self.sheet.answers.items() if key in seen},
            language=self.sheet.language,
            translate=lambda text: str(_(text)),
            reference=self.sheet.reference,
            title=self.work.title,
            places=tuple(place.name for place in self.work.places),
            to_hand_over=self.to_hand_over,
            actions=tuple(map(planned, self.actions)),
        )

    @cached_property
    def added_blocks(self) -> Mapping[str, tuple[Block, ...]]:
        """What add-ons bring, by the key of their section, from answers that the reader may see."""
        return {
            section.key: () if self.hides(section.key) else tuple(section.blocks(self.context))
            for section in self.added
        }

    @cached_property
    def theme(self) -> Theme | None:
        """How the plan looks; None for the toolkit's own look."""
        return self.choose_theme(self.context) if self.choose_theme else None

    @cached_property
    def only_ours(self) -> tuple[Question, ...]:
        """The questions whose answers only we see: left out of a plan to hand over."""
        sections = (one for one in self.sheet.main_sections if is_only_ours(one))
        return tuple(question for section in sections for question in section.questions)

    def hides(self, key: str) -> bool:
        """Whether what an add-on makes is left out: all its questions here are only ours.

        Args:
            key: of a report section or exporter, ``<plugin>:<name>``.
        """
        return self.to_hand_over and key.partition(":")[0] in self._hidden_plugins

    def hides_layer(self, layer: str) -> bool:
        """Whether nothing of a pack is shown."""
        return self.to_hand_over and layer in self._hidden_layers

    @property
    def actions(self) -> tuple[ActionFields, ...]:
        """Those that the reader may see: none that follows from an answer that is only ours."""
        return tuple(
            action
            for action, suggestion in zip(
                self.all_actions, chain(self.suggested_by, repeat("")), strict=False
            )
            if not (self.to_hand_over and self._follows_from_ours(action, suggestion))
        )

    def _follows_from_ours(self, action: ActionFields, suggestion: str) -> bool:
        hidden = {question.key for question in self.only_ours}
        beginnings = (*self._hidden_layers, *self._hidden_plugins)
        return action.question in hidden or suggestion.partition(":")[0] in beginnings

    @cached_property
    def _hidden_layers(self) -> frozenset[str]:
        """The packs all of whose questions here are only ours."""
        shown = {question.layer for section in self.sections for question in section.questions}
        return frozenset(question.layer for question in self.only_ours) - shown

    @cached_property
    def _hidden_plugins(self) -> frozenset[str]:
        return frozenset(
            name for name, layers in self.layers.items() if self._hidden_layers & {*layers}
        )

    @property
    def is_long(self) -> bool:
        """Whether the plan has a cover and contents."""
        return str(self.sheet.record.depth) in COVERED_DEPTHS

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections that the reader may see."""
        return tuple(
            section
            for section in self.sheet.main_sections
            if not (self.to_hand_over and is_only_ours(section))
        )
