"""A mail server on this machine, which takes e-mail, refuses it, or dies in the middle of it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """`inbox` holds what was taken.

    `mood`: takes, refuses, dies before it says that it took, or hangs until the other side goes;
    `hanging` is set once it does.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.inbox: list[EmailMessage] = []
        self.mood = "takes"
        self.hanging = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                if not self._take():
                    return
            elif verb == "RCPT" and self.server.mood == "refuses":
                self._say("550 nobody here")
            else:
                self._say("221 bye" if verb == "QUIT" else "250 fine")
            if verb == "QUIT":
                return

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if self.server.mood == "hangs":
            self.server.hanging.set()
            self.rfile.readline()
            return False
        if self.server.mood == "dies":
            return False
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.inbox.append(message)
        self._say("250 taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """It listens until the block is left."""
    with MailServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
