"""The list of actions: over all work of the organisation or of one piece, filtered and in pages.

The number of statements does not grow with the number of actions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.plans.links import APPROACH
from icf.plans.models import Action, ActionLink, ActionNote
from icf.plans.status import OVER, PRIORITIES, STATUSES
from icf.web.actor import Actor
from icf.work.models import Work

PAGE = 50
OPEN, OVERDUE, UNDATED, UNMEASURED = "open", "overdue", "undated", "unmeasured"
SORTS = ("due", "who", "status", "priority", "work", "updated")
MOST_NAMES = 200
NOBODY = "-"
"""The filter for actions that name nobody."""


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see; all empty for everything.

    Args:
        status: a key of ``STATUSES``, or ``open`` for what is neither done nor stopped.
        lacks: ``overdue``, ``undated`` or ``unmeasured``.
        priority: a key of ``PRIORITIES``; ``none`` for those without.
        who: as it stands in the action; ``NOBODY`` where it is empty.
    """

    approach: str = ""
    who: str = ""
    status: str = ""
    priority: str = ""
    lacks: str = ""
    work_id: int = 0
    text: str = ""
    sort: str = "due"
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return replace(self, sort="due", page=1) != Filters()

    def as_query(self, **changes: Any) -> dict[str, Any]:
        """The parts of an address that stand for this choice, with some of them changed."""
        plain = Filters()
        chosen = {"work": self.work_id or None, **changes}
        for name in ("approach", "who", "status", "priority", "lacks", "text", "sort", "page"):
            chosen.setdefault(name, getattr(self, name))
            if chosen[name] == getattr(plain, name):
                chosen[name] = None
        return {name: value for name, value in chosen.items() if value not in (None, "")}


