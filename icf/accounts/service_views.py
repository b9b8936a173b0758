"""Signing in with an account that somebody has elsewhere: there, and back."""

from typing import Any

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from flask import session as browser_session

from icf.accounts.blueprint import blueprint
from icf.accounts.letting_in import let_in
from icf.accounts.models import ROLES
from icf.accounts.openid import TENANT, Begun, Client, Issuer, ServiceProblem, claims_for, way_to
from icf.accounts.pending import keep_pending, take_pending
from icf.accounts.service_account import Rules, known_from, person_of
from icf.accounts.tries import beginnings, count
from icf.config import Settings
from icf.db import write
from icf.errors import ConfigError, IcfError, NotAllowed, NotFound
from icf.web.address import whole_address
from icf.web.errors import log_fault
from icf.web.guards import now, public
from icf.web.i18n import _

STATE = "service_state"
"""Where the browser session keeps the state that it was sent away with."""


def init_app(app: Flask) -> None:
    """Tell templates what the button says; empty where there is no sign-in service."""
    settings: Settings = app.extensions["icf_settings"]
    named = {*settings.oidc_group_roles.values(), settings.oidc_default_role} - {""}
    if not named <= set(ROLES):
        raise ConfigError(
            f"There is no role “{min(named - set(ROLES))}”.",
            f"Use one of: {', '.join(ROLES)}.",
            "oidc_roles",
        )
    app.extensions["icf_issuer"] = Issuer(settings.oidc_issuer)
    app.jinja_env.globals["sign_in_service"] = settings.oidc_name if settings.oidc_issuer else ""


@blueprint.get("/sign-in/service")
@public
def go_to_service() -> Any:
    count(beginnings())
    try:
        _issuer().document()
        begun = Begun.new()
        with write() as rows:
            state = keep_pending(
                rows,
                now(),
                "service",
                nonce=begun.nonce,
                verifier=begun.verifier,
                next=request.args.get("next", "")[:500],
            )
        way = way_to(_client(), _issuer(), begun, state)
    except ServiceProblem as error:
        return _problem(error)
    browser_session[STATE] = state
    return redirect(way, 303)


@blueprint.get("/sign-in/service/back")
@public
def back_from_service() -> Any:
    """What a service adds to this address is believed only after it was checked."""
    try:
        return _let_in_from_service()
    except (ServiceProblem, NotAllowed) as error:
        return _problem(error)


def _let_in_from_service() -> Response:
    if "error" in request.args:
        raise NotAllowed(_("You were not signed in there."), _("Try again, or in another way."))
    state = request.args.get("state", "")
    ours = browser_session.pop(STATE, None)
    with write() as rows:
        found = take_pending(rows, now(), "service", state) if state and state == ours else None
    if found is None:
        raise NotAllowed(
            _("That took too long, or was begun in another window."), _("Please begin again.")
        )
    issuer = _issuer()
    if request.args.get("iss", issuer.document()["issuer"]) != issuer.document()["issuer"]:
        raise ServiceProblem(f"The answer came from {request.args['iss']}.")
    begun = Begun(found.held["nonce"], found.held["verifier"])
    claims = claims_for(_client(), issuer, begun, request.args.get("code", ""))
    rules = _rules(TENANT in str(issuer.document()["issuer"]))
    with write() as rows:
        person_id, place = person_of(rows, now(), rules, known_from(claims, rules.groups_claim))
    return let_in(person_id, place, how="service", wanted=found.held["next"])


def _problem(error: IcfError) -> Response:
    """A plain page. What is for the operator goes into the log, under a reference."""
    away = isinstance(error, ServiceProblem)
    page = render_template(
        "accounts/service_problem.html",
        message=_("Something is wrong between the toolkit and it.") if away else error.message,
        hint=_("Try again in a few minutes, or sign in in another way.") if away else error.hint,
        reference=log_fault(error) if away else "",
    )
    return make_response(page, 502 if away else 403)


def _settings() -> Settings:
    found: Settings = current_app.extensions["icf_settings"]
    return found


def _issuer() -> Issuer:
    if not _settings().oidc_issuer:
        raise NotFound(_("There is no other sign-in service here."))
    found: Issuer = current_app.extensions["icf_issuer"]
    return found


def _client() -> Client:
    settings = _settings()
    return Client(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_scopes,
        whole_address("accounts.back_from_service"),
    )


def _rules(many_directories: bool) -> Rules:
    settings = _settings()
    return Rules(
        settings.oidc_organisation_names,
        settings.oidc_group_roles,
        settings.oidc_default_role,
        settings.oidc_groups_claim,
        many_directories,
    )
