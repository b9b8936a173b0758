"""What was switched when, and what became of each open checklist by it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant


class Move(Tenant, Base):
    """One change of what an organisation asks, with the choice that was made for open checklists.

    ``before`` and ``after`` say what was on: ``{"add_ons": [names], "own": [ids of OwnVersion]}``.
    ``digest`` is the questionnaire that new checklists have had since. ``choice`` is ``stay``,
    ``bring_in`` or ``move``.
    """

    __tablename__ = "move"

    id: Mapped[int] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(sa.String(10))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.ForeignKey("questionnaire.digest"))
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime]
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]


class MovedAssessment(Tenant, Base):
    """What a move did with one open checklist; one that stayed has the same digest twice.

    ``to_digest`` follows corrections that the checklist takes later. ``renamed`` has old question
    keys and the new ones under which their answers stand from then on; ``reopened`` has sections
    that were finished until the move brought questions into them.
    """

    __tablename__ = "moved_assessment"

    move_id: Mapped[int] = mapped_column(sa.ForeignKey("move.id"), primary_key=True)
    assessment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("assessment.id"), primary_key=True, index=True
    )
    choice: Mapped[str] = mapped_column(sa.String(10))
    verdict: Mapped[str] = mapped_column(sa.String(20))
    from_digest: Mapped[str] = mapped_column(sa.ForeignKey("questionnaire.digest"))
    to_digest: Mapped[str] = mapped_column(sa.ForeignKey("questionnaire.digest"))
    from_depth: Mapped[str] = mapped_column(sa.String(80))
    to_depth: Mapped[str] = mapped_column(sa.String(80))
    renamed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reopened: Mapped[list[Any]] = mapped_column(default=list)
