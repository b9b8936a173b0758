"""Corrections that change no meaning: open checklists take them, and nobody is asked."""

from datetime import datetime
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.assessments.moving.models import MovedAssessment
from icf.audit import AuditEntry
from icf.core.corrections import take_corrections
from icf.db import write
from icf.packs.models import OwnPack, OwnVersion
from icf.packs.selection import Selection, selection
from icf.packs.service import (
    Composed,
    composed_of,
    composed_with,
    keep_questionnaire,
    questionnaire,
)
from icf.plugin.manager import Plugins
from icf.web.actor import Actor

_seen: WeakKeyDictionary[Plugins, set[int]] = WeakKeyDictionary()


def take_patches(
    session: Session,
    now: datetime,
    plugins: Plugins,
    organisation_id: int,
    actor: Actor | None = None,
) -> int:
    """Give every open checklist the corrected words of what the organisation asks today.

    Runs inside the caller's ``write()``. Signed checklists stay in their own words.

    Args:
        organisation_id: of the organisation in scope.
        actor: who made it happen; None when the toolkit was upgraded.

    Returns:
        How many checklists took corrections.
    """
    taken = 0
    for digest, made in _to_take(session, plugins, organisation_id):
        keep_questionnaire(session, now, made)
        taken += _pin(session, digest, made.digest)
        session.add(_entry(organisation_id, actor, now, digest, made.digest))
    return taken


def take_patches_once(session: Session, actor: Actor, now: datetime, plugins: Plugins) -> None:
    """Take corrections that came with what is installed, which changes only at a restart.

    The first time in a process that somebody of an organisation asks; later it costs nothing.
    """
    seen, own = _seen.setdefault(plugins, set()), actor.organisation_id
    if own in seen:
        return
    if _to_take(session, plugins, own):
        with write() as session:
            take_patches(session, now, plugins, own)
    seen.add(own)


def patch_layers(session: Session, chosen: Selection, target: Composed) -> frozenset[str]:
    """The layers whose corrections may be taken; of one's own questions, those marked so."""
    of_meaning = (
        sa.select(OwnPack.key)
        .join(OwnVersion, OwnVersion.pack_id == OwnPack.id)
        .where(OwnVersion.id.in_(chosen.own), OwnVersion.meaning_unchanged.is_(False))
    )
    asking = frozenset(session.scalars(of_meaning)) if chosen.own else frozenset()
    return frozenset(key for key, _version, _title in target.questionnaire.packs) - asking


def _to_take(
    session: Session, plugins: Plugins, organisation_id: int
) -> list[tuple[str, Composed]]:
    """The questionnaires of open checklists that are corrected, each with what it becomes."""
    chosen = selection(session, organisation_id)
    target = composed_with(session, plugins, chosen)
    layers = patch_layers(session, chosen, target)
    found = []
    for digest in _open_digests(session, target.digest):
        old, _index = questionnaire(session, digest)
        corrected = take_corrections(old, target.questionnaire, layers)
        if corrected != old:
            same = corrected == target.questionnaire
            found.append((digest, target if same else composed_of(corrected)))
    return found


def _open_digests(session: Session, current: str) -> list[str]:
    statement = (
        sa.select(Assessment.digest)
        .where(Assessment.state == "draft", Assessment.digest != current)
        .distinct()
    )
    return list(session.scalars(statement))


def _pin(session: Session, old: str, new: str) -> int:
    """Pin drafts, deleted ones too, to the corrected questionnaire; moves can still be undone."""
    drafts = sa.select(Assessment.id).where(Assessment.state == "draft", Assessment.digest == old)
    ids = list(session.scalars(drafts))
    session.execute(
        sa.update(MovedAssessment)
        .where(MovedAssessment.to_digest == old, MovedAssessment.assessment_id.in_(ids))
        .values(to_digest=new)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(Assessment)
        .where(Assessment.state == "draft", Assessment.digest == old)
        .values(digest=new)
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def _entry(
    organisation_id: int, actor: Actor | None, now: datetime, old: str, new: str
) -> AuditEntry:
    return AuditEntry(
        organisation_id=organisation_id,
        person_id=actor.person_id if actor else None,
        at=now,
        what="corrections taken",
        subject="questionnaire",
        subject_id=new,
        details={"instead_of": old},
    )
