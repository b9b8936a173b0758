"""Signing in gives a new secret, signing out ends it everywhere, and a role counts at once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Membership, Organisation, Person, SignIn
from icf.accounts.password import password_hash
from icf.accounts.session import COOKIE
from icf.db import db, write
from icf.web.actor import CAPABILITIES, GUEST
from icf.web.guards import PUBLIC, SIGNED_IN
from tests.security.matrix import FORM, is_sent_away
from tests.security.pages import PASSWORD
from tests.security.world import Place, address, audience_of, methods_of, rows_of, rules
from tests.support import CheckedClient, Somewhere

SESSION = "icf_session"


def copy_of(app: Flask, client: CheckedClient) -> CheckedClient:
    """A thief's browser, with every cookie that the person's browser has now."""
    thief: CheckedClient = app.test_client()  # type: ignore[assignment]
    for name in (COOKIE, SESSION):
        cookie = client.get_cookie(name)
        if cookie is not None:
            thief.set_cookie(name, cookie.value)
    thief.look_at_pages = False
    return thief


def replay(app: Flask, thief: CheckedClient, place: Place) -> tuple[int, list[str]]:
    """How many requests were tried, and those that were let in."""
    count, let_in = 0, []
    for rule in rules(app):
        if audience_of(app, rule) == PUBLIC:
            continue
        path = address(app, rule, place.ids)
        for method in methods_of(rule):
            count += 1
            reply = thief.get(path) if method == "GET" else thief.send(path, FORM)
            if not is_sent_away(reply, audience_of(app, rule)):
                let_in.append(f"{method} {path}: {reply.status_code}")
    return count, let_in


def sign_out(app: Flask, place: Place, client: CheckedClient) -> None:
    client.send("/sign-out")


def leave(app: Flask, place: Place, client: CheckedClient) -> None:
    change(app, client, Membership, ended_at=datetime.now(UTC))


def disable(app: Flask, place: Place, client: CheckedClient) -> None:
    change(app, client, Person, disabled_at=datetime.now(UTC))


def close(app: Flask, place: Place, client: CheckedClient) -> None:
    change(app, client, Organisation, closed_at=datetime.now(UTC))


def run_out(app: Flask, place: Place, client: CheckedClient) -> None:
    change(app, client, SignIn, expires_at=datetime.now(UTC))


def change(app: Flask, client: CheckedClient, model: type, **values: object) -> None:
    actor = client.actor
    assert actor is not None
    key = {
        Membership: Membership.person_id == actor.person_id,
        SignIn: SignIn.person_id == actor.person_id,
        Person: Person.id == actor.person_id,
        Organisation: Organisation.id == actor.organisation_id,
    }[model]
    with app.app_context(), write() as session:
        session.execute(sa.update(model).where(key).values(**values))


@pytest.mark.parametrize("end", [sign_out, leave, disable, close, run_out])
def test_a_copied_cookie_opens_nothing_once_the_sign_in_has_ended(
    app: Flask, ours: Place, end: Callable[..., None], figure: Callable[..., None]
) -> None:
    client = ours.browsers["administrator"]
    assert client.get("/account").status_code == 200
    thief = copy_of(app, client)

    end(app, ours, client)
    before = rows_of(app, ours)
    count, let_in = replay(app, thief, ours)

    figure("S3", f"after {end.__name__}: {count} requests replayed, {len(let_in)} let in")
    assert let_in == []
    assert rows_of(app, ours) == before


def with_password(app: Flask, client: CheckedClient) -> str:
    """Give whoever is signed in a password; gives their address."""
    change(app, client, Person, password_hash=password_hash(PASSWORD))
    assert client.actor is not None
    return client.actor.email


def test_cookies_planted_before_signing_in_are_worth_nothing_afterwards(
    app: Flask, client: CheckedClient, ours: Place
) -> None:
    email = with_password(app, ours.browsers["lead"])
    client.set_cookie(COOKIE, "planted-by-somebody")
    client.get("/sign-in")
    token, planted = client.csrf_token(), copy_of(app, client)

    signed = client.send("/sign-in", {"email": email, "password": PASSWORD})
    new = client.get_cookie(COOKIE)
    count, let_in = replay(app, planted, ours)
    forged = client.post("/account", data={"name": "Evil", "csrf_token": token})

    assert signed.status_code == 303
    assert new is not None
    assert new.value != "planted-by-somebody"
    assert (count > 50, let_in) == (True, [])
    assert forged.status_code == 400


def test_going_on_in_another_organisation_ends_the_secret_of_the_first(
    app: Flask,
    ours: Place,
    make_organisation: Callable[..., Somewhere],
) -> None:
    client, elsewhere = ours.browsers["lead"], make_organisation("Elsewhere")
    assert client.actor is not None
    ids = {"organisation_id": elsewhere.id, "person_id": client.actor.person_id}
    with app.app_context(), write() as session:
        session.add(Membership(**ids, role="viewer", created_at=datetime.now(UTC)))
    old = copy_of(app, client)

    moved = client.send("/account/organisations", {"organisation": str(elsewhere.id)})

    assert moved.status_code == 303
    assert old.get("/account").status_code == 303
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("role", sorted(set(CAPABILITIES) - {"administrator"}))
def test_a_role_that_is_taken_away_is_gone_with_the_next_request(
    app: Flask, ours: Place, role: str
) -> None:
    client, before = ours.browsers["administrator"], rows_of(app, ours)
    client.look_at_pages = False
    had = [one for one in rules(app) if audience_of(app, one) not in (PUBLIC, SIGNED_IN, GUEST)]
    assert client.get("/people").status_code == 200

    change(app, client, Membership, role=role)
    for rule in had:
        if audience_of(app, rule) in CAPABILITIES[role]:
            continue
        for method in methods_of(rule):
            path = address(app, rule, ours.ids)
            reply = client.get(path) if method == "GET" else client.send(path, FORM)
            assert reply.status_code == 403, f"{method} {path}"

    after = rows_of(app, ours)
    assert {**after, "membership": before["membership"]} == before


def test_nothing_that_opens_a_session_is_stored_as_it_is(app: Flask, ours: Place) -> None:
    secrets = [one.get_cookie(COOKIE).value for one in ours.browsers.values()]  # type: ignore[union-attr]

    with app.app_context():
        stored = {str(row) for row in db.session.execute(sa.select(SignIn.__table__))}

    assert secrets
    assert not any(secret in row for secret in secrets for row in stored)
