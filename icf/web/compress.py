"""Pages, style sheets and scripts are sent compressed to browsers that can read that.

Compressed pages give away, by their length, whether a text that somebody else chose is like a
secret in them (BREACH). The only secret in our pages is the CSRF token. Its signature is another
one every second, so there is nothing to guess at over many requests; and the cookie of a signed-in
browser does not travel with requests from other sites.
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

COMPRESSIBLE = frozenset(
    {"text/html", "text/css", "text/javascript", "text/plain", "application/json", "image/svg+xml"}
)
SMALLEST = 600
"""Bytes below which compressing costs more than it saves."""


def init_app(app: Flask) -> None:
    """Register before whatever else looks at responses, so that this sees them last."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if response.mimetype not in COMPRESSIBLE or response.content_encoding:
        return response
    response.vary.add("Accept-Encoding")
    is_file = response.direct_passthrough
    if response.status_code == 206 or not request.accept_encodings["gzip"]:
        return response
    if response.is_streamed and not is_file:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) < SMALLEST:
        return response
    response.set_data(_packed_file(content) if is_file else gzip.compress(content, 5, mtime=0))
    response.content_encoding = "gzip"
    response.accept_ranges = "none"
    etag, _is_weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


@lru_cache(maxsize=32)
def _packed_file(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
