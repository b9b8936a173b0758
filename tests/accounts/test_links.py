"""Links that work once."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from icf.accounts.link import enter_link, first_link
from icf.accounts.models import Membership, OneTimeLink, Person
from icf.db import db, write
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.support import CheckedClient, Somewhere

MakePerson = Callable[..., int]
MakeBrowser = Callable[..., CheckedClient]
BO = {"name": "Bo Example", "email": "Bo@Example.org", "role": "contributor"}
JOINING = {"name": "Bo Example", "password": PASSWORD}


def link_on(text: str) -> str:
    """The path of the link that a page shows."""
    found = re.search(r"http://localhost(/link/[\w-]+)", text)
    assert found is not None, text
    return found[1]


def link_for(lead: CheckedClient, **fields: str) -> str:
    """Invite somebody; the path of their link."""
    return link_on(lead.send("/people/add", {**BO, **fields}).text)


def age_links(app: Flask) -> None:
    with app.app_context(), write() as session:
        session.execute(
            sa.update(OneTimeLink).values(expires_at=datetime.now(UTC) - timedelta(minutes=1))
        )


def test_a_person_joins_with_the_link_and_is_signed_in(
    client: CheckedClient, signed_in: MakeBrowser
) -> None:
    link = link_for(signed_in("lead"))

    client.send(link, JOINING)

    assert is_signed_in(client)


def test_the_page_says_whom_the_link_is_for_and_who_made_it(
    client: CheckedClient, signed_in: MakeBrowser
) -> None:
    link = link_for(signed_in("lead", name="Ada Example"))

    page = client.page(link).main.text  # type: ignore[union-attr]

    assert "Ada Example made this link for Bo Example" in page
    assert "bo@example.org" in page
    assert "Join Brooktown Council" in page


def test_opening_the_link_does_not_use_it_up(client: CheckedClient, signed_in: MakeBrowser) -> None:
    link = link_for(signed_in("lead"))
    client.page(link)
    client.page(link)

    assert client.send(link, JOINING).status_code == 303


def test_a_link_to_join_works_once(
    app: Flask, client: CheckedClient, signed_in: MakeBrowser
) -> None:
    link = link_for(signed_in("lead", name="Ada Example"))
    client.send(link, JOINING)
    somebody: CheckedClient = app.test_client()  # type: ignore[assignment]

    page = somebody.send(link, {**JOINING, "password": "another twelve letters"})

    assert page.status_code == 410
    assert "This link has been used" in page.text
    assert "ask Ada Example" in page.text
    assert not is_signed_in(somebody)


def test_a_link_is_stored_as_a_hash_only(app: Flask, signed_in: MakeBrowser) -> None:
    secret = link_for(signed_in("lead")).rpartition("/")[2]

    with app.app_context():
        row = db.session.scalars(sa.select(OneTimeLink)).one()

    assert secret not in str(vars(row))


def test_a_link_is_too_old_after_seven_days(
    app: Flask, client: CheckedClient, signed_in: MakeBrowser
) -> None:
    link = link_for(signed_in("lead"))
    with app.app_context():
        row = db.session.scalars(sa.select(OneTimeLink)).one()
        assert row.expires_at - row.created_at == timedelta(days=7)
    age_links(app)

    page = client.page(link, 410)

    assert "This link is too old" in page.text


def test_an_unknown_link_is_explained(client: CheckedClient) -> None:
    page = client.page("/link/no-such-secret", 410)

    assert "We do not know this link" in page.text


def test_a_password_that_is_too_short_leaves_the_link_usable(
    client: CheckedClient, signed_in: MakeBrowser
) -> None:
    link = link_for(signed_in("lead"))

    page = client.send(link, {"name": "Bo of Brooktown", "password": "short"})

    assert page.status_code == 400
    assert "Bo of Brooktown" in page.text
    assert client.send(link, JOINING).status_code == 303


def test_a_link_that_was_taken_back_does_not_work(
    client: CheckedClient, signed_in: MakeBrowser
) -> None:
    lead = signed_in("lead")
    link = link_for(lead)
    form = lead.page("/people").find("form", action=lambda path: "withdraw" in (path or ""))
    lead.send(form["action"])  # type: ignore[index]

    page = client.page(link, 410)

    assert "This link was taken back" in page.text
    assert "bo@example.org" not in lead.get("/people").text


def test_a_new_link_replaces_the_old_one(client: CheckedClient, signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    old = link_for(lead)
    form = lead.page("/people").find("form", action=lambda path: "new-link" in (path or ""))
    new = link_on(lead.send(form["action"]).text)  # type: ignore[index]

    client.page(old, 410)
    client.page(new)


def test_inviting_somebody_again_replaces_their_link(
    client: CheckedClient, signed_in: MakeBrowser
) -> None:
    lead = signed_in("lead")
    old = link_for(lead)
    new = link_for(lead, role="lead")

    client.page(old, 410)
    assert client.send(new, JOINING).status_code == 303
    client.page("/people")


def test_somebody_who_belongs_already_is_not_invited(
    make_person: MakePerson, signed_in: MakeBrowser
) -> None:
    make_person("bo@example.org")

    page = signed_in("lead").send("/people/add", BO)

    assert page.status_code == 400
    assert "in the organisation already" in page.text


def test_missing_fields_are_named_and_what_was_typed_stays(signed_in: MakeBrowser) -> None:
    page = signed_in("lead").send("/people/add", {"name": "Bo", "email": "nonsense"})

    assert page.status_code == 400
    assert "name@example.org" in page.text
    assert 'value="nonsense"' in page.text


def test_a_lead_cannot_invite_an_administrator(signed_in: MakeBrowser) -> None:
    page = signed_in("lead").send("/people/add", {**BO, "role": "administrator"})

    assert page.status_code == 400


def test_an_invitation_never_gives_away_an_account_that_exists(
    client: CheckedClient,
    make_person: MakePerson,
    signed_in: MakeBrowser,
    make_organisation: Callable[..., Somewhere],
) -> None:
    make_person("bo@example.org")
    other = make_organisation("Airedale Neighbours")
    link = link_for(signed_in("lead", organisation=other))

    taken = client.send(link, {"name": "Not Bo", "password": "a password of my own"})
    assert taken.status_code == 400
    assert not is_signed_in(client)

    assert client.send(link, {"password": PASSWORD}).status_code == 303
    assert "Airedale Neighbours" in client.page("/account").header.text  # type: ignore[union-attr]


def test_an_invitation_of_another_organisation_cannot_be_touched(
    app: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    link_for(signed_in("lead", organisation=make_organisation("Airedale Neighbours")))
    with app.app_context():
        number = db.session.scalars(sa.select(OneTimeLink.id)).one()
    lead = signed_in("lead")

    assert lead.send(f"/people/invitations/{number}/withdraw").status_code == 404
    assert lead.send(f"/people/invitations/{number}/new-link").status_code == 404


def test_somebody_who_left_can_be_invited_again(
    app: Flask, client: CheckedClient, make_person: MakePerson, signed_in: MakeBrowser
) -> None:
    person_id = make_person("bo@example.org")
    lead = signed_in("lead")
    with app.app_context():
        number = db.session.scalars(
            sa.select(Membership.id).where(Membership.person_id == person_id)
        ).one()
    lead.send(f"/people/{number}/remove")

    assert client.send(link_for(lead), {"password": PASSWORD}).status_code == 303


def reset_link_for(app: Flask, lead: CheckedClient, person_id: int) -> str:
    return link_on(lead.send(f"/people/{membership(app, person_id)}/reset-link").text)


def membership(app: Flask, person_id: int) -> int:
    with app.app_context():
        wanted = sa.select(Membership.id).where(Membership.person_id == person_id)
        return db.session.scalars(wanted).first() or 0


def test_a_new_password_is_chosen_with_a_link_from_a_lead(
    app: Flask, client: CheckedClient, make_person: MakePerson, signed_in: MakeBrowser
) -> None:
    link = reset_link_for(app, signed_in("lead"), make_person("bo@example.org"))

    client.send(link, {"password": "eleven quiet harbours"})

    assert is_signed_in(client)
    assert sign_in(client, "bo@example.org") == 400
    assert sign_in(client, "bo@example.org", "eleven quiet harbours") == 303


def test_choosing_a_new_password_ends_every_sign_in_made_with_the_old_one(
    app: Flask, client: CheckedClient, make_person: MakePerson, signed_in: MakeBrowser
) -> None:
    person_id = make_person("bo@example.org")
    thief: CheckedClient = app.test_client()  # type: ignore[assignment]
    sign_in(thief, "bo@example.org")
    link = reset_link_for(app, signed_in("lead"), person_id)

    client.send(link, {"password": "eleven quiet harbours"})

    assert not is_signed_in(thief)


def test_a_reset_link_works_once_and_a_newer_one_replaces_it(
    app: Flask, client: CheckedClient, make_person: MakePerson, signed_in: MakeBrowser
) -> None:
    person_id, lead = make_person("bo@example.org"), signed_in("lead")
    old = reset_link_for(app, lead, person_id)
    new = reset_link_for(app, lead, person_id)

    client.page(old, 410)
    client.send(new, {"password": "eleven quiet harbours"})
    client.page(new, 410)


def test_a_lead_cannot_reset_the_password_of_an_administrator(
    app: Flask, make_person: MakePerson, signed_in: MakeBrowser
) -> None:
    number = membership(app, make_person("bo@example.org", "administrator"))

    assert signed_in("lead").send(f"/people/{number}/reset-link").status_code == 403
    assert signed_in("administrator").send(f"/people/{number}/reset-link").status_code == 200


def test_a_lead_cannot_reset_the_password_of_somebody_who_belongs_elsewhere_too(
    app: Flask,
    make_person: MakePerson,
    signed_in: MakeBrowser,
    organisation: Somewhere,
    make_organisation: Callable[..., Somewhere],
) -> None:
    other = make_organisation("Airedale Neighbours")
    number = membership(app, make_person("bo@example.org", "contributor", organisation, other))
    lead = signed_in("lead")

    assert lead.send(f"/people/{number}/reset-link").status_code == 403
    assert "belong to another organisation" in lead.get(f"/people/{number}").text


def test_a_link_from_the_command_line_signs_in_once_without_a_password(
    app: Flask, client: CheckedClient, make_person: MakePerson
) -> None:
    person_id = make_person("bo@example.org")
    with app.app_context(), write() as session:
        _row, secret = enter_link(session, datetime.now(UTC), person_id)

    client.page(f"/link/{secret}")
    assert not is_signed_in(client)
    client.send(f"/link/{secret}")
    assert is_signed_in(client)
    client.page(f"/link/{secret}", 410)


def test_a_first_link_replaces_the_one_printed_before(app: Flask, client: CheckedClient) -> None:
    now = datetime.now(UTC)
    with app.app_context(), write() as session:
        _row, old = first_link(session, now)
    with app.app_context(), write() as session:
        _row, new = first_link(session, now)

    client.page(f"/link/{old}", 410)
    assert client.get(f"/link/{new}").headers["Location"] == "/set-up/"


def test_a_link_for_one_thing_does_nothing_else(
    app: Flask, client: CheckedClient, signed_in: MakeBrowser
) -> None:
    secret = link_for(signed_in("lead")).rpartition("/")[2]
    with client.session_transaction() as browser:
        browser["setup_link"] = secret

    client.page("/set-up/", 403)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1
