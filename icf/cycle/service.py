"""Opening, changing, closing and rolling forward a cycle, and who takes part in it."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Organisation
from icf.core.countback import CycleDays
from icf.cycle.dates import date_of, day_of, refuse_dates, stored_days
from icf.cycle.models import Cycle, CyclePart, Submission
from icf.db import across_organisations, db, in_organisation, lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.packs.core_version import version_of_core as version_of_core
from icf.packs.selection import Selection
from icf.packs.service import composed_with, keep_questionnaire
from icf.plugin.manager import Plugins
from icf.selfeval.period import checked_period
from icf.web.actor import Actor
from icf.web.i18n import _, day

REASON = "the annual cycle of the partnership"
"""What the audit says about looking across organisations for it."""

WEEKS_OF_A_YEAR = 52
"""Between two meetings of the same sort: the same day of the week, a year later."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants a cycle to be.

    Args:
        by_hand: dates instead of the counted ones, by step.
    """

    title: str
    meets_on: date
    days: CycleDays = field(default_factory=CycleDays)
    by_hand: Mapping[str, date] = field(default_factory=dict)
    note: str = ""


def cycles(session: Session) -> list[Cycle]:
    """Every cycle, the latest meeting first; those under way before those that are closed."""
    found = session.scalars(sa.select(Cycle).order_by(Cycle.meets_on.desc(), Cycle.id.desc()))
    return sorted(found, key=lambda one: one.closed_at is not None)


def years_under_way(session: Session) -> list[Cycle]:
    """The cycles that are not closed, the next meeting first."""
    found = session.scalars(
        sa.select(Cycle).where(Cycle.closed_at.is_(None)).order_by(Cycle.meets_on, Cycle.id)
    )
    return list(found)


def cycle_of(session: Session, cycle_id: int) -> Cycle:
    """A cycle. Raises NotFound."""
    found = session.get(Cycle, cycle_id)
    if found is None:
        raise NotFound(_("There is no such annual cycle."))
    return found


def taking_part(session: Session, actor: Actor) -> list[tuple[Cycle, CyclePart]]:
    """The cycles under way that the actor's organisation takes part in, the next meeting first."""
    rows = session.execute(
        sa.select(Cycle, CyclePart)
        .join(CyclePart, CyclePart.cycle_key == Cycle.key)
        .where(
            CyclePart.organisation_id == actor.organisation_id,
            CyclePart.left_at.is_(None),
            Cycle.closed_at.is_(None),
        )
        .order_by(Cycle.meets_on, Cycle.id)
    )
    return [(cycle, part) for cycle, part in rows]


def own_part(session: Session, actor: Actor, cycle_id: int) -> tuple[Cycle, CyclePart]:
    """A cycle under way and the part that the actor's organisation has in it.

    Raises:
        NotFound: there is no such cycle, it is closed, or the organisation takes no part in it.
    """
    for cycle, part in taking_part(session, actor):
        if cycle.id == cycle_id:
            return cycle, part
    raise NotFound(
        _("Your organisation takes no part in this annual cycle."),
        _("It may be closed. Ask your partnership officer."),
    )


def open_cycle(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    wanted: Wanted,
    organisation_ids: Collection[int],
    follows: str = "",
) -> int:
    """Open a cycle for some organisations, with the framework's questions as they are today.

    Args:
        follows: the key of the cycle that it rolls forward.

    Raises:
        NotAllowed: the actor does not run cycles.
        InvalidInput: the title is taken, a date cannot stay, or nobody takes part.
        Conflict: somebody else took the title at the same moment.
    """
    _refuse_others(actor)
    _refuse_title(session, wanted.title)
    refuse_dates(wanted.meets_on, wanted.days, wanted.by_hand, day_of(now))
    chosen = _open_organisations(session, organisation_ids)
    core = composed_with(session, plugins, Selection(frozenset()))
    with _written_across() as session, _title_is_still_free(session, wanted.title):
        keep_questionnaire(session, now, core)
        cycle = Cycle(
            key=_new_key(actor, now, wanted.title),
            digest=core.digest,
            core_version=version_of_core(core.questionnaire.packs),
            follows=follows,
            version=1,
            opened_by=actor.person_id,
            opened_at=now,
            changed_at=now,
        )
        _set(cycle, wanted)
        session.add(cycle)
        session.flush()
        for organisation_id in chosen:
            _join(session, actor, now, cycle, organisation_id, late=False)
        audit.record(session, "cycle_opened", actor, now, "cycle", str(cycle.id), title=cycle.title)
        return cycle.id


