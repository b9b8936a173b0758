"""Who sees what: every route that there is, for everybody, with their own and with others' numbers.

The requests are made from the map of addresses, so that a new route is tested without being named.
"""

import re
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from icf.web.actor import ALL_CAPABILITIES, CAPABILITIES, GUEST
from icf.web.guards import PUBLIC, SIGNED_IN
from tests.desk import WHO
from tests.security.world import (
    NOBODY_HAS,
    PAGES_OF,
    Place,
    address,
    audience_of,
    id_names,
    methods_of,
    mixes,
    rows_of,
    rules,
)
from tests.support import CheckedClient

ANSWERS = {"answers": [{"key": WHO, "version": 0, "value": "todo", "words": "Ours now"}]}
FORM = {
    "title": "Ours now", "kind": "project", "is_new": "yes", "stage": "planning", "what": "Ours",
    "name": "Ours", "role": "lead", "depth": "quick", "share": "yes", "version": "1", "sure": "yes",
    "do": "sign", "signed_name": "Us", f"a-{WHO}-version": "1", f"a-{WHO}-value": "todo",
    "email": "us@example.org",
}  # fmt: skip
"""What a hostile person would send to any form, so that it would be stored if it could be."""

_CHANGING = re.compile(r'value="[\w.\-]{60,}"|next=[^"]*|/\d+\b|P\d+|<strong>[0-9a-f]{8}</strong>')


def ask(client: FlaskClient, method: str, path: str) -> list[TestResponse]:
    """The same address with GET, or with a form and with JSON."""
    assert isinstance(client, CheckedClient)
    if method == "GET":
        return [client.get(path)]
    return [client.send(path, FORM), client.send_json(path, ANSWERS)]


def seen(response: TestResponse) -> tuple[int, str]:
    """What somebody can tell from a reply: its status and its words but for what always differs."""
    return response.status_code, _CHANGING.sub("", response.text)


def of_tenants(app: Flask) -> list[Rule]:
    """The routes whose address holds the number of something that an organisation owns."""
    return [rule for rule in rules(app) if id_names(rule) and audience_of(app, rule) != PUBLIC]


def nobodys(ids: Mapping[str, int]) -> dict[str, int]:
    return dict.fromkeys(ids, NOBODY_HAS)


def requests(app: Flask, own: Place, foreign: Place) -> Iterator[tuple[Rule, str, str, str]]:
    """Each route with foreign numbers, and the same address with numbers that nothing has."""
    nothing = nobodys(own.ids)
    for rule in of_tenants(app):
        known = mixes(rule, own.ids, foreign.ids)
        unknown = mixes(rule, own.ids, nothing)
        for theirs, none in zip(known, unknown, strict=True):
            for method in methods_of(rule):
                yield rule, method, address(app, rule, theirs), address(app, rule, none)


def test_every_route_says_who_it_is_for(app: Flask) -> None:
    known = {PUBLIC, GUEST, SIGNED_IN, *ALL_CAPABILITIES}

    assert {audience_of(app, rule) for rule in rules(app)} <= known
    assert len(rules(app)) > 70


@pytest.mark.parametrize("role", ["contributor", "lead", "administrator"])
def test_what_another_organisation_has_looks_like_what_does_not_exist(
    app: Flask, ours: Place, theirs: Place, role: str
) -> None:
    client, before, count = ours.browsers[role], rows_of(app, theirs), 0

    for rule, method, path, nowhere in requests(app, ours, theirs):
        if audience_of(app, rule) == "installation" and role == "administrator":
            continue
        replies = zip(ask(client, method, path), ask(client, method, nowhere), strict=True)
        for reply, absent in replies:
            count += 1
            where = f"{role} {method} {path}: {reply.status_code}"
            assert theirs.mark not in reply.text, where
            assert seen(reply) == seen(absent), where
            may = audience_of(app, rule) in {SIGNED_IN, *CAPABILITIES[role]}
            assert reply.status_code == (404 if may else 403), where

    print(f"{role}: {len(of_tenants(app))} routes, {count} requests across, 0 leaks")
    assert count >= 90
    assert rows_of(app, theirs) == before


def test_nobody_learns_or_changes_anything_without_signing_in(
    app: Flask, client: CheckedClient, ours: Place
) -> None:
    before, count = rows_of(app, ours), 0

    for rule in rules(app):
        if audience_of(app, rule) in {PUBLIC, GUEST}:
            continue
        for method in methods_of(rule):
            known = address(app, rule, ours.ids)
            absent = address(app, rule, nobodys(ours.ids))
            for one, other in zip(
                ask(client, method, known), ask(client, method, absent), strict=True
            ):
                count += 1
                assert one.status_code in (303, 401), f"{method} {known}: {one.status_code}"
                assert one.status_code == 401 or one.location.startswith("/sign-in?next=/")
                assert seen(one)[0] == seen(other)[0]
                assert ours.mark not in one.text

    assert count > 100
    assert rows_of(app, ours) == before


def test_a_contributor_reaches_nothing_that_only_a_lead_may_do(app: Flask, ours: Place) -> None:
    client, before = ours.browsers["contributor"], rows_of(app, ours)
    beyond = [
        rule
        for rule in rules(app)
        if audience_of(app, rule) not in {PUBLIC, GUEST, SIGNED_IN, *CAPABILITIES["contributor"]}
    ]

    for rule in beyond:
        for method in methods_of(rule):
            for reply in ask(client, method, address(app, rule, ours.ids)):
                assert reply.status_code == 403, f"{method} {rule}"

    draft = {**FORM, "do": "sign", "signed_name": "Not a lead"}
    signing = f"/checklists/{ours.ids['assessment_id']}/sign-off"
    assert client.send(signing, draft).status_code == 403
    assert len(beyond) > 20
    assert rows_of(app, ours) == before


def test_a_lead_reaches_nothing_that_only_an_administrator_may_do(
    app: Flask, ours: Place, theirs: Place
) -> None:
    client, before = ours.browsers["lead"], rows_of(app, theirs)
    of_installation = [one for one in rules(app) if audience_of(app, one) == "installation"]

    for rule in of_installation:
        for method in methods_of(rule):
            for ids in (ours.ids, theirs.ids, nobodys(ours.ids)):
                for reply in ask(client, method, address(app, rule, ids)):
                    assert reply.status_code == 403
                    assert theirs.mark not in reply.text

    assert of_installation
    assert rows_of(app, theirs) == before


def test_the_same_addresses_lead_somewhere_for_those_whose_they_are(
    app: Flask, theirs: Place
) -> None:
    """Otherwise the other tests would prove nothing."""
    client, marked = theirs.browsers["lead"], 0
    app.extensions["icf_pdf"] = NoPdf()
    for rule in of_tenants(app):
        audience = audience_of(app, rule)
        if "GET" not in methods_of(rule) or audience not in {SIGNED_IN, *CAPABILITIES["lead"]}:
            continue
        if rule.endpoint == "reports.shared":
            continue

        for assessment in ("assessment_id", "signed_id"):
            ids = {**theirs.ids, "assessment_id": theirs.ids[assessment]}
            reply = client.get(address(app, rule, ids), follow_redirects=True)
            assert reply.status_code in (200, 404), f"{rule}: {reply.status_code}"
            marked += theirs.mark in reply.text

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


class NoPdf:
    """Stands where the renderer would; nothing here is about how a PDF looks."""

    def render(self, html: str) -> bytes:
        return b"%PDF-" + html.encode()


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
    assert client.get(f"{base}/what-we-will-do/new?question={key}").status_code == 200
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
