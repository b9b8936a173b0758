"""A guest's name is taken away when they ask for it; what they wrote stays."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from icf.audit import AuditEntry
from icf.db import across_organisations, db
from icf.guests.link import make_link
from icf.guests.models import GuestVisit
from icf.records.guest import SOME_GUEST, guests_of
from tests.desk import WHO, Desk, posted
from tests.records.test_person import everything
from tests.support import CheckedClient

SignIn = Callable[..., CheckedClient]
CANARY = "Ottilie Quillfeather"
LABEL = "Mrs Quillfeather from number 7"


@pytest.fixture
def lead(desk: Desk, signed_in: SignIn, organisation: Any) -> CheckedClient:
    return signed_in("lead", organisation=organisation)


@pytest.fixture
def come(desk: Desk) -> Callable[..., int]:
    """`come("Ottilie")` lets a guest of that name in, who answers; gives the visit's number."""

    def through(name: str = CANARY, label: str = LABEL) -> int:
        now, sheet = datetime.now(UTC), desk.sheet()
        secret = desk.run(lambda: make_link(db.session, desk.actor, now, sheet, label, (), 14))
        guest: CheckedClient = desk.app.test_client()  # type: ignore[assignment]
        assert guest.send(f"/guest/link/{secret}", {"name": name}).status_code == 303
        words = {"key": WHO, "version": 0, "value": "partly", "words": "We met in March."}
        guest.send_json("/guest/answers", {"answers": [words]})
        with desk.app.app_context():
            return max(db.session.scalars(sa.select(GuestVisit.id)))

    return through


def address(visit_id: int) -> str:
    return f"/organisation/guests/{visit_id}/erase"


def test_no_table_names_an_erased_guest(
    desk: Desk, lead: CheckedClient, come: Callable[..., int]
) -> None:
    visit = come()
    desk.save(posted(value="todo", version=1, words=f"Ask {CANARY.upper()} again."))
    before = everything(desk.app).casefold().count("quillfeather")

    shown = lead.page(address(visit)).get_text()
    reply = lead.send(address(visit), {"in_texts": "y", "label": "y"}, follow_redirects=True)

    assert before > 4
    assert "out of 2 texts" in shown
    assert "cannot be undone" in shown
    assert "The guest is erased" in reply.text
    assert "quillfeather" not in everything(desk.app).casefold()


def test_what_a_guest_wrote_stays_and_the_audit_says_that_one_was_erased(
    desk: Desk, lead: CheckedClient, come: Callable[..., int]
) -> None:
    lead.send(address(come()), {"in_texts": "y"})

    sheet = desk.sheet()
    assert sheet.answers[WHO].words == "We met in March."
    assert sheet.edited[WHO].name.startswith("Former guest ")
    with desk.app.app_context(), across_organisations("a test"):
        line = db.session.scalars(sa.select(AuditEntry).filter_by(what="guest_erased")).one()
        assert (line.subject_id, line.details) == (f"P{desk.assessment_id}", {})
    assert "erased a guest" in lead.page(f"/checklists/{desk.assessment_id}/history").get_text()


def test_a_role_that_was_typed_as_a_name_stays_in_other_texts(
    desk: Desk, lead: CheckedClient, come: Callable[..., int]
) -> None:
    visit = come("Head teacher", "Hillside school")
    desk.save(posted(value="todo", version=1, words="The head teacher will know."))

    lead.send(address(visit))

    assert desk.sheet().answers[WHO].words == "The head teacher will know."
    assert [one.typed_name for one in desk.run(lambda: guests_of(db.session, desk.actor))] != [
        "Head teacher"
    ]


def test_what_the_link_says_stays_unless_it_was_for_them_alone(
    desk: Desk, lead: CheckedClient, come: Callable[..., int]
) -> None:
    kept, gone = come("Ada", "Tenants’ group"), come("Bo", LABEL)

    lead.send(address(kept))
    lead.send(address(gone), {"label": "y"})

    found = desk.run(lambda: guests_of(db.session, desk.actor))
    assert [one.label for one in found] == [SOME_GUEST, "Tenants’ group"]
    assert "Tenants’ group" in everything(desk.app)


def test_a_guest_who_was_erased_is_out_and_is_not_erased_twice(
    desk: Desk, lead: CheckedClient, come: Callable[..., int]
) -> None:
    visit = come()

    lead.send(address(visit))

    with desk.app.app_context():
        assert db.session.get_one(GuestVisit, visit).left_at is not None
    lead.page(address(visit), 404)
    assert lead.page("/organisation/guests").select('main a[href$="/erase"]') == []


def test_guests_of_others_are_not_there(
    desk: Desk, come: Callable[..., int], signed_in: SignIn, make_organisation: Any
) -> None:
    visit = come()
    other = signed_in("lead", organisation=make_organisation("Elsewhere"))

    assert CANARY not in other.page("/organisation/guests").get_text()
    other.page(address(visit), 404)
    assert other.send(address(visit), {"in_texts": "y"}).status_code == 404
    assert CANARY in everything(desk.app)


@pytest.mark.parametrize("role", ["contributor", "reviewer", "viewer", "board_member"])
def test_only_a_lead_erases_guests(
    desk: Desk, come: Callable[..., int], signed_in: SignIn, role: str, organisation: Any
) -> None:
    visit = come()
    client = signed_in(role, organisation=organisation)

    client.page("/organisation/guests", 403)
    assert client.send(address(visit), {"in_texts": "y"}).status_code == 403
    assert CANARY in everything(desk.app)
