"""The register that people look at: ours, and what the other organisations let us see.

``entries_of_others`` is the one place where an organisation reads another's entries. It gives what
somebody who plans a conversation has to know, and neither results nor who wrote them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Organisation, Service
from icf.conversations.models import Conversation
from icf.conversations.service import (
    all_conversations,
    end_of_month,
    first_day,
    group_names,
    last_day,
    shown_groups,
    sketch,
)
from icf.core.conversation import EVERYBODY, EVERYWHERE, Likeness, likenesses, plain
from icf.db import across_organisations
from icf.errors import NotFound
from icf.web.actor import Actor
from icf.web.i18n import _

REASON = "the register of conversations of the partnership"
COMING = ("planned", "under_way")

_SHARED = (
    Conversation.id,
    Conversation.title,
    Conversation.state,
    Conversation.month,
    Conversation.starts_on,
    Conversation.ends_on,
    Conversation.places,
    Conversation.groups,
    Conversation.other_groups,
    Conversation.topics,
    Conversation.approaches,
    Conversation.tools,
    Conversation.contact,
    Conversation.organisation_id,
)
"""What other organisations see of an entry. What was heard is not among it."""


@dataclass(frozen=True)
class Entry:
    """A line of the register.

    Args:
        ours: whether it is our organisation's own, so that it can be opened and changed.
        organisation: who asks; ``service`` is empty where none was named.
        has_results: only told of our own.
    """

    id: int
    ours: bool
    organisation: str
    service: str
    title: str
    state: str
    month: date
    starts_on: date | None
    ends_on: date | None
    places: tuple[Mapping[str, str], ...]
    groups: tuple[str, ...]
    other_groups: tuple[str, ...]
    topics: str
    approaches: tuple[str, ...]
    tools: tuple[str, ...]
    contact: str
    only_us: bool = False
    has_results: bool = False
    work_id: int | None = None
    alike: tuple["Alike", ...] = ()

    @property
    def reference(self) -> str:
        """What people call it, such as C12."""
        return f"C{self.id}"

    @property
    def first_day(self) -> date:
        return first_day(self)

    @property
    def last_day(self) -> date:
        return last_day(self)

    @property
    def place_names(self) -> list[str]:
        return [place["name"] for place in self.places]

    @property
    def group_names(self) -> list[str]:
        return shown_groups(self.groups, self.other_groups)


@dataclass(frozen=True)
class Alike:
    """Another entry that looks like this one, and why; ``groups`` as the screen says them."""

    entry: Entry
    why: Likeness
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see; everything empty for the whole register.

    Args:
        place: the name of a place, plainly compared.
        group: the key of a group, or the name of one that was typed.
        month: the first day of a month.
        whose: ``ours`` or ``others``.
        when: ``coming`` or ``past``.
        work_id: of this piece of work alone.
    """

    place: str = ""
    group: str = ""
    month: date | None = None
    whose: str = ""
    when: str = ""
    work_id: int | None = None


def register(session: Session, actor: Actor) -> list[Entry]:
    """Every entry that the actor may see, the latest first."""
    own = own_entries(session, actor) if actor.may("read") else []
    found = [*own, *entries_of_others(session, actor)]
    return sorted(found, key=lambda one: (one.first_day, one.id), reverse=True)


def own_entries(session: Session, actor: Actor) -> list[Entry]:
    """The organisation's own entries."""
    teams = {
        row.id: row.name
        for row in session.execute(
            sa.select(Service.id, Service.name).where(
                Service.organisation_id == actor.organisation_id
            )
        )
    }
    return [
        _entry(
            one,
            True,
            actor.organisation_name,
            teams.get(one.service_id or 0, ""),
            only_us=one.only_us,
            has_results=bool(one.results or one.results_link),
            work_id=one.work_id,
        )
        for one in all_conversations(session, actor)
    ]


def entries_of_others(
    session: Session, actor: Actor, conversation_id: int | None = None
) -> list[Entry]:
    """What other organisations share of their entries, so that nobody asks twice.

    Args:
        conversation_id: that entry alone; None for all.
    """
    conditions = [
        Conversation.organisation_id != actor.organisation_id,
        Conversation.only_us.is_(False),
        Conversation.deleted_at.is_(None),
        Organisation.closed_at.is_(None),
    ]
    if conversation_id is not None:
        conditions.append(Conversation.id == conversation_id)
    with across_organisations(REASON):
        rows = session.execute(
            sa.select(*_SHARED, Organisation.name.label("organisation"), Service.name.label("team"))
            .join(Organisation, Organisation.id == Conversation.organisation_id)
            .outerjoin(Service, Service.id == Conversation.service_id)
            .where(*conditions)
        ).all()
    return [_entry(row, False, row.organisation, row.team or "") for row in rows]


