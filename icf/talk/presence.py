"""Who else has a checklist open at the moment, so that two people do not work on one answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Person
from icf.talk.models import Presence
from icf.web.actor import Actor

HERE = timedelta(seconds=75)
"""A page says every half minute that it is open; whoever misses two is no longer here."""

FORGOTTEN = timedelta(hours=1)


def note_presence(session: Session, actor: Actor, now: datetime, assessment_id: int) -> None:
    """Note that a person has the checklist open, and forget who left long ago."""
    session.execute(
        sa.delete(Presence).where(
            Presence.organisation_id == actor.organisation_id, Presence.seen_at < now - FORGOTTEN
        )
    )
    row = session.get(Presence, (assessment_id, actor.person_id), with_for_update=True)
    if row is None:
        session.add(
            Presence(
                organisation_id=actor.organisation_id,
                assessment_id=assessment_id,
                person_id=actor.person_id,
                seen_at=now,
            )
        )
    else:
        row.seen_at = now
    session.flush()


def others_here(session: Session, actor: Actor, now: datetime, assessment_id: int) -> Sequence[str]:
    """The names of the others who have it open."""
    return session.scalars(
        sa.select(Person.name)
        .join(Presence, Presence.person_id == Person.id)
        .where(
            Presence.organisation_id == actor.organisation_id,
            Presence.assessment_id == assessment_id,
            Presence.person_id != actor.person_id,
            Presence.seen_at > now - HERE,
        )
        .order_by(Person.name)
    ).all()
