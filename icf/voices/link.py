"""The address of a panel: made and taken back by leads, used by whoever has it, without a name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Organisation
from icf.accounts.secret import new_secret, secret_hash
from icf.audit import AuditEntry
from icf.core.voices import Asked
from icf.db import across_organisations, db, in_organisation, write
from icf.errors import NotAllowed, NotFound
from icf.throttle import Count, Limit, take_try
from icf.voices.items import from_json
from icf.voices.models import VoiceLink, VoicePanel
from icf.voices.service import Counts, add_sheet, is_first, note, panel
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work

REASON = "the people of a community panel"
LIVES_DAYS = 60
SHEETS = Limit(at_once=60, every=timedelta(seconds=20))
"""A room full of people at once; after that a sheet whenever so much time has passed."""

Problem = Literal["unknown", "withdrawn", "expired", "closed"]


@dataclass(frozen=True)
class Opened:
    """What an address opens: whose panel, about what, and the statements."""

    organisation_id: int
    panel_id: int
    organisation: str
    brand: str
    title: str
    work: str
    asked: Asked


def link_of(session: Session, actor: Actor, now: datetime, panel_id: int) -> VoiceLink | None:
    """The address that works now; None for none."""
    return session.scalar(
        sa.select(VoiceLink)
        .where(
            VoiceLink.panel_id == panel_id,
            VoiceLink.organisation_id == actor.organisation_id,
            VoiceLink.withdrawn_at.is_(None),
            VoiceLink.expires_at > now,
        )
        .limit(1)
    )


def make_link(session: Session, actor: Actor, now: datetime, panel_id: int) -> str:
    """A new address; an earlier one stops working. Gives its secret, which is not stored."""
    secret, hashed = new_secret()
    with write() as session:
        found = _withdrawn(session, actor, now, panel_id)
        session.add(
            VoiceLink(
                organisation_id=actor.organisation_id,
                panel_id=found.id,
                token_hash=hashed,
                created_by=actor.person_id,
                created_at=now,
                expires_at=now + timedelta(days=LIVES_DAYS),
            )
        )
        note(session, actor, now, "panel link made", found)
    return secret


def withdraw_link(session: Session, actor: Actor, now: datetime, panel_id: int) -> None:
    """The address opens nothing from now on."""
    with write() as session:
        found = _withdrawn(session, actor, now, panel_id)
        note(session, actor, now, "panel link withdrawn", found)


def open_link(session: Session, now: datetime, secret: str) -> Opened | Problem:
    """What an address opens today, or why it opens nothing. Outside any organisation."""
    found = session.execute(
        sa.select(VoiceLink, Organisation)
        .join(Organisation, Organisation.id == VoiceLink.organisation_id)
        .where(VoiceLink.token_hash == secret_hash(secret))
    ).one_or_none()
    if found is None:
        return "unknown"
    link, organisation = found
    if link.withdrawn_at:
        return "withdrawn"
    if link.expires_at <= now:
        return "expired"
    if organisation.closed_at:
        return "closed"
    place, name, brand = organisation.id, organisation.name, organisation.look.get("brand", "")
    panel_id = link.panel_id
    # Whoever answers may be signed in for another organisation.
    with across_organisations(REASON), in_organisation(place):
        row = db.session.execute(
            sa.select(VoicePanel, Work.title)
            .join(Work, Work.id == VoicePanel.work_id)
            .where(
                VoicePanel.id == panel_id,
                VoicePanel.deleted_at.is_(None),
                Work.deleted_at.is_(None),
            )
        ).one_or_none()
        if row is None:
            return "withdrawn"
        one, work = row
        return Opened(place, one.id, name, brand, one.title, work, from_json(one.asked))


def answer(
    now: datetime, secret: str, opened: Opened, counts: Counts, words: str, form_number: str = ""
) -> None:
    """Keep what somebody said, without anything that tells who. Outside any organisation.

    Args:
        form_number: of the form that was opened; sent twice, it is kept once. Empty for none.

    Raises:
        TooManyTries: too many at once through this address.
        NotFound: it was switched off meanwhile.
        InvalidInput: nothing was answered.
    """
    with across_organisations(REASON), write() as session:
        if not is_first(session, now, form_number):
            return
        take_try(session, now, [Count(SHEETS, "voice", secret_hash(secret))])
        with in_organisation(opened.organisation_id):
            found = session.scalar(
                sa.select(VoicePanel).where(
                    VoicePanel.id == opened.panel_id, VoicePanel.deleted_at.is_(None)
                )
            )
            if found is None:
                raise NotFound(_("This address does not work any more."))
            add_sheet(session, now, found, "link", counts, words, None)
            work_id = found.work_id
        _note_for_nobody(session, now, opened.organisation_id, work_id)


def _note_for_nobody(session: Session, now: datetime, organisation_id: int, work_id: int) -> None:
    session.execute(
        sa.insert(AuditEntry.__table__).values(  # type: ignore[arg-type]
            organisation_id=organisation_id,
            person_id=None,
            at=now,
            what="voice came",
            subject="work",
            subject_id=f"W{work_id}",
            details={},
        )
    )


def _withdrawn(session: Session, actor: Actor, now: datetime, panel_id: int) -> VoicePanel:
    if not actor.may("share"):
        raise NotAllowed(_("Only a lead can let a panel answer by link."), _("Ask a lead."))
    found = panel(session, actor, panel_id)
    earlier = link_of(session, actor, now, panel_id)
    if earlier is not None:
        earlier.withdrawn_at = now
    return found
