"""The pages of add-ons: which there are, who may see them, whether they are public."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.errors import InvalidInput
from icf.packs.models import PluginSwitch
from icf.packs.selection import enabled_plugins
from icf.packs.service import add_on
from icf.plugin.manager import Plugins
from icf.plugin.route import Route
from icf.plugin.sound_page import PUBLIC, SIGNED_IN, parts_of
from icf.web.actor import Actor
from icf.web.i18n import _


@dataclass(frozen=True)
class PageLink:
    """A link to a page of an add-on; ``path`` is below the add-on's own address."""

    plugin: str
    title: str
    path: str
    public: bool = False


def route_at(
    plugins: Plugins, plugin: str, path: str, public: bool
) -> tuple[Route, Mapping[str, str]] | None:
    """The page of an add-on at a path, and what its placeholders stand for; None for none.

    Of two that fit, the one with fewer placeholders counts.
    """
    fitting = [
        (route, params)
        for route in plugins.registry.routes(plugin)
        if (route.audience == PUBLIC) == public and (params := _params(route, path)) is not None
    ]
    return min(fitting, key=lambda one: len(one[1]), default=None)


def asks_for(route: Route) -> str:
    """The capability that a page takes; one for all who are signed in shows the work: ``read``."""
    return "read" if route.audience == SIGNED_IN else route.audience


def pages_of(plugins: Plugins, plugin: str, language: str, actor: Actor) -> list[PageLink]:
    """The pages of an add-on that this person may see and that need nothing in their address."""
    return [
        PageLink(plugin, route.title.in_language(language), route.path.lstrip("/"))
        for route in plugins.registry.routes(plugin)
        if "GET" in route.methods
        and "<" not in route.path
        and route.audience != PUBLIC
        and actor.may(asks_for(route))
    ]


def public_pages_of(plugins: Plugins, plugin: str, language: str) -> list[PageLink]:
    """The pages of an add-on that can be public, but for those with placeholders."""
    return [
        PageLink(plugin, route.title.in_language(language), route.path.lstrip("/"), public=True)
        for route in plugins.registry.routes(plugin)
        if route.audience == PUBLIC and "<" not in route.path
    ]


def has_public_pages(plugins: Plugins, plugin: str) -> bool:
    """Whether an add-on has pages that can be public."""
    return any(route.audience == PUBLIC for route in plugins.registry.routes(plugin))


def pages_for(
    plugins: Plugins, enabled: Collection[str], language: str, actor: Actor
) -> list[PageLink]:
    """The pages of all add-ons that are on and not paused, by the add-ons' titles."""
    going = (name for name in enabled if not plugins.watch.is_paused(name))
    return [
        page
        for name in sorted(going, key=plugins.title)
        for page in pages_of(plugins, name, language, actor)
    ]


def public_add_ons(session: Session, organisation_id: int) -> frozenset[str]:
    """The add-ons whose pages a lead has made public; also those that are off at present."""
    statement = sa.select(PluginSwitch.plugin).where(
        PluginSwitch.organisation_id == organisation_id, PluginSwitch.public.is_(True)
    )
    return frozenset(session.scalars(statement))


def is_public(session: Session, organisation_id: int, name: str) -> bool:
    """Whether a lead has said that the add-on's pages may be public; never while it is off."""
    found = session.scalar(
        sa.select(PluginSwitch.id).where(
            PluginSwitch.organisation_id == organisation_id,
            PluginSwitch.plugin == name,
            PluginSwitch.on.is_(True),
            PluginSwitch.public.is_(True),
        )
    )
    return found is not None


def set_public(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, name: str, public: bool
) -> None:
    """Let anybody read the add-on's public pages, or stop it. Call it inside a write.

    Raises:
        NotFound: there is no such add-on.
        InvalidInput: it is off, or has no such pages.
    """
    title = add_on(plugins, name).title or name
    on = name in enabled_plugins(session, actor.organisation_id)
    if public and not (on and has_public_pages(plugins, name)):
        raise InvalidInput(_("“%(title)s” is off, or has no pages to be public.", title=title))
    switch = session.scalar(
        sa.select(PluginSwitch).where(
            PluginSwitch.organisation_id == actor.organisation_id, PluginSwitch.plugin == name
        )
    )
    if switch is None:
        return
    switch.public, switch.changed_by, switch.changed_at = public, actor.person_id, now
    audit.record(session, "add_on_pages_public", actor, now, "plugin", name, public=public)
    session.flush()


def _params(route: Route, path: str) -> Mapping[str, str] | None:
    wanted, given = parts_of(route.path), parts_of(path)
    if len(wanted) != len(given):
        return None
    params = {}
    for part, text in zip(wanted, given, strict=True):
        if part.startswith("<"):
            params[part[1:-1]] = text
        elif part != text:
            return None
    return params
