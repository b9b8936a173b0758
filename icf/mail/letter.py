"""Writes an e-mail from a template in ``templates/mail`` and sends it."""

from typing import Any

from flask import current_app, render_template

from icf.config import Settings
from icf.jobs.registry import Run
from icf.mail.send import Mail, send


def send_letter(
    run: Run, to: str, subject: Any, template: str, *, stop: str = "", **context: Any
) -> None:
    """Send ``templates/mail/<template>.txt``. It never holds an answer or a password.

    Args:
        stop: where the reader can stop e-mails like this one; templates have it too.
    """
    settings: Settings = current_app.extensions["icf_settings"]
    text = render_template(f"mail/{template}.txt", stop=stop, **context)
    send(settings, run.now, Mail(to, str(subject), text, stop))
