"""Whole addresses of our pages, for links that leave the page: in e-mail and to be copied.

They come from the setting ``public_url``, never from what a browser says the host is: whoever asks
for an e-mail could otherwise make its link lead to a machine of theirs.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, has_request_context, request

from icf.config import Settings

SERVED_AT = "icf_served_at"
"""Where ``icf serve`` says which address it has, as it may be told another port."""

ALWAYS_TRUSTED = ("localhost", "127.0.0.1")
"""Programs on the same machine that ask whether the toolkit is well."""


def init_app(app: Flask, settings: Settings) -> None:
    """Answer only to our own name, once it is known."""
    if settings.public_url:
        own = urlsplit(settings.public_url).hostname or ""
        app.config["TRUSTED_HOSTS"] = [own, *ALWAYS_TRUSTED]


def whole_address(endpoint: str, **values: Any) -> str:
    """The address of a page, with protocol and host."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{_base()}{path}"


def _base() -> str:
    settings: Settings = current_app.extensions["icf_settings"]
    if settings.public_url:
        return settings.public_url.rstrip("/")
    if has_request_context():
        # Seen only by the person who asked, whose own browser named the host.
        return request.root_url.rstrip("/")
    served: str = current_app.extensions.get(SERVED_AT, f"http://{settings.host}:{settings.port}")
    return served
