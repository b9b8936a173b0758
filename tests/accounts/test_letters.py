"""E-mails about accounts: a forgotten password, a changed address, an invitation."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from icf.accounts.models import OneTimeLink
from icf.app import create_app
from icf.db import db, write
from icf.jobs.models import Job
from icf.jobs.worker import run_due
from icf.web.address import SERVED_AT, whole_address
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.accounts.test_signing_in import words_of
from tests.support import SECRET_KEY, CheckedClient, Somewhere

MakePerson = Callable[..., int]
SignedIn = Callable[..., CheckedClient]
NEW = "eleven quiet harbours"


def outbox(app: Flask) -> list[EmailMessage]:
    """Let the jobs run; what they sent, in order of address."""
    run_due(app)
    folder: Path = app.extensions["icf_settings"].outbox
    files = folder.glob("*.eml") if folder.exists() else ()
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return sorted(found, key=lambda message: str(message["To"]))


def link_in(message: EmailMessage) -> str:
    (address,) = re.findall(r"http://[^\s]+", message.get_content())
    return "/" + address.split("/", 3)[3]


def ask(client: CheckedClient, email: str) -> str:
    response = client.send("/sign-in/forgotten", {"email": email})
    assert response.status_code == 200
    return response.text


def test_a_forgotten_password_is_chosen_anew_with_a_link_by_email(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    ask(client, " ADA@example.org")
    (message,) = outbox(app)
    assert message["To"] == "ada@example.org"
    done = client.send(link_in(message), {"password": NEW})

    assert done.status_code == 303
    assert is_signed_in(client)
    assert sign_in(app.test_client(), "ada@example.org", NEW) == 303  # type: ignore[arg-type]


def test_the_reply_is_the_same_whether_anybody_has_the_address(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    known = ask(client, "ada@example.org").replace("ada@", "bo@")
    unknown = ask(client, "bo@example.org")

    assert known == unknown
    with app.app_context():
        assert len(db.session.scalars(db.select(Job)).all()) == 2
    assert [message["To"] for message in outbox(app)] == ["ada@example.org"]


def test_no_job_holds_a_secret_and_a_job_that_is_done_holds_nothing(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    ask(client, "ada@example.org")

    with app.app_context():
        assert db.session.scalar(db.select(Job.arguments)) == {"email": "ada@example.org"}
    outbox(app)
    with app.app_context():
        assert db.session.scalar(db.select(Job.arguments)) == {}


def test_nobody_can_be_flooded_with_links(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    replies = {ask(client, "ada@example.org") for _ in range(12)}

    assert len(replies) == 1
    assert len(outbox(app)) == 3


def test_one_address_cannot_ask_without_end(client: CheckedClient) -> None:
    statuses = [
        client.send("/sign-in/forgotten", {"email": f"person{n}@example.org"}).status_code
        for n in range(25)
    ]

    assert statuses.count(429) == 5


def test_a_link_that_somebody_else_asked_for_does_not_spoil_an_earlier_one(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    ask(client, "ada@example.org")
    own = link_in(outbox(app)[0])
    ask(client, "ada@example.org")
    outbox(app)

    assert client.send(own, {"password": NEW}).status_code == 303


def test_once_a_password_is_chosen_no_other_link_chooses_another(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    ask(client, "ada@example.org")
    ask(client, "ada@example.org")
    first, second = (link_in(message) for message in outbox(app))

    client.send(first, {"password": NEW})

    assert client.get(second).status_code == 410


def test_links_by_email_work_for_two_hours(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    ask(client, "ada@example.org")
    link = link_in(outbox(app)[0])
    with app.app_context(), write() as session:
        row = session.scalar(db.select(OneTimeLink))
        assert row.expires_at - row.created_at == timedelta(hours=2)
        row.expires_at = datetime.now(UTC)

    page = client.get(link)

    assert page.status_code == 410
    assert "/sign-in/forgotten" in page.text


def test_somebody_who_left_gets_no_link(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    from icf.accounts.models import Person

    person_id = make_person("ada@example.org")
    with app.app_context(), write() as session:
        session.get_one(Person, person_id).disabled_at = datetime.now(UTC)

    ask(client, "ada@example.org")

    assert outbox(app) == []


def test_the_host_that_a_browser_names_never_gets_into_an_email(
    app: Flask, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    attacker: CheckedClient = app.test_client()  # type: ignore[assignment]

    evil = "http://evil.example"

    page = attacker.get("/sign-in/forgotten", base_url=evil)
    token = BeautifulSoup(page.text, "html.parser").find("input", attrs={"name": "csrf_token"})
    fields = {"email": "ada@example.org", "csrf_token": token["value"]}  # type: ignore[index]
    asked = attacker.post("/sign-in/forgotten", data=fields, base_url=evil)
    assert asked.status_code == 200

    (message,) = outbox(app)
    assert "evil" not in message.as_string()
    assert "http://127.0.0.1:8000/link/" in message.get_content()


def test_without_a_public_address_links_lead_to_where_the_toolkit_listens(app: Flask) -> None:
    with app.app_context():
        assert whole_address("accounts.sign_in") == "http://127.0.0.1:8000/sign-in"
        app.extensions[SERVED_AT] = "http://127.0.0.1:8100"
        assert whole_address("accounts.sign_in") == "http://127.0.0.1:8100/sign-in"


@pytest.fixture
def public_app(database_url: str, instance_folder: Path) -> Iterator[Flask]:
    given = {
        "secret_key": SECRET_KEY,
        "database_url": database_url,
        "public_url": "http://toolkit.example.org/icf/",
    }
    app = create_app(given, instance=instance_folder)
    app.test_client_class = CheckedClient
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_toolkit_that_knows_its_address_answers_to_no_other(public_app: Flask) -> None:
    client = public_app.test_client()

    statuses = [
        client.get("/sign-in", headers={"Host": host}).status_code
        for host in (
            "toolkit.example.org",
            "127.0.0.1:8000",
            "evil.example",
            "t.example.org.evil",
        )
    ]

    assert statuses == [200, 200, 400, 400]


def test_the_public_address_is_the_one_in_emails(public_app: Flask) -> None:
    with public_app.app_context():
        assert whole_address("accounts.sign_in") == "http://toolkit.example.org/icf/sign-in"
    with public_app.test_request_context(headers={"Host": "evil.example"}):
        assert whole_address("accounts.sign_in").startswith("http://toolkit.example.org/")


def test_a_changed_address_counts_once_its_owner_has_said_so(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    client.send("/account/email", {"email": "ada@new.example", "current": PASSWORD})
    to_new, to_old = sorted(outbox(app), key=lambda one: one["To"] == "ada@example.org")
    assert to_old["To"] == "ada@example.org"
    assert "ada@new.example" in to_old.get_content()
    assert "ada@example.org" in client.page("/account").text
    client.send(link_in(to_new))

    assert "ada@new.example" in client.page("/account").text
    assert sign_in(app.test_client(), "ada@new.example") == 303  # type: ignore[arg-type]


def test_changing_the_address_needs_the_password(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    fields = {"email": "ada@new.example", "current": "not the right words"}
    assert client.send("/account/email", fields).status_code == 400

    assert outbox(app) == []


def test_an_address_that_has_an_account_is_told_only_to_its_owner(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    make_person("bo@example.org")
    sign_in(client, "ada@example.org")

    free = client.send("/account/email", {"email": "ci@example.org", "current": PASSWORD})
    taken = client.send("/account/email", {"email": "bo@example.org", "current": PASSWORD})

    assert words_of(free.text).replace("ci@", "bo@") == words_of(taken.text)
    assert "There is an account with it already" in outbox(app)[1].get_content()


def test_a_link_to_an_address_that_was_taken_meanwhile_changes_nothing(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")
    client.send("/account/email", {"email": "ci@example.org", "current": PASSWORD})
    link = link_in(next(one for one in outbox(app) if one["To"] == "ci@example.org"))
    make_person("ci@example.org")

    assert client.send(link).status_code == 400
    assert "ada@example.org" in client.page("/account").text


def test_an_invitation_is_sent_by_email_and_joins(
    app: Flask, client: CheckedClient, signed_in: SignedIn
) -> None:
    lead = signed_in("lead", name="Lena Lead")
    fields = {"name": "Sam", "email": "sam@example.org", "role": "contributor"}
    made = lead.send("/people/add", fields)
    copied = re.search(r"/link/[\w-]+", made.text)
    path = re.search(r"/people/invitations/\d+/send", made.text)
    assert copied
    assert path

    lead.send(path[0])
    (message,) = outbox(app)

    assert "Lena Lead would like you to join" in message.get_content()
    assert client.get(copied[0]).status_code == 410
    assert client.send(link_in(message), {"name": "Sam", "password": NEW}).status_code == 303
    assert is_signed_in(client)


def test_an_invitation_is_not_sent_again_and_again(app: Flask, signed_in: SignedIn) -> None:
    lead = signed_in("lead")
    fields = {"name": "Sam", "email": "sam@example.org", "role": "contributor"}
    path = re.search(r"/people/invitations/\d+/send", lead.send("/people/add", fields).text)
    assert path

    replies = [lead.send(path[0]).status_code for _time in range(6)]

    assert replies[:3] == [303, 303, 303]
    assert replies[-1] == 429
    assert len(outbox(app)) < 6


def test_nobody_sends_an_invitation_of_another_organisation(
    app: Flask, signed_in: SignedIn, make_organisation: Callable[..., Somewhere]
) -> None:
    lead = signed_in("lead")
    lead.send("/people/add", {"name": "Sam", "email": "sam@example.org", "role": "contributor"})
    other = signed_in("lead", organisation=make_organisation("Elsewhere"))
    with app.app_context():
        link_id = db.session.scalar(db.select(OneTimeLink.id))

    assert other.send(f"/people/invitations/{link_id}/send").status_code == 404
    assert outbox(app) == []


def test_an_administrator_sends_the_invitation_of_a_new_organisations_lead(
    app: Flask, signed_in: SignedIn
) -> None:
    administrator = signed_in("administrator")
    fields = {"organisation": "Elsewhere", "name": "Sam", "email": "sam@example.org"}
    made = administrator.send("/organisations/add", fields)
    path = re.search(r"/organisations/\d+/invitations/\d+/send", made.text)
    assert path

    administrator.send(path[0])

    assert [message["To"] for message in outbox(app)] == ["sam@example.org"]
