"""Servers in processes of their own, and clients that ask as fast as they are answered.

The clients are plain sockets: a library that reads HTTP properly would itself be what is measured.
"""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CONTENT_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def processors() -> tuple[int, frozenset[int]]:
    """One processor for the servers, the others for the clients (the same if there is one)."""
    known = sorted(os.sched_getaffinity(0))
    return known[0], frozenset(known[1:] or known)


@contextmanager
def serving(kind: str, folder: Path, database: str = "") -> Iterator[int]:
    """A server of this kind (see ``benchmarks.server``); gives its port.

    Args:
        database: its address; empty for the SQLite file in the folder.
    """
    cpu, _others = processors()
    command = [sys.executable, "-m", "benchmarks.server", kind, str(folder), str(cpu)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "ICF_DATABASE_URL": database},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


class Browser:
    """One connection that stays open.

    Args:
        cookies: sent with each request.
    """

    def __init__(self, port: int, cookies: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookies = cookies

    def get(self, path: str) -> tuple[int, bytes, bytes]:
        """Status, head and body."""
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: {self.cookies}\r\n\r\n"
        return self._ask(head.encode())

    def post_json(self, path: str, body: bytes, token: str) -> tuple[int, bytes, bytes]:
        """Status, head and body. ``token`` is the page's CSRF token."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nCookie: {self.cookies}\r\nX-CSRFToken: {token}\r\n"
            "Content-Type: application/json\r\nAccept: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return self._ask(head.encode() + body)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        length = CONTENT_LENGTH.search(head)
        parts, missing = [body], (int(length[1]) if length else 0) - len(body)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return int(head[9:12]), head, b"".join(parts)

    def _more(self) -> bytes:
        chunk = self._socket.recv(1 << 16)
        if not chunk:
            raise ConnectionError("The server hung up.")
        return chunk


def answered_in(seconds: float, asks: list[Callable[[], int]]) -> list[float]:
    """Let each of these ask again and again, all at once; the seconds that each answer took.

    Raises:
        RuntimeError: an answer was not 200.
    """
    took: list[float] = []
    wrong: list[int] = []
    until = time.perf_counter() + seconds

    def go(ask: Callable[[], int]) -> None:
        started = time.perf_counter()
        while started < until and not wrong:
            status = ask()
            now = time.perf_counter()
            took.append(now - started)
            started = now
            if status != 200:
                wrong.append(status)

    threads = [threading.Thread(target=go, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"The server answered {wrong[0]}.")
    return took
