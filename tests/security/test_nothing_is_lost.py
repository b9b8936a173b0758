"""Nothing that somebody typed is lost: not to a colleague, an ended session, a limit or a fault."""

import logging
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, g, render_template
from wtforms import PasswordField

from icf.accounts.models import Person, SignIn
from icf.accounts.password import password_hash
from icf.db import db, in_organisation, write
from icf.errors import ReportError
from icf.reports.html import report_context
from icf.reports.plan import project_plan
from icf.reports.service import plan_source
from icf.web.forms import IcfForm
from icf.web.rescue import SECRET
from tests.desk import NOW, WHO
from tests.security.pages import PASSWORD, parsed, words_of
from tests.security.world import Place, rows_of
from tests.support import CheckedClient

OURS = {"Origin": "http://localhost"}
LONG_THOUGHT = "We thought about this for an hour"


class FailingPdf:
    """Stands where the renderer would, and fails as it would."""

    def render(self, html: str) -> bytes:
        message = f"The process that was making this PDF of {len(html)} letters ended."
        raise ReportError(message, "Try again.")


def end_session(app: Flask, client: CheckedClient) -> str:
    """End somebody's session as time would; gives the address that they sign in with."""
    assert client.actor is not None
    long_ago = datetime.now(UTC) - timedelta(days=30)
    with app.app_context(), write() as session:
        person = session.get_one(Person, client.actor.person_id)
        person.password_hash = password_hash(PASSWORD)
        session.execute(
            sa.update(SignIn)
            .where(SignIn.person_id == person.id)
            .values(seen_at=long_ago, expires_at=long_ago)
        )
        return person.email


@pytest.mark.parametrize(
    ("path", "field", "then"),
    [
        ("what-we-will-do/new?question=" + WHO, "what", "what-we-will-do"),
        ("what-we-will-do/{unpromised_action_id}", "what", "what-we-will-do"),
        ("sign-off", "position", "sign-off"),
        ("sections/icf:connecting", f"a-{WHO}-words", "sections/icf:connecting"),
    ],
)
def test_what_was_typed_when_the_session_ended_can_be_sent_again(
    app: Flask, ours: Place, path: str, field: str, then: str
) -> None:
    lead, base = ours.browsers["lead"], f"/checklists/{ours.ids['assessment_id']}/"
    address_of_form = base + path.format(**ours.ids)
    email = end_session(app, lead)
    typed = {field: LONG_THOUGHT, "version": "1", f"a-{WHO}-version": "1"}

    away = lead.send(address_of_form, typed, headers={"Referer": "http://localhost" + base})
    let_in = lead.send(away.location, {"email": email, "password": PASSWORD})
    page = lead.page(let_in.location)
    assert LONG_THOUGHT in page.get_text()
    form = page.select("main form")[0]
    assert form["action"] == address_of_form
    again = {str(one["name"]): str(one.get("value") or "") for one in form.select("input")}
    reply = lead.send(str(form["action"]), again)

    assert reply.status_code == 302, reply.text
    assert LONG_THOUGHT in lead.get(base + then).text


def test_two_editors_of_an_action_get_both_texts(ours: Place) -> None:
    first, second = ours.browsers["lead"], ours.browsers["contributor"]
    path = "/checklists/{assessment_id}/what-we-will-do/{unpromised_action_id}".format(**ours.ids)
    version = first.page(path).select_one('input[name="version"]')["value"]  # type: ignore[index]

    assert first.send(path, {"what": "Theirs is this", "version": version}).status_code == 302
    reply = second.send(path, {"what": "Mine is that", "version": version})

    assert reply.status_code == 409
    assert "Theirs is this" in words_of(reply.text)
    assert "Mine is that" in words_of(reply.text)


def test_a_form_that_comes_back_still_knows_which_version_it_had(ours: Place) -> None:
    first, second = ours.browsers["lead"], ours.browsers["contributor"]
    path = "/checklists/{assessment_id}/what-we-will-do/{unpromised_action_id}".format(**ours.ids)
    first.send(path, {"what": "Theirs is this", "version": "1"})

    back = parsed(second.send(path, {"what": "Mine", "who": "w" * 201, "version": "1"}))
    version = back.select_one('input[name="version"]')["value"]  # type: ignore[index]

    assert second.send(path, {"what": "Mine", "version": version}).status_code == 409