def refused(
    session: Session, title: str, organisation_ids: Collection[int]
) -> Sequence[InvalidInput]:
    """What ``open_cycle`` would refuse of a title and of those who take part, all of it at once."""
    found = []
    for check in (
        lambda: _refuse_title(session, title),
        lambda: _open_organisations(session, organisation_ids),
    ):
        try:
            check()
        except InvalidInput as error:
            found.append(error)
    return found


def edit_cycle(
    session: Session, actor: Actor, now: datetime, cycle_id: int, seen: int, wanted: Wanted
) -> None:
    """Change title, note and dates. Moving the meeting moves every date that nobody chose.

    Args:
        seen: the version that the person saw.

    Raises:
        NotAllowed, InvalidInput: as in ``open_cycle``.
        Conflict: somebody else changed it meanwhile, or it is closed.
    """
    _refuse_others(actor)
    _refuse_title(session, wanted.title, but=cycle_id)
    refuse_dates(wanted.meets_on, wanted.days, wanted.by_hand, None)
    with write() as session, _title_is_still_free(session, wanted.title, but=cycle_id):
        cycle = _under_way(session, cycle_id)
        if cycle.version != seen:
            raise Conflict(
                _("Somebody else changed this annual cycle while you were writing."),
                _("Look at the dates as they are now, and change what you still need."),
            )
        before = cycle.meets_on
        _set(cycle, wanted)
        cycle.version, cycle.changed_at = cycle.version + 1, now
        audit.record(
            session, "cycle_changed", actor, now, "cycle", str(cycle.id), title=cycle.title,
            old=day(before), new=day(cycle.meets_on),
        )  # fmt: skip


def close_cycle(session: Session, actor: Actor, now: datetime, cycle_id: int, closed: bool) -> None:
    """Close a cycle: nobody sends anything for it any more. It can be opened again."""
    _refuse_others(actor)
    with write() as session:
        cycle = cycle_of(session, cycle_id)
        cycle.closed_at = (cycle.closed_at or now) if closed else None
        cycle.version, cycle.changed_at = cycle.version + 1, now
        what = "cycle_closed" if closed else "cycle_opened_again"
        audit.record(session, what, actor, now, "cycle", str(cycle.id), title=cycle.title)


def next_year(cycle: Cycle, today: date) -> Wanted:
    """What the cycle after this one would be: the same days, a meeting a year later.

    Dates that somebody chose are not taken over: they are counted anew.
    """
    meets_on = cycle.meets_on + timedelta(weeks=WEEKS_OF_A_YEAR)
    while meets_on <= today:
        meets_on += timedelta(weeks=WEEKS_OF_A_YEAR)
    return Wanted(next_title(cycle.title), meets_on, CycleDays(**cycle.days), {}, cycle.note)


def next_title(title: str) -> str:
    """The title of the year after. Titles are years, so they begin with four figures.

    >>> next_title("2026/27"), next_title("2099/00"), next_title("2026 pilot")
    ('2027/28', '2100/01', '2027 pilot')
    """
    first, rest = int(title[:4]) + 1, title[4:]
    if re.fullmatch(r"/[0-9]{2}", rest):
        rest = f"/{(first + 1) % 100:02}"
    return f"{first}{rest}"


def add_organisations(
    session: Session,
    actor: Actor,
    now: datetime,
    cycle_id: int,
    organisation_ids: Collection[int],
) -> int:
    """Let organisations take part that join later; one that left comes back. Gives how many.

    Raises:
        NotAllowed: the actor does not run cycles.
        InvalidInput: one of them takes part already, or none is chosen.
        Conflict: the cycle is closed.
    """
    _refuse_others(actor)
    chosen = _open_organisations(session, organisation_ids)
    with _written_across() as session:
        cycle = _under_way(session, cycle_id)
        for organisation_id in chosen:
            _join(session, actor, now, cycle, organisation_id, late=True)
    return len(chosen)