@dataclass(frozen=True)
class Listed:
    """A line of the list."""

    id: int
    version: int
    what: str
    who: str
    due_on: date | None
    no_date_reason: str
    review_on: date | None
    how_we_know: str
    support_needed: str
    support_offered: str
    budget: str
    resources: str
    status: str
    stopped_reason: str
    priority: str
    edited_at: datetime
    work_id: int
    title: str
    kind: str
    note: str = ""
    note_at: datetime | None = None
    approaches: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """What people call it, such as A12."""
        return f"A{self.id}"

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and it is neither done nor stopped."""
        return self.due_on is not None and self.due_on < today and self.status not in OVER


@dataclass(frozen=True)
class ListPage:
    """A page of the list, and what the filters offer.

    Args:
        total: how many actions the filters let through.
        counts: over the same actions but for the filter of status, how many have each status.
        people: every name that stands in an action.
    """

    rows: Sequence[Listed]
    total: int
    counts: Mapping[str, int]
    people: Sequence[str] = field(default=())

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


def list_page(session: Session, actor: Actor, filters: Filters, today: date) -> ListPage:
    """A page of actions, with the counts and names that its filters show."""
    wanted = _conditions(actor, filters, today)
    total = session.scalar(sa.select(sa.func.count()).select_from(_ids(actor, wanted))) or 0
    rows = listed(session, actor, filters, today, PAGE, (max(filters.page, 1) - 1) * PAGE)
    return ListPage(
        rows, total, status_counts(session, actor, filters, today), _people(session, actor)
    )


def listed(
    session: Session,
    actor: Actor,
    filters: Filters,
    today: date,
    most: int | None = None,
    skip: int = 0,
) -> list[Listed]:
    """The actions that the filters let through, in order; two statements."""
    note = _last_note(actor)
    columns = (
        Action.id, Action.version, Action.what, Action.who, Action.due_on, Action.no_date_reason,
        Action.review_on, Action.how_we_know, Action.support_needed, Action.support_offered,
        Action.budget, Action.resources,
        Action.status, Action.stopped_reason, Action.priority, Action.edited_at, Action.work_id,
        Work.title, Work.kind, ActionNote.words.label("note"),
        ActionNote.written_at.label("note_at"),
    )  # fmt: skip
    statement = (
        sa.select(*columns)
        .join_from(Action, Work, Work.id == Action.work_id)
        .outerjoin(Assessment, _same(Assessment, actor, Assessment.id == Action.assessment_id))
        .outerjoin(note, note.c.action_id == Action.id)
        .outerjoin(ActionNote, _same(ActionNote, actor, ActionNote.id == note.c.id))
        .where(*_conditions(actor, filters, today))
        .order_by(*_order(filters.sort))
        .limit(most)
        .offset(skip)
    )
    rows = session.execute(statement).all()
    approaches = _approaches(session, actor, [row.id for row in rows])
    return [
        Listed(**{**row._mapping, "note": row.note or ""}, approaches=approaches.get(row.id, ()))
        for row in rows
    ]


def board(
    session: Session, actor: Actor, filters: Filters, today: date, most: int
) -> Mapping[str, Sequence[Listed]]:
    """The actions by status, in order, at most so many of each, whatever status was asked for.

    Each status is read by itself: a full one must not leave the others empty.
    """
    return {
        status: listed(session, actor, replace(filters, status=status), today, most)
        for status in STATUSES
    }


def status_counts(
    session: Session, actor: Actor, filters: Filters, today: date
) -> Mapping[str, int]:
    """How many actions have each status, whatever status the filters ask for."""
    ids = _ids(actor, _conditions(actor, replace(filters, status=""), today))
    rows = session.execute(sa.select(ids.c.status, sa.func.count()).group_by(ids.c.status))
    found = {row[0]: row[1] for row in rows}
    return {status: found.get(status, 0) for status in STATUSES}


def _ids(actor: Actor, conditions: Sequence[Any]) -> sa.Subquery:
    return (
        sa.select(Action.id, Action.status)
        .join_from(Action, Work, Work.id == Action.work_id)
        .outerjoin(Assessment, _same(Assessment, actor, Assessment.id == Action.assessment_id))
        .where(*conditions)
        .subquery("wanted")
    )


def _conditions(actor: Actor, filters: Filters, today: date) -> list[Any]:
    own = actor.organisation_id
    found: list[Any] = [
        Action.organisation_id == own,
        Work.organisation_id == own,
        Action.deleted_at.is_(None),
        Work.deleted_at.is_(None),
        Assessment.deleted_at.is_(None),
    ]
    if filters.work_id:
        found.append(Action.work_id == filters.work_id)
    if filters.approach:
        found.append(Action.id.in_(_answering(own, filters.approach)))
    if filters.who:
        found.append(Action.who == ("" if filters.who == NOBODY else filters.who))
    if filters.priority in (*PRIORITIES, "none") and filters.priority:
        found.append(Action.priority == ("" if filters.priority == "none" else filters.priority))
    if filters.text.strip():
        found.append(_says(filters.text.strip()))
    return [*found, *_of_status(filters.status), *_lacking(filters.lacks, today)]


def _of_status(status: str) -> list[Any]:
    if status == OPEN:
        return [Action.status.not_in(OVER)]
    return [Action.status == status] if status in STATUSES else []


def _lacking(lacks: str, today: date) -> list[Any]:
    open_ones = Action.status.not_in(OVER)
    by: dict[str, list[Any]] = {
        OVERDUE: [open_ones, Action.due_on < today],
        UNDATED: [open_ones, Action.due_on.is_(None)],
        UNMEASURED: [open_ones, Action.how_we_know == ""],
    }
    return by.get(lacks, [])


def _says(text: str) -> Any:
    """Whether any of its words has this in it; A12 finds the action of that number."""
    found = [
        column.icontains(text, autoescape=True)
        for column in (Action.what, Action.how_we_know, Action.who, Action.support_needed)
    ]
    number = text.upper().removeprefix("A")
    if number.isdecimal() and len(number) < 9:
        found.append(Action.id == int(number))
    return sa.or_(*found)


def _answering(own: int, approach: str) -> Any:
    return sa.select(ActionLink.action_id).where(
        ActionLink.organisation_id == own,
        ActionLink.kind == APPROACH,
        ActionLink.key == approach,
    )


def _order(sort: str) -> list[Any]:
    over = sa.case((Action.status.in_(OVER), 1), else_=0)
    due = (over, Action.due_on.is_(None), Action.due_on, Action.id)
    by: dict[str, tuple[Any, ...]] = {
        "who": (Action.who == "", sa.func.lower(Action.who)),
        "status": (_place(Action.status, ["off_track", "at_risk", "not_rated", "on_track"]),),
        "priority": (_place(Action.priority, ["high", "medium", "low"]),),
        "work": (sa.func.lower(Work.title), Action.work_id),
        "updated": (sa.func.coalesce(ActionNote.written_at, Action.edited_at).desc(),),
    }
    return [*by.get(sort, ()), *due]


def _place(column: Any, keys: Sequence[str]) -> Any:
    return sa.case({key: place for place, key in enumerate(keys)}, value=column, else_=len(keys))


def _last_note(actor: Actor) -> sa.Subquery:
    return (
        sa.select(ActionNote.action_id, sa.func.max(ActionNote.id).label("id"))
        .where(ActionNote.organisation_id == actor.organisation_id)
        .group_by(ActionNote.action_id)
        .subquery("last_note")
    )


def _approaches(
    session: Session, actor: Actor, action_ids: Sequence[int]
) -> Mapping[int, tuple[str, ...]]:
    rows = session.execute(
        sa.select(ActionLink.action_id, ActionLink.key)
        .where(
            ActionLink.organisation_id == actor.organisation_id,
            ActionLink.kind == APPROACH,
            ActionLink.action_id.in_(action_ids),
        )
        .order_by(ActionLink.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.action_id] = (*found.get(row.action_id, ()), row.key)
    return found


def _people(session: Session, actor: Actor) -> Sequence[str]:
    return session.scalars(
        sa.select(Action.who)
        .where(
            Action.organisation_id == actor.organisation_id,
            Action.deleted_at.is_(None),
            Action.who != "",
        )
        .distinct()
        .order_by(Action.who)
        .limit(MOST_NAMES)
    ).all()


def _same(model: Any, actor: Actor, condition: Any) -> Any:
    return sa.and_(model.organisation_id == actor.organisation_id, condition)
