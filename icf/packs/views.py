"""The add-ons page of an organisation, and what an administrator sees of those that fail.

Switching one asks about open checklists first, so its page is in ``icf.assessments.moving.views``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, render_template, request

from icf.accounts.page import go_to
from icf.core.questionnaire import CORE
from icf.db import db, write
from icf.packs.pages import (
    PageLink,
    pages_for,
    public_add_ons,
    set_public,
)
from icf.packs.passport import Passport, passport
from icf.packs.pause import failures_of, pauses, try_again
from icf.packs.selection import enabled_plugins
from icf.packs.service import add_on, add_ons
from icf.packs.store import kept_of
from icf.plugin.manager import PluginRecord, Plugins
from icf.plugin.models import PluginFailure
from icf.web.guards import actor, may, now
from icf.web.i18n import _, page_language

blueprint = Blueprint("packs", __name__)

SLOWEST = 12
FAILURES_SHOWN = 10


@dataclass(frozen=True)
class Trouble:
    """An add-on that failed lately; ``since`` when it is paused, None when it goes on."""

    name: str
    title: str
    publisher: str
    since: datetime | None
    failures: Sequence[PluginFailure]


def plugins() -> Plugins:
    """The plugins of this installation."""
    found: Plugins = current_app.extensions["icf_plugins"]
    return found


@blueprint.get("/add-ons")
@may("addons")
def list_add_ons() -> Any:
    enabled = enabled_plugins(db.session(), actor().organisation_id)
    return render_template(
        "packs/add_ons.html",
        passports=_passports(add_ons(plugins()), enabled),
        pages=_pages_by_plugin(enabled),
    )


@blueprint.post("/add-ons/<name>/public")
@may("addons")
def make_public(name: str) -> Any:
    """Let anybody read the add-on's public pages of this organisation, or stop it."""
    public = request.form.get("public") == "yes"
    with write() as rows:
        set_public(rows, actor(), now(), plugins(), name, public)
    words = (
        _("Anybody can read the public pages of “%(title)s” now.")
        if public
        else _("The pages of “%(title)s” are no longer public.")
    )
    flash(words % {"title": _title(name)}, "success")
    return go_to("packs.switch", name=name)


def passport_of(name: str) -> Passport:
    """What one add-on is and does, for the organisation of whoever is asking."""
    enabled = enabled_plugins(db.session(), actor().organisation_id)
    return _passports([add_on(plugins(), name)], enabled)[0]


def _passports(records: Sequence[PluginRecord], enabled: Collection[str]) -> list[Passport]:
    here = actor().organisation_id
    public, kept = public_add_ons(db.session(), here), kept_of(db.session(), here)
    return [
        passport(
            plugins(), one, one.name in enabled, one.name in public, kept.get(one.name, (0, 0))
        )
        for one in records
    ]


def _pages_by_plugin(enabled: Collection[str]) -> Mapping[str, list[PageLink]]:
    found: dict[str, list[PageLink]] = {}
    for one in pages_for(plugins(), enabled, page_language(), actor()):
        found.setdefault(one.plugin, []).append(one)
    return found


@blueprint.get("/add-ons/problems")
@may("installation")
def problems() -> Any:
    found, watch = plugins().found, plugins().watch
    halted = {pause.plugin: pause.paused_at for pause in pauses(db.session())}
    failing = _troubles(halted, {one.name: one for one in found})
    return render_template(
        "packs/problems.html",
        broken=[record for record in found if record.problem and not record.left_out],
        left_out=[record for record in found if record.left_out],
        paused=[one for one in failing if one.since],
        failing=[one for one in failing if not one.since],
        timings=[one for one in watch.timings() if one.plugin != CORE][:SLOWEST],
        since=watch.since,
    )


@blueprint.post("/add-ons/<name>/try-again")
@may("installation")
def try_again_now(name: str) -> Any:
    """Let a paused add-on go on, for every organisation."""
    with write() as rows:
        try_again(rows, actor(), now(), plugins(), name)
    flash(_("“%(title)s” goes on.", title=_title(name)), "success")
    return go_to("packs.problems")


def _troubles(
    halted: Mapping[str, datetime | None], found: Mapping[str, PluginRecord]
) -> list[Trouble]:
    """Add-ons that are paused, and those that failed lately, with what failed."""
    lately = failures_of(db.session())
    names = dict.fromkeys([*halted, *(one.plugin for one in lately)])
    return [
        Trouble(
            name,
            found[name].title if name in found else name,
            found[name].publisher if name in found else "",
            halted.get(name),
            [one for one in lately if one.plugin == name][:FAILURES_SHOWN],
        )
        for name in names
    ]


def _title(name: str) -> str:
    """The title of an add-on; its name where it has none or is gone."""
    return next((one.title for one in plugins().found if one.name == name), "") or name
