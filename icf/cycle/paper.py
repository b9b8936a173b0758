"""What is sent to the Board, composed in one place: the self-evaluation, and the support and action
plan, as they stand and as others may see them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from icf.core.report import Block, Facts, Heading, Part, Report, Words
from icf.cycle.dates import day_of
from icf.cycle.models import Cycle
from icf.cycle.service import version_of_core
from icf.plans.action import actions_of
from icf.plans.models import Action
from icf.plugin.manager import Plugins
from icf.reports.plan_answers import actions
from icf.reports.self_evaluation import SelfEvaluationSource, self_evaluation_report
from icf.reports.self_evaluation_source import self_evaluation_source
from icf.reports.support_plan import support_plan, support_plan_source
from icf.web.actor import Actor
from icf.web.i18n import _, day


def submission_report(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    cycle: Cycle,
    assessment_id: int | None,
    number: int,
    services: Sequence[int] = (),
    about: Sequence[tuple[str, str]] = (),
    only_actions: Collection[int] | None = None,
) -> Report:
    """Exactly what is sent: nothing that is only for the organisation itself.

    Args:
        assessment_id: a signed self-evaluation of the actor's organisation as a whole; None where
            its services alone are sent.
        number: which copy for this cycle it will be, from 1.
        services: signed self-evaluations of its services that are part of it.
        about: what else the end of the copy says about it.
        only_actions: the ids of the actions that may be in it; None for all of the subject.

    Raises:
        NotFound: there is no such self-evaluation in the actor's organisation.
    """
    ids = [*([assessment_id] if assessment_id else []), *services]
    sources = [_source(session, actor, now, plugins, one, only_actions) for one in ids]
    plans = [_plan(session, actor, now, plugins, one) for one in sources]
    made = self_evaluation_report(sources[0])
    name = sources[0].plan.organisation.name
    if assessment_id is None:
        made = replace(made, organisation=name, reference="", cover=None, front=None, parts=())
    else:
        made = replace(made, parts=_with_plan(made.parts, sources[0], plans[0]))
    own = 1 if assessment_id else 0
    of_services = [
        part
        for source, plan in list(zip(sources, plans, strict=True))[own:]
        for part in _of_service(source, plan)
    ]
    facts = Facts((*_about(cycle, sources, sources[own:]), *about))
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
        parts=(*_before_appendix(made.parts, of_services), Part(_("About this copy"), (facts,))),
    )


def _about(
    cycle: Cycle, sources: Sequence[SelfEvaluationSource], services: Sequence[SelfEvaluationSource]
) -> list[tuple[str, str]]:
    """Which year and which questions it is about, and which services are part of it."""
    versions = {version_of_core(one.plan.sheet.questionnaire.packs) for one in sources}
    core = ", ".join(sorted(versions))
    named = [f"{one.plan.service} ({one.plan.sheet.reference})" for one in services]
    return [
        (_("For"), _("the annual cycle %(year)s", year=cycle.title)),
        (_("Questions"), _("the framework’s, version %(version)s", version=core)),
        *([(_("Services in it"), ", ".join(named))] if named else []),
    ]


def _of_service(source: SelfEvaluationSource, plan: Part) -> list[Part]:
    """The self-evaluation of a service with its own plan; each part names the service."""
    made, name, record = (
        self_evaluation_report(source),
        source.plan.service or source.plan.work.title,
        source.plan.sheet.record,
    )
    what = _(
        "This service’s own self-evaluation, %(reference)s, signed off by %(name)s on %(date)s.",
        reference=source.plan.sheet.reference,
        name=record.signed_name,
        date=day(record.signed_at),
    )
    front = [made.front] if made.front else []
    parts = [*front, *(one for one in _with_plan(made.parts, source, plan) if not one.detaches)]
    return [
        Part(_("Service: %(name)s", name=name), (Words(what),), new_page=True),
        *(replace(one, title=f"{name}: {one.title}", new_page=False) for one in parts),
    ]


def _before_appendix(parts: tuple[Part, ...], added: Sequence[Part]) -> tuple[Part, ...]:
    """What is added, before the first part that can be taken off."""
    at = next((place for place, part in enumerate(parts) if part.detaches), len(parts))
    return (*parts[:at], *added, *parts[at:])


def _source(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    assessment_id: int,
    only_actions: Collection[int] | None = None,
) -> SelfEvaluationSource:
    """What it is made from: the answers that were signed off, and the plan as it stands now."""
    source = self_evaluation_source(session, actor, now, plugins, assessment_id, to_hand_over=True)
    found = actions_of(session, actor, source.plan.sheet.record.work_id)
    if only_actions is not None:
        found = [one for one in found if one.id in only_actions]
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


def _with_plan(
    parts: tuple[Part, ...], source: SelfEvaluationSource, plan: Part
) -> tuple[Part, ...]:
    """The plan in the place where the self-evaluation has a short list of the same actions.

    The whole part is compared: a section of somebody's own questions may have the same title.
    """
    short = Part(_("What we will do"), actions(source.plan))
    return tuple(plan if part == short else part for part in parts)
