"""The cookie of a signed-in browser, and who is asking, read afresh for each request.

The cookie holds a random secret and nothing else. Signing out deletes the row that it stands for,
so that a copy of the cookie opens nothing.
"""

from datetime import datetime, timedelta

from flask import Flask, Response, current_app, request
from flask import session as browser_session

from icf.accounts.signin import (
    Limits,
    is_due_to_be_seen,
    note_seen,
    signed_in,
    whose,
)
from icf.config import Settings
from icf.db import db, write
from icf.plugin.manager import Plugins
from icf.web.guards import now, use_actor

COOKIE = "icf_sign_in"
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def init_app(app: Flask, settings: Settings) -> None:
    """Find out who is asking before anything else looks at the request."""
    app.extensions["icf_sign_in_limits"] = Limits(
        timedelta(hours=settings.session_idle_hours), timedelta(hours=settings.session_hours)
    )
    app.before_request(_find_actor)


def limits() -> Limits:
    """How long sign-ins last in this installation."""
    found: Limits = current_app.extensions["icf_sign_in_limits"]
    return found


def cookie_secret() -> str:
    """The secret that this browser sent; empty when it sent none."""
    return request.cookies.get(_cookie_name(), "")


def put_cookie(response: Response, secret: str, expires_at: datetime) -> Response:
    """Hand a new sign-in to the browser. What the browser session held before is dropped."""
    response.set_cookie(
        _cookie_name(),
        secret,
        expires=expires_at,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=_https(),
    )
    return response


def drop_cookie(response: Response) -> Response:
    """Tell the browser to forget its sign-in."""
    response.delete_cookie(_cookie_name(), path="/", httponly=True, samesite="Lax", secure=_https())
    return response


def start_afresh() -> None:
    """A new CSRF secret, so that none from before signing in or out still counts."""
    browser_session.clear()


def browser_name() -> str:
    """Such as “Firefox, Windows”, for the page that says where somebody is signed in."""
    agent = request.user_agent.string
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system)))


def _find_actor() -> None:
    secret = cookie_secret()
    if not secret or (request.endpoint or "").startswith("assets."):
        return
    # No session yet: the one of this request begins with the scope, once it is known who asks.
    with db.engine.connect() as connection:
        found = signed_in(connection, now(), secret, limits())
    if found is None:
        use_actor(None, whose(db.session(), secret))
        return
    plugins: Plugins = current_app.extensions["icf_plugins"]
    plugins.watch.paused = found.paused
    if is_due_to_be_seen(found, now()):
        with write() as session:
            note_seen(session, now(), found.sign_in_id)
    use_actor(found.actor)


def _cookie_name() -> str:
    # Browsers keep a __Host- cookie to this host alone; they accept one only over https.
    return f"__Host-{COOKIE}" if _https() else COOKIE


def _https() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
