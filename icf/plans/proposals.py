"""Actions that one organisation proposes to another, and what the other one says."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Organisation
from icf.accounts.person import members
from icf.db import across_organisations, in_organisation, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.jobs.service import enqueue
from icf.plans.action import action, make_action
from icf.plans.follow_up import Place, touch_drafts, work_of_place
from icf.plans.mirror import REASON, OtherSide, lock_both_sides, step
from icf.plans.models import ActionProposal
from icf.plans.status import OVER
from icf.web.actor import CAPABILITIES, Actor
from icf.web.i18n import _

ANSWERS = ("accept", "redate", "decline")
ANSWERING_ROLES = tuple(role for role, can in CAPABILITIES.items() if "share" in can)


def organisations_to_ask(session: Session, actor: Actor) -> dict[int, str]:
    """The other organisations of this installation that are open: name by number."""
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name)
        .where(Organisation.id != actor.organisation_id, Organisation.closed_at.is_(None))
        .order_by(sa.func.lower(Organisation.name))
    )
    return {row.id: row.name for row in rows}


def organisation_called(session: Session, actor: Actor, name: str) -> int | None:
    """The number of another organisation with this name; None where none here has it.

    Its name is asked for rather than offered: nobody is shown who else uses the installation.
    """
    wanted = " ".join(name.casefold().split())
    for number, known in organisations_to_ask(session, actor).items():
        if " ".join(known.casefold().split()) == wanted:
            return number
    return None


def proposals(session: Session, actor: Actor) -> list[ActionProposal]:
    """What was proposed to us and what we proposed: those that wait first, then the newest."""
    found = session.scalars(
        sa.select(ActionProposal).where(ActionProposal.organisation_id == actor.organisation_id)
    )
    return sorted(found, key=lambda one: (one.state != "proposed", -one.id))


def proposals_of(session: Session, actor: Actor, action_id: int) -> Sequence[ActionProposal]:
    """The proposals that belong to one of our actions, newest first."""
    return session.scalars(
        sa.select(ActionProposal)
        .where(
            ActionProposal.organisation_id == actor.organisation_id,
            ActionProposal.action_id == action_id,
        )
        .order_by(ActionProposal.id.desc())
    ).all()


def waiting_proposals(session: Session, actor: Actor) -> int:
    """How many actions are proposed to us and not answered."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(ActionProposal)
            .where(
                ActionProposal.organisation_id == actor.organisation_id,
                ActionProposal.is_ours.is_(False),
                ActionProposal.state == "proposed",
            )
        )
        or 0
    )


def proposal(session: Session, actor: Actor, proposal_id: int) -> ActionProposal:
    """One proposal, of either direction. Raises NotFound."""
    found = session.scalar(
        sa.select(ActionProposal).where(
            ActionProposal.id == proposal_id,
            ActionProposal.organisation_id == actor.organisation_id,
        )
    )
    if found is None:
        raise NotFound(_("There is no such proposal."))
    return found


def propose(
    session: Session,
    actor: Actor,
    now: datetime,
    action_id: int,
    other_id: int | None,
    words: str = "",
    tell: bool = False,
) -> int:
    """Propose one of our actions to another organisation, which sees this one action alone.

    Args:
        words: what we say to them about it.
        tell: whether their leads get an e-mail that something is proposed.

    Returns:
        The number of our side's row.

    Raises:
        NotAllowed: the actor may not share.
        InvalidInput: there is no such organisation to ask.
        Conflict: they have been asked already, or the action is done or stopped.
    """
    _lead_only(actor)
    with write() as session:
        found = action(session, actor, action_id)
        name = organisations_to_ask(session, actor).get(other_id or 0)
        if name is None or other_id is None:
            raise InvalidInput(
                _("No other organisation of this installation has this name."), where="other"
            )
        if found.status in OVER:
            raise Conflict(_("This is done or stopped, so there is nothing to propose."))
        asked = [one.other_id for one in proposals_of(session, actor, action_id) if _is_open(one)]
        if other_id in asked:
            raise Conflict(_("They have been asked already."), where="other")
        said: dict[str, Any] = {
            "what": found.what,
            "how_we_know": found.how_we_know,
            "due_on": found.due_on,
        }
        said |= {
            "key": _key(actor, now, found.id, other_id),
            "words": words.strip(),
            "proposed_at": now,
            "is_ours": True,
        }
        ours = ActionProposal(
            organisation_id=actor.organisation_id,
            other_id=other_id,
            other_name=name,
            action_id=found.id,
            done_by=actor.person_id,
            **said,
        )
        session.add(ours)
        session.flush()
        details = {"what": found.what, "other": name}
        number = ours.id
        audit.record(session, "proposal proposed", actor, now, "proposal", str(number), **details)
        theirs = ActionProposal(
            organisation_id=other_id,
            other_id=actor.organisation_id,
            other_name=actor.organisation_name,
            **{**said, "is_ours": False},
        )
        _store_theirs(session, now, theirs, tell)
        return number


