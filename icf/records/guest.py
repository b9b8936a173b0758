"""Guests of an organisation: who came, and taking their names away again.

A guest has no account: the name that they typed stands beside what they wrote. It may be a person's
or a role's (“head teacher”), so whoever erases says whether other texts are looked through too.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Person
from icf.audit import AuditEntry
from icf.errors import NotFound
from icf.guests.models import GuestLink, GuestVisit
from icf.records.person import Erased, close_account, issued_by, replaced_in_texts, replacer
from icf.web.actor import Actor
from icf.web.i18n import _

SOME_GUEST = "a former guest"
"""What stands in texts where the name stood."""

NAMED_BY_LINK = ("guest link made", "guest link withdrawn", "guest came")
"""Lines of the audit that say for whom a link was."""


@dataclass(frozen=True)
class Came:
    """A guest who came through a link. ``label`` says for whom the link was made."""

    visit_id: int
    name: str
    label: str
    assessment_id: int
    came_at: datetime
    is_erased: bool

    @property
    def typed_name(self) -> str:
        """The name as they typed it, without the word that tells guests from colleagues."""
        return self.name.rpartition(" (")[0] or self.name


def guests_of(session: Session, actor: Actor) -> list[Came]:
    """Everybody who came to the actor's organisation through a link, latest first."""
    rows = session.execute(
        sa.select(GuestVisit, GuestLink, Person)
        .join(GuestLink, GuestLink.id == GuestVisit.link_id)
        .join(Person, Person.id == GuestVisit.person_id)
        .where(GuestLink.organisation_id == actor.organisation_id)
        .order_by(GuestVisit.id.desc())
    )
    return [
        Came(
            visit.id,
            person.name,
            link.label,
            link.assessment_id,
            visit.started_at,
            person.email.startswith("erased-"),
        )
        for visit, link, person in rows
    ]


def guest(session: Session, actor: Actor, visit_id: int) -> Came:
    """One of them who is not erased yet. Raises NotFound, for those of others too."""
    for one in guests_of(session, actor):
        if one.visit_id == visit_id and not one.is_erased:
            return one
    raise NotFound(_("There is no such guest."))


def would_erase_guest(session: Session, actor: Actor, one: Came) -> Erased:
    """What erasing a guest would do to other texts; nothing is changed."""
    return _erased_guest(session, actor, one, change=False)


def erase_guest(
    session: Session,
    actor: Actor,
    now: datetime,
    visit_id: int,
    in_texts: bool = True,
    label: bool = False,
) -> None:
    """End a guest's visit and take their name away. What they wrote stays; it cannot be undone.

    Call ``icf.db.scrub`` afterwards, as for a person.

    Args:
        in_texts: their name is looked for in the organisation's other texts as well.
        label: what the link says about whom it is for goes too.

    Raises:
        NotFound: there is no such guest, or they are erased already.
    """
    one = guest(session, actor, visit_id)
    visit = session.get_one(GuestVisit, visit_id)
    if in_texts:
        _erased_guest(session, actor, one, change=True)
    if label:
        _forget_label(session, session.get_one(GuestLink, visit.link_id))
    person = session.get_one(Person, visit.person_id)
    close_account(session, now, person, f"Former guest {person.id}")
    visit.left_at = visit.left_at or now
    audit.record(session, "guest_erased", actor, now, "assessment", f"P{one.assessment_id}")
    session.flush()


def _erased_guest(session: Session, actor: Actor, one: Came, change: bool) -> Erased:
    person_id = session.get_one(GuestVisit, one.visit_id).person_id
    email = session.get_one(Person, person_id).email
    replace = replacer(one.typed_name, email, SOME_GUEST)
    here = {actor.organisation_id}
    texts = replaced_in_texts(session, here, replace, change)
    return Erased(one.typed_name, email, (), texts, issued_by(session, here))


def _forget_label(session: Session, link: GuestLink) -> None:
    lines = sa.select(AuditEntry).where(
        AuditEntry.organisation_id == link.organisation_id,
        AuditEntry.what.in_(NAMED_BY_LINK),
        AuditEntry.subject_id == f"P{link.assessment_id}",
    )
    for line in session.scalars(lines):
        if line.details.get("name") == link.label:
            line.details = {**line.details, "name": SOME_GUEST}
    link.label = SOME_GUEST
