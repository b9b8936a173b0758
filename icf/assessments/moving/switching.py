"""Putting a selection in place: the switches of add-ons and of one's own questions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.errors import NotFound
from icf.packs.models import OwnPack, OwnVersion
from icf.packs.own_switch import switch_own
from icf.packs.selection import Selection
from icf.packs.service import set_switch, switch_plugin
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _


def with_own_version(session: Session, chosen: Selection, version_id: int, on: bool) -> Selection:
    """A selection with a version of one's own questions on, instead of others of it, or off.

    Raises:
        NotFound: the organisation has no such version.
    """
    version = _versions(session, [version_id]).get(version_id)
    if version is None:
        raise NotFound(_("There is no such version of your own questions."))
    siblings = sa.select(OwnVersion.id).where(OwnVersion.pack_id == version.pack_id)
    return chosen.with_own([version_id] if on else [], left=list(session.scalars(siblings)))


def put_in_place(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    before: Selection,
    after: Selection,
) -> None:
    """Switch whatever differs between two selections. Runs inside the caller's ``write()``.

    Raises:
        NotFound: there is no such add-on, or no such version of one's own questions.
        InvalidInput: an add-on cannot be used, or not together with what is on.
    """
    # Off comes first: what goes on then need not fit with what goes off.
    for name in sorted(before.add_ons - after.add_ons):
        _switch_off(session, actor, now, name)
    for name in sorted(after.add_ons - before.add_ons):
        switch_plugin(session, actor, now, plugins, name, True)
    _switch_own(session, actor, now, plugins, before.own - after.own, after.own - before.own)


def _switch_off(session: Session, actor: Actor, now: datetime, name: str) -> None:
    """An add-on that is not there any more can be switched off, too."""
    set_switch(session, actor.organisation_id, now, name, False, actor.person_id)
    audit.record(session, "add_on_switched", actor, now, "plugin", name, on=False)


def _switch_own(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    off: Collection[int],
    on: Collection[int],
) -> None:
    """One switch for each set of questions: a version that goes on takes the place of another."""
    found = _versions(session, [*off, *on])
    if missing := set(on) - found.keys():
        raise NotFound(
            _("There is no such version of your own questions."), where=str(min(missing))
        )
    wanted: dict[int, int | None] = {version.pack_id: None for version in found.values()}
    wanted |= {found[one].pack_id: one for one in on}
    for pack_id, version_id in sorted(wanted.items()):
        switch_own(session, actor, now, plugins, pack_id, version_id)


def _versions(session: Session, ids: Collection[int]) -> dict[int, Any]:
    statement = (
        sa.select(OwnVersion)
        .join(OwnPack, OwnPack.id == OwnVersion.pack_id)
        .where(OwnVersion.id.in_(ids), OwnPack.deleted_at.is_(None))
    )
    return {one.id: one for one in session.scalars(statement)}
