"""Entries of the register: making, changing, what was heard, deleting and bringing back."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Service
from icf.conversations.models import STATES, Conversation
from icf.conversations.words import GROUPS
from icf.core.conversation import EVERYBODY, Sketch, Where
from icf.db import deleted_rows, kept_row, lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.places import place_lists
from icf.work.service import piece_of_work

FIELDS = (
    "title",
    "state",
    "service_id",
    "work_id",
    "groups",
    "other_groups",
    "topics",
    "approaches",
    "tools",
    "contact",
)


def all_conversations(session: Session, actor: Actor) -> list[Conversation]:
    """The organisation's own entries that are not deleted, the latest first."""
    statement = sa.select(Conversation).where(
        Conversation.organisation_id == actor.organisation_id, Conversation.deleted_at.is_(None)
    )
    found = session.scalars(statement)
    return sorted(found, key=lambda one: (first_day(one), one.id), reverse=True)


def conversation(session: Session, actor: Actor, conversation_id: int) -> Conversation:
    """One entry of the actor's organisation.

    Raises:
        NotFound: there is none, or it is deleted.
    """
    found: Conversation | None = kept_row(
        session, actor.organisation_id, Conversation, conversation_id
    )
    if found is None:
        raise NotFound(_("There is no such conversation."), _("It may have been deleted."))
    return found


def add_conversation(
    session: Session, actor: Actor, now: datetime, values: Mapping[str, Any]
) -> int:
    """Put a conversation into the register.

    Args:
        values: the fields named in ``FIELDS``; ``month``, ``starts_on``, ``ends_on``; ``places``
            (place keys), ``neighbourhoods`` (names) and ``only_us``.

    Returns:
        Its id.

    Raises:
        InvalidInput: something is missing or not on offer; ``where`` names the field.
        NotAllowed: only a lead may keep an entry to the organisation.
    """
    with write() as session:
        made = Conversation(
            organisation_id=actor.organisation_id, created_by=actor.person_id, created_at=now
        )
        _set(session, actor, now, made, values)
        session.add(made)
        session.flush()
        _note(session, actor, now, "conversation added", made, title=made.title)
        return made.id


def edit_conversation(
    session: Session,
    actor: Actor,
    now: datetime,
    conversation_id: int,
    version: int,
    values: Mapping[str, Any],
) -> None:
    """Change an entry; see ``add_conversation``.

    Args:
        version: the version that the person saw.

    Raises:
        Conflict: somebody else changed it since.
    """
    with write() as session:
        found = for_change(session, actor, conversation_id, version)
        _set(session, actor, now, found, values)
        found.version += 1
        _note(session, actor, now, "conversation changed", found)


def write_down(
    session: Session,
    actor: Actor,
    now: datetime,
    conversation_id: int,
    version: int,
    results: str,
    link: str,
) -> None:
    """What we heard. Raises as ``edit_conversation`` does."""
    if link and not link.startswith(("https://", "http://")):
        raise InvalidInput(
            _("Enter a web address that begins with https:// or http://"), where="results_link"
        )
    with write() as session:
        found = for_change(session, actor, conversation_id, version)
        found.results, found.results_link = results, link
        found.version += 1
        found.edited_by, found.edited_at = actor.person_id, now
        _note(session, actor, now, "conversation heard", found)


def delete_conversation(
    session: Session, actor: Actor, now: datetime, conversation_id: int
) -> None:
    """Put an entry aside; 30 days to bring it back."""
    with write() as session:
        found = conversation(session, actor, conversation_id)
        found.deleted_at = now
        _note(session, actor, now, "conversation deleted", found)


def restore_conversation(
    session: Session, actor: Actor, now: datetime, conversation_id: int
) -> None:
    """Bring a deleted entry back.

    Raises:
        NotFound: it is not among those that can still be brought back.
    """
    with write() as session:
        found = deleted_rows(session, Conversation, now, Conversation.id == conversation_id)
        if not found:
            raise NotFound(_("There is no deleted conversation to bring back."))
        found[0].deleted_at = None
        _note(session, actor, now, "conversation restored", found[0])


def for_change(session: Session, actor: Actor, conversation_id: int, version: int) -> Conversation:
    """The entry, kept from other writers; inside ``write()``. Raises Conflict, NotFound."""
    found = conversation(session, actor, conversation_id)
    lock_row(session, Conversation, found.id)
    if found.version != version:
        raise Conflict(_("Somebody else changed this conversation while you were writing."))
    return found