def test_a_refused_answer_does_not_run_over_a_newer_one(ours: Place) -> None:
    first, second = ours.browsers["lead"], ours.browsers["contributor"]
    path = f"/checklists/{ours.ids['assessment_id']}/questions/{WHO}"
    base = {f"a-{WHO}-value": "todo"}
    first.send(path, {**base, f"a-{WHO}-version": "1", f"a-{WHO}-words": "Theirs"})

    long = {**base, f"a-{WHO}-version": "1", f"a-{WHO}-words": "w" * 20_001}
    back = parsed(second.send(path, long))
    version = back.select_one(f'input[name="a-{WHO}-version"]')["value"]  # type: ignore[index]
    reply = second.send(path, {**base, f"a-{WHO}-version": version, f"a-{WHO}-words": "Mine"})

    assert reply.status_code == 409
    assert {"Theirs", "Mine"} <= set(words_of(reply.text).split())


def test_two_editors_of_the_paper_get_both_texts(ours: Place) -> None:
    first, second = ours.browsers["lead"], ours.browsers["contributor"]
    path = f"/checklists/{ours.ids['assessment_id']}/sign-off"
    seen = second.page(path).select_one('input[name="seen"]')["value"]  # type: ignore[index]
    first.send(path, {"position": "Theirs is this", "seen": seen})

    reply = second.send(path, {"position": "Mine is that", "seen": seen})

    assert reply.status_code == 409
    assert "Theirs is this" in words_of(reply.text)
    assert "Mine is that" in words_of(reply.text)
    newer = parsed(reply).select_one('input[name="seen"]')["value"]  # type: ignore[index]
    assert second.send(path, {"position": "Both", "seen": newer}).status_code == 302


def test_nobody_signs_what_changed_since_they_read_it(ours: Place) -> None:
    lead, other = ours.browsers["lead"], ours.browsers["contributor"]
    base = f"/checklists/{ours.ids['assessment_id']}"
    page = lead.page(f"{base}/sign-off")
    seen = page.select_one('input[name="seen"]')["value"]  # type: ignore[index]
    changed = {f"a-{WHO}-version": "1", f"a-{WHO}-value": "todo", f"a-{WHO}-words": "Other"}
    other.send(f"{base}/questions/{WHO}", changed)

    signing = {"do": "sign", "signed_name": "Ada", "position": LONG_THOUGHT}
    reply = lead.send(f"{base}/sign-off", {**signing, "seen": seen})

    assert reply.status_code == 409
    assert LONG_THOUGHT in reply.text
    newer = parsed(reply).select_one('input[name="seen"]')["value"]  # type: ignore[index]
    done = lead.send(f"{base}/sign-off", {**signing, "seen": newer})
    assert done.location == f"{base}/finished"


def test_two_editors_of_a_piece_of_work_get_both_texts(ours: Place) -> None:
    first, second = ours.browsers["lead"], ours.browsers["contributor"]
    path = f"/work/{ours.ids['work_id']}/edit"
    seen = second.page(path).select_one('input[name="seen"]')["value"]  # type: ignore[index]
    fields = {"title": "Garden", "kind": "project", "is_new": "yes", "stage": "idea", "seen": seen}
    assert first.send(path, {**fields, "summary": "Theirs is this"}).status_code == 302

    reply = second.send(path, {**fields, "summary": "Mine is that"})

    assert reply.status_code == 409
    assert "Theirs is this" in words_of(reply.text)
    assert "Mine is that" in words_of(reply.text)
    newer = parsed(reply).select_one('input[name="seen"]')["value"]  # type: ignore[index]
    assert second.send(path, {**fields, "seen": newer}).status_code == 302


