"""Who comes as a guest: looked up for the pages of guests, and for no other page."""

from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request

from icf.db import db
from icf.guests.link import Guest, guest_of
from icf.web.actor import GUEST
from icf.web.errors import wants_json
from icf.web.guards import audience_of_request, now, use_actor

COOKIE = "icf_guest"


def init_app(app: Flask) -> None:
    """Call it after that of the people who sign in, and before the guards'."""
    app.before_request(_find_guest)


def guest() -> Guest:
    """The guest who is asking. Only on pages of guests."""
    found: Guest = g.guest
    return found


def cookie_name() -> str:
    # Browsers keep a __Host- cookie to this host alone; they accept one only over https.
    return f"__Host-{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def put_cookie(response: Response, secret: str, expires_at: datetime) -> Response:
    """Hand a visit to the browser."""
    response.set_cookie(
        cookie_name(),
        secret,
        expires=expires_at,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response


def problem_page(problem: str, made_by: str = "", organisation: str = "") -> Response:
    """Why a link opens nothing, in plain words."""
    page = render_template(
        "guests/problem.html", problem=problem, made_by=made_by, organisation=organisation
    )
    return make_response(page, 410)


def _find_guest() -> Any:
    if audience_of_request() != GUEST:
        return None
    found = guest_of(db.session(), now(), request.cookies.get(cookie_name(), ""))
    if isinstance(found, Guest):
        g.guest = found
        use_actor(found.actor)
        return None
    # Nobody who is signed in counts here: the pages of guests are the guests' alone.
    use_actor(None)
    return (make_response({"status": 401}, 401)) if wants_json() else problem_page(found)
