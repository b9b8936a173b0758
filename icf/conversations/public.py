"""The address at which people who took part read what became of it: made, opened, switched off."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Organisation
from icf.accounts.secret import new_secret, secret_hash
from icf.conversations.models import Conversation, ConversationPage
from icf.conversations.service import conversation
from icf.db import across_organisations, db, in_organisation, write
from icf.errors import NotAllowed
from icf.web.actor import Actor
from icf.web.i18n import _

REASON = "a public page of what became of a conversation"


@dataclass(frozen=True)
class Said:
    """A point and our answer, as those who took part read it."""

    said: str
    answer: str
    words: str


@dataclass(frozen=True)
class Answered:
    """What goes back to the people who took part, and nothing else of the entry."""

    reference: str
    title: str
    organisation: str
    brand: str
    month: date
    starts_on: date | None
    ends_on: date | None
    places: tuple[str, ...]
    thanks: str
    ask_here: str
    points: tuple[Said, ...]


def answered(found: Conversation, organisation: Organisation) -> Answered:
    """What of an entry goes back to the people who took part."""
    return Answered(
        reference=found.reference,
        title=found.title,
        organisation=organisation.name,
        brand=organisation.look.get("brand", ""),
        month=found.month,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        places=tuple(place["name"] for place in found.places),
        thanks=found.thanks,
        ask_here=found.ask_here,
        points=tuple(Said(one.said, one.answer, one.words) for one in found.points),
    )


def page_of(session: Session, actor: Actor, conversation_id: int) -> ConversationPage | None:
    """The page that is on; None while there is none."""
    return session.scalar(
        sa.select(ConversationPage).where(
            ConversationPage.conversation_id == conversation_id,
            ConversationPage.organisation_id == actor.organisation_id,
            ConversationPage.withdrawn_at.is_(None),
        )
    )


def switch_on(session: Session, actor: Actor, now: datetime, conversation_id: int) -> str:
    """A new address; any earlier one stops working. Gives its secret, which is not stored.

    Raises:
        NotAllowed: the actor may not share.
    """
    secret, hashed = new_secret()
    with write() as session:
        found = _withdrawn(session, actor, now, conversation_id)
        session.add(
            ConversationPage(
                organisation_id=actor.organisation_id,
                conversation_id=found.id,
                token_hash=hashed,
                created_by=actor.person_id,
                created_at=now,
            )
        )
        audit.record(session, "answers published", actor, now, "conversation", found.reference)
    return secret


def switch_off(session: Session, actor: Actor, now: datetime, conversation_id: int) -> None:
    """The address opens nothing from now on. Raises NotAllowed."""
    with write() as session:
        found = _withdrawn(session, actor, now, conversation_id)
        audit.record(session, "answers withdrawn", actor, now, "conversation", found.reference)


def open_page(session: Session, secret: str) -> Answered | None:
    """What the address shows today; None where it opens nothing. Outside any organisation."""
    found = session.execute(
        sa.select(ConversationPage, Organisation)
        .join(Organisation, Organisation.id == ConversationPage.organisation_id)
        .where(
            ConversationPage.token_hash == secret_hash(secret),
            ConversationPage.withdrawn_at.is_(None),
            Organisation.closed_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        return None
    page, organisation = found
    organisation_id, conversation_id = page.organisation_id, page.conversation_id
    session.expunge(organisation)
    # Whoever reads it may be signed in for another organisation.
    with across_organisations(REASON), in_organisation(organisation_id):
        kept = db.session.scalar(
            sa.select(Conversation).where(
                Conversation.id == conversation_id,
                Conversation.organisation_id == organisation_id,
                Conversation.deleted_at.is_(None),
            )
        )
        return answered(kept, organisation) if kept else None


def _withdrawn(session: Session, actor: Actor, now: datetime, conversation_id: int) -> Conversation:
    if not actor.may("share"):
        raise NotAllowed(_("Only a lead can switch the public page on or off."), _("Ask a lead."))
    found = conversation(session, actor, conversation_id)
    earlier = page_of(session, actor, conversation_id)
    if earlier is not None:
        earlier.withdrawn_at = now
    return found
