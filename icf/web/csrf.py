"""Forms only count when they come from our own pages.

A token lasts as long as the session: somebody who thinks for an afternoon before pressing Save must
not be told that the form has expired. Scripts send it as the header ``X-CSRFToken``.
"""

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

_protect = CSRFProtect()


def init_app(app: Flask) -> None:
    """Give templates ``csrf_token()``. ``guards`` calls the check, after that of the session."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False)
    _protect.init_app(app)


def check() -> None:
    """Refuse a form without our token, as a 400 page."""
    if request.method in {"POST", "PUT", "PATCH", "DELETE"}:
        _protect.protect()
