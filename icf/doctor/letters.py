"""E-mail: that the mail server answers as the settings say, and that nothing waits in vain."""

import smtplib
from collections.abc import Iterator

from icf.config import Settings
from icf.doctor.finding import Finding, failed, ok, warning
from icf.mail.send import connected

SECONDS = 10
LOCAL = {"127.0.0.1", "localhost", "::1"}


def check_mail(settings: Settings) -> Iterator[Finding]:
    """Talks to the mail server as far as signing in; sends nothing."""
    if not settings.mail_server:
        waiting = len(list(settings.outbox.glob("*.eml")))
        words = f"There is no mail server. E-mails waiting in {settings.outbox}: {waiting}."
        yield warning("mail", words, "Set mail_server, or pass them on by hand.")
        return
    if settings.mail_security == "none" and settings.mail_server not in LOCAL:
        yield failed("mail", "E-mail would travel unprotected.", "Set mail_security = starttls.")
    if settings.mail_sender.endswith("@localhost"):
        words = f"E-mail comes from {settings.mail_sender}, which nobody can answer."
        yield warning("mail", words, "Set mail_sender to an address of yours.")
    try:
        with connected(settings, SECONDS):
            pass
    except (OSError, smtplib.SMTPException) as error:
        where = f"{settings.mail_server}:{settings.mail_port}"
        words = f"{where} does not take e-mail: {error}"
        yield failed("mail", words, "Nothing is lost meanwhile: e-mail waits and is tried again.")
    else:
        yield ok("mail", f"{settings.mail_server} answers as the settings say.")
