"""What the report of an evaluation is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from icf.accounts.models import Organisation
from icf.accounts.organisation import organisation_of
from icf.accounts.service import services
from icf.assessments.filled_in import is_only_ours
from icf.assessments.sheet import Sheet, load
from icf.core.everybody import Row
from icf.core.questionnaire import EVALUATION, Section
from icf.errors import NotFound
from icf.evaluation.promises import Asked, asked_back
from icf.evaluation.result import EvaluationResult, evaluation_result
from icf.evaluation.signing import goes_on
from icf.evaluation.start import plan_of
from icf.packs.service import approach_names
from icf.plans.models import ActionFields, PlanPaper
from icf.plans.signing import paper_of, promises_of
from icf.reports.service import groups_named
from icf.web.actor import Actor
from icf.web.i18n import _, day_of
from icf.work.models import Work
from icf.work.service import work_or_subject


@dataclass(frozen=True)
class EvaluationSource:
    """Everything that the report of an evaluation is made from.

    Args:
        plan: the signed plan that it starts from; None where there is none.
        all_actions: what goes on; once signed off, as it was promised.
        everybody: which groups of people are named where, in our own copy of a long report.
        to_hand_over: others read it: no answer that is only ours, and no counts of promises.
    """

    sheet: Sheet
    plan: Sheet | None
    work: Work
    organisation: Organisation
    asked: Sequence[Asked]
    all_actions: Sequence[ActionFields]
    paper: PlanPaper | None
    made_on: date
    service: str = ""
    names: Mapping[str, str] | None = None
    to_hand_over: bool = False
    everybody: Sequence[Row] = ()

    @cached_property
    def result(self) -> EvaluationResult:
        """What the evaluation says."""
        return evaluation_result(self.sheet, self.plan, self.asked, self.names)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections that the reader may see."""
        return tuple(
            section
            for section in self.sheet.main_sections
            if not (self.to_hand_over and is_only_ours(section))
        )

    @cached_property
    def actions(self) -> tuple[ActionFields, ...]:
        """What goes on and the reader may see: nothing that follows from an answer only ours."""
        return tuple(one for one in self.all_actions if not self._is_hidden(one.question))

    @cached_property
    def promises(self) -> tuple[Asked, ...]:
        """The promises that the reader may see."""
        return tuple(one for one in self.asked if not self._is_hidden(one.promise.question))

    @property
    def is_long(self) -> bool:
        """Whether the report has a cover and contents."""
        return str(self.sheet.record.depth) in ("standard", "full")

    @property
    def subtitle(self) -> str:
        """What the report is."""
        return self.sheet.form_title if self.sheet.is_check_in else _("Evaluation")

    def _is_hidden(self, question: str) -> bool:
        if not (self.to_hand_over and question):
            return False
        forms = [one for one in (self.sheet, self.plan) if one is not None]
        return any(
            is_only_ours(form.index.section_of[question])
            for form in forms
            if question in form.index.section_of
        )


def evaluation_source(
    session: Session, actor: Actor, now: datetime, assessment_id: int, to_hand_over: bool = False
) -> EvaluationSource:
    """What the report of an evaluation is made from.

    Raises:
        NotFound: the actor's organisation has no such evaluation.
    """
    sheet = load(session, actor, assessment_id)
    if sheet.record.instrument != EVALUATION:
        raise NotFound(_("%(reference)s is no evaluation.", reference=sheet.reference))
    work = work_or_subject(session, actor, sheet.record.work_id)
    teams = {one.id: one.name for one in services(session)}
    going_on: Sequence[ActionFields] = (
        goes_on(session, actor, sheet)
        if sheet.is_draft
        else promises_of(session, actor, assessment_id)
    )
    return EvaluationSource(
        sheet=sheet,
        plan=plan_of(session, actor, sheet),
        work=work,
        organisation=organisation_of(session, actor.organisation_id),
        asked=asked_back(session, actor, sheet),
        all_actions=going_on,
        paper=paper_of(session, actor, assessment_id),
        made_on=day_of(now),
        service=teams.get(work.service_id or 0, ""),
        names=approach_names(session),
        to_hand_over=to_hand_over,
        everybody=groups_named(session, actor, sheet, going_on, to_hand_over),
    )