def first_day(one: Any) -> date:
    """The first day on which a conversation may take place; of an entry or a row of one."""
    found: date = one.starts_on or one.month
    return found


def last_day(one: Any) -> date:
    """The last day on which it may take place."""
    if one.starts_on:
        found: date = one.ends_on or one.starts_on
        return found
    return end_of_month(one.month)


def end_of_month(month: date) -> date:
    """The last day of the month that a day is in."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def sketch(one: Any) -> Sketch:
    """What of an entry, or a row of one, is compared with others."""
    return Sketch(
        one.id,
        first_day(one),
        last_day(one),
        tuple(Where(place["kind"], place["key"], place["name"]) for place in one.places),
        tuple(group_names(one.groups, one.other_groups)),
    )


def group_names(groups: Iterable[str], others: Iterable[str]) -> list[str]:
    """Groups as they are compared: everybody by its key, all others by name."""
    known = [key if key == EVERYBODY else str(GROUPS[key]) for key in groups if key in GROUPS]
    return [*known, *others]


def shown_groups(groups: Iterable[str], others: Iterable[str]) -> list[str]:
    """Groups in the words of the screen."""
    return [*(str(GROUPS[key]) for key in groups if key in GROUPS), *others]


def _set(
    session: Session, actor: Actor, now: datetime, one: Conversation, values: Mapping[str, Any]
) -> None:
    _check(session, actor, values)
    only_us = bool(values.get("only_us", one.only_us))
    if only_us != bool(one.only_us) and not actor.may("share"):
        raise NotAllowed(
            _("Only a lead can keep an entry to the organisation, or stop that."), _("Ask a lead.")
        )
    one.only_us = only_us
    for name in FIELDS:
        if name in values:
            setattr(one, name, values[name])
    _set_when(one, values)
    one.places = _places(values.get("places", ()), values.get("neighbourhoods", ()), one.places)
    one.edited_by, one.edited_at = actor.person_id, now


def _check(session: Session, actor: Actor, values: Mapping[str, Any]) -> None:
    if not str(values.get("title") or "").strip():
        raise InvalidInput(_("Say in a few words what the conversation is."), where="title")
    if values.get("state", "planned") not in STATES:
        raise InvalidInput(_("Choose one of the choices shown."), where="state")
    if not set(values.get("groups", ())) <= set(GROUPS):
        raise InvalidInput(_("Choose groups of the list, or write others below."), where="groups")
    if values.get("work_id"):
        piece_of_work(session, actor, values["work_id"])
    if values.get("service_id"):
        own = sa.select(Service.id).where(
            Service.id == values["service_id"], Service.organisation_id == actor.organisation_id
        )
        if session.scalar(own) is None:
            raise InvalidInput(_("Choose one of the services shown."), where="service")


def _set_when(one: Conversation, values: Mapping[str, Any]) -> None:
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if ends and not starts:
        raise InvalidInput(_("Enter the first day too."), where="starts_on")
    if starts and ends and ends < starts:
        raise InvalidInput(_("The last day is before the first."), where="ends_on")
    month = starts or values.get("month")
    if month is None:
        raise InvalidInput(_("Choose a month, or enter the first day."), where="month")
    one.month, one.starts_on, one.ends_on = month.replace(day=1), starts, ends


def _places(
    keys: Sequence[str], neighbourhoods: Sequence[str], before: Sequence[Mapping[str, str]] | None
) -> list[dict[str, str]]:
    """Places as they are kept; one from an older list stays as it was."""
    known = {place.key: (place, one.name) for one in place_lists() for place in one.places}
    older = {place["key"]: dict(place) for place in before or () if place["key"]}
    chosen = []
    for key in keys:
        if key in known:
            place, list_name = known[key]
            chosen.append(
                {"kind": place.kind, "key": key, "name": place.name, "list_name": list_name}
            )
        elif key in older:
            chosen.append(older[key])
        else:
            raise InvalidInput(
                _("“%(place)s” is not a place on our lists.", place=key[:60]), where="places"
            )
    return chosen + [
        {"kind": "neighbourhood", "key": "", "name": name[:200], "list_name": ""}
        for name in neighbourhoods
    ]


def _note(
    session: Session, actor: Actor, now: datetime, what: str, one: Conversation, **details: str
) -> None:
    audit.record(session, what, actor, now, "conversation", one.reference, **details)
