"""Pieces of work: starting, changing, sharing with named partners, deleting and bringing back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from icf import audit
from icf.accounts.models import Organisation
from icf.db import across_organisations, deleted_rows, kept_row, lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import KINDS, SELF, STAGES, Work, WorkPartner, WorkPlace
from icf.work.places import place_lists

ALIKE = 0.75
FIELDS = (
    "title",
    "summary",
    "kind",
    "is_new",
    "stage",
    "service_id",
    "lead_name",
    "starts_on",
    "marking",
)


@dataclass(frozen=True)
class SharedWork:
    """A piece of work that another organisation leads and has shared with us."""

    work_id: int
    title: str
    lead: str
    shared_at: datetime


def all_work(session: Session, actor: Actor) -> list[Work]:
    """Every piece of work of the organisation that is not deleted, newest first."""
    statement = (
        sa.select(Work)
        .where(
            Work.organisation_id == actor.organisation_id,
            Work.deleted_at.is_(None),
            Work.kind != SELF,
        )
        .order_by(Work.id.desc())
        .options(selectinload(Work.places))
    )
    return list(session.scalars(statement))


def piece_of_work(session: Session, actor: Actor, work_id: int) -> Work:
    """One piece of work of the actor's organisation.

    Raises:
        NotFound: there is none, it is deleted, or it is a subject.
    """
    found = work_or_subject(session, actor, work_id)
    if found.is_subject:
        raise _no_such_work()
    return found


def work_or_subject(session: Session, actor: Actor, work_id: int) -> Work:
    """What an assessment or an action is about; see ``icf.work.subject``. Raises NotFound."""
    found: Work | None = kept_row(session, actor.organisation_id, Work, work_id)
    if found is None:
        raise _no_such_work()
    return found


def likely_duplicates(session: Session, actor: Actor, title: str) -> list[Work]:
    """Work of the organisation whose title is much like this one."""
    wanted = _plain(title)
    return [one for one in all_work(session, actor) if _alike(_plain(one.title), wanted)]


def start_work(session: Session, actor: Actor, now: datetime, values: Mapping[str, Any]) -> int:
    """Start a piece of work.

    Args:
        values: the fields named in ``FIELDS``, ``places`` (place keys), ``neighbourhoods``
            and ``partners`` (names, one each).

    Returns:
        Its id.

    Raises:
        InvalidInput: no title, or a kind, stage or place that is not on offer.
    """
    with write() as session:
        work = Work(
            organisation_id=actor.organisation_id, created_by=actor.person_id, created_at=now
        )
        _set(session, actor, work, values)
        session.add(work)
        session.flush()
        audit.record(session, "work started", actor, now, "work", work.reference, title=work.title)
        return work.id


def edit_work(
    session: Session,
    actor: Actor,
    now: datetime,
    work_id: int,
    values: Mapping[str, Any],
    seen: str = "",
) -> None:
    """Change a piece of work; see ``start_work``.

    Args:
        seen: what ``state_of`` said when the writer opened it; an empty one asks nothing.

    Raises:
        Conflict: somebody else changed it since.
    """
    with write() as session:
        work = piece_of_work(session, actor, work_id)
        lock_row(session, Work, work.id)
        if seen and seen != state_of(work):
            raise Conflict(_("Somebody else changed this piece of work while you were writing."))
        before = work.title
        _set(session, actor, work, values)
        audit.record(
            session, "work changed", actor, now, "work", work.reference, old=before, new=work.title
        )


def state_of(work: Work) -> str:
    """A short text that is another one as soon as anything in the work's form has changed."""
    said = [getattr(work, name) for name in FIELDS]
    names = [(place.key, place.name) for place in work.places]
    named = [partner.name for partner in work.partners]
    return hashlib.sha256(repr((said, names, named)).encode()).hexdigest()[:16]


def share_work(session: Session, actor: Actor, now: datetime, work_id: int, shared: bool) -> None:
    """Let the named partners that use this installation see the work, or stop it.

    Raises:
        NotAllowed: the actor may not share.
    """
    if not actor.may("share"):
        raise NotAllowed(_("Only a lead can share work with partners."), _("Ask a lead."))
    with write() as session:
        work = piece_of_work(session, actor, work_id)
        work.shared_at = now if shared else None
        what = "work shared" if shared else "sharing stopped"
        audit.record(session, what, actor, now, "work", work.reference)


