"""What is sent to the Board, composed in one place: the self-evaluation, and the support and action
plan, as they stand and as others may see them."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from icf.assessments.page import layer_label
from icf.core.report import Block, Facts, Part, Report
from icf.cycle.dates import day_of
from icf.cycle.models import Cycle
from icf.plans.action import actions_of
from icf.plugin.manager import Plugins
from icf.reports.plan import LANGUAGES
from icf.reports.plan_answers import actions, all_answers
from icf.reports.plan_source import PlanSource
from icf.reports.service import plan_source
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
    organisation = source.organisation
    return Report(
        title=_("Self-evaluation, and support and action plan, %(year)s", year=cycle.title),
        subtitle=organisation.name,
        language=LANGUAGES.get(source.sheet.language, source.sheet.language),
        organisation=organisation.name,
        reference=source.sheet.reference,
        version=_("copy %(number)s for the Board", number=number),
        made_on=day_of(now).isoformat(),
        marking=organisation.marking,
        seen_by=_(
            "Seen by %(organisation)s, by the partnership officers and by the members of the"
            " Board. May be released under freedom of information.",
            organisation=organisation.name,
        ),
        parts=(
            Part(_("About this copy"), (_about(source, cycle),)),
            Part(_("Self-evaluation"), all_answers(source)),
            Part(_("Support and action plan"), actions(source)),
        ),
    )


def _source(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, assessment_id: int
) -> PlanSource:
    """What it is made from: the answers that were signed off, and the plan as it stands now."""
    source = plan_source(session, actor, now, plugins, assessment_id, to_hand_over=True)
    found = actions_of(session, actor, source.sheet.record.work_id)
    suggested_by = tuple(one.suggestion for one in found)
    return replace(source, all_actions=found, suggested_by=suggested_by)


def _about(source: PlanSource, cycle: Cycle) -> Block:
    sheet = source.sheet
    core = next(version for _key, version, _title in sheet.questionnaire.packs)
    pairs = [
        (_("For"), _("the annual cycle %(year)s", year=cycle.title)),
        (_("Signed off by"), sheet.record.signed_role or _("a lead of the organisation")),
        (_("Questions"), _("the framework’s, version %(version)s", version=core)),
    ]
    added = [layer_label(sheet, one.layer) for one in source.sections]
    names = dict.fromkeys(filter(None, added))
    if names:
        pairs.append((_("Also asked"), "; ".join(names)))
    return Facts(tuple(pairs))
