"""Whether there is something to send in a year, and what stands in the way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.assessments.sheet import Sheet, load
from icf.core.questionnaire import SELF_EVALUATION
from icf.cycle.models import Cycle
from icf.web.actor import Actor
from icf.work.models import SELF, Work

SIGNED, DRAFT = "signed", "draft"


@dataclass(frozen=True)
class Obstacle:
    """Something that has to be settled before sending.

    ``what``: ``not_started``, ``draft`` (nothing is signed off yet) or ``copied`` (answers that
    were copied and nobody has looked at; ``number`` says how many).
    """

    what: str
    number: int = 0


@dataclass(frozen=True)
class OfService:
    """What a service has for a cycle.

    Args:
        signed_id: of its newest version that is signed off; 0 for none.
        draft_id: of its newest draft, where it is newer; 0 for none.
    """

    service_id: int
    title: str
    signed_id: int
    draft_id: int


@dataclass(frozen=True)
class Ready:
    """The organisation's self-evaluation for a cycle.

    Args:
        signed: the newest version that is signed off.
        draft: the newest draft, where it is newer than what is signed off.
        services: those of its services that have begun one, by name.
    """

    signed: Sheet | None
    draft: Sheet | None
    services: tuple[OfService, ...] = ()

    @property
    def signed_services(self) -> tuple[OfService, ...]:
        """Those of the services that are signed off."""
        return tuple(one for one in self.services if one.signed_id)

    @property
    def is_services_alone(self) -> bool:
        """Whether the organisation evaluates itself by its services and in no other way."""
        return self.signed is None and self.draft is None and bool(self.signed_services)

    @property
    def is_started(self) -> bool:
        """Whether anything is there, of the whole or of a service."""
        return bool(self.signed or self.draft or self.services)

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands in the way of sending. Questions without an answer do not."""
        if self.is_services_alone:
            return ()
        if self.signed is None:
            return (Obstacle("draft" if self.draft else "not_started"),)
        copied = self.signed.progress.copied
        return (Obstacle("copied", copied),) if copied else ()


def ready(session: Session, actor: Actor, cycle: Cycle) -> Ready:
    """The self-evaluation of the actor's organisation as a whole, for the year of the cycle."""
    rows = session.execute(
        sa.select(Assessment.id, Assessment.state)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.organisation_id == actor.organisation_id,
            Work.organisation_id == actor.organisation_id,
            *is_for(cycle.title),
        )
        .order_by(Assessment.id.desc())
    ).all()
    signed, draft = _newest(rows)
    return Ready(
        load(session, actor, signed) if signed else None,
        load(session, actor, draft) if draft else None,
        tuple(_of_services(session, actor, cycle.title)),
    )


def _newest(rows: Sequence[Any]) -> tuple[int, int]:
    """The newest that is signed off and the draft that is newer, 0 for none; newest rows first."""
    signed = next((row.id for row in rows if row.state == SIGNED), 0)
    draft = next((row.id for row in rows if row.state == DRAFT and row.id > signed), 0)
    return signed, draft


def _of_services(session: Session, actor: Actor, year: str) -> list[OfService]:
    rows = session.execute(
        sa.select(Assessment.id, Assessment.state, Work.service_id, Work.title)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.organisation_id == actor.organisation_id,
            Work.organisation_id == actor.organisation_id,
            *is_for(year, of_service=True),
        )
        .order_by(Assessment.id.desc())
    ).all()
    found = defaultdict(list)
    for row in rows:
        found[(row.title.casefold(), row.service_id, row.title)].append(row)
    return [
        OfService(number, title, *_newest(of))
        for (_key, number, title), of in sorted(found.items())
    ]


def is_for(year: str, of_service: bool = False) -> tuple[sa.ColumnElement[bool], ...]:
    """What makes an assessment the self-evaluation of a whole organisation for a year.

    The statement joins ``Work`` with ``Assessment``.

    Args:
        of_service: of one of its services instead.
    """
    return (
        Assessment.instrument == SELF_EVALUATION,
        Assessment.period == year,
        Assessment.deleted_at.is_(None),
        Work.kind == SELF,
        Work.service_id.is_not(None) if of_service else Work.service_id.is_(None),
        Work.deleted_at.is_(None),
    )
