"""Requests that no page of ours would send, and what happens to honest ones at a bad moment."""

import json
import re
import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from icf.web.actor import GUEST
from tests.calls import counted_calls
from tests.desk import WHO
from tests.security.world import Place, address, audience_of, methods_of, rows_of, rules
from tests.support import CheckedClient

CALLS_AT_MOST = 2_000_000
HANG_SECONDS = 60

# Forms that are not from our pages


def test_no_form_counts_without_our_token(app: Flask, client: CheckedClient, ours: Place) -> None:
    admin, count = ours.browsers["administrator"], 0
    before = rows_of(app, ours)

    for rule in rules(app):
        # Guests have cookies of their own: tests/guests looks at their forms.
        if "POST" not in methods_of(rule) or audience_of(app, rule) == GUEST:
            continue
        path = address(app, rule, ours.ids)
        view = app.view_functions[rule.endpoint]
        if getattr(view, "has_secret_address", False):
            assert admin.post(path).status_code == 404, f"{path}: nobody can guess it"
            continue
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "a.b.c"}):
            count += 1
            reply = admin.post(path, data={"title": "Evil", "sure": "yes", **token})
            assert reply.status_code == 400, f"{path}: {reply.status_code}"
        reply = admin.post(path, json={"answers": []})
        assert reply.status_code == 400, path

    assert count > 80
    assert rows_of(app, ours) == before


def test_a_token_of_somebody_else_is_refused(ours: Place) -> None:
    token = ours.browsers["contributor"].csrf_token()
    lead = ours.browsers["lead"]
    lead.get("/account")
    with lead.session_transaction() as session:
        session["csrf_token"] = "1" * 40

    reply = lead.post("/account", data={"name": "Evil", "layout": "section", "csrf_token": token})

    assert reply.status_code == 400


def test_signing_out_takes_more_than_a_link(ours: Place) -> None:
    lead = ours.browsers["lead"]

    assert lead.get("/sign-out").status_code == 405
    assert lead.get("/account").status_code == 200


# Where addresses lead


ELSEWHERE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil",
    "https://evil.example", "http:/evil.example", "javascript:alert(1)", "data:text/html,x",
    " //evil.example", "\t//evil.example", "/\t/evil.example", "/\n/evil.example",
    "https://localhost@evil.example", "//localhost:x@evil.example/", "evil.example",
    "/x\r\nSet-Cookie: evil=1", "%2f%2fevil.example", "/%5cevil.example", "ſ://evil.example",
]  # fmt: skip


def test_nothing_leads_to_another_site(ours: Place) -> None:
    for elsewhere in ELSEWHERE:
        lead = ours.browsers["lead"]
        query = {"next": elsewhere}

        replies = [
            lead.get("/sign-in", query_string=query),
            lead.get("/sign-in/typed", query_string=query),
            lead.send("/sign-in/typed/discard", {"back": elsewhere}),
        ]

        for reply in replies:
            assert reply.status_code in (302, 303)
            assert reply.location.startswith("/")
            assert not reply.location.startswith(("//", "/\\", "/\t", "/\n"))
            assert "evil=1" not in reply.headers.get("Set-Cookie", "")


NOT_TO_BE_READ = [
    "/static/../config.py", "/static/..%2fconfig.py", "/static/%2e%2e/config.py",
    "/static/....//config.py", "/static//etc/passwd", "/static/%00", "/static/icf.css%00.png",
    "/static/000000000000/../../app.py", "/static/000000000000/..%5c..%5capp.py",
    "/theme/../config.css", "/theme/%2e%2e%2fx.css", "/theme/123456;x.css",
    "/theme/url(x).css", "/theme/zzzzzz.css", "/theme/ffffff.css", "/add-ons/..%2f..%2fetc",
]  # fmt: skip


def test_only_what_is_meant_to_be_read_is_read(ours: Place) -> None:
    for path in NOT_TO_BE_READ:
        assert ours.browsers["lead"].get(path, follow_redirects=True).status_code == 404


NO_ROWS = ["0", "00", "-1", "1e3", "9" * 9, "9" * 30, "9" * 5000]


def test_numbers_that_no_row_has_lead_nowhere(ours: Place) -> None:
    for number in NO_ROWS:
        lead = ours.browsers["lead"]

        for path in (
            "/work/{}/edit",
            "/checklists/{}",
            "/people/{}",
            "/services/{}",
            "/organisations/{}",
        ):
            assert lead.get(path.format(number)).status_code in (403, 404), path
        assert lead.send_json(f"/assessments/{number}/answers", {"answers": []}).status_code == 404


