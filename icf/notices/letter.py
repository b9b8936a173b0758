"""Sends an e-mail that somebody did not ask for: with why it comes, and how to stop it."""

from typing import Any

from icf.accounts.emails import stop_token
from icf.jobs.registry import Run
from icf.mail.letter import send_letter
from icf.web.actor import Actor
from icf.web.address import whole_address


def send_notice(run: Run, to: Actor, subject: str, template: str, why: str, **context: Any) -> None:
    """Send ``templates/mail/<template>.txt``, which ends with ``mail/why.txt``."""
    send_letter(
        run,
        to.email,
        subject,
        template,
        stop=whole_address("accounts.stop", token=stop_token(to.person_id)),
        choice=whole_address("accounts.emails"),
        why=why,
        name=to.name,
        organisation=to.organisation_name,
        **context,
    )
