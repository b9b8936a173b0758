"""Writes an e-mail from a template in ``templates/mail`` and sends it."""

from typing import Any

from flask import current_app, render_template

from icf.config import Settings
from icf.jobs.registry import Run
from icf.mail.send import Mail, send


def send_letter(run: Run, to: str, subject: Any, template: str, **context: Any) -> None:
    """Send ``templates/mail/<template>.txt``. It never holds an answer or a password."""
    settings: Settings = current_app.extensions["icf_settings"]
    text = render_template(f"mail/{template}.txt", **context)
    send(settings, run.now, Mail(to, str(subject), text))
