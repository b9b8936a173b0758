"""The people of an organisation: adding, changing, removing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Membership, Person
from icf.accounts.person import change_role, end_membership, members, people_who_may
from icf.db import db, write
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.web.actor import Actor
from tests.accounts.conftest import is_signed_in, sign_in
from tests.support import CheckedClient, Somewhere

MakePerson = Callable[..., int]
MakeBrowser = Callable[..., CheckedClient]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def membership_of(app: Flask, client: CheckedClient) -> int:
    """The id of the membership of whoever is signed in."""
    assert client.actor is not None
    with app.app_context():
        found = sa.select(Membership.id).where(Membership.person_id == client.actor.person_id)
        return db.session.scalars(found).one()


def actor_of(client: CheckedClient) -> Actor:
    assert client.actor is not None
    return client.actor


def test_a_contributor_may_not_see_the_people_page(signed_in: MakeBrowser) -> None:
    signed_in("contributor").page("/people", 403)


def test_a_lead_sees_everybody_with_their_role(signed_in: MakeBrowser) -> None:
    signed_in("contributor", name="Bo Example")

    page = signed_in("lead", name="Ada Example").page("/people")

    assert "Bo Example" in page.main.text  # type: ignore[union-attr]
    assert "Contributor" in page.main.text  # type: ignore[union-attr]


def test_people_of_another_organisation_are_not_on_the_page(
    signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    elsewhere = make_organisation("Airedale Neighbours")
    signed_in("lead", organisation=elsewhere, name="Cy Elsewhere")

    page = signed_in("lead").page("/people")

    assert "Cy Elsewhere" not in page.text


def test_people_of_another_organisation_are_not_there_at_all(
    app: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    stranger = signed_in("lead", organisation=make_organisation("Airedale Neighbours"))
    foreign = membership_of(app, stranger)
    lead = signed_in("lead")

    lead.page(f"/people/{foreign}", 404)
    lead.page(f"/people/{foreign}/remove", 404)
    assert lead.send(f"/people/{foreign}", {"role": "contributor"}).status_code == 404
    assert lead.send(f"/people/{foreign}/remove").status_code == 404
    assert lead.send(f"/people/{foreign}/reset-link").status_code == 404
    assert is_signed_in(stranger)


def test_a_new_role_counts_from_the_next_page(app: Flask, signed_in: MakeBrowser) -> None:
    lead, helper = signed_in("lead"), signed_in("lead")
    helper.page("/people")

    lead.send(f"/people/{membership_of(app, helper)}", {"role": "contributor"})

    helper.page("/people", 403)


def test_a_removed_person_is_signed_out_at_once(app: Flask, signed_in: MakeBrowser) -> None:
    lead, helper = signed_in("lead"), signed_in("contributor")

    lead.send(f"/people/{membership_of(app, helper)}/remove")

    assert not is_signed_in(helper)


def test_somebody_removed_here_stays_signed_in_elsewhere(
    app: Flask,
    client: CheckedClient,
    make_person: MakePerson,
    signed_in: MakeBrowser,
    organisation: Somewhere,
    make_organisation: Callable[..., Somewhere],
) -> None:
    other = make_organisation("Airedale Neighbours")
    person_id = make_person("ada@example.org", "contributor", organisation, other)
    sign_in(client, "ada@example.org")
    client.send("/account/organisations", {"organisation": str(other.id)})
    with app.app_context():
        here = db.session.scalars(
            sa.select(Membership.id).where(
                Membership.person_id == person_id, Membership.organisation_id == organisation.id
            )
        ).one()

    signed_in("lead").send(f"/people/{here}/remove")

    assert is_signed_in(client)
    assert (
        client.send("/account/organisations", {"organisation": str(organisation.id)}).status_code
        == 404
    )


def test_the_last_lead_cannot_be_removed(app: Flask, signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")

    page = lead.send(f"/people/{membership_of(app, lead)}/remove")

    assert page.status_code == 400
    assert "is the last lead or administrator of your organisation" in page.text
    assert is_signed_in(lead)


def test_the_last_lead_cannot_become_a_contributor(app: Flask, signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")

    page = lead.send(f"/people/{membership_of(app, lead)}", {"role": "contributor"})

    assert page.status_code == 400
    assert "is the last lead" in page.text


def test_a_lead_may_go_when_there_is_another(app: Flask, signed_in: MakeBrowser) -> None:
    one, other = signed_in("lead"), signed_in("lead")

    one.send(f"/people/{membership_of(app, one)}/remove")

    assert not is_signed_in(one)
    assert is_signed_in(other)


def test_the_last_administrator_cannot_be_removed_or_changed(
    app: Flask, signed_in: MakeBrowser
) -> None:
    administrator = signed_in("administrator")
    signed_in("lead")
    own = membership_of(app, administrator)

    removed = administrator.send(f"/people/{own}/remove")
    changed = administrator.send(f"/people/{own}", {"role": "lead"})

    assert removed.status_code == changed.status_code == 400
    assert "is the last administrator of this toolkit" in removed.text
    assert is_signed_in(administrator)


def test_an_administrator_of_another_organisation_is_enough_to_let_one_go(
    app: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    administrator = signed_in("administrator")
    signed_in("lead")
    signed_in("administrator", organisation=make_organisation("Airedale Neighbours"))

    reply = administrator.send(f"/people/{membership_of(app, administrator)}", {"role": "lead"})

    assert reply.status_code == 303


def test_a_lead_can_neither_make_nor_change_an_administrator(
    app: Flask, signed_in: MakeBrowser
) -> None:
    lead, helper = signed_in("lead"), signed_in("contributor")
    administrator = membership_of(app, signed_in("administrator"))
    actor = actor_of(lead)

    with app.app_context(), write() as session:
        with pytest.raises(NotAllowed):
            change_role(session, actor, NOW, administrator, "contributor")
        with pytest.raises(NotAllowed):
            end_membership(session, actor, NOW, administrator)
    with app.app_context(), write() as session, pytest.raises(NotAllowed):
        change_role(session, actor, NOW, membership_of(app, helper), "administrator")


def test_a_role_that_does_not_exist_is_refused(app: Flask, signed_in: MakeBrowser) -> None:
    lead, helper = signed_in("lead"), signed_in("contributor")
    number = membership_of(app, helper)

    page = lead.send(f"/people/{number}", {"role": "emperor"})
    with app.app_context(), write() as session, pytest.raises(InvalidInput):
        change_role(session, actor_of(lead), NOW, number, "emperor")

    assert page.status_code == 400


def test_what_is_removed_is_not_there_to_change(app: Flask, signed_in: MakeBrowser) -> None:
    lead, helper = signed_in("lead"), signed_in("contributor")
    number = membership_of(app, helper)
    with app.app_context(), write() as session:
        end_membership(session, actor_of(lead), NOW, number)

    with app.app_context(), write() as session, pytest.raises(NotFound):
        change_role(session, actor_of(lead), NOW, number, "lead")
    with app.app_context():
        people = members(db.session(), actor_of(lead).organisation_id)
    assert [one.person_id for one in people] == [actor_of(lead).person_id]


@pytest.mark.parametrize(
    ("capability", "expected"),
    [("people", {"Lead"}), ("comment", {"Lead", "Contributor"}), ("share", {"Lead"}),
     ("read", {"Lead", "Contributor", "Viewer"})],
)  # fmt: skip
def test_who_may_do_something_follows_from_their_role(
    app: Flask, signed_in: MakeBrowser, capability: str, expected: set[str]
) -> None:
    lead = signed_in("lead", name="Lead")
    for role in ("contributor", "viewer", "board_member"):
        signed_in(role, name=role.capitalize())
    gone = signed_in("lead", name="Closed account")
    with app.app_context(), write() as session:
        session.get_one(Person, actor_of(gone).person_id).disabled_at = NOW

    with app.app_context():
        found = people_who_may(db.session(), actor_of(lead).organisation_id, capability)

    assert {one.name for one in found} == expected
