"""What people see when something goes wrong: one table from kinds of error to status and page.

The pages need no database, no add-on and no session. A fault of ours shows a reference, which
stands in the log beside the traceback.
"""

import math
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from icf.errors import Conflict, IcfError, InvalidInput, NotAllowed, NotFound, TooManyTries
from icf.web.headers import holds_secret
from icf.web.i18n import _, clock_time, ngettext
from icf.web.rescue import typed_texts

STATUS: dict[type[IcfError], int] = {
    InvalidInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
}
"""Kinds that people are told about. All others are faults of ours or of the operator: 500."""

OWN_PAGES = frozenset({400, 403, 404, 409, 413, 429, 500, 503})
REFUSED = frozenset({400, 403, 404, 413})
"""What is noted in the log, as long as the address is one of ours: others are guessed all day."""

PAGE_OF_OTHER = {405: 404, 410: 404, 415: 400}

LAST_RESORT = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Something went wrong – toolkit</title></head>
<body><main><h1>Something went wrong</h1><p>The fault is ours. Try again in a few minutes.</p>
<p>If you ask for help, quote this reference: <strong>{reference}</strong></p></main></body></html>
"""
"""For when the page that should say so cannot be drawn either."""


def init_app(app: Flask) -> None:
    """Answer every error with a page, or with JSON where JSON was asked for."""
    app.register_error_handler(TooManyTries, _too_many)
    app.register_error_handler(IcfError, _explained)
    app.register_error_handler(CSRFError, _not_our_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _no_database)
    app.register_error_handler(Exception, _fault)


def wants_json() -> bool:
    """Whether the browser's script is asking, rather than a person looking at a page."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _explained(error: IcfError) -> Any:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), None)
    if status is None:
        return _fault(error)
    return _reply(status, message=error.message, hint=error.hint)


def _too_many(error: TooManyTries) -> Any:
    wait = max(1, math.ceil((error.retry_at - datetime.now(UTC)).total_seconds()))
    response = _reply(429, message=_waiting_words(wait), hint=error.hint)
    response.headers["Retry-After"] = str(wait)
    return response


def _waiting_words(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    # Whole minutes on the clock, and never before the time has come.
    when = clock_time(datetime.now(UTC) + timedelta(minutes=minutes))
    return ngettext(
        "Try again in %(num)s minute, at %(when)s.",
        "Try again in %(num)s minutes, at %(when)s.",
        minutes,
        when=when,
    )


def _not_our_form(_error: CSRFError) -> Any:
    return _reply(
        400,
        message=_("This form is not from a page that you have open now."),
        hint=_("You may have signed in or out since. Go back, load the page again and send it."),
    )


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    # What the library says is for programs; our pages have words of their own.
    return _reply(error.code, message=error.description or "" if wants_json() else "")


def _no_database(error: OperationalError) -> Any:
    reference = log_fault(error)
    response = _reply(503, reference=reference)
    response.headers["Retry-After"] = "5"
    return response


def _fault(error: Exception) -> Any:
    return _reply(500, reference=log_fault(error))


def log_fault(error: Exception) -> str:
    """Write the traceback to the log, and give the reference under which it stands there."""
    reference = secrets.token_hex(4)
    current_app.logger.error(
        "%s %r failed, reference %s", request.method, _path_to_log(), reference, exc_info=error
    )
    return reference


def log_refusal(status: int) -> str:
    """A line in the log for a page of ours that was refused, and the reference to find it by.

    It names the person and the address, never what was typed. The same is written for what does
    not exist and for what belongs to somebody else.
    """
    reference = secrets.token_hex(4)
    person = g.get("actor")
    who = f"person {person.person_id}" if person else "somebody not signed in"
    current_app.logger.warning(
        "%s %r refused with %s to %s, reference %s",
        request.method, _path_to_log(), status, who, reference,
    )  # fmt: skip
    return reference


def _path_to_log() -> str:
    """The address, or the route where the address holds a secret: logs are read by others."""
    return str(request.url_rule) if holds_secret() else request.path


def _reply(status: int, message: str = "", hint: str = "", reference: str = "") -> Response:
    if status in REFUSED and request.url_rule is not None:
        reference = reference or log_refusal(status)
    if wants_json():
        response = jsonify(status=status, message=message, hint=hint, reference=reference)
    else:
        response = current_app.make_response(_page(status, message, hint, reference))
    response.status_code = status
    return response


def _page(status: int, message: str, hint: str, reference: str) -> str:
    other = PAGE_OF_OTHER.get(status, 500 if status >= 500 else 400)
    name = f"errors/{status if status in OWN_PAGES else other}.html"
    typed = [] if status == 413 else typed_texts()
    try:
        return render_template(name, message=message, hint=hint, reference=reference, typed=typed)
    except Exception as error:  # noqa: BLE001 whatever it is, the person gets a page
        return LAST_RESORT.format(reference=escape(reference or log_fault(error)))
