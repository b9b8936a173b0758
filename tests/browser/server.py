"""The toolkit on a free port of this machine, remembering every HTML page that it sent."""

import gzip
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True)
class SentPage:
    request: str
    status: str
    html: str


@dataclass
class LiveServer:
    url: str
    pages: list[SentPage] = field(default_factory=list)


@contextmanager
def live_server(app: "WSGIApplication") -> Iterator[LiveServer]:
    """Serves the app from threads of this process until the block ends."""
    sent: list[SentPage] = []
    server = make_server("127.0.0.1", 0, _remembering(app, sent), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield LiveServer(f"http://127.0.0.1:{server.port}", sent)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _remembering(app: "WSGIApplication", sent: list[SentPage]) -> "WSGIApplication":
    def remember(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        started: list[tuple[str, dict[str, str]]] = []

        def note(status, headers, exc_info=None):  # type: ignore[no-untyped-def]
            started.append((status, dict(headers)))
            return start_response(status, headers, exc_info)

        response = app(environ, note)
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        status, headers = started[-1]
        if headers.get("Content-Type", "").startswith("text/html") and status[0] != "3":
            request = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            page = gzip.decompress(body) if "Content-Encoding" in headers else body
            sent.append(SentPage(request, status, page.decode()))
        return [body]

    return remember
