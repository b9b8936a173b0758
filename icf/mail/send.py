"""Hands an e-mail to the mail server, or writes it into ``instance/outbox`` where there is none.

Only jobs call it: what it raises lets the job wait and try again.
"""

import os
import re
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from icf.config import Settings

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Mail:
    """``to`` is one address; ``text`` is all there is: no HTML, no attachment, no picture.

    ``stop``: where whoever gets it can stop e-mails like it; empty for those they asked for.
    """

    to: str
    subject: str
    text: str
    stop: str = ""


def send(settings: Settings, now: datetime, mail: Mail) -> None:
    """Send it.

    Raises:
        OSError, smtplib.SMTPException: the mail server is away, or does not take it.
    """
    message = message_of(settings, now, mail)
    if settings.mail_server:
        with connected(settings, PATIENCE_SECONDS) as server:
            server.send_message(message)
    else:
        _to_folder(settings.outbox, message)


def message_of(settings: Settings, now: datetime, mail: Mail) -> EmailMessage:
    """The e-mail as it travels."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(settings.product_name, addr_spec=settings.mail_sender)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{settings.mail_sender.partition('@')[2]}>"
    # Keeps answering machines quiet.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(re.sub(r"\n{3,}", "\n\n", mail.text.strip()) + "\n", cte="quoted-printable")
    if mail.stop:
        # Mail programs show a button for it, and press it for people with a POST (RFC 8058).
        message["List-Unsubscribe"] = f"<{mail.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        # A long address must stay in one piece.
        message.policy = SMTP.clone(max_line_length=998)
    return message


@contextmanager
def connected(settings: Settings, patience_seconds: int) -> Iterator[smtplib.SMTP]:
    """The mail server of the settings, greeted and signed in to, until the block ends.

    Raises:
        OSError, smtplib.SMTPException: it is away, or does not let us in.
    """
    trusted = ssl.create_default_context()
    host, port = settings.mail_server, settings.mail_port
    server: smtplib.SMTP
    if settings.mail_security == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=patience_seconds, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=patience_seconds)
    with server:
        if settings.mail_security == "starttls":
            server.starttls(context=trusted)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password)
        yield server


def _to_folder(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    # Under another name until it is whole, so that nobody reads half an e-mail.
    unfinished = folder / f".{name}"
    with open(unfinished, "wb", opener=_only_for_us) as file:
        file.write(message.as_bytes())
        os.fsync(file.fileno())
    unfinished.rename(folder / f"{name}.eml")


def _only_for_us(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
