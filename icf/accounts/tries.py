"""How many tries at signing in, at links and at codes are let through.

Guessing is counted by account, by address, and by both together. The three figures fit each other:
one address uses up less than the account allows, so that somebody at another address still gets in
while it is guessing. A browser that has signed in to the account before is counted by itself alone:
whatever others do, its person gets in. See docs/decisions/slowing-down.md.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from icf.accounts.person import normal_email
from icf.db import db, write
from icf.errors import TooManyTries
from icf.throttle import Count, Limit, give_back, refuse_if_waiting, take_try
from icf.web.guards import now
from icf.web.i18n import _

Result = TypeVar("Result")

GUESSES_OF_ACCOUNT = Limit(30, timedelta(minutes=15))
GUESSES_OF_ADDRESS_AT_ACCOUNT = Limit(10, timedelta(minutes=30))
GUESSES_OF_ADDRESS = Limit(50, timedelta(minutes=1))
GUESSES_OF_KNOWN_BROWSER = Limit(10, timedelta(minutes=5))
CODES = Limit(5, timedelta(minutes=5))
BEGINNINGS_OF_ADDRESS = Limit(200, timedelta(seconds=2))
LINKS_OF_ADDRESS = Limit(30, timedelta(minutes=1))
MAILS_TO_ACCOUNT = Limit(3, timedelta(minutes=20))
MAILS_OF_ADDRESS = Limit(20, timedelta(minutes=3))

KNOWN_COOKIE = "icf_known_browser"
KNOWN_FOR = timedelta(days=365)
MOST_ACCOUNTS = 8
"""So many accounts does one browser keep; the one used longest ago goes first."""


def address() -> str:
    """Where the request comes from. Whoever has one IPv6 address has the 2^64 around it too."""
    text = request.remote_addr or ""
    try:
        found = ip_address(text)
    except ValueError:
        return text
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return text


def guesses(email: str) -> list[Count]:
    """What a try at signing in to this account counts as, whether there is such an account."""
    account = normal_email(email)
    browser = known_browser(account)
    if browser:
        return [Count(GUESSES_OF_KNOWN_BROWSER, "guess by browser", f"{browser} {account}")]
    return [
        Count(GUESSES_OF_ACCOUNT, "guess by account", account),
        Count(GUESSES_OF_ADDRESS_AT_ACCOUNT, "guess by both", f"{address()} {account}"),
        Count(GUESSES_OF_ADDRESS, "guess by address", address()),
    ]


def codes(email: str) -> list[Count]:
    """What a try at the second step counts as; the password was right already."""
    account = normal_email(email)
    browser = known_browser(account)
    if browser:
        return [Count(CODES, "code by browser", f"{browser} {account}")]
    return [Count(CODES, "code by account", account)]


def links() -> list[Count]:
    """What opening a link that does not exist counts as."""
    return [Count(LINKS_OF_ADDRESS, "link by address", address())]


def beginnings() -> list[Count]:
    """What it counts as to begin with a passkey or a sign-in service, which stores a row."""
    return [Count(BEGINNINGS_OF_ADDRESS, "beginning by address", address())]


def mails_of_address() -> list[Count]:
    """What asking for an e-mail without being signed in counts as."""
    return [Count(MAILS_OF_ADDRESS, "mail by address", address())]


def mails_to(email: str) -> list[Count]:
    """What an e-mail that somebody who is not signed in asks for counts as."""
    return [Count(MAILS_TO_ACCOUNT, "mail by account", normal_email(email))]


def guess(email: str, check: Callable[[], Result]) -> Result:
    """Look at a guess only if it may be looked at; a right one is not counted in the end.

    Args:
        check: raises InvalidInput where the guess is wrong.

    Raises:
        TooManyTries: the guess was not looked at.
    """
    with counted(guesses(email), _("If you have forgotten your password, ask for a new one.")):
        return check()


@contextmanager
def counted(counts: list[Count], hint: str = "") -> Iterator[None]:
    """Count what is done inside; where it raises InvalidInput the count stays."""
    count(counts, hint)
    yield
    with write() as session:
        give_back(session, now(), counts)


def count(counts: list[Count], hint: str = "") -> None:
    """Count one try. Raises TooManyTries."""
    try:
        refuse_if_waiting(db.session(), now(), counts)
        with write() as session:
            take_try(session, now(), counts)
    except TooManyTries as error:
        raise TooManyTries(error.retry_at, error.message, hint) from error


def known_browser(email: str) -> str:
    """The name of this browser if it has signed in to the account before, else an empty text."""
    name, accounts = _known()
    return name if _mark(normal_email(email)) in accounts else ""


def remember_browser(response: Response, email: str) -> Response:
    """From now on this browser is known to the account."""
    name, accounts = _known()
    mark = _mark(normal_email(email))
    kept = [mark, *(one for one in accounts if one != mark)][:MOST_ACCOUNTS]
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        _cookie_name(),
        _signer().dumps([name or secrets.token_urlsafe(18), kept]),
        max_age=int(KNOWN_FOR.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=secure,
    )
    return response


def _known() -> tuple[str, list[str]]:
    try:
        name, accounts = _signer().loads(request.cookies.get(_cookie_name(), ""))
    except (BadData, ValueError):
        return "", []
    return name, accounts


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known browser")


def _cookie_name() -> str:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return f"__Host-{KNOWN_COOKIE}" if secure else KNOWN_COOKIE


def _mark(account: str) -> str:
    # The cookie lies on a machine that others may use: it need not say whose account it was.
    return hashlib.sha256(account.encode()).hexdigest()[:16]
