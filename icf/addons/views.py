"""Where the pages of add-ons are. The addresses are fixed, so that switching needs no restart."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from flask import Blueprint, g, request

from icf.accounts.organisation import organisation_of
from icf.addons.asking import Asked, answer_to
from icf.db import across_organisations, db, in_organisation
from icf.db.scope import scope
from icf.errors import NotFound
from icf.packs.pages import asks_for, is_public, route_at
from icf.packs.pause import paused_plugins
from icf.packs.selection import enabled_plugins
from icf.packs.views import plugins
from icf.plugin import Route
from icf.web.actor import Actor
from icf.web.guards import actor, decided_by, public
from icf.web.i18n import _

blueprint = Blueprint("addons", __name__)

NOTHING_THERE = "read"
"""The capability that an address without a page takes."""


def audience_of(plugin: str, path: str = "") -> str:
    """Who may see a page; whoever reads the work where there is none, who then read so."""
    person: Actor | None = g.get("actor")
    if person is not None and not _is_on(plugin, person.organisation_id):
        return NOTHING_THERE
    found = route_at(plugins(), plugin, path, public=False)
    return asks_for(found[0]) if found else NOTHING_THERE


@blueprint.route("/x/<plugin>/", methods=["GET", "POST"])
@blueprint.route("/x/<plugin>/<path:path>", methods=["GET", "POST"])
@decided_by(audience_of)
def page(plugin: str, path: str = "") -> Any:
    """A page for people who are signed in."""
    if not _is_on(plugin, actor().organisation_id):
        raise _no_page()
    route, params = _found(plugin, path, is_for_all=False)
    person = actor()
    asked = Asked(
        plugins(), plugin, route, params, person.organisation_id, person.organisation_name, person
    )
    return answer_to(asked)


@blueprint.get("/x/<plugin>/o/<int:number>/")
@blueprint.get("/x/<plugin>/o/<int:number>/<path:path>")
@public
def public_page(plugin: str, number: int, path: str = "") -> Any:
    """A page of one organisation for anybody, where a lead has said so."""
    with _of_organisation(number):
        plugins().watch.paused = paused_plugins(db.session)
        if plugins().watch.is_paused(plugin) or not is_public(db.session, number, plugin):
            raise _no_page()
        route, params = _found(plugin, path, is_for_all=True)
        name = organisation_of(db.session, number).name
        return answer_to(Asked(plugins(), plugin, route, params, number, name, None))


def _is_on(plugin: str, organisation_id: int) -> bool:
    return plugin in enabled_plugins(db.session, organisation_id) and not (
        plugins().watch.is_paused(plugin)
    )


def _found(plugin: str, path: str, is_for_all: bool) -> tuple[Route, Mapping[str, str]]:
    found = route_at(plugins(), plugin, path, is_for_all)
    if found is None or request.method.replace("HEAD", "GET") not in found[0].methods:
        raise _no_page()
    return found


def _no_page() -> NotFound:
    return NotFound(_("There is no such page of an add-on."), _("The add-on may be switched off."))


@contextmanager
def _of_organisation(number: int) -> Iterator[None]:
    """The scope of a public page, whoever reads it."""
    if scope() in (None, number):
        with nullcontext() if scope() else in_organisation(number):
            yield
        return
    with across_organisations("public page of an add-on"), in_organisation(number):
        yield
