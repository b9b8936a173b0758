"""First-run set-up: a few steps, no default password, and closed for good afterwards."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.link import first_link
from icf.accounts.models import Membership, Organisation, Person
from icf.accounts.setting import get_setting, setup_finished
from icf.db import db, in_organisation, write
from icf.packs.selection import enabled_plugins
from icf.packs.service import approach_names
from icf.work.places import CONFIRMED_PLACE_LISTS
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.support import CheckedClient

ORGANISATION = {
    "arrangement": "partnership",
    "name": "Brooktown Council",
    "kind": "council",
    "size": "large",
}
YOU = {"name": "Ada Example", "email": "ada@example.org", "password": PASSWORD}


@pytest.fixture
def installer(app: Flask, client: CheckedClient) -> CheckedClient:
    """A browser that has opened the link printed at install."""
    with app.app_context(), write() as session:
        _row, secret = first_link(session, datetime.now(UTC))
    client.get(f"/link/{secret}")
    return client


def names_of(client: CheckedClient) -> dict[str, Any]:
    page = client.page("/set-up/names")
    return {
        field["name"]: field["value"] for field in page.find_all("input", attrs={"type": "text"})
    }


def go_through(client: CheckedClient, **names: str) -> None:
    client.send("/set-up/organisation", ORGANISATION)
    client.send("/set-up/you", YOU)
    client.send("/set-up/look", {"colour": "#1d5a4b"})
    client.send("/set-up/add-ons", {"chosen": ["small_groups"]})
    reply = client.send("/set-up/names", {**names_of(client), "checked": "yes", **names})
    assert reply.status_code == 303, reply.text


def test_set_up_opens_with_the_link_only(client: CheckedClient) -> None:
    for path in ("/set-up/", "/set-up/organisation", "/set-up/you", "/set-up/names"):
        client.page(path, 403)


def test_set_up_leads_through_its_steps_and_signs_in(app: Flask, installer: CheckedClient) -> None:
    installer.page("/set-up/")
    go_through(installer)

    assert is_signed_in(installer)
    installer.page("/organisations")
    with app.app_context():
        assert setup_finished(db.session())


def test_each_page_says_which_step_it_is(installer: CheckedClient) -> None:
    page = installer.page("/set-up/organisation")

    assert "step 1 of 5" in page.main.text  # type: ignore[union-attr]


def test_what_was_chosen_is_stored(app: Flask, installer: CheckedClient) -> None:
    go_through(installer)

    with app.app_context():
        organisation = db.session.scalars(sa.select(Organisation)).one()
        member = db.session.scalars(sa.select(Membership)).one()
        person = db.session.scalars(sa.select(Person)).one()
    assert (organisation.name, organisation.kind) == ("Brooktown Council", "council")
    assert organisation.look == {"brand": "#1d5a4b"}
    assert (member.role, member.person_id) == ("administrator", person.id)
    with app.app_context(), in_organisation(organisation.id):
        assert enabled_plugins(db.session(), organisation.id) == {"small_groups"}


def test_the_password_is_the_one_that_was_chosen(installer: CheckedClient) -> None:
    go_through(installer)
    installer.send("/sign-out")

    assert sign_in(installer, "ada@example.org", "password") == 400
    assert sign_in(installer, "ada@example.org") == 303


def test_a_short_password_is_refused_and_the_rest_stays(installer: CheckedClient) -> None:
    installer.send("/set-up/organisation", ORGANISATION)

    page = installer.send("/set-up/you", {**YOU, "password": "admin"})

    assert page.status_code == 400
    assert 'value="Ada Example"' in page.text
    assert "at least 12 characters" in page.text


def test_no_step_can_be_skipped_that_is_needed(installer: CheckedClient) -> None:
    assert installer.get("/set-up/names").headers["Location"] == "/set-up/organisation"
    installer.send("/set-up/organisation", ORGANISATION)
    assert installer.get("/set-up/names").headers["Location"] == "/set-up/you"


def test_a_step_can_be_taken_again(app: Flask, installer: CheckedClient) -> None:
    installer.send("/set-up/organisation", ORGANISATION)
    installer.send("/set-up/you", YOU)

    installer.send("/set-up/organisation", {**ORGANISATION, "name": "Brooktown"})
    installer.send("/set-up/you", {**YOU, "name": "Ada Lovely", "password": ""})

    with app.app_context():
        assert db.session.scalars(sa.select(Organisation.name)).all() == ["Brooktown"]
        assert db.session.scalars(sa.select(Person.name)).all() == ["Ada Lovely"]


def test_what_was_stored_is_shown_when_somebody_comes_back(installer: CheckedClient) -> None:
    installer.send("/set-up/organisation", ORGANISATION)

    page = installer.page("/set-up/organisation")

    assert page.find("input", attrs={"name": "name"})["value"] == "Brooktown Council"  # type: ignore[index]
    assert page.find("option", attrs={"value": "large"}).has_attr("selected")  # type: ignore[union-attr]


def test_set_up_closes_for_good(app: Flask, installer: CheckedClient) -> None:
    go_through(installer)
    stranger: CheckedClient = app.test_client()  # type: ignore[assignment]

    for browser in (installer, stranger):
        browser.page("/set-up/", 410)
        browser.page("/set-up/you", 410)
        assert browser.send("/set-up/you", YOU).status_code == 410


def test_a_second_link_does_not_open_set_up_again(app: Flask, installer: CheckedClient) -> None:
    go_through(installer)
    with app.app_context(), write() as session:
        _row, secret = first_link(session, datetime.now(UTC))

    installer.get(f"/link/{secret}")

    installer.page("/set-up/", 410)


def test_the_page_of_names_marks_those_that_are_unconfirmed(installer: CheckedClient) -> None:
    installer.send("/set-up/organisation", ORGANISATION)
    installer.send("/set-up/you", YOU)

    page = installer.page("/set-up/names")

    connecting = page.find("label", attrs={"for": "name_icf_connecting"})
    trusting = page.find("label", attrs={"for": "name_icf_trusting"})
    assert "unconfirmed" in connecting.text  # type: ignore[union-attr]
    assert "unconfirmed" not in trusting.text  # type: ignore[union-attr]


def test_a_name_that_was_put_right_is_used_from_then_on(
    app: Flask, installer: CheckedClient
) -> None:
    go_through(installer, name_icf_connecting="Linking")

    with app.app_context():
        names = approach_names(db.session())
    assert names["icf:connecting"] == "Linking"
    assert names["icf:trusting"] == "Trusting"
    assert len(names) == 8


def test_names_stay_unconfirmed_when_nobody_has_checked_them(
    app: Flask, installer: CheckedClient
) -> None:
    go_through(installer, checked="no")

    with app.app_context():
        assert approach_names(db.session()) == {}


def test_only_the_lists_of_places_that_were_ticked_are_confirmed(
    app: Flask, installer: CheckedClient
) -> None:
    go_through(installer, lists="district")

    with app.app_context():
        assert get_setting(db.session(), CONFIRMED_PLACE_LISTS) == ["district"]


def test_an_empty_name_is_refused_by_name(installer: CheckedClient) -> None:
    installer.send("/set-up/organisation", ORGANISATION)
    installer.send("/set-up/you", YOU)

    page = installer.send("/set-up/names", {**names_of(installer), "name_icf_trusting": ""})

    assert page.status_code == 400
    assert "Enter a name for “Trusting”." in page.text
