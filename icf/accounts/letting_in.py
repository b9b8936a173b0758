"""Letting somebody in who has proved who they are, after the second step if they have one."""

from flask import Response, make_response, redirect, request
from flask import session as browser_session

from icf.accounts.models import Person
from icf.accounts.page import go_to, local_path
from icf.accounts.pending import Found, find_pending, keep_pending, take_pending
from icf.accounts.person import memberships_of
from icf.accounts.second_step import has_second_step
from icf.accounts.session import browser_name, limits, put_cookie, start_afresh
from icf.accounts.signin import open_sign_in, refresh_hash
from icf.accounts.tries import remember_browser
from icf.db import db, write
from icf.web import parking
from icf.web.guards import now

HALF_IN = "half_in"
"""Where the browser session keeps the secret of a sign-in that waits for its second step."""

NEEDS_NO_CODE = frozenset({"code", "passkey", "service", "operator"})


def let_in(
    person_id: int,
    organisation_id: int | None = None,
    password: str = "",
    how: str = "password",
    wanted: str = "",
) -> Response:
    """Sign somebody in, and lead them to where they wanted to go.

    Args:
        organisation_id: where they go; their first when None.
        password: the one just used, to store it anew where our figures have grown.
        how: what they proved it with; kept with the sign-in.
        wanted: where they wanted to go; what the address of this page says when empty.
    """
    if how not in NEEDS_NO_CODE and has_second_step(db.session(), person_id):
        return _ask_for_second_step(person_id, organisation_id, password)
    with write() as rows:
        row, secret = open_sign_in(
            rows, now(), person_id, organisation_id, limits(), browser_name(), password, how
        )
        expires_at, email = row.expires_at, rows.get_one(Person, person_id).email
        several = len(memberships_of(rows, person_id)) > 1 and organisation_id is None
    start_afresh()
    return put_cookie(remember_browser(_way_in(several, wanted), email), secret, expires_at)


def half_in() -> Found | None:
    """Whose password was right in this browser, in the last ten minutes."""
    return find_pending(db.session(), now(), "second", str(browser_session.get(HALF_IN, "")))


def finish_half_in() -> None:
    """The second step is done; going back to it leads nowhere."""
    with write() as rows:
        take_pending(rows, now(), "second", str(browser_session.pop(HALF_IN, "")))


def _ask_for_second_step(person_id: int, organisation_id: int | None, password: str) -> Response:
    with write() as rows:
        if password:
            refresh_hash(rows.get_one(Person, person_id), password)
        secret = keep_pending(rows, now(), "second", person_id, organisation_id=organisation_id)
    start_afresh()
    browser_session[HALF_IN] = secret
    return go_to("accounts.second_step", next=request.args.get("next"))


def _way_in(several: bool, wanted: str) -> Response:
    wanted = wanted or request.args.get("next", "")
    if parking.waiting_secret():
        return go_to("accounts.show_typed", next=wanted or None)
    if several and not wanted:
        return go_to("accounts.choose_organisation")
    return make_response(redirect(local_path(wanted), 303))
