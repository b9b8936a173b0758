"""A standard OpenID provider on this machine, written by somebody else, and accounts there."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
from werkzeug.serving import make_server


@dataclass
class Provider:
    """`exchanges` are the forms that were sent for a code."""

    url: str
    exchanges: list[dict[str, list[str]]] = field(default_factory=list)

    def add(self, subject: str, **claims: Any) -> None:
        """Give somebody an account there."""
        reply = httpx.put(f"{self.url}/users/{subject}", json=claims)
        assert reply.status_code < 300, reply.text

    def agree(self, way: str, subject: str, action: str = "authorize") -> str:
        """Sign in there as somebody; answers the address that the browser is sent back to."""
        reply = httpx.post(way, data={"sub": subject, "action": action})
        assert reply.status_code in (302, 303), reply.text
        return str(reply.headers["Location"])


@contextmanager
def provider() -> Iterator[Provider]:
    """It listens until the block is left."""
    with warnings.catch_warnings(record=True):
        # It still uses what the library below it gives up.
        import oidc_provider_mock
    app = oidc_provider_mock.app(require_nonce=True)
    exchanges: list[dict[str, list[str]]] = []
    inner = app.wsgi_app

    def noting(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            exchanges.append(parse_qs(body.decode()))
        return inner(environ, start_response)

    app.wsgi_app = noting  # type: ignore[method-assign]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Provider(f"http://127.0.0.1:{server.port}", exchanges)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