NO_TEXT = ["/%ff", "/work/%ff", "/framework/%c3%28", "/checklists/1/questions/%ed%a0%80"]


def test_addresses_that_are_no_text_lead_nowhere(ours: Place) -> None:
    for path in NO_TEXT:
        assert ours.browsers["lead"].get(path).status_code == 404


CLAIMS = [
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"},
    {"Forwarded": "host=evil.example"},
    {"X-Original-URL": "/organisations", "X-Rewrite-URL": "/organisations"},
    {"X-HTTP-Method-Override": "DELETE"},
]


def test_a_link_to_join_names_this_site_whatever_others_claim(ours: Place) -> None:
    for headers in CLAIMS:
        lead = ours.browsers["lead"]

        fields = {"name": "Bo", "email": "bo@example.org", "role": "contributor"}
        page = lead.send("/people/add", fields, headers=headers)

        assert page.status_code == 200
        assert "http://localhost/link/" in page.text
        assert "evil" not in page.text


NO_HOSTS = ["evil.example/path", 'evil"><b', "a b", "evil.example#", ""]


def test_a_host_that_is_none_is_never_put_into_a_link(ours: Place) -> None:
    for host in NO_HOSTS:
        lead = ours.browsers["lead"]
        lead.look_at_pages = False
        fields = {"name": "Bo", "email": "bo@example.org", "role": "contributor"}

        page = lead.send("/people/add", fields, headers={"Host": host})

        assert "evil" not in page.text
        assert page.status_code < 500


# Signing in


@pytest.mark.parametrize(
    "email",
    [
        "a" * 5000 + "@example.org", "' or 1=1 --", "ada@example.org\x00", "%", "_@_", "\udcff",
        "ada@example.org\r\nbcc: x", "АDA@example.org", "{{7*7}}@example.org", "@", "",
    ],
)  # fmt: skip
def test_odd_addresses_do_not_sign_anybody_in(client: CheckedClient, email: str) -> None:
    sent = email.encode("utf-8", "replace").decode()

    reply = client.send("/sign-in", {"email": sent, "password": "x" * 20})

    assert reply.status_code == 400
    assert "icf_sign_in" not in reply.headers.get("Set-Cookie", "")


def test_a_password_of_a_megabyte_is_no_trouble(client: CheckedClient) -> None:
    reply = client.send("/sign-in", {"email": "ada@example.org", "password": "x" * 1_000_000})

    assert reply.status_code == 400


# JSON that no script of ours would send


def nested(depth: int) -> str:
    return '{"answers": ' + "[" * depth + "]" * depth + "}"


def of(**answer: Any) -> str:
    return json.dumps({"answers": [{"key": WHO, "version": 1, **answer}]})


WRONG_SHAPES = [
    "", "null", "[]", "1", '"x"', "{", "{}", '{"answers": null}', '{"answers": {}}',
    '{"answers": [1]}', '{"answers": [null]}', '{"answers": [[]]}', '{"answers": [{}]}',
    '{"answers": [{"key": 1}]}', '{"answers": [{"key": {}}]}', nested(100_000), nested(500),
    of(version=-1), of(version=1.5), of(version="x"), of(version=10**30), of(version=[1]),
    of(version=True), of(words={"a": 1}), of(words=["a"]), of(words=True), of(reason=[[]]),
    of(value={"a": {"b": 1}}), of(value=[{"a": 1}]), of(value=True), of(blank=["x"]),
    '{"answers": [], "idempotency_key": 5}', '{"answers": [], "idempotency_key": {"a": 1}}',
    '{"answers": [], "idempotency_key": "\\u0000"}',
    json.dumps({"answers": [], "idempotency_key": "k" * 81}),
    json.dumps({"answers": [{"key": WHO, "version": 1}] * 2}),
    json.dumps({"answers": [{"key": f"x:{n}", "version": 1} for n in range(1_001)]}),
]  # fmt: skip


def test_json_of_the_wrong_shape_is_refused_and_changes_nothing(app: Flask, ours: Place) -> None:
    before = rows_of(app, ours)

    for body in WRONG_SHAPES:
        reply = send_raw(ours, body)
        assert reply.status_code == 400, body[:80]
        assert reply.json["message"], body[:80]
    assert rows_of(app, ours) == before


