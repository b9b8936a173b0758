"""What is too large is refused, before it is all sent, by the server that people really run."""

import http.client
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlencode

import pytest
from flask import Flask
from waitress.server import create_server
from werkzeug.test import encode_multipart

from icf.cli import request_limit
from icf.config import Settings
from tests.calls import counted_calls
from tests.security.world import Place, rows_of
from tests.support import CheckedClient

GIGABYTE = 10**9
BLOCK = b"x" * 65_536
BUFFERS = 64_000_000
"""More than the operating system takes from the one side before the other has read it."""
HANG_SECONDS = 60
CALLS_AT_MOST = 5_000_000


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """The application behind waitress, as ``icf serve`` sets it up; gives its port."""
    settings: Settings = app.extensions["icf_settings"]
    sockets: dict[int, object] = {}
    server = create_server(
        app, host="127.0.0.1", port=0, threads=2, map=sockets, ident=None,
        max_request_body_size=request_limit(settings),
    )  # fmt: skip

    def close_all() -> None:
        for one in list(sockets.values()):
            with suppress(OSError):
                one.close()  # type: ignore[attr-defined]

    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.task_dispatcher.shutdown()
        # In the thread that waits for them: a socket closed under its select is an error there.
        server.trigger.pull_trigger(close_all)
        thread.join()


def status_after(port: int, head: bytes, blocks: Iterator[bytes]) -> tuple[int, float, int]:
    """The status of the reply, seconds until it came, and bytes that were sent until then."""
    started, sent = time.monotonic(), 0
    with socket.create_connection(("127.0.0.1", port), timeout=HANG_SECONDS) as connection:
        connection.sendall(head)
        reply = b""
        while not select.select([connection], [], [], 0)[0]:
            try:
                sent += connection.send(next(blocks))
            except ConnectionError:
                break
        with suppress(ConnectionError):
            reply = connection.recv(4096)
    return int(reply.split()[1]) if reply else 0, time.monotonic() - started, sent


def head(*lines: str) -> bytes:
    return "\r\n".join(["POST /sign-in HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


def forever(block: bytes) -> Iterator[bytes]:
    while True:
        yield block


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("how", "lines", "block"),
    [
        ("said beforehand", [f"Content-Length: {GIGABYTE}"], BLOCK),
        ("in pieces", ["Transfer-Encoding: chunked"], b"10000\r\n" + BLOCK + b"\r\n"),
        ("in pieces, as a form", ["Transfer-Encoding: chunked",
         "Content-Type: application/x-www-form-urlencoded"], b"10000\r\n" + BLOCK + b"\r\n"),
    ],
)  # fmt: skip
def test_a_body_of_a_gigabyte_is_refused_while_it_is_sent(
    app: Flask, how: str, lines: list[str], block: bytes, figure: Callable[..., None]
) -> None:
    with serving(app) as port:
        status, seconds, sent = status_after(port, head(*lines), forever(block))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HANG_SECONDS)
        connection.request("GET", "/healthz")
        healthy = connection.getresponse().status
        connection.close()

    figure("S11", f"1 GB {how}: {status} after {seconds:.2f} s and {sent / 1e6:.0f} MB")
    assert status == 413
    assert sent <= request_limit(app.extensions["icf_settings"]) + BUFFERS
    assert healthy == 200


FIELDS = [(f"field{number}", "x") for number in range(10_000)]


def test_ten_thousand_fields_are_refused(
    app: Flask, ours: Place, figure: Callable[..., None]
) -> None:
    client, before = ours.browsers["lead"], rows_of(app, ours)
    boundary, parts = encode_multipart(dict(FIELDS))
    token = {"X-CSRFToken": client.csrf_token()}
    bodies = {
        "application/x-www-form-urlencoded": urlencode(FIELDS).encode(),
        f"multipart/form-data; boundary={boundary}": parts,
    }

    for kind, body in bodies.items():
        with counted_calls(CALLS_AT_MOST) as calls:
            reply = client.post("/work/new", data=body, content_type=kind, headers=token)

        figure(
            "S11",
            f"10,000 fields, {kind.partition(';')[0]}: {reply.status_code} after"
            f" {calls.total():,} calls",
        )
        assert reply.status_code == 413
    assert rows_of(app, ours) == before


NAMES = [
    "../../etc/passwd", "..\\..\\evil.exe", "a\r\nSet-Cookie: evil=1.txt", 'x";filename=y.html',
    "\u202egnp.exe", "con.txt", "/dev/null", "a" * 5_000, "<script>.svg", "%00.pdf", "",
]  # fmt: skip


def test_file_names_sent_along_with_a_form_reach_no_folder(app: Flask, ours: Place) -> None:
    """No page of ours takes files without saying so; those that it does not know are left."""
    lead: CheckedClient = ours.browsers["lead"]
    folder = app.extensions["icf_settings"].instance
    before, files = rows_of(app, ours), sorted(folder.rglob("*"))

    for name in NAMES:
        boundary, body = encode_multipart({"title": "", "csrf_token": lead.csrf_token()})
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        part = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"'
        body = f"{part}\r\n\r\nevil\r\n".encode() + body
        kind = f"multipart/form-data; boundary={boundary}"
        reply = lead.post("/work/new", data=body, content_type=kind)

        assert reply.status_code in (400, 422), name
        assert "evil=1" not in str(reply.headers)
    assert rows_of(app, ours) == before
    assert sorted(folder.rglob("*")) == files


def test_the_name_of_a_file_to_keep_is_made_of_harmless_letters(ours: Place) -> None:
    lead, base = ours.browsers["lead"], f"/checklists/{ours.ids['signed_id']}"
    for name in filter(None, NAMES):
        form = {"title": name[:150], "kind": "project", "is_new": "yes", "stage": "planning"}
        lead.send(f"/work/{ours.ids['work_id']}/edit", form)

        said = lead.get(f"{base}/how-did-it-go.ics").headers.get("Content-Disposition", "")

        assert said.startswith("attachment")
        assert not set(said) & set("<>\\\r\n\u202e")
        assert "/" not in said.replace("UTF-8''", "")
        assert ".." not in said