def entry_of_others(session: Session, actor: Actor, conversation_id: int) -> Entry:
    """One entry that another organisation shares.

    Raises:
        NotFound: there is none, or it is not shared.
    """
    found = entries_of_others(session, actor, conversation_id)
    if not found:
        raise NotFound(_("There is no such conversation."), _("It may no longer be shared."))
    return found[0]


def chosen(entries: Iterable[Entry], filters: Filters, today: date) -> list[Entry]:
    """The entries that pass the filters, in the same order."""
    return [one for one in entries if _passes(one, filters, today)]


def with_alike(shown: Sequence[Entry], known: Sequence[Entry]) -> list[Entry]:
    """The entries to show, those of ours that are still to come with what looks like them."""
    compared = _Compared(known)
    return [
        replace(one, alike=tuple(compared.with_one(one)))
        if one.ours and one.state in COMING
        else one
        for one in shown
    ]


def alike(planned: Any, known: Sequence[Entry]) -> list[Alike]:
    """What of the register looks like a conversation that is planned. Cancelled ones do not count.

    Args:
        planned: an entry, or anything with the same fields; an id of 0 while it is not stored.
    """
    return _Compared(known).with_one(planned)


class _Compared:
    """The register made ready for comparing, once for all the entries that are compared with it."""

    def __init__(self, known: Sequence[Entry]) -> None:
        self._entries = {one.id: one for one in known if one.state != "cancelled"}
        self._sketches = [sketch(one) for one in self._entries.values()]

    def with_one(self, planned: Any) -> list[Alike]:
        found = likenesses(sketch(planned), self._sketches)
        return [self._alike(self._entries[one.other], one) for one in found]

    def _alike(self, entry: Entry, why: Likeness) -> Alike:
        return Alike(entry, why, tuple(_spoken(entry, why.groups)))


def is_past(one: Entry, today: date) -> bool:
    """Whether it is over: held, cancelled, or its last day has gone by."""
    return one.state not in COMING or one.last_day < today


def places_of(entries: Iterable[Entry]) -> list[str]:
    """The names of all places, in the order of the alphabet."""
    names = {plain(name): name for one in entries for name in one.place_names}
    return [names[key] for key in sorted(names)]


def typed_groups_of(entries: Iterable[Entry]) -> list[str]:
    """The groups that somebody typed, in the order of the alphabet."""
    names = {plain(name): name for one in entries for name in one.other_groups}
    return [names[key] for key in sorted(names)]


def months_of(entries: Iterable[Entry]) -> list[date]:
    """Every month in which something takes place, the latest first."""
    return sorted({one.month for one in entries}, reverse=True)


def _passes(one: Entry, filters: Filters, today: date) -> bool:
    if filters.whose and one.ours != (filters.whose == "ours"):
        return False
    if filters.when and is_past(one, today) != (filters.when == "past"):
        return False
    if filters.work_id is not None and one.work_id != filters.work_id:
        return False
    if filters.month and not _is_in(one, filters.month):
        return False
    return _is_at(one, filters.place) and _is_with(one, filters.group)


def _is_in(one: Entry, month: date) -> bool:
    return one.first_day <= end_of_month(month) and one.last_day >= month.replace(day=1)


def _is_at(one: Entry, place: str) -> bool:
    if not place:
        return True
    everywhere = any(found["kind"] == EVERYWHERE for found in one.places)
    return everywhere or plain(place) in map(plain, one.place_names)


def _is_with(one: Entry, group: str) -> bool:
    if not group:
        return True
    known = (*one.groups, *map(plain, one.other_groups))
    return EVERYBODY in one.groups or group in known or plain(group) in known


def _spoken(one: Entry, groups: Sequence[str]) -> list[str]:
    names = dict(zip(group_names(one.groups, one.other_groups), one.group_names, strict=True))
    return [names[name] for name in groups]


def _entry(row: Any, ours: bool, organisation: str, service: str, **more: Any) -> Entry:
    return Entry(
        id=row.id,
        ours=ours,
        organisation=organisation,
        service=service,
        title=row.title,
        state=row.state,
        month=row.month,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        places=tuple(row.places),
        groups=tuple(row.groups),
        other_groups=tuple(row.other_groups),
        topics=row.topics,
        approaches=tuple(row.approaches),
        tools=tuple(row.tools),
        contact=row.contact,
        **more,
    )
