"""The second step: codes, recovery codes, and administrators who must have one."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from icf.accounts.code import (
    code_at,
    matching_step,
    new_code_secret,
    new_recovery_codes,
    recovery_hash,
    step_of,
)
from icf.accounts.models import CodeApp, Passkey, RecoveryCode
from icf.app import create_app
from icf.db import db, write
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.support import SECRET_KEY, CheckedClient

MakePerson = Callable[..., int]
SignedIn = Callable[..., CheckedClient]
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NEW = "eleven quiet harbours"


def secret_on(page: str) -> str:
    found = re.search(r'name="secret"[^>]*value="([A-Z2-7]{32})"', page)
    assert found, page
    return found[1]


def code_now(secret: str, later: int = 0) -> str:
    return code_at(secret, step_of(datetime.now(UTC)) + later)


def set_up(client: CheckedClient) -> tuple[str, list[str]]:
    """Set an app up in a browser that is signed in; the secret and the recovery codes.

    The code of the half minute before is used, so that the present one is still free.
    """
    secret = secret_on(client.get("/account/second-step/app").text)
    fields = {"secret": secret, "code": code_now(secret, -1), "current": PASSWORD}
    shown = client.send("/account/second-step/app", fields)
    assert "Write these codes down" in shown.text
    return secret, re.findall(r"<code>(.+?)</code>", shown.text)


def add_passkey(app: Flask, person_id: int) -> int:
    """Somebody has a passkey, which no browser of these tests can use; gives its number."""
    now = datetime.now(UTC)
    with app.app_context(), write() as session:
        key = Passkey(
            person_id=person_id, name="x", credential_id="x", public_key="x", created_at=now
        )
        session.add(key)
        session.flush()
        return key.id


def codes_for_passkey(app: Flask, client: CheckedClient, person_id: int) -> tuple[int, list[str]]:
    """They add a passkey and make recovery codes, in a browser that is signed in."""
    key_id = add_passkey(app, person_id)
    assert "You have no recovery codes" in client.get("/account/second-step").text
    shown = client.send("/account/second-step/codes", {"current": PASSWORD})
    assert "Write these codes down" in shown.text
    return key_id, re.findall(r"<code>(.+?)</code>", shown.text)


@pytest.fixture
def protected(app: Flask, make_person: MakePerson) -> tuple[str, list[str]]:
    """Ada has an app; its secret and her recovery codes."""
    make_person("ada@example.org", "lead")
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    sign_in(client, "ada@example.org")
    return set_up(client)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """The table of RFC 6238, appendix B."""
    assert code_at(RFC_SECRET, seconds // 30, digits=8) == code


def test_a_code_counts_for_a_little_while_and_only_once() -> None:
    now = datetime(2026, 11, 21, 14, 2, 10, tzinfo=UTC)
    code = code_at(RFC_SECRET, step_of(now))

    assert matching_step(RFC_SECRET, code[:3] + " " + code[3:], now, 0) == step_of(now)
    assert matching_step(RFC_SECRET, code, now + timedelta(seconds=30), 0) == step_of(now)
    assert matching_step(RFC_SECRET, code, now + timedelta(seconds=90), 0) is None
    assert matching_step(RFC_SECRET, code, now, step_of(now)) is None


def test_recovery_codes_differ_and_may_be_typed_in_any_way() -> None:
    codes = new_recovery_codes()

    assert len(set(codes)) == 8
    assert recovery_hash(codes[0]) == recovery_hash(codes[0].upper().replace("-", " "))


def test_the_password_alone_does_not_sign_in_any_more(
    client: CheckedClient, protected: tuple[str, list[str]]
) -> None:
    asked = client.send("/sign-in", {"email": "ada@example.org", "password": PASSWORD})

    assert asked.location.startswith("/sign-in/second")
    assert not is_signed_in(client)
    done = client.send(asked.location, {"code": code_now(protected[0])})
    assert done.status_code == 303
    assert is_signed_in(client)


def test_a_code_leads_back_to_where_somebody_wanted_to_go(
    client: CheckedClient, protected: tuple[str, list[str]]
) -> None:
    fields = {"email": "ada@example.org", "password": PASSWORD}
    asked = client.send("/sign-in?next=/work", fields)

    assert client.send(asked.location, {"code": code_now(protected[0])}).location == "/work"


def test_a_code_that_was_used_signs_nobody_else_in(
    app: Flask, client: CheckedClient, protected: tuple[str, list[str]]
) -> None:
    code = code_now(protected[0])
    other: CheckedClient = app.test_client()  # type: ignore[assignment]
    for browser, status in ((client, 303), (other, 400)):
        sign_in(browser, "ada@example.org")
        assert browser.send("/sign-in/second", {"code": code}).status_code == status


def test_a_recovery_code_works_once(
    client: CheckedClient, protected: tuple[str, list[str]]
) -> None:
    for status in (303, 400):
        client.send("/sign-out")
        sign_in(client, "ada@example.org")
        assert client.send("/sign-in/second", {"code": protected[1][3]}).status_code == status


def test_a_recovery_code_signs_in_whoever_lost_their_only_passkey(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    person_id = make_person("ada@example.org")
    sign_in(client, "ada@example.org")
    _key, codes = codes_for_passkey(app, client, person_id)
    client.send("/sign-out")
    sign_in(client, "ada@example.org")
    asked = client.page("/sign-in/second")

    wrong = client.send("/sign-in/second", {"code": "not one of them"})
    right = client.send("/sign-in/second", {"code": codes[0]})

    assert len(codes) == 8
    assert "One of your recovery codes" in asked.get_text()
    assert (wrong.status_code, right.status_code) == (400, 303)
    assert is_signed_in(client)
    assert "You have 7 recovery codes left" in client.get("/account/second-step").text


def test_recovery_codes_go_with_the_last_passkey_and_stay_while_there_is_one(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    person_id = make_person("ada@example.org")
    sign_in(client, "ada@example.org")
    set_up(client)
    key_id = add_passkey(app, person_id)

    def left() -> int:
        with app.app_context():
            return len(db.session.scalars(db.select(RecoveryCode)).all())

    client.send("/account/second-step/app/remove", {"current": PASSWORD})
    with_passkey = left()
    client.send(f"/account/passkeys/{key_id}/remove", {"current": PASSWORD})

    assert (with_passkey, left()) == (8, 0)


def test_without_a_second_step_there_are_no_codes_to_make(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    reply = client.send("/account/second-step/codes", {"current": PASSWORD})

    assert reply.location == "/account/second-step"
    with app.app_context():
        assert db.session.scalar(db.select(RecoveryCode)) is None


def test_a_password_alone_makes_no_codes_for_an_account_with_a_passkey(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    add_passkey(app, make_person("ada@example.org"))
    other: CheckedClient = app.test_client()  # type: ignore[assignment]

    sign_in(other, "ada@example.org")
    reply = other.send("/account/second-step/codes", {"current": PASSWORD})

    assert reply.location.startswith("/sign-in")
    with app.app_context():
        assert db.session.scalar(db.select(RecoveryCode)) is None


def test_codes_cannot_be_guessed(client: CheckedClient, protected: tuple[str, list[str]]) -> None:
    sign_in(client, "ada@example.org")

    statuses = [
        client.send("/sign-in/second", {"code": f"{number:06}"}).status_code for number in range(12)
    ]

    assert statuses == [400] * 5 + [429] * 7


def test_the_second_step_cannot_be_reached_without_the_password(
    client: CheckedClient, protected: tuple[str, list[str]]
) -> None:
    with client.session_transaction() as session:
        session["half_in"] = "guessed"

    reply = client.send("/sign-in/second", {"code": code_now(protected[0])})

    assert reply.location.startswith("/sign-in")
    assert not is_signed_in(client)


def test_going_back_to_the_second_step_after_it_was_done_leads_nowhere(
    client: CheckedClient, protected: tuple[str, list[str]]
) -> None:
    sign_in(client, "ada@example.org")
    with client.session_transaction() as session:
        half = session["half_in"]
    client.send("/sign-in/second", {"code": protected[1][0]})
    client.send("/sign-out")
    with client.session_transaction() as session:
        session["half_in"] = half

    client.send("/sign-in/second", {"code": protected[1][1]})

    assert not is_signed_in(client)


def test_a_link_for_a_new_password_does_not_go_round_the_second_step(
    app: Flask, client: CheckedClient, protected: tuple[str, list[str]], signed_in: SignedIn
) -> None:
    administrator = signed_in("administrator")
    people = administrator.page("/people")
    ada = next(row for row in people.select(".govuk-summary-list__row") if "Ada" in row.text)
    path = ada.find("a")["href"]  # type: ignore[index]
    made = administrator.send(f"{path}/reset-link")
    link = re.search(r"/link/[\w-]+", made.text)
    assert link

    asked = client.send(link[0], {"password": NEW})

    assert asked.location.startswith("/sign-in/second")
    assert not is_signed_in(client)


def test_secrets_lie_in_the_database_encrypted_or_hashed(
    app: Flask, protected: tuple[str, list[str]]
) -> None:
    with app.app_context():
        stored = db.session.scalar(db.select(CodeApp.sealed_secret))
        hashes = db.session.scalars(db.select(RecoveryCode.code_hash)).all()

    assert protected[0] not in stored
    assert recovery_hash(protected[1][0]) in hashes


def test_an_installation_with_a_new_secret_says_so(
    app: Flask, client: CheckedClient, protected: tuple[str, list[str]]
) -> None:
    app.secret_key = "another secret key altogether"

    sign_in(client, "ada@example.org")
    reply = client.send("/sign-in/second", {"code": code_now(protected[0])})

    assert "must be set up anew" in reply.text
    assert client.send("/sign-in/second", {"code": protected[1][0]}).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("code", "000000", "That code is not right"), ("current", "wrong words", "not the password")],
)
def test_setting_up_needs_a_right_code_and_the_password(
    app: Flask, client: CheckedClient, make_person: MakePerson, field: str, value: str, words: str
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")
    secret = secret_on(client.get("/account/second-step/app").text)
    fields = {"secret": secret, "code": code_now(secret), "current": PASSWORD, field: value}

    refused = client.send("/account/second-step/app", fields)

    assert refused.status_code == 400
    assert words in refused.text
    assert secret_on(refused.text) == secret
    with app.app_context():
        assert db.session.scalar(db.select(CodeApp)) is None


def test_the_app_is_given_up_with_the_password_only(
    app: Flask, client: CheckedClient, protected: tuple[str, list[str]]
) -> None:
    sign_in(client, "ada@example.org")
    client.send("/sign-in/second", {"code": protected[1][0]})
    path = "/account/second-step/app/remove"

    assert client.send(path, {"current": "wrong words"}).status_code == 400
    assert client.send(path, {"current": PASSWORD}).status_code == 303

    assert sign_in(app.test_client(), "ada@example.org") == 303  # type: ignore[arg-type]
    with app.app_context():
        assert db.session.scalar(db.select(RecoveryCode)) is None


def test_a_lead_helps_somebody_who_lost_their_phone(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("bo@example.org")
    bo: CheckedClient = app.test_client()  # type: ignore[assignment]
    sign_in(bo, "bo@example.org")
    set_up(bo)
    make_person("ada@example.org", "lead")
    sign_in(client, "ada@example.org")
    people = client.page("/people")
    row = next(row for row in people.select(".govuk-summary-list__row") if "Bo" in row.text)
    path = row.find("a")["href"] + "/second-step"  # type: ignore[index,operator]

    client.send(path, {"current": PASSWORD})
    again: CheckedClient = app.test_client()  # type: ignore[assignment]
    sign_in(again, "bo@example.org")

    assert is_signed_in(again)


@pytest.fixture
def strict_app(database_url: str, instance_folder: Path) -> Iterator[Flask]:
    """An installation whose administrators need a second step."""
    given = {
        "secret_key": SECRET_KEY,
        "database_url": database_url,
        "second_step_for_administrators": True,
    }
    app = create_app(given, instance=instance_folder)
    app.test_client_class = CheckedClient
    yield app
    with app.app_context():
        db.engine.dispose()


def test_an_administrator_without_a_second_step_is_led_to_set_one_up_before_anything_else(
    strict_app: Flask, make_person: MakePerson
) -> None:
    make_person("ada@example.org", "administrator")
    make_person("bo@example.org", "lead")
    ada: CheckedClient = strict_app.test_client()  # type: ignore[assignment]
    bo: CheckedClient = strict_app.test_client()  # type: ignore[assignment]
    sign_in(ada, "ada@example.org")
    sign_in(bo, "bo@example.org")

    led = [ada.get(path) for path in ("/", "/work", "/organisations", "/account")]
    assert {one.location for one in led} == {"/account/second-step?needed=1"}
    assert ada.send("/organisations/add", {"name": "x"}).status_code == 303
    assert ada.send_json("/assessments/1/answers", {}).status_code == 403
    assert "Administrators of this toolkit need" in ada.page(led[0].location).text
    set_up(ada)

    assert ada.get("/organisations").status_code == 200
    assert bo.get("/work").status_code == 200


def test_nonsense_instead_of_a_passkey_is_refused_plainly(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    for body in ({}, {"credential": "x"}, {"credential": {"id": "x"}}, [1]):
        client.send_json("/sign-in/passkey/options", {})
        assert client.send_json("/sign-in/passkey", body).status_code == 400
    sign_in(client, "ada@example.org")
    asked = {"name": "Phone", "current": PASSWORD}
    for body in ({}, {"credential": "x"}, {"credential": {"id": "x", "rawId": "x"}}, [1]):
        assert client.send_json("/account/passkeys/options", asked).status_code == 200
        assert client.send_json("/account/passkeys", body).status_code == 400
    assert client.send_json("/account/passkeys", {}).status_code == 400

    with app.app_context():
        assert db.session.scalar(db.select(Passkey)) is None


def test_adding_a_passkey_needs_the_password(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    refused = client.send_json("/account/passkeys/options", {"name": "x", "current": "wrong words"})

    assert refused.status_code == 400
    assert "not the password" in refused.json["message"]  # type: ignore[index]


def test_nobody_removes_the_passkey_of_somebody_else(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    key_id = add_passkey(app, make_person("bo@example.org"))
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    reply = client.send(f"/account/passkeys/{key_id}/remove", {"current": PASSWORD})

    assert reply.status_code == 404


def test_a_secret_of_our_own_is_what_apps_take() -> None:
    assert re.fullmatch(r"[A-Z2-7]{32}", new_code_secret())
