"""Who sees what, where the generated matrix (``matrix.py``) would not think of it."""

import pytest
from flask import Flask

from icf.web.actor import ALL_CAPABILITIES, CAPABILITIES, GUEST
from icf.web.guards import PUBLIC, SIGNED_IN
from tests.security.matrix import ANSWERS, FORM, REACHED_ELSEWHERE, NoPdf, seen
from tests.security.world import (
    NOBODY_HAS,
    PAGES_OF,
    Place,
    address,
    audience_of,
    id_names,
    methods_of,
    rows_of,
    rules,
)
from tests.support import CheckedClient


@pytest.mark.parametrize("role", CAPABILITIES)
def test_a_role_reaches_nothing_beyond_it_even_at_home(app: Flask, ours: Place, role: str) -> None:
    client, before = ours.browsers[role], rows_of(app, ours)
    may = {PUBLIC, GUEST, SIGNED_IN, *CAPABILITIES[role]}
    beyond = [rule for rule in rules(app) if audience_of(app, rule) not in may]

    for rule in beyond:
        path = address(app, rule, ours.ids)
        for method in methods_of(rule):
            asked = [client.get(path)] if method == "GET" else []
            if method == "POST":
                asked = [client.send(path, FORM), client.send_json(path, ANSWERS)]
            assert {reply.status_code for reply in asked} == {403}, f"{method} {rule}"

    assert beyond or CAPABILITIES[role] == ALL_CAPABILITIES
    assert rows_of(app, ours) == before


def test_somebody_who_may_not_sign_off_cannot_send_the_form_of_those_who_may(
    app: Flask, ours: Place
) -> None:
    client, before = ours.browsers["contributor"], rows_of(app, ours)

    signing = f"/checklists/{ours.ids['assessment_id']}/sign-off"
    reply = client.send(signing, {**FORM, "do": "sign", "signed_name": "Not a lead"})

    assert reply.status_code == 403
    assert rows_of(app, ours) == before


def test_the_same_addresses_lead_somewhere_for_those_whose_they_are(
    app: Flask, theirs: Place
) -> None:
    """Otherwise the other tests would prove nothing."""
    client, marked = theirs.browsers["lead"], 0
    app.extensions["icf_pdf"] = NoPdf()
    for rule in rules(app):
        if not id_names(rule) or audience_of(app, rule) == PUBLIC:
            continue
        audience = audience_of(app, rule)
        if "GET" not in methods_of(rule) or audience not in {SIGNED_IN, *CAPABILITIES["lead"]}:
            continue
        if rule.endpoint in REACHED_ELSEWHERE:
            continue

        for assessment in ("assessment_id", "signed_id"):
            ids = {**theirs.ids, "assessment_id": theirs.ids[assessment]}
            reply = client.get(address(app, rule, ids), follow_redirects=True)
            assert reply.status_code in (200, 404), f"{rule}: {reply.status_code}"
            marked += theirs.mark.encode() in reply.data

    assert marked > 20


@pytest.mark.parametrize("role", ["contributor", "lead", "administrator"])
def test_pages_of_add_ons_show_only_what_is_ones_own(ours: Place, theirs: Place, role: str) -> None:
    for own, foreign in ((ours, theirs), (theirs, ours)):
        page = own.browsers[role].page(f"/x/{PAGES_OF}/")

        assert own.mark in page.main.text
        assert foreign.mark not in page.text


def test_a_page_of_an_add_on_that_is_not_public_is_not_there_for_anybody(
    client: CheckedClient, ours: Place, theirs: Place
) -> None:
    for browser in (client, *ours.browsers.values()):
        for number in (ours.id, theirs.id, NOBODY_HAS):
            assert browser.get(f"/x/{PAGES_OF}/o/{number}/").status_code == 404


