"""Everything that can be typed, typed with bad intent, and every page and plan read afterwards."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from icf.accounts.models import Passkey
from icf.accounts.service import first_link
from icf.assessments.sheet import load
from icf.db import db, in_organisation, write
from icf.reports.html import print_stylesheet, report_html
from icf.reports.pdf import PdfRenderer
from icf.reports.plan import project_plan
from icf.reports.service import plan_source
from icf.talk.comments import say
from icf.web.actor import CAPABILITIES, GUEST
from icf.web.guards import SIGNED_IN
from tests.desk import NOW
from tests.security.pages import fill_all, forms_of, harm_in, parsed, plain, same
from tests.security.world import Place, address, audience_of, methods_of, rules
from tests.support import CheckedClient

CORPUS = {
    "html": '<script id="pwned">x</script><img id="pwned" src=x onerror=x>',
    "attribute": "\"'></title><svg id=pwned onload=x><a href=javascript:x></svg>",
    "template": "{{ 1234567*7 }}{% raw %}${1234567*7}%(name)s%s%d{0.__class__}",
    "marks": "\u202eLIVE\u202c\u2066a\u2069\u200fb\x01c\x07d\x1b[31me\x7ff\x85g\x0bh\ufffei\u2028j",
    "scripts": "ہمارا باغ 👩‍👩‍👧‍👦 Z͑ͫ̓a̴l̷g̶o̸ ŵyf ąę 花园 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "formula": "=1*{}@import url(//evil);[x](javascript:x)<https://evil></style>",
}
LONG_WORD = "W" * 100_000


def forms_to_fill(app: Flask, place: Place) -> list[str]:
    """Every page with a form that a lead may open, but for the sections of a checklist."""
    may = {SIGNED_IN, *CAPABILITIES["lead"]}
    return [
        address(app, rule, place.ids)
        for rule in rules(app)
        if methods_of(rule) == ["GET", "POST"]
        and audience_of(app, rule) in may
        and "section" not in rule.arguments
    ] + [f"/self-evaluation/{place.ids['year_id']}/sign-off"]


@pytest.fixture
def furnished(app: Flask, ours: Place) -> Place:
    """An organisation with Place Standard on, and a checklist that asks its questions."""
    lead, settings = ours.browsers["lead"], app.extensions["icf_settings"]
    app.extensions["icf_settings"] = replace(settings, self_service=True)
    assert lead.send("/add-ons/place_standard", {"sure": "yes"}).status_code == 303
    started = lead.send(f"/work/{ours.ids['work_id']}/start", {"depth": "full"})
    ours.ids["assessment_id"] = int(started.location.rsplit("/", 1)[1])
    actor = lead.actor
    assert actor is not None
    with app.app_context(), write() as session:
        key = Passkey(
            person_id=actor.person_id, name="Phone", credential_id="lead", public_key="",
            created_at=NOW,
        )  # fmt: skip
        session.add(key)
        session.flush()
        ours.ids["passkey_id"] = key.id
    with app.app_context(), in_organisation(ours.id), write() as session:
        said = say(session, actor, NOW, ours.ids["assessment_id"], WORDS, "Who says so?")
        ours.ids["comment_id"] = said
    return ours


def sections_of(app: Flask, place: Place) -> list[str]:
    actor = place.browsers["lead"].actor
    assert actor is not None
    with app.test_request_context(), in_organisation(place.id):
        sheet = load(db.session, actor, place.ids["assessment_id"])
        year = load(db.session, actor, place.ids["year_id"])
        return [
            f"/checklists/{one.id}/sections/{section.key}"
            for one in (sheet, year)
            for section in one.sections
        ]


def fill_everything(app: Flask, place: Place, text: str) -> int:
    """Type the text into every field that there is; gives how many."""
    lead, count = place.browsers["lead"], 0
    for path in forms_to_fill(app, place):
        count += fill_all(lead, path, text)
    done: set[str] = set()
    # Answers open further sections.
    while left := [path for path in sections_of(app, place) if path not in done]:
        count += fill_all(lead, left[0], text)
        done.add(left[0])
    return count


def pages_of(app: Flask, place: Place) -> list[str]:
    """Every page that there is for anybody who signs in, and those for everybody."""
    own = [
        address(app, rule, place.ids)
        for rule in rules(app)
        if "GET" in methods_of(rule) and audience_of(app, rule) != GUEST
    ]
    not_pages = re.compile(r"\.pdf$|\.docx$|\.xlsx$|\.json$|/yaml$|^/link/|^/static/|^/theme/")
    yearly = [
        f"/self-evaluation/{place.ids['year_id']}/{page}" for page in ("where-we-are", "report")
    ]
    return [path for path in own if not not_pages.search(path)] + yearly + sections_of(app, place)


def plan_html(app: Flask, place: Place, checklist: int) -> str:
    actor = place.browsers["lead"].actor
    assert actor is not None
    with app.test_request_context(), in_organisation(place.id):
        plugins = app.extensions["icf_plugins"]
        source = plan_source(db.session, actor, NOW, plugins, checklist)
        return report_html(project_plan(source), app.jinja_env)


def read_everything(app: Flask, place: Place) -> list[str]:
    """The text of every page; each is checked for what must never be in it."""
    texts = []
    for path in pages_of(app, place):
        reply = place.browsers["administrator"].get(path)
        assert reply.status_code < 500, f"{path}: {reply.status_code}"
        if reply.mimetype == "text/html":
            page = parsed(reply)
            assert harm_in(page) == [], path
            texts.append(page.get_text())
        else:
            assert all(len(line.encode()) <= 75 for line in reply.text.split("\r\n"))
    return texts


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
def test_what_is_typed_is_only_ever_text(app: Flask, furnished: Place, text: str) -> None:
    fields = fill_everything(app, furnished, text)
    texts = read_everything(app, furnished)
    plan = BeautifulSoup(plan_html(app, furnished, furnished.ids["assessment_id"]), "html.parser")

    assert harm_in(plan) == []
    assert fields > 100
    short = plain(text)[:20]
    assert sum(short in plain(one) for one in texts) > 15
    assert short in plain(plan.get_text())


def test_a_plan_full_of_it_still_becomes_a_pdf(app: Flask, furnished: Place) -> None:
    fill_everything(app, furnished, "".join(CORPUS.values()) + "W" * 3_000)
    html = plan_html(app, furnished, furnished.ids["assessment_id"])
    with app.app_context(), PdfRenderer(print_stylesheet(app.jinja_env), 1) as renderer:
        content = renderer.render(html)

    assert content.startswith(b"%PDF-")
    assert b"evil.example" not in content


def test_a_word_of_100_kb_is_given_back_with_the_limit(app: Flask, furnished: Place) -> None:
    lead = furnished.browsers["lead"]
    few = forms_to_fill(app, furnished) + sections_of(app, furnished)[-1:]

    for path in few:
        before = lead.get(path).status_code
        fill_all(lead, path, LONG_WORD)
        # A review that was answered is asked for no more.
        answered = {404} if path.startswith("/reviews/") else set()
        assert lead.get(path).status_code in {before, 200} | answered, path


@pytest.mark.parametrize("key", ["html", "template", "marks"])
def test_names_given_at_set_up_are_only_ever_text(
    app: Flask, client: CheckedClient, key: str
) -> None:
    text = CORPUS[key]
    with app.app_context(), write() as session:
        _row, secret = first_link(session, datetime.now(UTC))
    client.get(f"/link/{secret}")
    for step in ("organisation", "you", "look", "names"):
        filled = list(forms_of(client.get(f"/set-up/{step}")))
        for one in filled:
            one.fields["checked"] = ["yes"]
            reply = client.send(one.path, one.with_text(text[:60]))
            assert reply.status_code == 303, f"{step}: {reply.text[:3000]}"

    for path in (
        "/",
        "/framework",
        "/about",
        "/work/new",
        "/framework/questions/quick",
        "/account",
    ):
        reply = client.get(path)
        assert reply.status_code == 200
        assert harm_in(parsed(reply)) == []
    assert plain(text)[:20] in plain(parsed(client.get("/framework")).get_text())


ANSWERS = "/assessments/{assessment_id}/answers"
WORDS = "icf:connecting-who"


@pytest.mark.parametrize(
    "text", ["\\ud800", "a\\u0000b", "\\udfff\\ud800", "\\u001b[0m", "\\ufffe", "\\ud83d\\ude00"]
)
def test_halves_of_characters_never_reach_the_database(
    app: Flask, furnished: Place, text: str
) -> None:
    lead, number = furnished.browsers["lead"], furnished.ids["assessment_id"]
    place = "place_standard:moving"
    body = (
        f'{{"answers": [{{"key": "{WORDS}", "version": 0, "value": "partly", "words": "x{text}"}},'
        f' {{"key": "{place}", "version": 0, "value": {{"good": "x{text}", "b{text}": "y"}}}}],'
        f' "idempotency_key": "abc"}}'
    )
    headers = {"X-CSRFToken": lead.csrf_token(), "Accept": "application/json"}

    reply = lead.post(
        ANSWERS.format(assessment_id=number), data=body, content_type="application/json",
        headers=headers,
    )  # fmt: skip

    assert reply.status_code in (200, 422)
    assert WORDS in [one["key"] for one in reply.json["saved"]]  # type: ignore[index]
    for path in sections_of(app, furnished):
        assert lead.get(path).status_code == 200
    stored = json.dumps(plan_html(app, furnished, number), ensure_ascii=False).encode()
    assert b"\x00" not in stored


def test_every_limit_is_told_and_nothing_is_lost(app: Flask, furnished: Place) -> None:
    lead, tried = furnished.browsers["lead"], 0
    long = "Quite a lot to say. " * 2_000

    for path in (*forms_to_fill(app, furnished), *sections_of(app, furnished)):
        for filled in list(forms_of(lead.get(path))):
            reply = lead.send(filled.path, filled.with_text(long))
            page = parsed(reply)
            boxes = [
                value
                for box in page.select("textarea, input")
                for value in (str(box.get("value") or ""), box.get_text())
            ]
            tried += 1
            assert reply.status_code in (400, 422), filled.path
            assert page.select(".govuk-error-summary"), filled.path
            assert sum(same(one, long) for one in boxes) >= len(filled.typed), filled.path
    assert tried > 15


def test_formulas_stay_text_in_the_calendar_file(
    app: Flask, ours: Place, make_place: Callable[..., Place]
) -> None:
    lead = ours.browsers["lead"]
    checklist = ours.ids["assessment_id"]
    lead.send(
        f"/checklists/{checklist}/what-we-will-do/new",
        {"what": "x\r\nATTENDEE:mailto:evil@example.org", "due_on-day": "1", "due_on-month": "5",
         "due_on-year": "2027"},
    )  # fmt: skip
    signed = {"do": "sign", "signed_name": "Ada\r\nBEGIN:VALARM"}
    lead.send(f"/checklists/{checklist}/sign-off", signed)

    calendar = lead.get(f"/checklists/{checklist}/how-did-it-go.ics").text

    assert "BEGIN:VCALENDAR" in calendar
    assert not re.search(r"^(ATTENDEE|BEGIN:VALARM)", calendar, re.MULTILINE)