def delete_work(session: Session, actor: Actor, now: datetime, work_id: int) -> None:
    """Put a piece of work aside with all its checklists; 30 days to bring it back."""
    with write() as session:
        work = piece_of_work(session, actor, work_id)
        work.deleted_at = now
        audit.record(session, "work deleted", actor, now, "work", work.reference)


def restore_work(session: Session, actor: Actor, now: datetime, work_id: int) -> None:
    """Bring deleted work back.

    Raises:
        NotFound: it is not among those that can still be brought back.
    """
    with write() as session:
        found = deleted_rows(session, Work, now, Work.id == work_id)
        if not found:
            raise NotFound(_("There is no deleted piece of work to bring back."))
        found[0].deleted_at = None
        audit.record(session, "work restored", actor, now, "work", found[0].reference)


def shared_with_us(session: Session, actor: Actor) -> list[SharedWork]:
    """What other organisations lead, name us as a partner of, and have shared."""
    with across_organisations("work shared with a named partner"):
        rows = session.execute(
            sa.select(Work.id, Work.title, Work.shared_at, Organisation.name)
            .join(WorkPartner, WorkPartner.work_id == Work.id)
            .join(Organisation, Organisation.id == Work.organisation_id)
            .where(
                WorkPartner.partner_id == actor.organisation_id,
                Work.shared_at.is_not(None),
                Work.deleted_at.is_(None),
            )
            .order_by(Work.shared_at.desc())
        ).all()
    return [SharedWork(row.id, row.title, row.name, row.shared_at) for row in rows]


def lead_of_shared(session: Session, actor: Actor, work_id: int) -> int:
    """The organisation that leads a piece of work which it has shared with the actor's.

    Raises:
        NotFound: there is no such work, or it is not shared with us.
    """
    with across_organisations("work shared with a named partner"):
        found = session.scalar(
            sa.select(Work.organisation_id)
            .join(WorkPartner, WorkPartner.work_id == Work.id)
            .where(
                Work.id == work_id,
                WorkPartner.partner_id == actor.organisation_id,
                Work.shared_at.is_not(None),
                Work.deleted_at.is_(None),
            )
        )
    if found is None:
        raise NotFound(_("There is no such piece of work."), _("It may no longer be shared."))
    return int(found)


def _no_such_work() -> NotFound:
    return NotFound(_("There is no such piece of work."), _("It may have been deleted."))


def _set(session: Session, actor: Actor, work: Work, values: Mapping[str, Any]) -> None:
    if not str(values.get("title") or "").strip():
        raise InvalidInput(_("Enter a title for the piece of work."), where="title")
    if values.get("kind", "project") not in KINDS or values.get("stage", "planning") not in STAGES:
        raise InvalidInput(_("Choose one of the kinds and stages shown."), where="kind")
    for name in FIELDS:
        if name in values:
            setattr(work, name, values[name])
    if "places" in values or "neighbourhoods" in values:
        work.places = _places(actor, values.get("places", ()), values.get("neighbourhoods", ()))
    if "partners" in values:
        work.partners = _partners(session, actor, values["partners"])


def _places(actor: Actor, keys: Sequence[str], neighbourhoods: Sequence[str]) -> list[WorkPlace]:
    known = {place.key: (place, one) for one in place_lists() for place in one.places}
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise InvalidInput(
            _("“%(place)s” is not a place on our lists.", place=unknown[0][:60]), where="places"
        )
    chosen = [
        WorkPlace(
            organisation_id=actor.organisation_id,
            kind=known[key][0].kind,
            key=key,
            name=known[key][0].name,
            list_name=known[key][1].name,
        )
        for key in keys
    ]
    return chosen + [
        WorkPlace(organisation_id=actor.organisation_id, kind="neighbourhood", name=name[:200])
        for name in neighbourhoods
    ]


def _partners(session: Session, actor: Actor, names: Sequence[str]) -> list[WorkPartner]:
    """Named partners; one whose name is an organisation here can be shared with."""
    known = {
        row.name.casefold(): row.id
        for row in session.execute(sa.select(Organisation.id, Organisation.name))
        if row.id != actor.organisation_id
    }
    return [
        WorkPartner(
            organisation_id=actor.organisation_id,
            partner_id=known.get(name.casefold()),
            name=name[:200],
        )
        for name in names
    ]


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _alike(one: str, other: str) -> bool:
    return bool(other) and SequenceMatcher(None, one, other).ratio() >= ALIKE
