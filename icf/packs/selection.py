"""What an organisation asks beside the framework, as a value: to try out, and to go back to."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.core.questionnaire import Pack
from icf.packfile import read_pack_text
from icf.packs.models import OwnPack, OwnVersion, PluginSwitch


@dataclass(frozen=True)
class Selection:
    """The add-ons and the versions of its own questions that an organisation has on.

    Args:
        add_ons: names of plugins; the core is never among them.
        own: ids of rows of ``OwnVersion``, at most one of each pack.
    """

    add_ons: frozenset[str] = frozenset()
    own: frozenset[int] = frozenset()

    def with_add_on(self, name: str, on: bool) -> "Selection":
        """The same with an add-on on or off."""
        return replace(self, add_ons=self.add_ons | {name} if on else self.add_ons - {name})

    def with_own(self, taken: Collection[int], left: Collection[int] = ()) -> "Selection":
        """The same with some versions of its own questions, and without others."""
        return replace(self, own=(self.own - frozenset(left)) | frozenset(taken))


def enabled_plugins(session: Session, organisation_id: int) -> frozenset[str]:
    """The names of the add-ons that an organisation has on; the core is not among them."""
    statement = sa.select(PluginSwitch.plugin).where(
        PluginSwitch.organisation_id == organisation_id, PluginSwitch.on.is_(True)
    )
    return frozenset(session.scalars(statement))


def selection(session: Session, organisation_id: int) -> Selection:
    """What an organisation has on today."""
    own = (
        sa.select(OwnVersion.id)
        .join(OwnVersion.pack)
        .where(
            OwnVersion.organisation_id == organisation_id,
            OwnPack.organisation_id == organisation_id,
            OwnVersion.is_on.is_(True),
            OwnPack.deleted_at.is_(None),
        )
    )
    add_ons = enabled_plugins(session, organisation_id)
    return Selection(add_ons, frozenset(session.scalars(own)))


def own_packs(session: Session, chosen: Selection) -> tuple[Pack, ...]:
    """The organisation's own packs of a selection, by key. Published texts have no faults."""
    if not chosen.own:
        return ()
    texts = session.scalars(sa.select(OwnVersion.text).where(OwnVersion.id.in_(chosen.own)))
    return tuple(sorted(map(read_pack_text, texts), key=lambda pack: pack.key))
