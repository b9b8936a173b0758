"""What a signed plan promised stays as it was promised, whichever open form it is changed through.

Only a reopened version of the form that promised it last may promise something else:
docs/decisions/actions.md.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.assessments.sheet import Sheet
from icf.errors import Conflict
from icf.plans.models import Action, Promise
from icf.web.actor import Actor
from icf.web.i18n import _

PROMISED_FIELDS = ("what", "how_we_know", "approach", "question")


class Promising(NamedTuple):
    """The signed form that promised an action last."""

    assessment_id: int
    instrument: str

    @property
    def reference(self) -> str:
        """What people call it, such as P34."""
        return f"P{self.assessment_id}"


class PromisedElsewhere(Conflict):
    """The words of a promise were to be changed through a form that may not change them."""


def promising_elsewhere(
    session: Session, actor: Actor, sheet: Sheet, action_id: int
) -> Promising | None:
    """The signed form that keeps an action's words; None where this one may change them."""
    row = session.execute(
        sa.select(Assessment.id, Assessment.instrument)
        .join(Promise, Promise.assessment_id == Assessment.id)
        .where(
            Promise.action_id == action_id,
            Promise.organisation_id == actor.organisation_id,
            Assessment.organisation_id == actor.organisation_id,
            Assessment.deleted_at.is_(None),
        )
        .order_by(Assessment.signed_at.desc(), Assessment.id.desc())
        .limit(1)
    ).first()
    if row is None or row.id in _reopened_by(session, actor, sheet):
        return None
    return Promising(row.id, row.instrument)


def refuse_other_words(
    session: Session, actor: Actor, sheet: Sheet, found: Action, values: Mapping[str, Any]
) -> None:
    """Raise PromisedElsewhere where these values would reword what another form promised.

    An approach may be added where none was promised.
    """
    if all(_is_kept(found, name, values) for name in PROMISED_FIELDS):
        return
    by = promising_elsewhere(session, actor, sheet, found.id)
    if by is not None:
        raise PromisedElsewhere(
            _("%(form)s promised this in these words, so they stay.", form=by.reference),
            _(
                "Reopen %(form)s as a new version to promise something else, or add an action.",
                form=by.reference,
            ),
        )


def refuse_deleting(session: Session, actor: Actor, sheet: Sheet, found: Action) -> None:
    """Raise PromisedElsewhere for an action that another form promised."""
    by = promising_elsewhere(session, actor, sheet, found.id)
    if by is not None:
        raise PromisedElsewhere(
            _("%(form)s promised this, so it cannot be deleted here.", form=by.reference),
            _(
                "Stop it in the list of actions and say why, or reopen %(form)s as a new version.",
                form=by.reference,
            ),
        )


def _is_kept(found: Action, name: str, values: Mapping[str, Any]) -> bool:
    stored = getattr(found, name)
    is_link = name in ("approach", "question")
    return name not in values or values[name] == stored or (is_link and not stored)


def _reopened_by(session: Session, actor: Actor, sheet: Sheet) -> set[int]:
    """The versions before this one, of which it is a reopened version."""
    rows = session.execute(
        sa.select(Assessment.id, Assessment.previous_id).where(
            Assessment.organisation_id == actor.organisation_id,
            Assessment.work_id == sheet.record.work_id,
            Assessment.previous_id.is_not(None),
        )
    )
    before = {row.id: row.previous_id for row in rows}
    found, number = set(), before.get(sheet.id)
    while number is not None:
        found.add(number)
        number = before.get(number)
    return found
