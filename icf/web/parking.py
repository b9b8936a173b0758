"""What somebody had typed when their session ended, kept until the same person is back.

The page to sign in carries the secret in a cookie. Whoever signs in then asks ``unpark`` for what
was typed; it answers only the person whose session it was.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Response, current_app, g, redirect, request, url_for
from sqlalchemy.orm import Session

from icf.db import Base, db, write
from icf.web.rescue import SECRET

KEPT_FOR = timedelta(days=1)
COOKIE = "icf_typed"
SIGN_IN = "accounts.sign_in"
"""The endpoint of the page to sign in."""

Fields = Sequence[tuple[str, str]]


class Parked(NamedTuple):
    """``path`` is where the form was sent; ``fields`` are names and texts, in order."""

    path: str
    fields: list[tuple[str, str]]


def park(session: Session, now: datetime, person_id: int, path: str, fields: Fields) -> str:
    """Keep what was typed. Rows that nobody came back for are deleted on the way.

    Returns:
        The secret that finds it again.
    """
    table = _table()
    secret = secrets.token_urlsafe(32)
    session.execute(sa.delete(table).where(table.c.parked_at < now - KEPT_FOR))
    session.execute(
        sa.insert(table).values(
            token_hash=_hash(secret),
            person_id=person_id,
            path=path[:500],
            fields=[list(pair) for pair in fields],
            parked_at=now,
        )
    )
    return secret


def unpark(session: Session, now: datetime, person_id: int, secret: str) -> Parked | None:
    """What this person had typed; None when it was somebody else's, or is too old."""
    table = _table()
    row = session.execute(
        sa.select(table.c.path, table.c.fields).where(
            table.c.token_hash == _hash(secret),
            table.c.person_id == person_id,
            table.c.parked_at >= now - KEPT_FOR,
        )
    ).one_or_none()
    return row and Parked(row.path, [(name, text) for name, text in row.fields])


def discard(session: Session, secret: str) -> None:
    """Forget what was typed, once it was sent again."""
    table = _table()
    session.execute(sa.delete(table).where(table.c.token_hash == _hash(secret)))


def waiting_secret() -> str:
    """The secret that this browser carries, or an empty text."""
    return request.cookies.get(cookie_name(), "")


def cookie_name() -> str:
    """The name of the cookie, which browsers keep to this host alone when it came over https."""
    return f"__Host-{COOKIE}" if _https() else COOKIE


def drop_cookie(response: Response) -> None:
    """Tell the browser to forget the secret."""
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=_https())


def _https() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def park_request(person_id: int | None, now: datetime) -> Response:
    """Park the form of this request, where its person is known, and ask them to sign in."""
    response = to_sign_in(_path_to_return_to())
    if person_id is not None and request.form:
        with write() as session:
            secret = park(session, now, person_id, request_path(), _typed_fields())
        response.set_cookie(
            cookie_name(),
            secret,
            max_age=int(KEPT_FOR.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=_https(),
        )
    return response


def forget_what_was_sent(response: Response) -> Response:
    """After each request: what its person has now sent again need not be kept any longer."""
    person, secret = g.get("actor"), waiting_secret()
    if secret and person and request.method == "POST" and response.status_code < 400:
        parked = unpark(db.session(), datetime.now(UTC), person.person_id, secret)
        if parked is None or parked.path == request_path():
            with write() as session:
                discard(session, secret)
            drop_cookie(response)
    return response


def to_sign_in(path: str) -> Response:
    """The page to sign in, which then leads on to ``path``."""
    return redirect(url_for(SIGN_IN, next=path), 303)  # type: ignore[return-value]


def request_path() -> str:
    """Where this request was sent, with what stands behind the question mark."""
    return request.full_path.removesuffix("?")


def _typed_fields() -> list[tuple[str, str]]:
    return [(name, text) for name, text in request.form.items(multi=True) if name not in SECRET]


def _path_to_return_to() -> str:
    # The page that the form was on, not the address that takes forms only.
    referrer = urlsplit(request.referrer or "")
    return referrer.path if referrer.netloc == request.host else "/"


def _table() -> sa.Table:
    # By name: accounts, which owns the row's class, is a layer above.
    return Base.metadata.tables["parked_form"]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
