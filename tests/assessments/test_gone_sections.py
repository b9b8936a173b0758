"""Every page and e-mail that shows a section, after a move that took the section away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from icf.accounts.models import Membership
from icf.assessments import service
from icf.assessments.assignment import assign, give, my_sections
from icf.assessments.models import StoredSectionResult
from icf.assessments.section_title import section_title
from icf.assessments.sheet import Sheet
from icf.db import db, write
from icf.guests.link import make_link
from icf.jobs.rounds import begin_rounds
from icf.jobs.worker import run_due
from icf.plans.action import add_action
from icf.talk.comments import say
from icf.web.actor import Actor
from tests.desk import WHO, Desk, posted
from tests.mail.smtp import mail_server
from tests.notices.conftest import use
from tests.own_questions import CROSSING, KEY, LIGHTS, MINE, publish, switch_own
from tests.support import CheckedClient, Somewhere

STREET, CONNECTING = f"{KEY}:street", "icf:connecting"
GONE = "A section that is not asked now"


@pytest.fixture
def lead(desk: Desk, signed_in: Callable[..., CheckedClient]) -> CheckedClient:
    return signed_in("lead", organisation=Somewhere(desk.actor.organisation_id, "Brooktown"))


@pytest.fixture
def lee(desk: Desk, signed_in: Callable[..., CheckedClient]) -> CheckedClient:
    """Somebody who was given a section that has gone since, and one that is still asked.

    Both are due in three days by the real clock. The section that has gone was also given to
    somebody who was invited and to guests, and a comment on its question asks Lee.
    """
    here = Somewhere(desk.actor.organisation_id, "Brooktown")
    browser = signed_in("contributor", organisation=here, name="Lee Leaver")
    person: Any = browser.actor
    own = publish(desk, "1.0.0", [LIGHTS, CROSSING])
    switch_own(desk, own)
    desk.assessment_id = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    desk.save(posted(MINE, "yes", words="All of them"), minutes=5)
    desk.call(assign, desk.sheet(), person.person_id, [STREET, CONNECTING], due())
    desk.call(add_action, desk.sheet(), {"what": "Ask the depot", "question": MINE})
    desk.call(make_link, desk.sheet(), "Tenants’ group", [STREET], 14)

    def more(_session: Any, actor: Actor, now: datetime, sheet: Sheet) -> None:
        with write() as session:
            give(session, actor, now, sheet, [STREET], None, "Ina", email="ina@example.org")
            say(session, actor, now, sheet.id, MINE, "Lamp nine?", person.person_id)

    desk.call(more, desk.sheet())
    switch_own(desk, own, "move", on=False)
    assert STREET not in desk.sheet().index.section
    return browser


def due() -> Any:
    return (datetime.now(UTC) + timedelta(days=3)).date()


def main(page: Any) -> str:
    return " ".join(page.main.text.split())


def membership_of(desk: Desk, browser: CheckedClient) -> int:
    wanted = sa.select(Membership.id).where(
        Membership.person_id == browser.actor.person_id  # type: ignore[union-attr]
    )
    return int(desk.run(lambda: db.session.scalar(wanted)) or 0)


def test_a_section_has_its_title_until_it_has_gone(desk: Desk) -> None:
    index = desk.sheet().index

    titles = [section_title(index, key, "en") for key in (CONNECTING, "", STREET)]

    assert titles == ["Connecting", "The whole checklist", GONE]


def test_handing_over_names_what_has_gone_and_passes_it_on(
    desk: Desk, lead: CheckedClient, lee: CheckedClient
) -> None:
    path = f"/people/{membership_of(desk, lee)}/remove"

    assert f"{GONE} – Millbrook garden" in main(lead.page(path))
    assert "Connecting – Millbrook garden" in main(lead.page(path))
    heir = lead.actor.person_id  # type: ignore[union-attr]
    assert lead.send(path, {"successor": str(heir)}).status_code in (302, 303)


def test_who_does_what_names_it_and_takes_it_back(
    desk: Desk, lead: CheckedClient, lee: CheckedClient
) -> None:
    page = lead.page(f"/checklists/{desk.assessment_id}/who")

    assert main(page).count(f"{GONE} Lee Leaver") == 1
    assert "Ina (invited, not joined yet)" in main(page)
    for form in page.select("main dl form"):
        assert lead.send(str(form["action"])).status_code == 302


def test_the_first_page_has_only_what_is_still_asked(lee: CheckedClient) -> None:
    page = main(lee.page("/"))

    assert "Connecting" in page
    assert GONE not in page


def test_a_count_that_was_left_behind_brings_nothing_onto_the_first_page(
    desk: Desk, lee: CheckedClient
) -> None:
    row = {
        "organisation_id": desk.actor.organisation_id, "assessment_id": desk.assessment_id,
        "section": STREET, "asked": 2, "answered": 1, "unanswered": 1, "blanks": {}, "levels": {},
    }  # fmt: skip

    def leave_behind(*_args: Any) -> None:
        with write() as session:
            session.execute(sa.insert(StoredSectionResult), [row])

    desk.call(leave_behind)

    assert GONE not in main(lee.page("/"))
    mine = desk.run(lambda: my_sections(db.session, lee.actor))  # type: ignore[arg-type]
    assert [one.section for one in mine] == [CONNECTING]


@pytest.mark.parametrize("whose", ["checklists/{0.assessment_id}", "work/{0.work_id}", ""])
def test_the_history_keeps_the_words_of_what_has_gone(
    desk: Desk, lead: CheckedClient, lee: CheckedClient, whose: str
) -> None:
    path = f"/{whose.format(desk)}/history".replace("//", "/")

    page = main(lead.page(path))

    assert GONE in page
    assert "answered “Are the lights working?”" in page
    assert MINE not in page


def test_what_is_not_a_section_any_more_filters_nothing(
    desk: Desk, lead: CheckedClient, lee: CheckedClient
) -> None:
    page = lead.page(f"/checklists/{desk.assessment_id}/history?section={STREET}")

    assert "Are the lights working?" in main(page)


def test_the_links_for_guests_say_so(desk: Desk, lead: CheckedClient, lee: CheckedClient) -> None:
    page = main(lead.page(f"/checklists/{desk.assessment_id}/guests"))

    assert f"Tenants’ group {GONE}" in page


def test_a_conversation_about_a_question_that_has_gone_goes_on(
    desk: Desk, lead: CheckedClient, lee: CheckedClient
) -> None:
    path = f"/checklists/{desk.assessment_id}/questions/{MINE}/comments"
    assert path in str(lee.page("/").main)

    said = lee.send(path, {"words": "I asked the depot", "asked": ""})

    assert said.status_code in (302, 303)
    page = main(lead.page(path))
    assert "Are the lights working?" in page
    assert "I asked the depot" in page
    assert "This checklist does not ask this question now." in page
    everything = main(lead.page(f"/checklists/{desk.assessment_id}/comments"))
    assert "Are the lights working?" in everything
    assert MINE not in everything
    lead.page(f"/checklists/{desk.assessment_id}/questions/icf:nothing/comments", 404)


def test_the_e_mails_name_only_what_is_still_asked(desk: Desk, lee: CheckedClient) -> None:
    today = datetime.now(UTC)
    with mail_server() as server:
        use(desk.app, server.port)
        begin_rounds(desk.app, today)
        for day in range(1, 9):
            begin_rounds(desk.app, today + timedelta(days=day))
            run_due(desk.app, today + timedelta(days=day))

    subjects = {str(one["Subject"]) for one in server.inbox}
    assert {"What waits for you", "What is due soon"} <= subjects
    for mail in server.inbox:
        assert GONE not in mail.get_content()
        assert STREET not in mail.get_content()
        assert "Lamp nine" not in mail.get_content()
    (told,) = [one for one in server.inbox if "asks you to answer" in one["Subject"]]
    assert "1 section there to do" in told.get_content()


def test_the_pages_of_the_checklist_itself_are_there(
    desk: Desk, lead: CheckedClient, lee: CheckedClient
) -> None:
    desk.save(posted(WHO, "partly"))
    for path in (
        "", "/comments", "/review", "/plan", "/changed-questions", "/sense-check",
        "/what-we-will-do", "/sign-off", f"/what-we-will-do/new?question={MINE}",
    ):  # fmt: skip
        lead.page(f"/checklists/{desk.assessment_id}{path}")
    lead.page(f"/checklists/{desk.assessment_id}/sections/{STREET}", 404)
