"""Settings, services and, for administrators, all organisations."""

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Organisation, Service
from icf.audit import AuditEntry
from icf.db import db, in_organisation, write
from icf.work.models import Work
from tests.accounts.conftest import PASSWORD, is_signed_in
from tests.accounts.test_links import link_on
from tests.support import CheckedClient, Somewhere

MakeBrowser = Callable[..., CheckedClient]
SETTINGS = {"name": "Brooktown Council", "who_to_ask": "Ada, 01234", "marking": "none"}


def stored(app: Flask, organisation: Somewhere) -> Organisation:
    with app.app_context():
        return db.session.get_one(Organisation, organisation.id)


def test_a_contributor_may_not_change_the_organisation(signed_in: MakeBrowser) -> None:
    contributor = signed_in("contributor")

    for path in ("/organisation", "/organisation/look", "/services", "/organisations"):
        contributor.page(path, 403)


def test_name_and_whom_to_ask_are_saved(
    app: Flask, signed_in: MakeBrowser, organisation: Somewhere
) -> None:
    signed_in("lead").send("/organisation", {**SETTINGS, "name": "Brooktown"})

    assert stored(app, organisation).name == "Brooktown"
    assert stored(app, organisation).who_to_ask == "Ada, 01234"


def test_a_name_that_another_organisation_has_is_refused(
    signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    make_organisation("Airedale Neighbours")

    page = signed_in("lead").send("/organisation", {**SETTINGS, "name": "airedale neighbours"})

    assert page.status_code == 400
    assert 'href="#name"' in page.text


def test_a_marking_stands_on_each_page(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")

    lead.send("/organisation", {**SETTINGS, "marking": "OFFICIAL-SENSITIVE"})

    assert lead.page("/account").select_one(".icf-marking").text == "OFFICIAL-SENSITIVE"  # type: ignore[union-attr]


def test_an_own_marking_is_shown_again_when_it_is_changed(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")

    lead.send("/organisation", {**SETTINGS, "marking": "own", "own_marking": "In confidence"})

    page = lead.page("/organisation")
    assert page.find("input", attrs={"name": "own_marking"})["value"] == "In confidence"  # type: ignore[index]
    assert page.find("input", attrs={"value": "own"}).has_attr("checked")  # type: ignore[union-attr]


def test_an_own_marking_has_to_be_typed(signed_in: MakeBrowser) -> None:
    page = signed_in("lead").send("/organisation", {**SETTINGS, "marking": "own"})

    assert page.status_code == 400
    assert "Enter your own marking" in page.text


def test_a_colour_that_words_can_be_read_on_is_used(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")

    lead.send("/organisation/look", {"colour": "#1D5A4B"})

    assert lead.page("/account").find("link", href="/theme/1d5a4b.css")


def test_a_colour_that_is_too_light_is_refused_with_its_contrast(signed_in: MakeBrowser) -> None:
    page = signed_in("lead").send("/organisation/look", {"colour": "#ffdd00"})

    assert page.status_code == 400
    assert "the contrast is 1.3" in page.text
    assert 'value="#ffdd00"' in page.text


def test_something_that_is_no_colour_is_refused(signed_in: MakeBrowser) -> None:
    page = signed_in("lead").send("/organisation/look", {"colour": "greenish"})

    assert page.status_code == 400
    assert "#12436d" in page.text


def test_an_empty_colour_is_the_toolkits_own(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    lead.send("/organisation/look", {"colour": "#1d5a4b"})

    lead.send("/organisation/look", {"colour": ""})

    assert not lead.page("/account").find("link", href="/theme/1d5a4b.css")


def service_id(app: Flask, organisation: Somewhere) -> int:
    with app.app_context(), in_organisation(organisation.id):
        return db.session.scalars(sa.select(Service.id)).one()


def test_a_service_is_added_renamed_and_removed(
    app: Flask, signed_in: MakeBrowser, organisation: Somewhere
) -> None:
    lead = signed_in("lead")
    lead.send("/services", {"name": "Librarys"})
    number = service_id(app, organisation)

    lead.send(f"/services/{number}", {"name": "Libraries"})
    assert "Libraries" in lead.page("/services").main.text  # type: ignore[union-attr]
    lead.send(f"/services/{number}/remove")

    lead.page(f"/services/{number}", 404)


def test_two_services_cannot_share_a_name(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    lead.send("/services", {"name": "Libraries"})

    page = lead.send("/services", {"name": "libraries"})

    assert page.status_code == 400
    assert "already" in page.text


def test_a_service_with_work_in_it_stays(
    app: Flask, signed_in: MakeBrowser, organisation: Somewhere
) -> None:
    lead = signed_in("lead")
    assert lead.actor is not None
    lead.send("/services", {"name": "Libraries"})
    number = service_id(app, organisation)
    with app.app_context(), in_organisation(organisation.id), write() as session:
        session.add(
            Work(
                title="Reading room",
                service_id=number,
                created_at=datetime.now(UTC),
                created_by=lead.actor.person_id,
            )
        )

    assert "cannot be removed" in lead.page(f"/services/{number}").text
    lead.send(f"/services/{number}/remove")
    assert "there is work in it" in lead.page(f"/services/{number}").text


def test_services_of_another_organisation_are_not_there(
    app: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    elsewhere = make_organisation("Airedale Neighbours")
    signed_in("lead", organisation=elsewhere).send("/services", {"name": "Befriending"})
    number = service_id(app, elsewhere)
    lead = signed_in("lead")

    assert "Befriending" not in lead.page("/services").text
    lead.page(f"/services/{number}", 404)
    assert lead.send(f"/services/{number}", {"name": "Mine"}).status_code == 404
    assert lead.send(f"/services/{number}/remove").status_code == 404


def test_only_an_administrator_sees_all_organisations(
    signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    make_organisation("Airedale Neighbours")

    signed_in("lead").page("/organisations", 403)
    page = signed_in("administrator").page("/organisations")

    assert "Airedale Neighbours" in page.text


def test_an_administrator_adds_an_organisation_and_its_lead_joins_it(
    client: CheckedClient, signed_in: MakeBrowser
) -> None:
    administrator = signed_in("administrator")
    page = administrator.send(
        "/organisations/add",
        {
            "organisation": "Airedale Neighbours",
            "kind": "voluntary",
            "size": "micro",
            "name": "Cy Example",
            "email": "cy@example.org",
        },
    )

    client.send(link_on(page.text), {"name": "Cy Example", "password": PASSWORD})

    assert is_signed_in(client)
    assert "Cy Example" in client.page("/people").main.text  # type: ignore[union-attr]
    assert "Airedale Neighbours" in client.page("/account").header.text  # type: ignore[union-attr]


def test_an_organisation_is_not_added_when_its_lead_is_faulty(
    app: Flask, signed_in: MakeBrowser
) -> None:
    page = signed_in("administrator").send(
        "/organisations/add", {"organisation": "Airedale Neighbours", "name": "Cy", "email": "cy"}
    )

    assert page.status_code == 400
    assert 'value="Airedale Neighbours"' in page.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1


def test_an_administrator_helps_a_lead_elsewhere_who_cannot_sign_in(
    client: CheckedClient, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    elsewhere = make_organisation("Airedale Neighbours")
    signed_in("lead", organisation=elsewhere, name="Cy Example")
    administrator = signed_in("administrator")
    page = administrator.page(f"/organisations/{elsewhere.id}")
    form = page.find("form", action=lambda path: "reset-link" in (path or ""))

    made = administrator.send(form["action"])  # type: ignore[index]
    client.send(link_on(made.text), {"password": PASSWORD})

    assert is_signed_in(client)


def test_every_change_is_audited(app: Flask, signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    assert lead.actor is not None
    lead.send("/organisation", {**SETTINGS, "name": "Brooktown"})
    lead.send("/services", {"name": "Libraries"})

    with app.app_context():
        found = db.session.scalars(
            sa.select(AuditEntry.what).where(AuditEntry.person_id == lead.actor.person_id)
        ).all()

    assert {"organisation_changed", "service_added"} <= set(found)