CHANGES = [
    ("questions/" + WHO, {f"a-{WHO}-version": "1", f"a-{WHO}-words": LONG_THOUGHT}),
    ("sections/icf:connecting", {f"a-{WHO}-version": "1", f"a-{WHO}-words": LONG_THOUGHT}),
    ("what-we-will-do/new", {"what": LONG_THOUGHT}),
    ("what-we-will-do/{unpromised_action_id}", {"what": LONG_THOUGHT, "version": "1"}),
    ("sign-off", {"position": LONG_THOUGHT}),
    ("sign-off", {"position": LONG_THOUGHT, "do": "sign", "signed_name": "Ada"}),
    ("size", {"depth": "full", "reason": LONG_THOUGHT}),
]


@pytest.mark.parametrize(("path", "fields"), CHANGES)
def test_what_comes_too_late_for_a_signed_plan_is_shown_and_changes_nothing(
    app: Flask, ours: Place, path: str, fields: dict[str, str]
) -> None:
    lead, before = ours.browsers["lead"], rows_of(app, ours)
    where = f"/checklists/{ours.ids['signed_id']}/" + path.format(**ours.ids)

    reply = lead.send(where, fields, headers=OURS)

    assert reply.status_code == 409, reply.text
    assert LONG_THOUGHT in words_of(reply.text)
    assert "signed off" in words_of(reply.text)
    assert "Reopen" in words_of(reply.text) or "reopen" in words_of(reply.text)
    assert rows_of(app, ours) == before


def test_a_form_for_the_save_contract_is_shown_too(ours: Place) -> None:
    lead = ours.browsers["lead"]
    fields = {f"a-{WHO}-version": "1", f"a-{WHO}-words": LONG_THOUGHT}

    reply = lead.send(f"/assessments/{ours.ids['signed_id']}/answers", fields, headers=OURS)

    assert reply.status_code == 409
    assert LONG_THOUGHT in reply.text


def test_what_was_typed_for_something_that_is_gone_is_shown(ours: Place) -> None:
    reply = ours.browsers["lead"].send(
        f"/checklists/{ours.ids['deleted_checklist_id']}/sections/icf:connecting",
        {f"a-{WHO}-version": "1", f"a-{WHO}-words": LONG_THOUGHT}, headers=OURS,
    )  # fmt: skip

    assert reply.status_code == 404
    assert LONG_THOUGHT in reply.text


def test_what_another_site_sends_is_not_shown_on_our_pages(ours: Place) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Referer": "http://evil.example/x"}, {}):
        reply = ours.browsers["lead"].send(
            "/work/987654/edit", {"title": "Buy it"}, headers=headers
        )

        assert reply.status_code == 404
        assert "Buy it" not in reply.text


