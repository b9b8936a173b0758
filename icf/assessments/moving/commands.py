"""``icf packs rehearse``: what other questions would mean for an organisation's open checklists."""

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from icf.accounts.models import Organisation
from icf.assessments.moving.rehearse import Rehearsal, rehearse
from icf.assessments.moving.words import summary as in_words
from icf.assessments.moving.words import verdict_label, why
from icf.db import db, in_organisation
from icf.errors import NotFound
from icf.packs.selection import Selection, selection
from icf.packs.service import check_add_on
from icf.plugin.manager import Plugins
from icf.web.actor import Actor

LISTED = 100


@click.command("rehearse")
@click.option("--organisation", required=True, help="Its name, or its number.")
@click.option("--add-on", default="", help="As if this add-on were switched on (see --off).")
@click.option("--off", is_flag=True, help="As if the add-on were switched off.")
@with_appcontext
def rehearse_command(organisation: str, add_on: str, off: bool) -> None:
    """Say for each open checklist what the questions of today would mean. Nothing is changed."""
    plugins: Plugins = current_app.extensions["icf_plugins"]
    actor = _actor(organisation)
    with in_organisation(actor.organisation_id):
        chosen = selection(db.session(), actor.organisation_id)
        if add_on:
            chosen = _switched(actor, plugins, chosen, add_on, not off)
        found = rehearse(db.session(), actor, plugins, chosen)
        for line in _lines(found):
            click.echo(line)


def _actor(organisation: str) -> Actor:
    """Somebody who may look, in the organisation. Raises NotFound."""
    named = Organisation.name == organisation
    if organisation.isascii() and organisation.isdigit():
        named = sa.or_(named, Organisation.id == int(organisation[:9]))
    row = db.session.scalar(sa.select(Organisation).where(named).order_by(Organisation.id))
    if row is None:
        raise NotFound(
            f"There is no organisation “{organisation}”.", "Give its name as the toolkit shows it."
        )
    return Actor(0, "", "", row.id, row.name, "administrator")


def _switched(actor: Actor, plugins: Plugins, chosen: Selection, name: str, on: bool) -> Selection:
    if on:
        check_add_on(db.session(), actor, plugins, name)
    return chosen.with_add_on(name, on)


def _lines(found: Rehearsal) -> list[str]:
    touched = [one for one in found.checklists if one.verdict != "unaffected"]
    lines = [
        f"{one.reference} {one.work_title}: {verdict_label(one.verdict)}."
        f" {why(one, found.pairs[one.digest])}"
        for one in touched[:LISTED]
    ]
    more = len(touched) - len(lines)
    return [in_words(found), *lines, *([f"and {more} more"] if more else [])]
