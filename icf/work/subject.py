"""What a self-evaluation is about: the organisation as a whole, or one of its services.

A subject is a row beside the pieces of work, of kind ``SELF``, so that everything that belongs to a
filling-in – answers, history, comments, what we will do – is the same for both. It is made when it
is first needed, is never listed among pieces of work, and cannot be edited, shared or deleted.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Organisation, Service
from icf.db import kept_row, lock_row
from icf.errors import NotFound
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import SELF, Work


def subjects(session: Session, actor: Actor) -> Sequence[Work]:
    """The organisation's subjects so far: itself first, then its services by name."""
    found = session.scalars(
        sa.select(Work).where(
            Work.organisation_id == actor.organisation_id,
            Work.kind == SELF,
            Work.deleted_at.is_(None),
        )
    )
    return sorted(found, key=lambda one: (one.service_id is not None, one.title.casefold()))


def take_subject(
    session: Session, actor: Actor, now: datetime, service_id: int | None = None
) -> Work:
    """The subject of the organisation, or of one of its services; made where there is none yet.

    Runs inside the caller's ``write()``. Its title follows the name of what it stands for.

    Raises:
        NotFound: the organisation has no such service.
    """
    title = _name(session, actor, service_id)
    # Two people who start at the same moment meet here, so that there is one subject.
    lock_row(session, Organisation, actor.organisation_id)
    found = next((one for one in subjects(session, actor) if one.service_id == service_id), None)
    if found is None:
        found = Work(
            organisation_id=actor.organisation_id,
            kind=SELF,
            is_new=False,
            stage="under_way",
            service_id=service_id,
            created_by=actor.person_id,
            created_at=now,
        )
        session.add(found)
    found.title = title
    session.flush()
    return found


def _name(session: Session, actor: Actor, service_id: int | None) -> str:
    if service_id is None:
        return actor.organisation_name
    service: Service | None = kept_row(session, actor.organisation_id, Service, service_id)
    if service is None:
        raise NotFound(_("There is no such service."), _("It may have been deleted."))
    return service.name
