"""Signing in, staying signed in, and being signed out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from icf.accounts.models import SignIn
from icf.accounts.secret import secret_hash
from icf.accounts.session import COOKIE
from icf.accounts.signin import Limits, open_sign_in, signed_in
from icf.db import db, write
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.support import CheckedClient, Somewhere

MakePerson = Callable[..., int]
MakeBrowser = Callable[..., CheckedClient]
WRONG = "The e-mail address or the password is not right."


def words_of(html: str) -> str:
    """What somebody reads on a page."""
    return BeautifulSoup(html, "html.parser").get_text()


def secret_of(client: CheckedClient) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def test_the_right_password_signs_in(client: CheckedClient, make_person: MakePerson) -> None:
    make_person("ada@example.org")

    assert sign_in(client, "ada@example.org") == 303
    assert is_signed_in(client)


def test_the_address_may_be_typed_in_capitals_and_with_blanks(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    assert sign_in(client, "  ADA@Example.org ") == 303


def test_blanks_at_the_end_of_a_password_count(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    assert sign_in(client, "ada@example.org", PASSWORD + " ") == 400


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    wrong = client.send("/sign-in", {"email": "ada@example.org", "password": "x" * 15})
    unknown = client.send("/sign-in", {"email": "bo@example.org", "password": "x" * 15})

    assert wrong.status_code == unknown.status_code == 400
    assert WRONG in words_of(wrong.text)
    assert words_of(wrong.text) == words_of(unknown.text)
    assert not is_signed_in(client)


def test_a_failed_attempt_keeps_the_address_and_not_the_password(
    client: CheckedClient,
) -> None:
    page = client.send("/sign-in", {"email": "ada@example.org", "password": "mistyped words"})

    assert "ada@example.org" in page.text
    assert "mistyped words" not in page.text


def test_the_form_says_what_is_missing(client: CheckedClient) -> None:
    page = client.send("/sign-in", {})

    assert page.status_code == 400
    assert "Enter your e-mail address." in page.text
    assert "Enter your password." in page.text


def test_a_disabled_person_cannot_sign_in(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    from icf.accounts.models import Person

    person_id = make_person("ada@example.org")
    with app.app_context(), write() as session:
        session.get_one(Person, person_id).disabled_at = datetime.now(UTC)

    assert sign_in(client, "ada@example.org") == 400


def test_only_the_hash_of_the_secret_is_stored(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")
    secret = secret_of(client)

    with app.app_context():
        stored = db.session.scalars(sa.select(SignIn.token_hash)).all()

    assert stored == [secret_hash(secret)]
    assert secret not in stored


def test_every_sign_in_has_a_new_secret(client: CheckedClient, make_person: MakePerson) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")
    first = secret_of(client)
    client.send("/sign-out")
    sign_in(client, "ada@example.org")

    assert secret_of(client) != first


def test_a_secret_planted_before_signing_in_opens_nothing_afterwards(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    client.set_cookie(COOKIE, "planted")
    sign_in(client, "ada@example.org")
    attacker: CheckedClient = app.test_client()  # type: ignore[assignment]
    attacker.set_cookie(COOKIE, "planted")

    assert is_signed_in(client)
    assert not is_signed_in(attacker)


def test_a_cookie_replayed_after_signing_out_is_refused(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")
    secret = secret_of(client)
    client.send("/sign-out")
    client.set_cookie(COOKIE, secret)

    assert not is_signed_in(client)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    reply = client.send("/sign-in", {"email": "ada@example.org", "password": PASSWORD})

    header = next(h for h in reply.headers.getlist("Set-Cookie") if h.startswith(COOKIE))
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_signing_in_leads_back_to_the_page_that_was_asked_for(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sent = client.get("/account").headers["Location"]

    reply = client.send(sent, {"email": "ada@example.org", "password": PASSWORD})

    assert reply.headers["Location"] == "/account"


def test_signing_in_never_leads_to_another_site(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
        reply = client.send(
            f"/sign-in?next={elsewhere}", {"email": "ada@example.org", "password": PASSWORD}
        )

        assert "evil" not in reply.headers["Location"]
        assert "javascript" not in reply.headers["Location"]


def test_a_sign_in_that_is_not_used_runs_out(app: Flask, make_person: MakePerson) -> None:
    limits = Limits(idle=timedelta(hours=1), absolute=timedelta(hours=8))
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    person_id = make_person("ada@example.org")
    with app.app_context(), write() as session:
        _row, secret = open_sign_in(session, start, person_id, limits=limits)

    with app.app_context():
        assert signed_in(db.session(), start + timedelta(minutes=59), secret, limits)
        assert not signed_in(db.session(), start + timedelta(minutes=61), secret, limits)


def test_a_sign_in_runs_out_in_the_end_however_much_it_is_used(
    app: Flask, make_person: MakePerson
) -> None:
    limits = Limits(idle=timedelta(hours=10), absolute=timedelta(hours=8))
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    person_id = make_person("ada@example.org")
    with app.app_context(), write() as session:
        _row, secret = open_sign_in(session, start, person_id, limits=limits)

    with app.app_context():
        assert signed_in(db.session(), start + timedelta(hours=7.9), secret, limits)
        assert not signed_in(db.session(), start + timedelta(hours=8), secret, limits)


def test_using_a_sign_in_is_noted_at_most_every_five_minutes(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    def seen(at: datetime | None = None) -> datetime:
        with app.app_context(), write() as session:
            row = session.scalars(sa.select(SignIn)).one()
            row.seen_at = at or row.seen_at
            return row.seen_at

    fresh = seen()
    is_signed_in(client)
    assert seen() == fresh

    old = seen(fresh - timedelta(minutes=6))
    is_signed_in(client)
    assert seen() > old


def test_who_is_asking_takes_one_statement(app: Flask, make_person: MakePerson) -> None:
    statements: list[str] = []
    person_id = make_person("ada@example.org")
    now = datetime.now(UTC)
    with app.app_context(), write() as session:
        _row, secret = open_sign_in(session, now, person_id)
    with app.app_context():
        sa.event.listen(
            db.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
        )

        signed_in(db.session(), now, secret)

    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_a_person_in_two_organisations_chooses_and_can_change(
    client: CheckedClient,
    make_person: MakePerson,
    organisation: Somewhere,
    make_organisation: Callable[..., Somewhere],
) -> None:
    other = make_organisation("Airedale Neighbours")
    make_person("ada@example.org", "contributor", organisation, other)
    reply = client.send("/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert reply.headers["Location"] == "/account/organisations"
    before = secret_of(client)

    client.send("/account/organisations", {"organisation": str(organisation.id)})

    assert organisation.name in client.page("/account").header.text  # type: ignore[union-attr]
    assert secret_of(client) != before


def test_nobody_changes_to_an_organisation_that_they_do_not_belong_to(
    client: CheckedClient, make_person: MakePerson, make_organisation: Callable[..., Somewhere]
) -> None:
    make_person("ada@example.org")
    foreign = make_organisation("Airedale Neighbours")
    sign_in(client, "ada@example.org")

    for wanted in (str(foreign.id), "999", "x", ""):
        reply = client.send("/account/organisations", {"organisation": wanted})

        assert reply.status_code == 404


def test_what_was_typed_when_the_session_ended_comes_back_to_the_same_person(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    make_person("bo@example.org")
    sign_in(client, "ada@example.org")
    run_out(app)

    reply = client.send("/account", {"name": "Ada of the Long Name", "layout": "section"})
    assert reply.status_code == 303
    assert "What you had typed is kept" in client.get(reply.headers["Location"]).text
    reply = client.send(
        reply.headers["Location"], {"email": "ada@example.org", "password": PASSWORD}
    )
    page = client.page(reply.headers["Location"])

    assert "Ada of the Long Name" in page.main.text  # type: ignore[union-attr]
    form = page.main.find("form")  # type: ignore[union-attr]
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    assert client.send(form["action"], fields).status_code == 303
    assert "Ada of the Long Name" in client.get("/account").text


def test_what_was_typed_is_never_shown_to_somebody_else(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    make_person("bo@example.org")
    sign_in(client, "ada@example.org")
    run_out(app)
    client.send("/account", {"name": "Ada of the Long Name", "layout": "section"})

    sign_in(client, "bo@example.org")
    page = client.get("/sign-in/typed")

    assert page.status_code == 303
    assert "Long Name" not in page.text


def run_out(app: Flask) -> None:
    """End every sign-in as time would."""
    with app.app_context(), write() as session:
        session.execute(sa.update(SignIn).values(expires_at=datetime(2020, 1, 1, tzinfo=UTC)))
