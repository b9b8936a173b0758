"""Taking a draft before anything in it is written: its row is locked, and only a draft is given."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.errors import Conflict
from icf.web.actor import Actor
from icf.web.i18n import _

_assessment: Any = Assessment.__table__

# Saving is what happens most, so its statements are built once, and on tables, not on classes.
_TAKE_DRAFT = (
    sa.update(_assessment)
    .where(
        _assessment.c.id == sa.bindparam("wanted_id"),
        _assessment.c.organisation_id == sa.bindparam("wanted_organisation"),
        _assessment.c.state == "draft",
        _assessment.c.deleted_at.is_(None),
    )
    .values(changed_at=sa.bindparam("now"))
)
_TAKE_AS_READ = _TAKE_DRAFT.where(
    _assessment.c.digest == sa.bindparam("as_digest"),
    _assessment.c.depth == sa.bindparam("as_depth"),
)


def questions_changed() -> Conflict:
    """What to say when a checklist asks something else than it did a moment ago."""
    return Conflict(
        _("The questions of this checklist changed meanwhile."), _("Open it again, then go on.")
    )


def take_draft(session: Session, actor: Actor, now: datetime, assessment_id: int) -> None:
    """Lock the assessment's row and note the change; only a draft can be taken.

    Raises:
        Conflict: it was signed off or deleted meanwhile.
    """
    wanted = {
        "wanted_id": assessment_id, "wanted_organisation": actor.organisation_id, "now": now,
    }  # fmt: skip
    taken: Any = session.execute(_TAKE_DRAFT, wanted)
    if taken.rowcount != 1:
        raise Conflict(
            _("This checklist is signed off or deleted, so it no longer changes."),
            _("Copy what you typed, then reopen the checklist as a new version to go on."),
        )


def take_as_read(session: Session, actor: Actor, now: datetime, record: Any) -> bool:
    """Lock the row of a draft, unless it asks something else by now than when it was read.

    Raises:
        Conflict: it was signed off or deleted meanwhile.
    """
    wanted = {
        "wanted_id": record.id, "wanted_organisation": actor.organisation_id, "now": now,
        "as_digest": record.digest, "as_depth": record.depth,
    }  # fmt: skip
    taken: Any = session.execute(_TAKE_AS_READ, wanted)
    if taken.rowcount != 1:
        take_draft(session, actor, now, record.id)
    return bool(taken.rowcount == 1)