@pytest.mark.parametrize(
    ("path", "field", "of"),
    [
        ("/work/{work_id}/start", "copy_from", "assessment_id"),
        ("/work/{work_id}/start", "copy_from", "signed_id"),
        ("/layout", "assessment", "assessment_id"),
        ("/account/organisations", "organisation", "organisation_id"),
    ],
)
def test_a_foreign_number_in_a_form_is_one_that_does_not_exist(
    app: Flask, ours: Place, theirs: Place, path: str, field: str, of: str
) -> None:
    client, before = ours.browsers["lead"], rows_of(app, ours)
    own = {**FORM, "layout": "section", "section": "icf:connecting"}

    replies = [
        client.send(path.format(**ours.ids), {**own, field: str(number)})
        for number in (theirs.ids[of], NOBODY_HAS, 10**30)
    ]

    assert {seen(one) for one in replies} == {seen(replies[0])}
    assert replies[0].status_code == 404
    assert theirs.mark not in replies[0].text
    assert rows_of(app, ours)["answer"] == before["answer"]


@pytest.mark.parametrize("path", ["/work/new", "/work/{work_id}/edit"])
def test_work_is_never_put_into_a_service_of_somebody_else(
    app: Flask, ours: Place, theirs: Place, path: str
) -> None:
    client, before = ours.browsers["lead"], rows_of(app, ours)

    replies = [
        client.send(path.format(**ours.ids), {**FORM, "another": "yes", "service": str(number)})
        for number in (theirs.ids["service_id"], NOBODY_HAS)
    ]

    assert [one.status_code for one in replies] == [422, 422]
    assert theirs.mark not in replies[0].text
    assert rows_of(app, ours) == before


def test_an_action_is_reached_only_through_its_own_piece_of_work(
    app: Flask, ours: Place, theirs: Place
) -> None:
    client = ours.browsers["lead"]
    started = client.send("/work/new", {**FORM, "title": "Quite another thing"})
    other = client.send(started.location, {"depth": "quick"}).location

    for action, end in (
        ("action_id", ""),
        ("action_id", "/delete"),
        ("deleted_action_id", "/restore"),
    ):
        for place in (ours, theirs):
            reply = client.send(f"{other}/what-we-will-do/{place.ids[action]}{end}", FORM)

            assert reply.status_code == 404, (action, end)


@pytest.mark.parametrize("key", ["icf:nothing", "x", "../..", "Zebramark:own", "a" * 5000, "é%00"])
def test_keys_of_nothing_lead_nowhere_and_store_nothing(app: Flask, ours: Place, key: str) -> None:
    client, draft, before = ours.browsers["lead"], ours.ids["assessment_id"], rows_of(app, ours)
    base = f"/checklists/{draft}"

    gone = [
        client.get(f"{base}/questions/{key}"),
        client.get(f"{base}/sections/{key}"),
        client.send(f"{base}/sections/{key}", FORM),
        client.get(f"/framework/{key}"),
        client.get(f"/framework/questions/{key}"),
    ]
    client.send(f"{base}/suggestions", {"suggestion": key, "do": "dismiss"})
    client.send(f"{base}/suggestions", {"suggestion": key, "do": "add"})
    refused = client.send_json(
        f"/assessments/{draft}/answers", {"answers": [{"key": key, "version": 0}]}
    )

    assert {one.status_code for one in gone} == {404}
    assert refused.status_code == 422
    asked = client.get(f"{base}/what-we-will-do/new?question={key}")
    assert asked.status_code == (404 if "%00" in key else 200)
    assert rows_of(app, ours) == before


def test_a_partner_reads_the_plan_that_was_shared_and_nothing_else(
    app: Flask, ours: Place, theirs: Place
) -> None:
    reader, lead = theirs.browsers["contributor"], ours.browsers["lead"]
    work, plan = ours.ids["work_id"], f"/work/shared/{ours.ids['work_id']}"
    lead.send(f"/work/{work}/edit", {**FORM, "title": ours.text("Garden"), "partners": theirs.name})
    assert reader.get(plan).status_code == 404

    lead.send(f"/work/{work}/share", {"share": "yes"})

    assert ours.mark in reader.page(plan).text
    for path in (
        f"/work/{work}",
        f"/checklists/{ours.ids['signed_id']}/plan",
        f"/work/{work}/edit",
    ):
        assert reader.get(path).status_code == 404
    lead.send(f"/work/{work}/share", {"share": "no"})
    assert reader.get(plan).status_code == 404
