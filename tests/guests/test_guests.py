"""Guests answer one checklist through a link that ends, and reach nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Organisation, Person
from icf.assessments.service import start_assessment
from icf.assessments.sheet import history
from icf.audit import AuditEntry
from icf.db import db, write
from icf.errors import InvalidInput, NotAllowed
from icf.guests import link as links
from icf.guests.models import GuestLink, GuestVisit
from icf.plans.signing import sign_off
from icf.web.actor import GUEST
from icf.web.guards import PUBLIC
from tests.desk import CHANNELS, NOW, WHO, Desk, posted
from tests.guests.conftest import OTHER, SECTION
from tests.security.world import DOORS, audience_of, methods_of, rules
from tests.support import CheckedClient, Somewhere

Come = Callable[..., CheckedClient]
ANSWER = {"answers": [{"key": WHO, "version": 0, "value": "partly", "words": "We met"}]}


def form(key: str = WHO, words: str = "We met", version: int = 0) -> dict[str, str]:
    return {f"a-{key}-version": str(version), f"a-{key}-value": "partly", f"a-{key}-words": words}


def test_a_guest_answers_under_the_name_that_they_typed(desk: Desk, guest: Come) -> None:
    client = guest(SECTION, name="Gus Example")

    saved = client.send(f"/guest/sections/{SECTION}", form())

    assert saved.status_code == 302
    sheet = desk.sheet()
    assert sheet.answers[WHO].words == "We met"
    assert sheet.edited[WHO].name == "Gus Example (guest)"
    versions = desk.call(lambda s, a, _now: history(s, a, desk.assessment_id, WHO))
    assert [row.editor for row in versions] == ["Gus Example (guest)"]


def test_a_guest_sees_only_the_chosen_sections(guest: Come) -> None:
    client = guest(SECTION)

    page = client.page("/guest")

    assert [link["href"] for link in page.select("main .govuk-task-list a")] == [
        f"/guest/sections/{SECTION}"
    ]
    client.page(f"/guest/sections/{OTHER}", 404)
    client.page("/guest/sections/icf:screening", 404)


def test_without_a_choice_a_guest_sees_all_sections(desk: Desk, guest: Come) -> None:
    page = guest().page("/guest")

    found = len(page.select("main .govuk-task-list a"))
    assert found == len(desk.sheet().main_sections)


def test_what_is_typed_is_saved_as_it_is_typed(desk: Desk, guest: Come) -> None:
    saved = guest(SECTION).send_json("/guest/answers", ANSWER)

    assert saved.status_code == 200
    assert saved.json["saved"][0]["version"] == 1  # type: ignore[index]
    assert desk.sheet().answers[WHO].words == "We met"


def test_answers_of_other_sections_are_refused_whole(desk: Desk, guest: Come) -> None:
    client = guest(SECTION)
    both = {"answers": [*ANSWER["answers"], {"key": CHANNELS, "version": 0, "value": "todo"}]}

    as_json = client.send_json("/guest/answers", both)
    as_form = client.send(f"/guest/sections/{SECTION}", {**form(), **form(CHANNELS)})

    assert as_json.status_code == as_form.status_code == 403
    assert desk.sheet().answers == {}


def test_two_writers_are_shown_both_texts(desk: Desk, guest: Come) -> None:
    client = guest(SECTION)
    desk.save(posted(WHO, "todo", words="Theirs"))

    reply = client.send(f"/guest/sections/{SECTION}", form(words="Mine"))

    assert reply.status_code == 409
    assert "Theirs" in reply.text
    assert "Mine" in reply.text


def test_a_form_without_our_token_stores_nothing(desk: Desk, guest: Come) -> None:
    client = guest(SECTION)

    for reply in (
        client.post(f"/guest/sections/{SECTION}", data=form()),
        client.post("/guest/answers", json=ANSWER),
    ):
        assert reply.status_code == 400
    assert desk.sheet().answers == {}


def test_a_guest_reaches_no_page_of_people_who_sign_in(app: Flask, desk: Desk, guest: Come) -> None:
    client, count = guest(), 0
    client.look_at_pages = False
    ids = {"assessment_id": desk.assessment_id, "work_id": desk.work_id}

    for rule in rules(app):
        if audience_of(app, rule) in {PUBLIC, GUEST}:
            continue
        values = {name: ids.get(name, DOORS.get(name, 1)) for name in rule.arguments}
        with app.test_request_context():
            path = str(rule.build(values, append_unknown=False)[1])  # type: ignore[index]
        for method in methods_of(rule):
            reply = client.get(path) if method == "GET" else client.send(path, form())
            count += 1
            assert reply.status_code == 303, f"{method} {path}: {reply.status_code}"
            assert reply.location.startswith("/sign-in")

    assert count > 80
    assert desk.sheet().answers == {}


def test_nobody_else_reaches_a_page_of_guests(
    app: Flask, client: CheckedClient, signed_in: Any, desk: Desk
) -> None:
    lead = signed_in("lead")
    for rule in rules(app):
        if audience_of(app, rule) == GUEST:
            path = str(rule).replace("<section>", SECTION)
            for method in methods_of(rule):
                for browser in (client, lead):
                    reply = browser.get(path) if method == "GET" else browser.send(path, form())
                    assert reply.status_code == 410, path
                    assert "Millbrook" not in reply.text
    assert lead.send_json("/guest/answers", ANSWER).status_code == 401


def test_a_lead_who_tries_the_link_is_a_guest_there_and_a_lead_elsewhere(
    signed_in: Any, desk: Desk, make_address: Callable[..., str]
) -> None:
    lead = signed_in("lead")
    lead.send(make_address(SECTION), {"name": "Lena tries"})

    assert lead.send(f"/guest/sections/{SECTION}", form()).status_code == 302
    assert lead.get("/people").status_code == 200
    assert desk.sheet().edited[WHO].name == "Lena tries (guest)"


def test_a_link_that_was_taken_back_puts_its_guests_out_at_once(
    desk: Desk, signed_in: Any, guest: Come, make_address: Callable[..., str]
) -> None:
    address = make_address(SECTION)
    client, here = guest(address=address), Somewhere(desk.actor.organisation_id, "")
    lead = signed_in("lead", organisation=here)
    listed = lead.page(f"/checklists/{desk.assessment_id}/guests")
    assert "1 guest came" in listed.text

    lead.send(str(listed.select_one(".icf-card form")["action"]))

    assert client.page("/guest", 410).h1.text == "This link was taken back"  # type: ignore[union-attr]
    assert client.get(address).status_code == 410
    assert client.send_json("/guest/answers", ANSWER).status_code == 401
    assert desk.sheet().answers == {}


def test_a_link_that_is_too_old_says_so(
    app: Flask, guest: Come, client: CheckedClient, make_address: Callable[..., str]
) -> None:
    address = make_address(SECTION)
    inside = guest(address=address)
    with app.app_context(), write() as session:
        session.execute(sa.update(GuestLink).values(expires_at=NOW - timedelta(days=1)))

    for browser, path in ((client, address), (inside, "/guest")):
        assert browser.page(path, 410).h1.text == "This link is too old"  # type: ignore[union-attr]


@pytest.mark.parametrize("secret", ["guessed", "é", "a" * 900, "..%2F.."])
def test_a_link_that_we_do_not_know_is_a_plain_page(client: CheckedClient, secret: str) -> None:
    reply = client.get(f"/guest/link/{secret}")

    assert reply.status_code in (404, 410)
    assert client.send(f"/guest/link/{secret}", {"name": "Gus"}).status_code in (404, 410)


def test_opening_a_link_uses_nothing_up(
    app: Flask, client: CheckedClient, make_address: Callable[..., str]
) -> None:
    address = make_address()

    client.page(address)
    client.page(address)

    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(GuestVisit)) == 0
    assert client.send(address, {"name": ""}).status_code == 400


def test_the_secrets_are_not_stored(
    app: Flask, make_address: Callable[..., str], guest: Come
) -> None:
    address = make_address()
    client = guest(address=address)
    cookie = client.get_cookie("icf_guest")
    assert cookie is not None

    with app.app_context():
        stored = [
            str(value)
            for table in (GuestLink, GuestVisit, Person, AuditEntry)
            for row in db.session.execute(sa.select(*table.__table__.c))
            for value in row
        ]
    assert not any(secret in text for text in stored for secret in (address[12:], cookie.value))


def test_leaving_ends_the_visit_and_not_the_link(
    guest: Come, make_address: Callable[..., str]
) -> None:
    address = make_address()
    client = guest(address=address)
    cookie = client.get_cookie("icf_guest")
    assert cookie is not None

    client.send("/guest/leave")
    client.set_cookie("icf_guest", cookie.value)

    client.page("/guest", 410)
    client.page(address)


def test_a_guest_of_a_signed_checklist_is_thanked_and_changes_nothing(
    desk: Desk, guest: Come
) -> None:
    client = guest(SECTION)
    desk.save(posted(WHO, "through", words="Ours"))
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})

    assert client.page("/guest", 410).h1.text == "These questions are finished"  # type: ignore[union-attr]
    assert client.send(f"/guest/sections/{SECTION}", form(version=1)).status_code == 409
    assert desk.sheet().answers[WHO].words == "Ours"


def test_closing_the_organisation_puts_guests_out(app: Flask, desk: Desk, guest: Come) -> None:
    client = guest()
    with app.app_context(), write() as session:
        session.get_one(Organisation, desk.actor.organisation_id).closed_at = NOW

    client.page("/guest", 410)


def test_last_times_answers_are_not_shown_to_guests(desk: Desk, guest: Come) -> None:
    desk.save(posted(WHO, "partly", words="Words of last year"))
    desk.assessment_id = desk.call(
        start_assessment, desk.plugins, desk.work_id, "quick", desk.assessment_id
    )
    desk.save(posted(WHO, "todo", version=1, words="Words of now"))

    page = guest(SECTION).page(f"/guest/sections/{SECTION}")

    assert "Words of now" in page.text
    assert "Words of last year" not in page.text


def test_only_a_lead_makes_links(desk: Desk, signed_in: Any) -> None:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    contributor = signed_in("contributor", organisation=here)

    assert contributor.get(f"/checklists/{desk.assessment_id}/guests").status_code == 403
    sheet = desk.sheet()
    with pytest.raises(NotAllowed):
        desk.run(lambda: links.make_link(db.session, contributor.actor, NOW, sheet, "x", [], 7))


def test_a_lead_makes_a_link_with_the_form(
    app: Flask, desk: Desk, signed_in: Any, client: CheckedClient
) -> None:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    lead, path = signed_in("lead", organisation=here), f"/checklists/{desk.assessment_id}/guests"

    made = lead.send(path, {"label": "Tenants", "sections": [SECTION], "days": "7"})
    wrong = lead.send(path, {"label": "", "days": "900"})

    assert wrong.status_code == 400
    address = made.text.partition("http://localhost")[2].partition("<")[0].strip()
    assert client.page(address).h1.text.endswith("asks for your help")  # type: ignore[union-attr]
    with app.app_context():
        said = db.session.scalars(sa.select(AuditEntry.what)).all()
    assert "guest link made" in said


@pytest.mark.parametrize(("sections", "days"), [(["icf:nothing"], 7), ([], 365)])
def test_odd_sections_and_lengths_of_time_are_refused(
    desk: Desk, sections: list[str], days: int
) -> None:
    with pytest.raises(InvalidInput):
        desk.call(links.make_link, desk.sheet(), "Tenants", sections, days)


def test_a_link_lets_in_only_so_many(
    app: Flask, desk: Desk, client: CheckedClient, guest: Come, make_address: Callable[..., str]
) -> None:
    address = make_address()
    guest(address=address)
    with app.app_context(), write() as session:
        one = session.scalars(sa.select(GuestVisit)).one()
        session.execute(
            sa.insert(GuestVisit),
            [
                {
                    "link_id": one.link_id, "person_id": one.person_id, "started_at": NOW,
                    "token_hash": str(number),
                }
                for number in range(links.MOST_GUESTS)
            ],
        )  # fmt: skip

    assert client.page(address, 410).h1.text == "This link has been used too often"  # type: ignore[union-attr]
