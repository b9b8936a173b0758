"""Gathering what a plan is made from, and keeping documents as they were issued."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.organisation import organisation_of
from icf.accounts.service import services
from icf.assessments.checklists import Checklist, checklists_of
from icf.assessments.moving.retired import no_longer_asked
from icf.assessments.sheet import Sheet, load
from icf.conversations.everybody import everybody
from icf.core.everybody import Row
from icf.core.report import Report
from icf.db import across_organisations, db, in_organisation, write
from icf.packs.selection import enabled_plugins
from icf.packs.service import add_ons_of, approach_names
from icf.plans.action import meant_actions
from icf.plans.models import Action, ActionFields
from icf.plans.sense_check import sense_check
from icf.plans.signing import paper_of, promises_of
from icf.plugin.choice import chosen_theme
from icf.plugin.manager import Plugins
from icf.reports.models import IssuedDocument
from icf.reports.plan import project_plan
from icf.reports.plan_source import COVERED_DEPTHS, PlanSource
from icf.reports.trial import tried
from icf.web.actor import Actor
from icf.web.i18n import day_of
from icf.work.service import work_or_subject

PLAN_PDF = "plan-pdf"
PLAN_PDF_TO_HAND_OVER = "plan-pdf-others"


def plan_source(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    assessment_id: int,
    to_hand_over: bool = False,
) -> PlanSource:
    """What the plan of a checklist is made from.

    Args:
        to_hand_over: without what is meant only for us.

    Raises:
        NotFound: no such checklist in the actor's organisation.
    """
    sheet = load(session, actor, assessment_id)
    work = work_or_subject(session, actor, sheet.record.work_id)
    names, kinds = approach_names(session), plugins.registry.kinds()
    previous = sheet.record.previous_id
    actions = _actions(session, actor, sheet)
    enabled = enabled_plugins(session, actor.organisation_id)
    used = add_ons_of(plugins, sheet.questionnaire, enabled)
    teams = {one.id: one.name for one in services(session)}
    return PlanSource(
        sheet=sheet,
        check=sense_check(sheet, kinds, names),
        work=work,
        organisation=organisation_of(session, actor.organisation_id),
        all_actions=actions,
        suggested_by=_suggestions(session, actor, sheet, actions),
        to_hand_over=to_hand_over,
        layers={name: plugins.registry.pack_keys(name) for name in used},
        choose_theme=lambda context: chosen_theme(plugins, used, context),
        paper=paper_of(session, actor, assessment_id),
        made_on=day_of(now),
        service=teams.get(work.service_id or 0, ""),
        names=names,
        added=[tried(section, plugins.watch) for section in plugins.registry.report_sections(used)],
        gone=no_longer_asked(session, actor, sheet),
        everybody=groups_named(session, actor, sheet, actions, to_hand_over),
        previous=sense_check(load(session, actor, previous), kinds, names) if previous else None,
    )


def groups_named(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    actions: Sequence[ActionFields],
    to_hand_over: bool,
) -> Sequence[Row]:
    """Which groups of people a report names where; empty for reports that do not say it.

    A report of two sides has no room for it, and what is handed over does not say it.

    Args:
        actions: what was promised; of a draft, the list of actions counts.
    """
    if to_hand_over or sheet.record.depth not in COVERED_DEPTHS:
        return ()
    return everybody(session, actor, sheet, actions=None if sheet.is_draft else actions)


def issued(session: Session, actor: Actor, assessment_id: int, kind: str) -> bytes | None:
    """A document as it was issued, or None when it has not been."""
    return session.scalar(
        sa.select(IssuedDocument.content).where(
            IssuedDocument.assessment_id == assessment_id,
            IssuedDocument.organisation_id == actor.organisation_id,
            IssuedDocument.kind == kind,
        )
    )


def issue(
    session: Session, actor: Actor, now: datetime, assessment_id: int, kind: str, content: bytes
) -> bytes:
    """Keep a document of a signed plan; where one was issued meanwhile, that one is given back."""
    with write() as session:
        earlier = issued(session, actor, assessment_id, kind)
        if earlier is not None:
            return earlier
        session.add(
            IssuedDocument(
                organisation_id=actor.organisation_id,
                assessment_id=assessment_id,
                kind=kind,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                issued_at=now,
                issued_by=actor.person_id or None,
            )
        )
        audit.record(session, "document issued", actor, now, "assessment", f"P{assessment_id}")
    return content


def newest_plan(session: Session, actor: Actor, work_id: int) -> Checklist | None:
    """The newest signed checklist of a piece of work, else its newest draft."""
    found = checklists_of(session, actor, [work_id])
    signed = [one for one in found if not one.is_draft]
    return next(iter(signed or found), None)


def _actions(session: Session, actor: Actor, sheet: Sheet) -> Sequence[ActionFields]:
    if sheet.is_draft:
        return meant_actions(session, actor, sheet.record.work_id)
    return promises_of(session, actor, sheet.id)


def _suggestions(
    session: Session, actor: Actor, sheet: Sheet, actions: Sequence[Any]
) -> tuple[str, ...]:
    """For each action the key of the suggestion that it was; empty for none."""
    if sheet.is_draft:
        return tuple(one.suggestion for one in actions)
    rows = session.execute(
        sa.select(Action.id, Action.suggestion).where(
            Action.organisation_id == actor.organisation_id,
            Action.work_id == sheet.record.work_id,
        )
    )
    known = {row.id: row.suggestion for row in rows}
    return tuple(known.get(one.action_id, "") for one in actions)


def shared_plan(
    reader: Actor, lead_id: int, now: datetime, plugins: Plugins, work_id: int
) -> Report | None:
    """The plan of a partner's work, to read; None while there is none.

    Call it only after ``icf.work.service.lead_of_shared`` has said yes.

    Args:
        reader: who reads; acts in the lead's organisation for reading only.
    """
    lead = replace(reader, organisation_id=lead_id, role="")
    with across_organisations("work shared with a named partner"), in_organisation(lead_id):
        plan = newest_plan(db.session, lead, work_id)
        if plan is None:
            return None
        return project_plan(plan_source(db.session, lead, now, plugins, plan.id, to_hand_over=True))