UNUSABLE = [
    of(value="partly", strength="x"), of(value="NaN"), of(value=1e308), of(value=float("nan")),
    of(value="x" * 100_000), of(blank="prefer_not"), of(blank="made up"), of(value=["a", "b"]),
    of(value="blank:made up"), of(words="w" * 20_001),
    of(reason="r" * 2_001, blank="dont_know"),
    of(blank="dont_know", value="partly"), of(value={"value": "nothing"}),
    json.dumps({"answers": [{"key": "k" * 10_000, "version": 0}]}),
]  # fmt: skip


def test_an_answer_that_cannot_be_used_is_named_and_changes_nothing(
    app: Flask, ours: Place
) -> None:
    before = rows_of(app, ours)

    for body in UNUSABLE:
        reply = send_raw(ours, body)
        assert reply.status_code == 422, body[:80]
        assert reply.json["errors"][0]["message"], body[:80]
        assert len(reply.data) < len(body) + 1_000
    assert rows_of(app, ours) == before


def send_raw(place: Place, body: str, kind: str = "application/json") -> Any:
    lead = place.browsers["lead"]
    headers = {"X-CSRFToken": lead.csrf_token(), "Accept": "application/json"}
    path = f"/assessments/{place.ids['assessment_id']}/answers"
    return lead.post(path, data=body, content_type=kind, headers=headers)


OTHER_KINDS = [
    "text/plain", "application/xml", "", "multipart/form-data", "multipart/form-data; boundary=",
    "application/x-www-form-urlencoded", "application/json; charset=utf-7", "x" * 5000,
]  # fmt: skip


def test_another_kind_of_content_stores_nothing(app: Flask, ours: Place) -> None:
    for kind in OTHER_KINDS:
        before = rows_of(app, ours)

        reply = send_raw(ours, "<answers/>", kind)

        assert reply.status_code < 500
        assert rows_of(app, ours) == before


def test_a_form_with_thousands_of_questions_is_read_with_little_work(ours: Place) -> None:
    lead = ours.browsers["lead"]
    fields = {f"a-x:{number}-version": "0" for number in range(1_900)}
    fields |= {f"a-x:{number}-words": "x" for number in range(1_900)}
    fields["a-" + "-" * 300_000] = "x"
    fields["csrf_token"] = lead.csrf_token()
    began = time.process_time()

    with counted_calls(CALLS_AT_MOST):
        reply = lead.post(f"/assessments/{ours.ids['assessment_id']}/answers", data=fields)

    assert reply.status_code == 422
    # The steps of a pattern are not calls; one that looks at each mark from each takes hours.
    assert time.process_time() - began < HANG_SECONDS


# What was refused can be found again


def refused(reply: Any, caplog: pytest.LogCaptureFixture) -> str:
    """The reference on a page; it has to be in the log."""
    page = BeautifulSoup(reply.text, "html.parser")
    reference = page.select("main strong")[-1].get_text()
    assert re.fullmatch(r"[0-9a-f]{8}", reference)
    assert reference in caplog.text
    return reference


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/work/{theirs}", 404),
        ("/work/987654", 404),
        ("/checklists/987654/plan.pdf", 404),
        ("/organisations", 403),
        ("/link/guessed-secret", 410),
    ],
)
def test_what_is_refused_has_a_plain_page_and_a_reference_in_the_log(
    ours: Place, theirs: Place, caplog: pytest.LogCaptureFixture, path: str, status: int
) -> None:
    lead = ours.browsers["lead"]

    reply = lead.get(path.format(theirs=theirs.ids["work_id"]))

    assert reply.status_code == status
    refused(reply, caplog)
    assert "guessed-secret" not in caplog.text
    assert f"person {lead.actor.person_id}" in caplog.text  # type: ignore[union-attr]


def test_a_form_without_our_token_is_noted_without_what_was_typed(
    ours: Place, caplog: pytest.LogCaptureFixture
) -> None:
    reply = ours.browsers["lead"].post("/work/new", data={"title": "A private thought"})

    assert reply.status_code == 400
    refused(reply, caplog)
    assert "private" not in caplog.text


def test_addresses_that_are_guessed_all_day_do_not_fill_the_log(
    client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.page("/wp-login.php", status=404)

    assert caplog.text == ""
