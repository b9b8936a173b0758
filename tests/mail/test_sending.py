"""E-mail: into the folder, to the server, and never lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask

from icf.config import load_settings
from icf.db import write
from icf.errors import ConfigError
from icf.jobs.models import Job
from icf.jobs.service import enqueue
from icf.jobs.worker import run_due
from icf.mail.send import Mail, message_of, send
from tests.mail.smtp import MailServer, mail_server

NOW = datetime.now(UTC)
MAIL = Mail("ada@example.org", "Zażółć", "Dear Ada,\n\n.\nŵŷ: a line of its own\n\n\n\nEnd")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def use(app: Flask, server: MailServer) -> None:
    """Let the application send through this server."""
    app.extensions["icf_settings"] = replace(
        app.extensions["icf_settings"],
        mail_server="127.0.0.1",
        mail_port=server.port,
        mail_security="none",
        mail_sender="toolkit@example.org",
    )


def ask_for_reset(app: Flask, email: str = "ada@example.org") -> None:
    with app.app_context(), write() as session:
        enqueue(session, NOW, "send-reset-link", {"email": email})


def states(app: Flask) -> list[str]:
    from icf.db import db

    with app.app_context():
        return list(db.session.scalars(db.select(Job.state).order_by(Job.id)))


def test_without_a_server_an_email_becomes_a_file_only_we_may_read(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, environment={})

    send(settings, NOW, MAIL)

    (file,) = settings.outbox.iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (file.suffix, file.stat().st_mode & 0o777) == (".eml", 0o600)
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Zażółć"
    assert message.get_content().splitlines()[2:] == [".", "ŵŷ: a line of its own", "", "End"]


def test_it_is_plain_text_and_says_that_a_program_sent_it(tmp_path: Path) -> None:
    message = message_of(load_settings(tmp_path, environment={}), NOW, MAIL)

    assert message.get_content_type() == "text/plain"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Inclusive communities toolkit <toolkit@localhost>"


@pytest.mark.parametrize("field", ["to", "subject"])
def test_nothing_can_be_smuggled_into_its_head(tmp_path: Path, field: str) -> None:
    mail = replace(MAIL, **{field: "ada@example.org\r\nBcc: all@example.org"})

    with pytest.raises(ValueError):
        message_of(load_settings(tmp_path, environment={}), NOW, mail)


def test_a_mail_server_gets_the_whole_email(app: Flask, server: MailServer) -> None:
    use(app, server)

    send(app.extensions["icf_settings"], NOW, MAIL)

    (taken,) = server.inbox
    assert taken["To"] == "ada@example.org"
    assert taken.get_content().splitlines()[2:] == [".", "ŵŷ: a line of its own", "", "End"]


def test_nothing_is_sent_unprotected_unless_the_settings_say_so(
    app: Flask, server: MailServer
) -> None:
    use(app, server)
    settings = replace(app.extensions["icf_settings"], mail_security="starttls")

    with pytest.raises(Exception, match="STARTTLS"):
        send(settings, NOW, MAIL)

    assert server.inbox == []


@pytest.mark.parametrize("mood", ["dies", "refuses"])
def test_a_server_that_fails_loses_nothing(
    app: Flask, make_person: Callable[..., int], server: MailServer, mood: str
) -> None:
    make_person("ada@example.org")
    use(app, server)
    server.mood = mood
    ask_for_reset(app)

    assert run_due(app, NOW) == 1
    assert (states(app), server.inbox) == (["queued"], [])
    server.mood = "takes"
    run_due(app, NOW + timedelta(minutes=1))

    assert states(app) == ["done"]
    assert [one["To"] for one in server.inbox] == ["ada@example.org"]


def test_a_server_that_is_down_for_hours_loses_nothing(
    app: Flask, make_person: Callable[..., int]
) -> None:
    emails = [f"person{number}@example.org" for number in range(5)]
    for email in emails:
        make_person(email)
    with mail_server() as server:
        use(app, server)
        port = server.port
    for email in emails:
        ask_for_reset(app, email)
    for minutes in range(0, 240, 20):
        run_due(app, NOW + timedelta(minutes=minutes))
    assert states(app) == ["queued"] * 5

    with mail_server(port) as server:
        run_due(app, NOW + timedelta(hours=12))

    assert states(app) == ["done"] * 5
    assert sorted(one["To"] for one in server.inbox) == emails


@pytest.mark.parametrize(
    "given",
    [
        {"mail_security": "perhaps"},
        {"mail_sender": "nobody"},
        {"public_url": "toolkit.example.org"},
        {"public_url": "http://toolkit.example.org", "https": True},
        {"public_url": "https://toolkit.example.org/?x=1"},
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path: Path, given: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        load_settings(tmp_path, given, environment={})
