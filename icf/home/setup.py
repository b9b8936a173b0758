"""The pages of first-run set-up. They open with the link printed at install, and close for good."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, render_template, session

from icf.accounts.forms import LookForm, refuse, typed
from icf.accounts.link import usable_link
from icf.accounts.models import Person
from icf.accounts.organisation import organisation_of, set_look
from icf.accounts.page import form_page, go_to
from icf.accounts.setting import get_setting, setup_finished
from icf.accounts.views import SETUP_LINK, let_in
from icf.db import db, in_organisation, write
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.home.first_run import (
    SetUp,
    confirm_place_lists,
    finish_setup,
    save_add_ons,
    save_administrator,
    save_organisation,
    setup_so_far,
)
from icf.home.setup_forms import (
    AddOnsForm,
    AdministratorForm,
    FirstOrganisationForm,
    named_things,
    names_form,
)
from icf.packs.passport import passport
from icf.packs.selection import enabled_plugins
from icf.packs.service import add_ons, approach_names, composed, confirm_names
from icf.packs.views import plugins
from icf.web.guards import now, public
from icf.web.i18n import _
from icf.work.places import CONFIRMED_PLACE_LISTS, place_lists

blueprint = Blueprint("setup", __name__, url_prefix="/set-up")

STEPS = ("organisation", "you", "look", "add-ons", "names")


@blueprint.get("/")
@public
def start() -> Any:
    """What set-up will ask."""
    if setup_finished(db.session()):
        return render_template("home/setup_closed.html"), 410
    _secret()
    return render_template("home/setup_start.html", steps=len(STEPS))


@blueprint.route("/<step>", methods=["GET", "POST"])
@public
def one_step(step: str) -> Any:
    if setup_finished(db.session()):
        return render_template("home/setup_closed.html"), 410
    _secret()
    if step not in _PAGES:
        raise NotFound(_("There is no such step."))
    so_far = setup_so_far(db.session())
    missing = _first_missing(so_far)
    if STEPS.index(step) > STEPS.index(missing):
        return go_to("setup.one_step", step=missing)
    return _PAGES[step](so_far)


def _first_missing(so_far: SetUp) -> str:
    """The furthest step that can be taken now."""
    if not so_far.organisation_id:
        return "organisation"
    return STEPS[-1] if so_far.person_id else "you"


def _secret() -> str:
    """The secret of the link that opened set-up in this browser. Raises NotAllowed without one."""
    secret = str(session.get(SETUP_LINK, ""))
    try:
        usable_link(db.session(), now(), secret, "first")
    except NotFound as error:
        raise NotAllowed(
            _("Set-up opens with the link that was printed when the toolkit was installed."),
            _("Open that link in this browser, or start the toolkit again for a new one."),
        ) from error
    return secret


def _step_page(step: str, form: Any, **context: Any) -> Response:
    number = STEPS.index(step) + 1
    return form_page(
        f"home/setup_{step.replace('-', '_')}.html",
        form,
        number=number,
        steps=len(STEPS),
        back=STEPS[number - 2] if number > 1 else "",
        **context,
    )


def _next(step: str) -> Response:
    return go_to("setup.one_step", step=STEPS[STEPS.index(step) + 1])


def _organisation(so_far: SetUp) -> Response:
    form = FirstOrganisationForm(data=_organisation_stored(so_far))
    if form.validate_on_submit():
        try:
            with write() as rows:
                save_organisation(
                    rows,
                    now(),
                    typed(form.arrangement),
                    typed(form.name),
                    typed(form.kind),
                    typed(form.size),
                )
            return _next("organisation")
        except InvalidInput as error:
            refuse(form, error)
    return _step_page("organisation", form)


def _organisation_stored(so_far: SetUp) -> dict[str, str]:
    if not so_far.organisation_id:
        return {}
    row = organisation_of(db.session(), so_far.organisation_id)
    return {
        "arrangement": so_far.arrangement,
        "name": row.name,
        "kind": row.kind,
        "size": row.size,
    }


def _you(so_far: SetUp) -> Response:
    person = db.session().get(Person, so_far.person_id) if so_far.person_id else None
    stored = {"name": person.name, "email": person.email} if person else {}
    form = AdministratorForm(has_password=person is not None, data=stored)
    if form.validate_on_submit():
        try:
            with write() as rows:
                save_administrator(
                    rows, now(), typed(form.name), typed(form.email), typed(form.password)
                )
            return _next("you")
        except InvalidInput as error:
            refuse(form, error)
    return _step_page("you", form, has_password=person is not None)


def _look(so_far: SetUp) -> Response:
    stored = organisation_of(db.session(), so_far.organisation_id).look.get("brand", "")
    form = LookForm(data={"colour": stored})
    if form.validate_on_submit():
        try:
            with write() as rows:
                own = organisation_of(rows, so_far.organisation_id)
                set_look(rows, None, now(), own, typed(form.colour))
            return _next("look")
        except InvalidInput as error:
            refuse(form, error)
    return _step_page("look", form)


def _add_ons(so_far: SetUp) -> Response:
    with in_organisation(so_far.organisation_id):
        enabled = enabled_plugins(db.session(), so_far.organisation_id)
    usable = [record for record in add_ons(plugins()) if not record.problem]
    passports = [passport(plugins(), record, record.name in enabled) for record in usable]
    form = AddOnsForm(passports)
    if form.validate_on_submit():
        with write() as rows:
            save_add_ons(rows, now(), form.chosen.data or (), [record.name for record in usable])
        return _next("add-ons")
    return _step_page("add-ons", form, passports=passports)


def _names(_so_far: SetUp) -> Response:
    things = named_things(composed(plugins(), ()), approach_names(db.session()))
    lists = place_lists()
    form = names_form(things, lists, get_setting(db.session(), CONFIRMED_PLACE_LISTS, []))
    if form.validate_on_submit():
        with write() as rows:
            if form.checked.data == "yes":
                confirm_names(rows, None, now(), form.names(things))
            confirm_place_lists(rows, now(), form.lists.data or ())
            done = finish_setup(rows, now(), _secret())
        return _finished(done)
    return _step_page("names", form, things=things, lists=lists)


def _finished(done: SetUp) -> Response:
    response = let_in(done.person_id, done.organisation_id)
    flash(_("Set-up is finished, and you are signed in."), "success")
    if done.arrangement == "partnership":
        flash(_("To add the other organisations, choose “All organisations” on your account page."))
    return response


_PAGES: dict[str, Callable[[SetUp], Response]] = {
    "organisation": _organisation,
    "you": _you,
    "look": _look,
    "add-ons": _add_ons,
    "names": _names,
}
