"""The add-ons page of an organisation, and what an administrator sees of those that fail."""

from typing import Any

from flask import Blueprint, current_app, flash, render_template

from icf.accounts.forms import SureForm, refuse
from icf.accounts.page import form_page, go_to
from icf.db import db, write
from icf.errors import InvalidInput
from icf.packs.passport import Passport, passport
from icf.packs.service import add_on, add_ons, enabled_plugins, switch_plugin
from icf.plugin.manager import Plugins
from icf.web.guards import actor, may, now
from icf.web.i18n import _

blueprint = Blueprint("packs", __name__)


def plugins() -> Plugins:
    """The plugins of this installation."""
    found: Plugins = current_app.extensions["icf_plugins"]
    return found


@blueprint.get("/add-ons")
@may("addons")
def list_add_ons() -> Any:
    enabled = enabled_plugins(db.session(), actor().organisation_id)
    passports = [passport(plugins(), one, one.name in enabled) for one in add_ons(plugins())]
    return render_template("packs/add_ons.html", passports=passports)


@blueprint.route("/add-ons/<name>", methods=["GET", "POST"])
@may("addons")
def switch(name: str) -> Any:
    """Asks before anything is switched, and says what happens to answers."""
    shown = _passport(name)
    form = SureForm()
    if form.validate_on_submit():
        try:
            with write() as rows:
                switch_plugin(rows, actor(), now(), plugins(), name, not shown.on)
        except InvalidInput as error:
            refuse(form, error)
        else:
            words = _("“%(title)s” is off.") if shown.on else _("“%(title)s” is on.")
            flash(words % {"title": shown.title}, "success")
            return go_to("packs.list_add_ons")
    return form_page("packs/switch.html", form, passport=shown)


def _passport(name: str) -> Passport:
    enabled = enabled_plugins(db.session(), actor().organisation_id)
    return passport(plugins(), add_on(plugins(), name), name in enabled)


@blueprint.get("/add-ons/problems")
@may("installation")
def problems() -> Any:
    broken = [record for record in plugins().found if record.problem]
    return render_template("packs/problems.html", broken=broken)
