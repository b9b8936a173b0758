"""Gathering what the report of a self-evaluation is made from; and the made-up one."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from icf.accounts.models import Organisation
from icf.assessments.samples import NOBODY_KNOWS_WHEN, sample_sheet
from icf.assessments.service import questionnaire_language
from icf.core.depth import depths_for
from icf.core.questionnaire import SELF_EVALUATION
from icf.packs.selection import Selection
from icf.packs.service import approach_names, composed_with
from icf.plans.models import PlanPaper, Promise
from icf.plans.sense_check import sense_check
from icf.plugin.manager import Plugins
from icf.reports.plan_source import PlanSource
from icf.reports.self_evaluation import SelfEvaluationSource
from icf.reports.service import plan_source
from icf.selfeval.earlier import earlier_sheet
from icf.selfeval.position import position
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import SELF, Work

SELF_EVALUATION_PDF = "self-evaluation-pdf"
SELF_EVALUATION_PDF_TO_HAND_OVER = "self-eval-pdf-others"


def self_evaluation_source(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    assessment_id: int,
    to_hand_over: bool = False,
) -> SelfEvaluationSource:
    """What the report of a self-evaluation is made from.

    Args:
        to_hand_over: without what is meant only for us.

    Raises:
        NotFound: the actor's organisation has no such form.
    """
    plan = plan_source(session, actor, now, plugins, assessment_id, to_hand_over)
    earlier = earlier_sheet(session, actor, plan.sheet)
    return SelfEvaluationSource(plan, position(plan.sheet, earlier, plan.names))


def example_source(session: Session, plugins: Plugins) -> SelfEvaluationSource:
    """The made-up self-evaluation: the framework's own samples, of nobody."""
    whole = composed_with(session, plugins, Selection()).questionnaire
    kinds, names = plugins.registry.kinds(), approach_names(session)
    depth = depths_for(whole, SELF_EVALUATION)[0].key
    language = questionnaire_language(whole)
    title = _("Millbrook Council")
    sheet = sample_sheet(whole, kinds, SELF_EVALUATION, depth, language, title, "2026/27")
    plan = PlanSource(
        sheet=sheet,
        check=sense_check(sheet, kinds, names),
        work=Work(title=title, kind=SELF, partners=[], places=[]),
        organisation=Organisation(name=title, marking=_("Made-up example")),
        all_actions=_made_up_actions(),
        paper=_made_up_paper(),
        made_on=NOBODY_KNOWS_WHEN.date(),
        names=names,
    )
    return SelfEvaluationSource(plan, position(sheet, None, names))


def _made_up_paper() -> PlanPaper:
    return PlanPaper(
        position="",
        decisions=[],
        risks=[],
        answered_by=_("Three teams, two partners and the residents’ panel, in one afternoon"),
        typed_by="",
    )


def _made_up_actions() -> tuple[Promise, ...]:
    """Two things that the made-up council will do."""
    rest = ("no_date_reason", "support_needed", "support_offered", "budget", "question")
    nothing = dict.fromkeys(rest, "")
    panel = Promise(
        what=_("Pay the residents’ panel for its evenings from April."),
        who=_("Community grants team"),
        due_on=date(2027, 4, 1),
        how_we_know=_("Who comes, and who comes back, each quarter."),
        approach="icf:equalising",
        **{**nothing, "support_needed": _("Somebody who has paid a panel before")},
    )
    evenings = Promise(
        what=_("Answer the telephone until eight on two evenings a week."),
        who=_("Customer services"),
        due_on=date(2027, 1, 15),
        how_we_know=_("Calls after five, and what people who work nights tell us."),
        approach="icf:communicating",
        **{**nothing, "budget": "asked"},
    )
    return (panel, evenings)
