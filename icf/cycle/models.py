"""What was sent to the Board, frozen for ever, and the addresses that calendars read.

The years themselves are in ``icf.years``: filling a form in asks for them, sending comes later.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base, Tenant
from icf.years.models import Cycle as Cycle
from icf.years.models import CyclePart as CyclePart

PAPERS, NIL = "papers", "nil"
"""The kinds of submission: papers, or that there is nothing to send this year."""

WAYS = ("paper", "phone", "email", "meeting")
"""How papers came that somebody of the partnership typed."""


class Submission(Tenant, Base):
    """What was sent to the Board: dated, numbered within its cycle, and never changed.

    ``kind`` is ``papers`` or ``nil``. ``report`` is the canonical JSON of the frozen report (see
    ``icf.core.report_json``) and ``sha256`` its hash; both are empty for a nil return.
    ``reference`` names the self-evaluation, such as P34; it is no key, so that deleting one leaves
    the copy as it is. ``due_on`` is the day that held for this organisation when it was sent.

    ``services`` are the references of the services' self-evaluations that are part of it. Where
    somebody of the partnership typed it, ``came_by`` is one of ``WAYS`` and ``came_on`` the day.

    ``reason`` (why there is nothing, or what the amendment is about) is not part of the copy: a
    name in it can be erased.
    """

    __tablename__ = "submission"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "cycle_key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_key: Mapped[str] = mapped_column(sa.String(32), index=True)
    cycle_title: Mapped[str] = mapped_column(sa.String(60))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(10), default=PAPERS)
    reference: Mapped[str] = mapped_column(sa.String(20), default="")
    core_version: Mapped[str] = mapped_column(sa.String(20), default="")
    services: Mapped[list[Any]] = mapped_column(default=list)
    came_by: Mapped[str] = mapped_column(sa.String(10), default="")
    came_on: Mapped[date | None]
    due_on: Mapped[date]
    is_late: Mapped[bool] = mapped_column(default=False)
    report: Mapped[str] = mapped_column(sa.Text, default="")
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sent_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    @property
    def is_nil(self) -> bool:
        """Whether it says that there is nothing to send."""
        return self.kind == NIL


class SubmissionPdf(Tenant, Base):
    """The PDF of a submission as it was first made, with its hash. Never made again."""

    __tablename__ = "submission_pdf"

    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    made_at: Mapped[datetime]


class CycleFeed(Base):
    """A secret address at which a calendar program reads the dates of one person's organisation.

    It is looked up before it is known whose it is: no tenant row. Only the secret's hash is stored.
    """

    __tablename__ = "cycle_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


FROZEN = (
    *("organisation_id", "cycle_key", "cycle_title", "number", "kind", "reference"),
    *("core_version", "services", "came_by", "came_on", "due_on", "is_late"),
    *("report", "sha256", "sent_by", "sent_at"),
)
"""What of a submission stays as it is for ever."""

FROZEN_PDF = ("organisation_id", "submission_id", "sha256", "content", "made_at")


class SentForEver(RuntimeError):
    """Somebody's code tried to change what was sent."""


@event.listens_for(Submission, "before_update")
def _refuse_change(_mapper: Any, _connection: Any, sent: Submission) -> None:
    _refuse(sent, FROZEN)


@event.listens_for(SubmissionPdf, "before_update")
def _refuse_other_pdf(_mapper: Any, _connection: Any, made: SubmissionPdf) -> None:
    _refuse(made, FROZEN_PDF)


def _refuse(row: Any, frozen: tuple[str, ...]) -> None:
    state = sa.inspect(row)
    changed = [name for name in frozen if state.attrs[name].history.has_changes()]
    if changed:
        raise SentForEver(f"What was sent never changes: {', '.join(changed)}.")


def _stays(table: str, columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The statements by which each database refuses too.

    A migration that rebuilds a table has to make its trigger anew.
    """
    refusal = "What was sent never changes."
    before = f"CREATE TRIGGER {table}_stays BEFORE UPDATE OF {', '.join(columns)} ON {table}"
    return {
        "sqlite": (f"{before} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger AS $$"
            f" BEGIN RAISE EXCEPTION '{refusal}'; END $$ LANGUAGE plpgsql",
            f"{before} FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
        ),
    }


for _model, _columns in ((Submission, FROZEN), (SubmissionPdf, FROZEN_PDF)):
    for _dialect, _statements in _stays(_model.__tablename__, _columns).items():
        for _statement in _statements:
            _made = sa.DDL(_statement.replace("%", "%%"))
            event.listen(_model.__table__, "after_create", _made.execute_if(dialect=_dialect))
