"""The doctor talks to the mail server, and sends nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from icf.config import Settings
from icf.doctor.letters import check_mail
from tests.mail.smtp import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def settings(folder: Path, **given: object) -> Settings:
    chosen = {"mail_security": "none", "mail_sender": "toolkit@example.org", **given}
    return replace(Settings(instance=folder), **chosen)  # type: ignore[arg-type]


def told(chosen: Settings) -> list[tuple[str, str]]:
    return [(one.state, one.words) for one in check_mail(chosen)]


def test_a_server_that_answers_is_well_and_gets_no_mail(tmp_path: Path, server: MailServer) -> None:
    found = told(settings(tmp_path, mail_server="127.0.0.1", mail_port=server.port))

    assert [state for state, _words in found] == ["ok"]
    assert server.inbox == []


def test_a_server_that_is_away_or_cannot_protect_the_way_has_failed(
    tmp_path: Path, server: MailServer
) -> None:
    protected = settings(
        tmp_path, mail_server="127.0.0.1", mail_port=server.port, mail_security="starttls"
    )
    away = settings(tmp_path, mail_server="127.0.0.1", mail_port=1)

    assert [state for state, _words in told(protected)] == ["failed"]
    assert [state for state, _words in told(away)] == ["failed"]


def test_without_a_server_it_says_how_many_e_mails_wait(tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / "one.eml").write_text("To: ada@example.org")

    ((state, words),) = told(settings(tmp_path))

    assert state == "warning"
    assert words.endswith("outbox: 1.")


def test_a_sender_whom_nobody_can_answer_is_pointed_out(tmp_path: Path, server: MailServer) -> None:
    chosen = settings(
        tmp_path, mail_server="127.0.0.1", mail_port=server.port, mail_sender="toolkit@localhost"
    )

    assert [state for state, _words in told(chosen)] == ["warning", "ok"]
