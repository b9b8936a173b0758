"""Switching a version of an organisation's own questions on or off."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from icf import audit
from icf.core.compose import compose
from icf.db import kept_row, lock_row
from icf.errors import InvalidInput, NotFound, PackError
from icf.packs.models import OwnPack, OwnVersion
from icf.packs.selection import Selection, own_packs, selection
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _


def switch_own(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    pack_id: int,
    version_id: int | None,
) -> OwnPack:
    """Ask a published version in new checklists, instead of whichever is on; None asks none.

    No answer is touched. Call it inside a write.

    Raises:
        NotFound: the organisation has no such questions, or no such version of them.
        InvalidInput: the version does not fit with what else is on.
    """
    lock_row(session, OwnPack, pack_id)
    pack = own_pack(session, actor, pack_id)
    versions = versions_of(session, actor, pack_id)
    chosen = next((one for one in versions if one.id == version_id), None)
    if version_id is not None and chosen is None:
        raise NotFound(_("There is no such version of these questions."))
    before = next((one for one in versions if one.is_on), None)
    if chosen is not None:
        now_on = selection(session, actor.organisation_id)
        left = [before.id] if before else []
        _refuse_unfit(session, plugins, pack.title, now_on.with_own([chosen.id], left))
    for one in versions:
        one.is_on = one is chosen
    details = {
        "version": chosen.version if chosen else "",
        "before": before.version if before else "",
    }
    audit.record(session, "own_switched", actor, now, "own_pack", str(pack_id), **details)
    session.flush()
    return pack


def own_pack(session: Session, actor: Actor, pack_id: int) -> OwnPack:
    """Questions of the actor's organisation that are not deleted. Raises NotFound."""
    found: OwnPack | None = kept_row(session, actor.organisation_id, OwnPack, pack_id)
    if found is None:
        raise NotFound(_("There are no such questions."), _("They may have been deleted."))
    return found


def versions_of(session: Session, actor: Actor, pack_id: int) -> list[OwnVersion]:
    """The published versions, newest first. Each one's text is read when it is asked for."""
    statement = (
        sa.select(OwnVersion)
        .where(OwnVersion.pack_id == pack_id, OwnVersion.organisation_id == actor.organisation_id)
        .order_by(OwnVersion.id.desc())
        .options(defer(OwnVersion.text))
    )
    return list(session.scalars(statement))


def _refuse_unfit(session: Session, plugins: Plugins, title: str, chosen: Selection) -> None:
    registry = plugins.registry
    core, overlays = registry.packs(chosen.add_ons)
    own = own_packs(session, chosen)
    try:
        compose(
            core,
            [*overlays, *own],
            registry.kinds(chosen.add_ons),
            registry.scales(chosen.add_ons),
        )
    except PackError as error:
        message = _("“%(title)s” does not fit with what else is on.", title=title)
        raise InvalidInput(message, str(error)) from error
