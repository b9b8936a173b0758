"""Style sheets, scripts and fonts: their address holds a hash of what is in them.

A file that changes gets another address, so browsers may keep each for a year.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request, send_from_directory

from icf import paths
from icf.web.guards import public
from icf.web.headers import ONE_YEAR

blueprint = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    """Give templates ``asset(name)``."""
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """The address of a file in ``icf/static``."""
    return f"{request.script_root}/static/{_fingerprint(name)}/{name}"


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256(Path(paths.static_folder(), name).read_bytes()).hexdigest()[:12]


@blueprint.get("/static/<path:name>")
@public
def unversioned(name: str) -> Response:
    """A file without a hash in its address, as the error pages and style sheets ask for it."""
    return send_from_directory(paths.static_folder(), name, max_age=3600)


@blueprint.get("/static/<string(length=12):fingerprint>/<path:name>")
@public
def versioned(fingerprint: str, name: str) -> Response:  # noqa: ARG001 it only makes addresses differ
    """A file that never changes at this address; fonts that a style sheet names come here too."""
    response = send_from_directory(paths.static_folder(), name, max_age=ONE_YEAR)
    response.cache_control.immutable = True
    return response
