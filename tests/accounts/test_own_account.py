"""The page about oneself."""

from collections.abc import Callable

from flask import Flask

from icf.accounts.models import ParkedForm
from icf.db import db
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.support import CheckedClient

MakePerson = Callable[..., int]
NEW = "eleven quiet harbours"


def test_name_and_layout_are_saved(client: CheckedClient, make_person: MakePerson) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    client.send("/account", {"name": "Ada Example", "layout": "section"})

    page = client.page("/account")
    assert page.find("input", attrs={"name": "name"})["value"] == "Ada Example"  # type: ignore[index]
    chosen = page.find("input", attrs={"name": "layout", "checked": True})
    assert chosen["value"] == "section"  # type: ignore[index]


def test_a_name_is_needed_and_nothing_else_is_lost(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    page = client.send("/account", {"name": "", "layout": "section"})

    assert page.status_code == 400
    assert "Enter your name." in page.text
    assert 'value="section" checked' in page.text.replace("\n", "")


def test_a_new_password_ends_every_other_sign_in(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    phone: CheckedClient = app.test_client()  # type: ignore[assignment]
    sign_in(client, "ada@example.org")
    sign_in(phone, "ada@example.org")

    client.send("/account/password", {"current": PASSWORD, "password": NEW})

    assert is_signed_in(client)
    assert not is_signed_in(phone)
    assert sign_in(phone, "ada@example.org") == 400
    assert sign_in(phone, "ada@example.org", NEW) == 303


def test_changing_the_password_needs_the_old_one(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    page = client.send("/account/password", {"current": "not the old one", "password": NEW})

    assert page.status_code == 400
    assert "not the password you use now" in page.text


def test_a_new_password_that_is_too_short_is_explained_beside_its_field(
    client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    sign_in(client, "ada@example.org")

    page = client.send("/account/password", {"current": PASSWORD, "password": "short"})

    assert page.status_code == 400
    assert 'href="#password"' in page.text
    assert "at least 12 characters" in page.text


def test_the_page_lists_where_somebody_is_signed_in_and_ends_it_there(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    phone: CheckedClient = app.test_client()  # type: ignore[assignment]
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0"
    sign_in(phone, "ada@example.org")
    sign_in(client, "ada@example.org")

    page = client.page("/account/sign-ins")
    assert "Firefox, Android" in page.text
    form = page.find("form", action=lambda path: path and path.endswith("/end"))
    client.send(form["action"])  # type: ignore[index]

    assert not is_signed_in(phone)
    assert is_signed_in(client)


def test_signing_out_everywhere_else_leaves_this_browser_and_other_people_alone(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    make_person("bo@example.org")
    others = [app.test_client() for _ in range(3)]
    for other, email in zip(
        others, ("ada@example.org", "ada@example.org", "bo@example.org"), strict=True
    ):
        sign_in(other, email)  # type: ignore[arg-type]
    sign_in(client, "ada@example.org")

    page = client.page("/account")
    assert "2 other browsers" in page.text
    client.send("/account/sign-ins/end-others")

    assert [is_signed_in(one) for one in (client, *others)] == [True, False, False, True]  # type: ignore[arg-type]
    assert "Only here." in client.page("/account").text


def test_a_browser_that_was_signed_out_from_elsewhere_keeps_what_is_typed_in_it(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    phone: CheckedClient = app.test_client()  # type: ignore[assignment]
    sign_in(phone, "ada@example.org")
    sign_in(client, "ada@example.org")
    client.send("/account/sign-ins/end-others")

    asked = phone.send("/account", {"name": "A long new name", "layout": "section"})
    fields = {"email": "ada@example.org", "password": PASSWORD}
    shown = phone.send(asked.location, fields, follow_redirects=True)

    assert "What you had typed is still here" in shown.text
    assert "A long new name" in shown.text


def test_a_password_that_was_being_typed_is_never_kept(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    phone: CheckedClient = app.test_client()  # type: ignore[assignment]
    sign_in(phone, "ada@example.org")
    sign_in(client, "ada@example.org")
    client.send("/account/sign-ins/end-others")

    phone.send("/account/password", {"current": PASSWORD, "password": NEW, "other": "kept"})

    with app.app_context():
        kept = db.session.scalars(db.select(ParkedForm.fields)).all()
    assert kept == [[["other", "kept"]]]


def test_nobody_ends_the_sign_in_of_somebody_else(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    make_person("bo@example.org")
    victim: CheckedClient = app.test_client()  # type: ignore[assignment]
    sign_in(victim, "bo@example.org")
    sign_in(client, "ada@example.org")

    statuses = [client.send(f"/account/sign-ins/{n}/end").status_code for n in range(1, 4)]

    assert 404 in statuses
    assert is_signed_in(victim)
