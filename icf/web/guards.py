"""Who may see a page. Every route says so, or the application does not start.

    @blueprint.get("/work")
    @signed_in
    def list_work() -> str: …

The decorators only mark the view. Before each request the session is looked at first, then the
role, then the CSRF token: a session that has ended must not lose what was typed.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request

from icf.db import db, in_organisation
from icf.errors import NotAllowed
from icf.web import csrf, parking
from icf.web.actor import ALL_CAPABILITIES, GUEST, Actor
from icf.web.errors import wants_json
from icf.web.i18n import _, day_of

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed_in"
BY_ADDRESS = "by_address"
"""What a route says whose pages are for different people: see ``decided_by``."""


def public(view: View) -> View:
    """Anybody may see this page."""
    view.audience = PUBLIC  # type: ignore[attr-defined]
    return view


def for_guests(view: View) -> View:
    """Only guests who came through a link that works may see this page; see ``icf.guests``."""
    view.audience = GUEST  # type: ignore[attr-defined]
    return view


def secret_in_address(view: View) -> View:
    """Beside ``public``: the address itself holds a secret that other sites cannot know, so that a
    form sent to it needs no token of ours. Mail programs send such forms for people."""
    view.has_secret_address = True  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody who is signed in may see this page."""
    view.audience = SIGNED_IN  # type: ignore[attr-defined]
    return view


def may(capability: str) -> Callable[[View], View]:
    """Only people whose role has the capability may see this page; see ``icf.web.actor``."""
    if capability not in ALL_CAPABILITIES:
        raise ValueError(f"There is no capability {capability!r}: {sorted(ALL_CAPABILITIES)}")

    def mark(view: View) -> View:
        view.audience = capability  # type: ignore[attr-defined]
        return view

    return mark


def decided_by(decide: Callable[..., str]) -> Callable[[View], View]:
    """Who may see this page depends on what its address names.

    Args:
        decide: is given the parts of the address, and gives ``SIGNED_IN`` or a capability.
    """

    def mark(view: View) -> View:
        view.audience = BY_ADDRESS  # type: ignore[attr-defined]
        view.decide = decide  # type: ignore[attr-defined]
        return view

    return mark


def actor() -> Actor:
    """Who is asking. Only for pages that need somebody signed in."""
    asking: Actor | None = g.get("actor")
    if asking is None:
        raise RuntimeError("This page is public, so that nobody may be signed in: use g.actor.")
    return asking


def now() -> datetime:
    """The moment of this request, the same however often it is asked for."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def today() -> date:
    """The day of this request where the people are: after midnight in summer not yet UTC's."""
    return day_of(now())


def use_actor(person: Actor | None, signed_out_id: int | None = None) -> None:
    """Say who is asking, and put their organisation in scope until the request ends.

    Args:
        person: None when nobody is signed in.
        signed_out_id: the person whose session has ended, when that is known.
    """
    _leave_scope(None)
    g.actor = person
    g.signed_out_id = signed_out_id
    if person is not None:
        # What was read to find out who is asking does not belong to the scope that begins now.
        db.session.remove()
        g.scope = ExitStack()
        g.scope.enter_context(in_organisation(person.organisation_id))


def init_app(app: Flask) -> None:
    """Check each request. Called after the blueprint that says who is asking was registered."""
    app.before_request(_admit)
    app.after_request(parking.forget_what_was_sent)
    app.teardown_request(_leave_scope)


def check_audiences(app: Flask) -> None:
    """Refuse to start with a route that does not say who may see it."""
    silent = sorted(name for name, view in app.view_functions.items() if not _audience_of(view))
    if silent:
        raise RuntimeError(f"Who may see these routes? Use @public, @signed_in or @may: {silent}")


def audience_of_request() -> str | None:
    """Who may see the page that this request asks for; None where there is no such page."""
    if request.endpoint is None:
        return None
    return _audience_of(current_app.view_functions[request.endpoint])


def _audience_of(view: Any) -> str | None:
    return getattr(view, "audience", None)


def _admit() -> Any:
    if request.endpoint is None:
        return None
    audience = audience_of_request()
    person: Actor | None = g.get("actor")
    if audience == BY_ADDRESS:
        view: Any = current_app.view_functions[request.endpoint]
        audience = view.decide(**(request.view_args or {}))
    if audience == GUEST:
        if person is None or person.role != GUEST:
            abort(404)
    elif audience != PUBLIC:
        if person is None:
            return _sign_in_first()
        if audience != SIGNED_IN and not person.may(audience or ""):
            raise NotAllowed(_("Your role does not let you do this."))
    if not getattr(current_app.view_functions[request.endpoint], "has_secret_address", False):
        csrf.check()
    return None


def _sign_in_first() -> Response:
    if wants_json():
        abort(401)
    if request.method == "POST":
        return parking.park_request(g.get("signed_out_id"), now())
    return parking.to_sign_in(parking.request_path())


def _leave_scope(_error: BaseException | None) -> None:
    scope: ExitStack | None = g.pop("scope", None)
    if scope is not None:
        scope.close()