def remove_organisation(
    session: Session, actor: Actor, now: datetime, cycle_id: int, organisation_id: int
) -> None:
    """Somebody takes no part after all. What is due goes; they can be added again.

    Raises:
        NotFound: they take no part.
        InvalidInput: they have sent something already.
    """
    with changed_part(actor, cycle_id, organisation_id) as (session, cycle, part):
        if newest_number(session, part):
            raise InvalidInput(
                _("They have sent something for this year, so they stay in it."), where="do"
            )
        part.left_at = now
        note_for(session, actor, now, part, "cycle_left", title=cycle.title)


def extend(
    session: Session,
    actor: Actor,
    now: datetime,
    cycle_id: int,
    organisation_id: int,
    until: date | None,
    why: str,
) -> None:
    """Agree a later day with one organisation, or take that back.

    Args:
        until: None takes it back.

    Raises:
        NotFound: they take no part.
        InvalidInput: the day is not later than everybody's, or nobody says why.
    """
    with changed_part(actor, cycle_id, organisation_id) as (session, cycle, part):
        if until is not None:
            _refuse_extension(cycle, until, why)
        part.extended_until, part.extension_reason = until, why if until else ""
        part.extended_by, part.extended_at = actor.person_id, now
        what = "cycle_extended" if until else "cycle_extension_ended"
        note_for(session, actor, now, part, what, title=cycle.title, until=day(until))


def _refuse_extension(cycle: Cycle, until: date, why: str) -> None:
    due = date_of(cycle, "due")
    if until <= due:
        raise InvalidInput(
            _("Choose a day after %(date)s, the last day for everybody.", date=day(due)),
            where="until",
        )
    if until >= cycle.meets_on:
        raise InvalidInput(
            _("Choose a day before the meeting on %(date)s.", date=day(cycle.meets_on)),
            where="until",
        )
    if not why.strip():
        raise InvalidInput(_("Say why a later day was agreed."), where="why")


@contextmanager
def changed_part(
    actor: Actor, cycle_id: int, organisation_id: int
) -> Iterator[tuple[Session, Cycle, CyclePart]]:
    """Change the part that an organisation has in a cycle, for the partnership, in one write.

    Raises:
        NotAllowed: the actor does not run cycles.
        NotFound: they take no part.
        Conflict: the cycle is closed.
    """
    _refuse_others(actor)
    with _written_across() as session:
        cycle = _under_way(session, cycle_id)
        # Whoever sends for this organisation holds the same row: neither overtakes the other.
        lock_row(session, Organisation, organisation_id)
        with in_organisation(organisation_id):
            part = part_in(session, organisation_id, cycle.key)
            yield session, cycle, part


@contextmanager
def _written_across() -> Iterator[Session]:
    """One write over several organisations; what the caller reads next is read afresh."""
    with across_organisations(REASON), write() as session:
        yield session
    db.session.rollback()


def part_in(session: Session, organisation_id: int, key: str) -> CyclePart:
    """The part of the organisation in scope. Raises NotFound."""
    found = session.scalar(
        sa.select(CyclePart).where(
            CyclePart.organisation_id == organisation_id,
            CyclePart.cycle_key == key,
            CyclePart.left_at.is_(None),
        )
    )
    if found is None:
        raise NotFound(_("This organisation takes no part in this annual cycle."))
    return found


def newest_number(session: Session, part: CyclePart) -> int:
    """The number of what the organisation in scope sent last for a cycle; 0 for nothing."""
    return (
        session.scalar(
            sa.select(sa.func.max(Submission.number)).where(
                Submission.organisation_id == part.organisation_id,
                Submission.cycle_key == part.cycle_key,
            )
        )
        or 0
    )


@dataclass(frozen=True)
class _For:
    """Whose history a line belongs to, and who did it."""

    person_id: int
    organisation_id: int


def note_for(
    session: Session, actor: Actor, now: datetime, part: CyclePart, what: str, **details: object
) -> None:
    """Write a line into the history of the organisation that it concerns."""
    doer = _For(actor.person_id, part.organisation_id)
    audit.record(session, what, doer, now, "cycle_part", str(part.id), **details)


