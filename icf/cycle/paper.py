"""What is sent to the Board, composed in one place: the self-evaluation, and the support and action
plan, as they stand and as others may see them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from icf.core.report import Block, Facts, Heading, Part, Report
from icf.cycle.dates import day_of
from icf.cycle.models import Cycle
from icf.cycle.service import version_of_core
from icf.plans.action import actions_of
from icf.plans.models import Action
from icf.plugin.manager import Plugins
from icf.reports.self_evaluation import SelfEvaluationSource, self_evaluation_report
from icf.reports.self_evaluation_source import self_evaluation_source
from icf.reports.support_plan import support_plan, support_plan_source
from icf.web.actor import Actor
from icf.web.i18n import _


def submission_report(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    cycle: Cycle,
    assessment_id: int,
    number: int,
) -> Report:
    """Exactly what is sent: nothing that is only for the organisation itself.

    Args:
        assessment_id: a signed self-evaluation of the actor's organisation.
        number: which copy for this cycle it will be, from 1.

    Raises:
        NotFound: there is no such self-evaluation in the actor's organisation.
    """
    source = _source(session, actor, now, plugins, assessment_id)
    made = self_evaluation_report(source)
    plan = _plan(session, actor, now, plugins, source)
    name = source.plan.organisation.name
    core = version_of_core(source.plan.sheet.questionnaire.packs)
    about = Facts(
        (
            (_("For"), _("the annual cycle %(year)s", year=cycle.title)),
            (_("Questions"), _("the framework’s, version %(version)s", version=core)),
        )
    )
    return replace(
        made,
        title=_("Self-evaluation, and support and action plan, %(year)s", year=cycle.title),
        subtitle=name,
        version=_("copy %(number)s for the Board", number=number),
        made_on=day_of(now).isoformat(),
        seen_by=_(
            "Seen by %(organisation)s, by the partnership officers and by the members of the"
            " Board. May be released under freedom of information.",
            organisation=name,
        ),
        parts=(*_with_plan(made.parts, plan), Part(_("About this copy"), (about,))),
    )


def _source(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, assessment_id: int
) -> SelfEvaluationSource:
    """What it is made from: the answers that were signed off, and the plan as it stands now."""
    source = self_evaluation_source(session, actor, now, plugins, assessment_id, to_hand_over=True)
    found = actions_of(session, actor, source.plan.sheet.record.work_id)
    suggested_by = tuple(one.suggestion for one in found)
    return replace(source, plan=replace(source.plan, all_actions=found, suggested_by=suggested_by))


def _plan(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, source: SelfEvaluationSource
) -> Part:
    """The support and action plan of the same subject, without what follows from ours alone."""
    work_id = source.plan.sheet.record.work_id
    seen = {one.id for one in source.plan.actions if isinstance(one, Action)}
    whole = support_plan_source(session, actor, now, plugins, work_id)
    shown = replace(whole, actions=[one for one in whole.actions if one.id in seen])
    blocks: list[Block] = []
    for part in support_plan(shown).parts:
        blocks += [Heading(part.title, 3), *part.blocks]
    return Part(_("Support and action plan"), tuple(blocks))


def _with_plan(parts: tuple[Part, ...], plan: Part) -> tuple[Part, ...]:
    """The plan in the place where the self-evaluation has a short list of the same actions."""
    short = _("What we will do")
    return tuple(plan if part.title == short else part for part in parts)
