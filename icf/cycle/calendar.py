"""The dates of the annual cycle for calendar programs: a file, and an address that goes on working.

The address holds a secret. It gives the dates of one organisation and nothing else, as long as the
person who made it belongs to that organisation and nobody has taken it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Membership, Organisation, Person
from icf.accounts.secret import new_secret, secret_hash
from icf.core.countback import DUE
from icf.cycle.dates import due_on, is_extended, steps_of
from icf.cycle.models import Cycle, CycleFeed, CyclePart
from icf.cycle.words import STEP_NAMES, why
from icf.db import write
from icf.errors import NotFound
from icf.web.actor import Actor
from icf.web.i18n import _


@dataclass(frozen=True)
class Entry:
    """One whole day in a calendar.

    Args:
        uid: the same for the same step for ever, so that a program moves the entry it has.
        revision: grows with each change of the cycle, and with each later day that is agreed.
    """

    uid: str
    on: date
    title: str
    words: str
    changed_at: datetime
    revision: int


def entries(cycle: Cycle, part: CyclePart | None = None) -> list[Entry]:
    """The dates of a cycle.

    Args:
        part: the last day for sending is that of this organisation; None for everybody's.
    """
    found, changed = [], cycle.changed_at
    if part is not None and part.extended_at is not None:
        changed = max(changed, part.extended_at)
    # Programs take a change over when this number is larger; a later day is no new version.
    revision = cycle.version + max(0, int((changed - cycle.opened_at).total_seconds()))
    for step in steps_of(cycle):
        own = step.name == DUE and part is not None and is_extended(cycle, part)
        on = due_on(cycle, part) if own and part is not None else step.on
        words = _("Agreed with your organisation.") if own else why(step)
        title = _("%(step)s: %(year)s", step=str(STEP_NAMES[step.name]), year=cycle.title)
        uid = f"{cycle.key}-{step.name}@icf-toolkit"
        found.append(Entry(uid, on, title, words, changed, revision))
    return found


def calendar_text(every: Sequence[Entry]) -> bytes:
    """A calendar file. One without any date is sound as well: nothing is due."""
    # Imported here: it takes long to load and most pages never need it.
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//ICF toolkit//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Annual cycle"))
    for one in every:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", one.changed_at)
        event.add("last-modified", one.changed_at)
        event.add("sequence", one.revision)
        event.add("dtstart", one.on)
        event.add("dtend", one.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", one.title)
        event.add("description", one.words)
        calendar.add_component(event)
    return calendar.to_ical()


def make_feed(session: Session, actor: Actor, now: datetime) -> str:
    """A new address for the actor; the one before stops working. Gives its secret, shown once."""
    secret, hashed = new_secret()
    with write() as session:
        _withdraw(session, actor, now)
        session.add(
            CycleFeed(
                token_hash=hashed,
                organisation_id=actor.organisation_id,
                person_id=actor.person_id,
                made_at=now,
            )
        )
        audit.record(session, "calendar_address_made", actor, now)
    return secret


def withdraw_feed(session: Session, actor: Actor, now: datetime) -> bool:
    """The actor's address stops working at once; whether there was one."""
    with write() as session:
        was_there = _withdraw(session, actor, now)
        if was_there:
            audit.record(session, "calendar_address_withdrawn", actor, now)
        return was_there


def feed_made_at(session: Session, actor: Actor) -> datetime | None:
    """When the actor's address was made; None where none works."""
    return session.scalar(
        sa.select(sa.func.max(CycleFeed.made_at)).where(
            CycleFeed.person_id == actor.person_id,
            CycleFeed.organisation_id == actor.organisation_id,
            CycleFeed.withdrawn_at.is_(None),
        )
    )


def place_of_feed(session: Session, secret: str) -> int:
    """The organisation whose dates an address gives; nobody has to be signed in.

    Raises:
        NotFound: there is no such address, it was taken back, or its person has left.
    """
    found = session.scalar(
        sa.select(CycleFeed.organisation_id)
        .join(Person, Person.id == CycleFeed.person_id)
        .join(
            Membership,
            sa.and_(
                Membership.person_id == CycleFeed.person_id,
                Membership.organisation_id == CycleFeed.organisation_id,
            ),
        )
        .join(Organisation, Organisation.id == CycleFeed.organisation_id)
        .where(
            CycleFeed.token_hash == secret_hash(secret),
            CycleFeed.withdrawn_at.is_(None),
            Membership.ended_at.is_(None),
            Organisation.closed_at.is_(None),
            Person.disabled_at.is_(None),
        )
    )
    if found is None:
        raise NotFound(_("There is no such calendar."))
    return found


def dates_of(session: Session, organisation_id: int) -> list[Entry]:
    """The dates of every cycle under way that the organisation in scope takes part in."""
    rows = session.execute(
        sa.select(Cycle, CyclePart)
        .join(CyclePart, CyclePart.cycle_key == Cycle.key)
        .where(
            CyclePart.organisation_id == organisation_id,
            CyclePart.left_at.is_(None),
            Cycle.closed_at.is_(None),
        )
        .order_by(Cycle.meets_on, Cycle.id)
    )
    return [entry for cycle, part in rows for entry in entries(cycle, part)]


def _withdraw(session: Session, actor: Actor, now: datetime) -> bool:
    ended = session.execute(
        sa.update(CycleFeed)
        .where(
            CycleFeed.person_id == actor.person_id,
            CycleFeed.organisation_id == actor.organisation_id,
            CycleFeed.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .returning(CycleFeed.id)
    )
    return bool(ended.all())