def _key(actor: Actor, now: datetime, action_id: int, other_id: int) -> str:
    """What both sides know a proposal by; another one for each proposal, wherever it is made."""
    said = (actor.organisation_id, actor.organisation_name, action_id, other_id, now.isoformat())
    return sha256(repr(said).encode()).hexdigest()[:32]


def _store_theirs(session: Session, now: datetime, theirs: ActionProposal, tell: bool) -> None:
    other_id, details = theirs.organisation_id, {"what": theirs.what, "other": theirs.other_name}
    with across_organisations(REASON), in_organisation(other_id):
        session.add(theirs)
        session.flush()
        side, number = OtherSide(other_id), theirs.id
        audit.record(
            session, "their proposal proposed", side, now, "proposal", str(number), **details
        )
        readers = [one for one in members(session, other_id) if one.role in ANSWERING_ROLES]
        for one in readers if tell else ():
            arguments = {"proposal_id": number, "person_id": one.person_id}
            enqueue(session, now, "tell-proposal", arguments, other_id)


def withdraw(session: Session, actor: Actor, now: datetime, proposal_id: int) -> None:
    """Take a proposal of ours back before it is answered.

    Raises:
        NotAllowed: the actor may not share.
        NotFound: we proposed no such thing.
        Conflict: it was answered or withdrawn meanwhile.
    """
    _lead_only(actor)
    with write() as session:
        ours = _waiting(session, actor, proposal_id, is_ours=True)
        step(session, actor, now, ours, {"state": "withdrawn", "answered_at": now})


def accept(
    session: Session,
    actor: Actor,
    now: datetime,
    proposal_id: int,
    place: Place,
    agreed_on: date | None,
    reason: str = "",
    who: str = "",
) -> int:
    """Take on what was proposed to us: it becomes an action of ours.

    Args:
        place: what it is part of here.
        agreed_on: by when; another day than was proposed needs a reason.

    Returns:
        The action's number.

    Raises:
        NotAllowed: the actor may not share.
        NotFound: nothing like that was proposed to us, or there is no such piece of work.
        InvalidInput: another day, and no reason.
        Conflict: it was answered or withdrawn meanwhile.
    """
    _lead_only(actor)
    with write() as session:
        theirs = _waiting(session, actor, proposal_id, is_ours=False)
        if agreed_on != theirs.due_on and not reason.strip():
            raise InvalidInput(_("Say why it takes until another day."), where="reason")
        work_id = work_of_place(session, actor, now, place).id
        touch_drafts(session, actor, now, [work_id])
        values: dict[str, Any] = {"what": theirs.what, "how_we_know": theirs.how_we_know}
        values |= {"who": who, "due_on": agreed_on, "no_date_reason": "" if agreed_on else reason}
        made = make_action(session, actor, now, work_id, values, "proposal")
        theirs.action_id, theirs.done_by = made.id, actor.person_id
        said = {"state": "accepted", "agreed_on": agreed_on, "reason": reason.strip()}
        made_id = made.id
        _answer(session, actor, now, theirs, said)
        return made_id


def decline(session: Session, actor: Actor, now: datetime, proposal_id: int, reason: str) -> None:
    """Say no, and why. Raises as ``accept`` does."""
    _lead_only(actor)
    with write() as session:
        theirs = _waiting(session, actor, proposal_id, is_ours=False)
        if not reason.strip():
            raise InvalidInput(_("Say why not, in a sentence."), where="reason")
        theirs.done_by = actor.person_id
        _answer(session, actor, now, theirs, {"state": "declined", "reason": reason.strip()})


def _answer(
    session: Session, actor: Actor, now: datetime, theirs: ActionProposal, said: Mapping[str, Any]
) -> None:
    """Both sides know the answer, and whoever proposed it gets an e-mail."""
    key, other_id = theirs.key, theirs.other_id
    step(session, actor, now, theirs, {**said, "answered_at": now})
    if other_id is None:
        return
    with across_organisations(REASON), in_organisation(other_id):
        asked = session.scalar(sa.select(ActionProposal).where(ActionProposal.key == key))
        if asked is not None and asked.done_by is not None:
            arguments = {"proposal_id": asked.id, "person_id": asked.done_by}
            enqueue(session, now, "tell-proposal-answer", arguments, other_id)


def _waiting(session: Session, actor: Actor, proposal_id: int, is_ours: bool) -> ActionProposal:
    """A proposal that is not answered yet, locked."""
    found = proposal(session, actor, proposal_id)
    if found.is_ours is not is_ours:
        raise NotFound(_("There is no such proposal."))
    lock_both_sides(session, [found])
    if found.state != "proposed":
        raise Conflict(_("This was answered or withdrawn meanwhile."))
    return found


def _is_open(one: ActionProposal) -> bool:
    return one.is_ours and one.state in ("proposed", "accepted")


def _lead_only(actor: Actor) -> None:
    if not actor.may("share"):
        raise NotAllowed(
            _("Only a lead can agree actions with another organisation."), _("Ask a lead.")
        )
