"""Which sections of a checklist somebody may answer: by their role, or because they were given."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assignment
from icf.web.actor import Actor

WHOLE = ""
"""Stands for all sections of a checklist."""


def is_mine(actor: Actor) -> sa.ColumnElement[bool]:
    """What was given to the actor, also before they joined, when only their address was known."""
    invited = sa.and_(Assignment.person_id.is_(None), Assignment.email == actor.email)
    return sa.and_(
        Assignment.organisation_id == actor.organisation_id,
        sa.or_(Assignment.person_id == actor.person_id, invited),
    )


def sections_to_answer(session: Session, actor: Actor, assessment_id: int) -> frozenset[str] | None:
    """The keys of the sections that the actor may answer; None for all of them."""
    if actor.may("fill"):
        return None
    found = frozenset(
        session.scalars(
            sa.select(Assignment.section).where(
                Assignment.assessment_id == assessment_id, is_mine(actor)
            )
        )
    )
    return None if WHOLE in found else found


def may_answer(session: Session, actor: Actor, assessment_id: int, section: str) -> bool:
    """Whether the actor may answer this section."""
    allowed = sections_to_answer(session, actor, assessment_id)
    return allowed is None or section in allowed
