"""Asking the running site: does it answer over https, with the right headers and cookies?"""

import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from icf.config import Settings
from icf.doctor.finding import Finding, failed, ok, warning
from icf.web.headers import ALWAYS

SECONDS = 10
PAGES = ("/sign-in", "/no/such/page", "/static/icf.css")
"""A page, an error and a file."""

LOCAL = {"127.0.0.1", "localhost", "::1"}


class _Reply(NamedTuple):
    status: int
    headers: Message


def address_of(settings: Settings) -> str:
    """Where the site is when nobody says: the public address, or where ``icf serve`` listens."""
    return settings.public_url or f"http://{settings.host}:{settings.port}"


def check_https(settings: Settings, address: str) -> Iterator[Finding]:
    """Whether people reach the site over https alone, and the toolkit knows."""
    parts = urlsplit(address)
    if parts.scheme != "https":
        cure = "Put a web server with https in front and name its address: --address https://…"
        yield failed("https", f"{address} is not https.", cure)
    if not settings.https:
        cure = "Set https = true (and trusted_proxies) in icf.toml."
        yield failed("https", "Cookies would travel without https.", cure)
    if parts.scheme == "https" and settings.https:
        yield ok("https", f"{address} is https, and cookies travel over nothing else.")
        yield from _plain_http(parts.hostname or "")
    if settings.https and not settings.trusted_proxies:
        cure = "Set trusted_proxies to how many web servers stand in front."
        yield warning("https", "The toolkit does not listen to a web server in front.", cure)


def _plain_http(host: str) -> Iterator[Finding]:
    try:
        reply = _ask(f"http://{host}/")
    except OSError:
        yield ok("https", "Nothing answers on plain http.")
        return
    if reply.status in {301, 302, 307, 308} and reply.headers["Location"].startswith("https:"):
        yield ok("https", "Plain http leads to https.")
    else:
        yield failed("https", "Plain http answers by itself.", "Let it lead to https.")


def check_site(_settings: Settings, address: str) -> Iterator[Finding]:
    """Health, and the headers of a page, of an error and of a file."""
    try:
        health = _ask(f"{address}/healthz")
        replies = {path: _ask(address + path) for path in PAGES}
    except OSError as error:
        cure = "Start it, or say where it is: --address https://…"
        yield failed("site", f"{address} does not answer: {error}.", cure)
        return
    if health.status == 200:
        yield ok("site", f"{address} answers, and so does its database.")
    else:
        yield failed("site", f"/healthz says {health.status}.", "Look into the log.")
    for path, reply in replies.items():
        yield from _headers(path, reply, address.startswith("https:"))
    yield from _cookies(replies["/sign-in"], address.startswith("https:"))


def _headers(path: str, reply: _Reply, https: bool) -> Iterator[Finding]:
    cure = "Let the web server in front pass them on unchanged."
    wrong = [name for name, text in ALWAYS.items() if reply.headers.get_all(name) != [text]]
    if https and "max-age=" not in (reply.headers["Strict-Transport-Security"] or ""):
        wrong.append("Strict-Transport-Security")
    if path != "/static/icf.css" and reply.headers["Cache-Control"] not in ("no-store", None):
        wrong.append("Cache-Control")
    if wrong:
        yield failed("headers", f"{path}: {', '.join(wrong)} missing or changed.", cure)
    else:
        yield ok("headers", f"{path}: all are there.")


def _cookies(reply: _Reply, https: bool) -> Iterator[Finding]:
    cookies = reply.headers.get_all("Set-Cookie") or []
    flags = ("HttpOnly", "SameSite=Lax", "Path=/", *(("Secure",) if https else ()))
    for cookie in cookies:
        name, parts = cookie.partition("=")[0], cookie.split("; ")
        missing = [flag for flag in flags if flag not in parts]
        if https and not name.startswith("__Host-"):
            missing.append("__Host-")
        if missing:
            cure = "Set https = true, and let the web server in front leave cookies alone."
            yield failed("cookies", f"{name} lacks {', '.join(missing)}.", cure)
        else:
            yield ok("cookies", f"{name} is kept to this host and from scripts.")
    if not cookies:
        yield failed("cookies", "The page to sign in sets none.", "Is this address the toolkit?")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def _ask(url: str) -> _Reply:
    secure = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    opener = urllib.request.build_opener(_NoRedirect, secure)
    try:
        with opener.open(url, timeout=SECONDS) as reply:
            return _Reply(reply.status, reply.headers)
    except urllib.error.HTTPError as error:
        with error:
            return _Reply(error.code, error.headers)
