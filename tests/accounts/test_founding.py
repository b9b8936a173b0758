"""Organisations that set themselves up with a link, and organisations that close."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.closing import close_organisation
from icf.accounts.founding import found, invite_founder, withdraw_founder
from icf.accounts.models import Membership, OneTimeLink, Organisation, SignIn
from icf.app import create_app
from icf.audit import AuditEntry
from icf.db import db, write
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.web.actor import Actor
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.accounts.test_links import link_on
from tests.support import SECRET_KEY, CheckedClient, Somewhere

MakeBrowser = Callable[..., CheckedClient]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WHOM = {"name": "Una Example", "email": "una@example.org"}
NEW = {
    "organisation": "Airedale Neighbours",
    "kind": "voluntary",
    "size": "micro",
    "name": "Una Example",
    "password": PASSWORD,
}


def actor_of(client: CheckedClient) -> Actor:
    assert client.actor is not None
    return client.actor


def invitation(client: CheckedClient) -> str:
    return link_on(client.send("/organisations/invite", WHOM).text)


def test_whoever_is_invited_sets_their_organisation_up_and_leads_it(
    app: Flask, client: CheckedClient, signed_in: MakeBrowser
) -> None:
    link = invitation(signed_in("administrator"))

    assert client.send(link, NEW).status_code == 303

    assert "Airedale Neighbours" in client.page("/organisation").text
    assert "Una Example" in client.page("/people").text
    with app.app_context():
        said = set(db.session.scalars(sa.select(AuditEntry.what)))
    assert {"founder_invited", "organisation_created", "member_added", "link_used"} <= said


def test_the_link_works_once(client: CheckedClient, signed_in: MakeBrowser) -> None:
    link = invitation(signed_in("administrator"))
    client.send(link, NEW)

    again = client.send(link, {**NEW, "organisation": "Another"})

    assert again.status_code == 410


def test_a_name_that_is_taken_uses_nothing_up(
    client: CheckedClient, signed_in: MakeBrowser, organisation: Somewhere
) -> None:
    link = invitation(signed_in("administrator"))

    refused = client.send(link, {**NEW, "organisation": organisation.name})

    assert refused.status_code == 400
    assert 'href="#organisation"' in refused.text
    assert client.send(link, NEW).status_code == 303


def test_somebody_with_an_account_proves_it(
    client: CheckedClient, signed_in: MakeBrowser, make_person: Callable[..., int]
) -> None:
    make_person("una@example.org")
    link = invitation(signed_in("administrator"))

    assert client.send(link, {**NEW, "password": "not that one at all"}).status_code == 400
    assert client.send(link, NEW).status_code == 303
    assert "Airedale Neighbours" in client.page("/account").text


def test_a_link_can_be_taken_back(client: CheckedClient, signed_in: MakeBrowser) -> None:
    administrator = signed_in("administrator")
    link = invitation(administrator)
    form = administrator.page("/organisations/invite").select_one(".icf-card form")

    administrator.send(str(form["action"]))  # type: ignore[index]

    assert client.send(link, NEW).status_code == 410
    assert "Nobody." in administrator.page("/organisations/invite").text


def test_a_link_is_too_old_after_a_week(app: Flask, signed_in: MakeBrowser) -> None:
    administrator = actor_of(signed_in("administrator"))
    with app.app_context(), write() as session:
        _row, secret = invite_founder(session, administrator, NOW, "Una", "u@example.org", False)

    late = NOW + timedelta(days=8)
    with app.app_context(), write() as session, pytest.raises(NotFound):
        found(session, late, secret, "Airedale", "", "", "Una", PASSWORD)


def test_a_lead_invites_organisations_only_where_the_setting_lets_them(
    app: Flask, signed_in: MakeBrowser
) -> None:
    lead = signed_in("lead")
    actor = actor_of(lead)

    assert lead.get("/organisations/invite").status_code == 403
    assert "/organisations/invite" not in lead.page("/people").decode()
    with app.app_context(), write() as session:
        with pytest.raises(NotAllowed):
            invite_founder(session, actor, NOW, "Una", "una@example.org", self_service=False)
        invite_founder(session, actor, NOW, "Una", "una@example.org", self_service=True)


def test_the_setting_shows_leads_the_page(
    app: Flask, signed_in: MakeBrowser, database_url: str, instance_folder: Path
) -> None:
    given = {"secret_key": SECRET_KEY, "database_url": database_url, "self_service": True}
    lead = signed_in("lead")
    open_to_leads = create_app(given, instance=instance_folder)
    open_to_leads.testing = True
    open_to_leads.test_client_class = CheckedClient
    client = open_to_leads.test_client()
    client.set_cookie("icf_sign_in", lead.get_cookie("icf_sign_in").value)  # type: ignore[union-attr]

    assert "/organisations/invite" in client.get("/people").text
    assert client.get("/organisations/invite").status_code == 200
    with open_to_leads.app_context():
        db.engine.dispose()


def test_a_lead_sees_and_takes_back_only_their_own_invitations(
    app: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    lead = actor_of(signed_in("lead"))
    other = signed_in("administrator", organisation=make_organisation("Airedale"))
    invitation(other)
    with app.app_context():
        number = db.session.scalar(sa.select(OneTimeLink.id))

    with app.app_context(), write() as session, pytest.raises(NotFound):
        withdraw_founder(session, lead, NOW, number or 0)


def test_closing_signs_everybody_out_and_stops_links(
    app: Flask,
    client: CheckedClient,
    signed_in: MakeBrowser,
    organisation: Somewhere,
    make_organisation: Callable[..., Somewhere],
) -> None:
    signed_in("administrator", organisation=make_organisation("Airedale"))
    lead, contributor = signed_in("lead"), signed_in("contributor")
    waiting = link_on(lead.send("/people/add", {**WHOM, "role": "viewer"}).text)

    closed = lead.send("/organisation/close", {"name": organisation.name})

    assert closed.status_code == 303
    assert not is_signed_in(lead)
    assert not is_signed_in(contributor)
    assert client.get(waiting).status_code == 410
    with app.app_context():
        rows = sa.select(SignIn.id).where(SignIn.organisation_id == organisation.id)
        assert db.session.scalars(rows).all() == []
        assert "organisation_closed" in set(db.session.scalars(sa.select(AuditEntry.what)))


def test_closing_wants_the_name_and_an_administrator_elsewhere(
    signed_in: MakeBrowser, organisation: Somewhere
) -> None:
    administrator = signed_in("administrator")

    slip = administrator.send("/organisation/close", {"name": "Another name"})
    last = administrator.send("/organisation/close", {"name": organisation.name})

    assert slip.status_code == last.status_code == 400
    assert "exactly as it stands" in slip.text
    assert "last administrator" in last.text
    assert is_signed_in(administrator)


def test_a_lead_cannot_close_another_organisation(
    app: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    elsewhere, lead = make_organisation("Airedale"), signed_in("lead")

    assert (
        lead.send(f"/organisations/{elsewhere.id}/close", {"name": "Airedale"}).status_code == 403
    )
    with app.app_context(), write() as session, pytest.raises(NotFound):
        close_organisation(session, actor_of(lead), NOW, elsewhere.id, "Airedale")
    viewer = actor_of(signed_in("viewer"))
    with app.app_context(), write() as session, pytest.raises(NotAllowed):
        close_organisation(session, viewer, NOW, viewer.organisation_id, viewer.organisation_name)


def test_an_administrator_opens_it_again_with_its_people(
    app: Flask,
    client: CheckedClient,
    signed_in: MakeBrowser,
    make_person: Callable[..., int],
    make_organisation: Callable[..., Somewhere],
) -> None:
    elsewhere, administrator = make_organisation("Airedale"), signed_in("administrator")
    make_person("lea@example.org", "lead", elsewhere)
    administrator.send(f"/organisations/{elsewhere.id}/close", {"name": "Airedale"})
    assert sign_in(client, "lea@example.org") == 400
    page = administrator.page("/organisations")
    assert "Closed on" in page.text

    administrator.send(str(page.select_one(".icf-card form")["action"]))  # type: ignore[index]

    assert sign_in(client, "lea@example.org") == 303
    with app.app_context():
        assert db.session.scalars(
            sa.select(Organisation.closed_at).where(Organisation.id == elsewhere.id)
        ).all() == [None]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Membership)) == 2


def test_a_wrong_name_closes_nothing(app: Flask, signed_in: MakeBrowser) -> None:
    actor = actor_of(signed_in("administrator"))

    with app.app_context(), write() as session, pytest.raises(InvalidInput):
        close_organisation(session, actor, NOW, actor.organisation_id, "")