def test_no_error_page_shows_a_password(ours: Place) -> None:
    fields = {
        field.args[2] if len(field.args) > 2 else name
        for form in every_form()
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert fields
    assert fields <= SECRET

    reply = ours.browsers["lead"].post(
        "/account/password", data=dict.fromkeys(SECRET, "Quiet Words"), headers=OURS
    )

    assert reply.status_code == 400
    assert "Quiet Words" not in reply.text


def every_form() -> set[type[IcfForm]]:
    found, left = set(), {IcfForm}
    while left:
        found |= left
        left = {below for one in left for below in one.__subclasses__()}
    return found


def test_more_than_one_blank_is_told_beside_the_question_and_nothing_is_lost(ours: Place) -> None:
    lead = ours.browsers["lead"]
    fields = {
        f"a-{WHO}-version": "1", f"a-{WHO}-blank": ["dont_know", "not_relevant"],
        f"a-{WHO}-words": LONG_THOUGHT,
    }  # fmt: skip

    reply = lead.send(f"/checklists/{ours.ids['assessment_id']}/questions/{WHO}", fields)

    assert reply.status_code == 422
    assert "Choose only one reason" in words_of(reply.text)
    assert LONG_THOUGHT in reply.text


@pytest.mark.parametrize("name", ["who", "no_date_reason"])
def test_a_bad_date_and_a_long_text_come_back_as_typed(ours: Place, name: str) -> None:
    lead = ours.browsers["lead"]
    fields = {
        "what": LONG_THOUGHT, name: "w" * 600, "due_on-day": "31", "due_on-month": "2",
        "due_on-year": "9" * 4000,
    }  # fmt: skip

    reply = lead.send(f"/checklists/{ours.ids['assessment_id']}/what-we-will-do/new", fields)

    page = parsed(reply)
    assert reply.status_code == 422
    assert page.select_one(".govuk-error-summary")
    typed = [box.get("value") or box.get_text() for box in page.select("input, textarea")]
    assert LONG_THOUGHT in [str(one).strip() for one in typed]
    assert {"w" * 600, "31", "9" * 4000} <= set(typed)


def test_a_pdf_that_fails_gives_the_reason_a_reference_and_the_page(
    app: Flask, ours: Place, caplog: pytest.LogCaptureFixture
) -> None:
    app.extensions["icf_pdf"] = FailingPdf()
    base = f"/checklists/{ours.ids['signed_id']}"

    with caplog.at_level(logging.ERROR):
        page = ours.browsers["lead"].page(f"{base}/plan.pdf", status=503)

    assert "The process that was making this PDF" in page.get_text()
    assert page.select_one(f'a[href="{base}/plan"]')
    assert page.select("main strong")[-1].get_text() in caplog.text
    assert ours.browsers["lead"].get(f"{base}/plan").status_code == 200


def test_a_deleted_plan_is_not_to_be_downloaded(app: Flask, ours: Place) -> None:
    lead = ours.browsers["lead"]
    lead.send(f"/work/{ours.ids['work_id']}/delete", {"sure": "yes"})

    assert lead.get(f"/checklists/{ours.ids['signed_id']}/plan.pdf").status_code == 404


def test_work_in_another_browser_does_not_go_on_after_the_role_ends(
    ours: Place, signed_in: Callable[..., CheckedClient]
) -> None:
    boss, former = ours.browsers["administrator"], ours.browsers["contributor"]
    assert former.get("/work").status_code == 200

    heir = boss.actor.person_id if boss.actor else 0
    boss.send(f"/people/{ours.ids['membership_id']}/remove", {"successor": str(heir)})

    assert former.get("/work").status_code == 303


def test_without_pango_the_plan_is_a_page_that_says_so(app: Flask, ours: Place) -> None:
    actor = ours.browsers["lead"].actor
    assert actor is not None
    missing = ReportError("The Pango library is not installed.", "Run: apt-get install …")

    with app.test_request_context(), in_organisation(ours.id):
        g.actor = actor
        plugins = app.extensions["icf_plugins"]
        source = plan_source(db.session, actor, NOW, plugins, ours.ids["signed_id"])
        report = report_context(project_plan(source))
        page = render_template(
            "report/plan.html", sheet=source.sheet, pdf_problem=missing, **report
        )

    assert "PDF is off on this installation. The Pango library is not installed." in page
    assert "apt-get install …" in page
    assert "plan.pdf" not in page
    assert ours.mark in page


def test_a_locked_database_is_told_with_what_was_typed_and_recovers_unaided(
    app: Flask, ours: Place, database: str, tmp_path: Path
) -> None:
    if database != "sqlite":
        return
    wait_little(app)
    lead, path = ours.browsers["lead"], f"/checklists/{ours.ids['assessment_id']}/questions/{WHO}"
    fields = {f"a-{WHO}-version": "1", f"a-{WHO}-words": LONG_THOUGHT}
    other = sqlite3.connect(tmp_path / "icf.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    refused = lead.send(path, fields, headers=OURS)
    other.rollback()
    other.close()
    accepted = lead.send(path, fields, headers=OURS)

    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert LONG_THOUGHT in refused.text
    assert accepted.status_code == 302


def wait_little(app: Flask) -> None:
    """Give up on a locked database soon, so that the test need not wait."""
    with app.app_context():
        db.engine.dispose()
        sa.event.listen(
            db.engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA busy_timeout=50"),
        )