def _join(
    session: Session, actor: Actor, now: datetime, cycle: Cycle, organisation_id: int, late: bool
) -> None:
    with in_organisation(organisation_id):
        part = session.scalar(
            sa.select(CyclePart).where(
                CyclePart.organisation_id == organisation_id, CyclePart.cycle_key == cycle.key
            )
        )
        if part is None:
            part = CyclePart(organisation_id=organisation_id, cycle_key=cycle.key)
            session.add(part)
        elif part.left_at is None:
            name = session.scalar(
                sa.select(Organisation.name).where(Organisation.id == organisation_id)
            )
            raise InvalidInput(_("%(name)s takes part already.", name=name), where="organisations")
        part.joined_by, part.joined_at, part.joined_late = actor.person_id, now, late
        part.left_at = None
        session.flush()
        note_for(session, actor, now, part, "cycle_joined", title=cycle.title)


def _set(cycle: Cycle, wanted: Wanted) -> None:
    cycle.title, cycle.note, cycle.meets_on = wanted.title, wanted.note, wanted.meets_on
    cycle.days = stored_days(wanted.days)
    cycle.by_hand = {name: on.isoformat() for name, on in wanted.by_hand.items()}


def _under_way(session: Session, cycle_id: int) -> Cycle:
    cycle = lock_row(session, Cycle, cycle_id)
    if cycle is None:
        raise NotFound(_("There is no such annual cycle."))
    if cycle.closed_at is not None:
        raise Conflict(
            _("This annual cycle is closed."), _("Open it again to change something in it.")
        )
    return cycle


def _new_key(actor: Actor, now: datetime, title: str) -> str:
    named = f"{title}\n{actor.organisation_name}\n{now.isoformat()}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _open_organisations(session: Session, wanted: Collection[int]) -> list[int]:
    """Those that are open, in one order, each once. Raises InvalidInput where one is none."""
    if not wanted:
        raise InvalidInput(_("Choose at least one organisation."), where="organisations")
    known = session.scalars(
        sa.select(Organisation.id).where(
            Organisation.id.in_(wanted), Organisation.closed_at.is_(None)
        )
    )
    found = sorted(known)
    if len(found) != len(set(wanted)):
        raise InvalidInput(_("Choose organisations from the list."), where="organisations")
    return found


def _refuse_others(actor: Actor) -> None:
    if not actor.may("run_cycle"):
        raise NotAllowed(_("Only a partnership officer runs the annual cycle."))


def _refuse_title(session: Session, title: str, but: int = 0) -> None:
    try:
        checked_period(title)
    except InvalidInput as error:
        raise InvalidInput(error.message, error.hint, "title") from None
    if _has_title(session, title, but):
        raise InvalidInput(
            _("There is an annual cycle called “%(title)s” already.", title=title), where="title"
        )


@contextmanager
def _title_is_still_free(session: Session, title: str, but: int = 0) -> Iterator[None]:
    """Inside the write: of two who choose the same title at the same moment one is told so.

    On SQLite the second one waits and finds the title; PostgreSQL refuses the row instead.
    """
    taken = Conflict(
        _("Somebody else has just opened an annual cycle called “%(title)s”.", title=title),
        _("Look at theirs first. Nothing of yours was stored."),
        where="title",
    )
    if _has_title(session, title, but):
        raise taken
    try:
        yield
        session.flush()
    except IntegrityError as error:
        raise taken from error


def _has_title(session: Session, title: str, but: int) -> bool:
    taken = sa.select(Cycle.id).where(sa.func.lower(Cycle.title) == title.lower(), Cycle.id != but)
    return session.scalar(taken) is not None


def organisations_outside(cycle_id: int) -> list[tuple[int, str]]:
    """(id, name) of the open organisations that take no part in a cycle, by name."""
    with across_organisations(REASON):
        session = db.session
        key = cycle_of(session, cycle_id).key
        inside = sa.select(CyclePart.organisation_id).where(
            CyclePart.cycle_key == key, CyclePart.left_at.is_(None)
        )
        rows = session.execute(
            sa.select(Organisation.id, Organisation.name)
            .where(Organisation.closed_at.is_(None), Organisation.id.not_in(inside))
            .order_by(sa.func.lower(Organisation.name))
        )
        return [(row.id, row.name) for row in rows]
