"""Which e-mails somebody gets is theirs to choose, and to stop from within any of them."""

from typing import Any

import pytest
from flask import Flask

from icf.accounts.emails import stop_token
from icf.accounts.models import Person
from icf.audit import AuditEntry
from icf.db import db
from icf.web.actor import Actor
from tests.notices.conftest import Post
from tests.support import CheckedClient


def chosen(app: Flask, actor: Actor) -> str:
    with app.app_context():
        return db.session.get_one(Person, actor.person_id).emails


def path_of(app: Flask, actor: Actor) -> str:
    with app.app_context():
        return f"/emails/stop/{stop_token(actor.person_id)}"


def test_somebody_chooses_under_their_account(app: Flask, signed_in: Any) -> None:
    ada = signed_in()
    assert chosen(app, ada.actor) == "at_once"

    assert "/account/emails" in str(ada.page("/account"))
    page = ada.page("/account/emails")
    reply = ada.send("/account/emails", {"emails": "weekly"})

    assert page.select_one("input[value=at_once][checked]") is not None
    assert reply.status_code == 303
    assert chosen(app, ada.actor) == "weekly"


@pytest.mark.parametrize("fields", [{}, {"emails": "hourly"}])
def test_no_choice_is_refused_beside_its_field(
    app: Flask, signed_in: Any, fields: dict[str, str]
) -> None:
    ada = signed_in()

    reply = ada.send("/account/emails", fields)

    assert reply.status_code == 400
    assert "There is a problem" in reply.text
    assert chosen(app, ada.actor) == "at_once"


def test_a_link_stops_them_with_one_press_and_without_signing_in(
    app: Flask, client: CheckedClient, signed_in: Any
) -> None:
    ada = signed_in().actor
    path = path_of(app, ada)
    page = client.page(path)
    assert chosen(app, ada) == "at_once"

    assert [one.text for one in page.select("main button")] == ["Stop them"]
    assert "We write to you no more" in client.send(path).text

    assert chosen(app, ada) == "none"
    assert ada.email not in str(page)
    assert ada.name not in str(page)


def test_a_mail_program_stops_them_for_people(
    app: Flask, client: CheckedClient, signed_in: Any
) -> None:
    ada = signed_in().actor

    reply = client.post(path_of(app, ada), data={"List-Unsubscribe": "One-Click"})

    assert (reply.status_code, chosen(app, ada)) == (200, "none")


def test_the_link_only_ever_switches_off(app: Flask, client: CheckedClient, signed_in: Any) -> None:
    ada = signed_in().actor
    path = path_of(app, ada)

    for _ in range(3):
        client.post(path, data={"emails": "at_once"})

    assert chosen(app, ada) == "none"
    with app.app_context():
        lines = db.select(AuditEntry.what).where(AuditEntry.what == "emails_stopped")
        assert db.session.scalars(lines).all() == ["emails_stopped"]


@pytest.mark.parametrize("change", ["", "x", "swap"])
def test_a_link_that_we_did_not_make_stops_nothing(
    app: Flask, client: CheckedClient, signed_in: Any, change: str
) -> None:
    ada, bo = signed_in().actor, signed_in().actor
    mine, theirs = path_of(app, ada), path_of(app, bo)
    forged = (
        mine[:-1] + change
        if change != "swap"
        else (theirs.rpartition(".")[0] + "." + mine.rpartition(".")[2])
    )

    assert client.get(forged).status_code == 404
    assert client.post(forged).status_code == 404

    assert (chosen(app, ada), chosen(app, bo)) == ("at_once", "at_once")


def test_a_stopped_reader_hears_nothing_but_finds_it_on_their_first_page(
    post: Post, rae: Actor, client: CheckedClient
) -> None:
    post.review(rae)
    client.post(path_of(post.app, rae))

    assert post.send() == []
    assert set(post.states()) == {"done"}
