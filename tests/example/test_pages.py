"""Every organisation's lead can open the example's pages, whatever is in the answers."""

import re
from datetime import UTC, datetime

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from icf.accounts.models import Organisation, Person
from icf.accounts.session import COOKIE
from icf.accounts.signin import open_sign_in
from icf.assessments.models import Assessment
from icf.db import across_organisations, db, in_organisation, write
from icf.example.loaded import Loaded
from icf.work.models import SELF, Work
from tests.support import CheckedClient


def test_leads_can_open_the_home_page_and_every_plan(loaded_app: Flask, example: Loaded) -> None:
    for name, _lead, email in example.leads:
        browser, references = _browser(loaded_app, name, email)

        assert browser.page("/").h1
        for one in references:
            reply = browser.get(f"/checklists/{one}/plan", follow_redirects=True)
            assert reply.status_code == 200, reply.request.path
            page = BeautifulSoup(reply.text, "html.parser")
            assert page.h1
            assert not re.search(r"\{\w+\}", page.get_text())


def test_the_years_are_drawn_as_one_line_but_for_the_question_whose_levels_became_others(
    loaded_app: Flask, example: Loaded
) -> None:
    council, _lead, email = example.leads[0]
    browser, _references = _browser(loaded_app, council, email)

    page = browser.page(f"/work/{_whole(loaded_app, council)}/years")

    cut = [row for row in page.select("main tr") if "no line is drawn" in row.get_text()]
    assert len(cut) == 1
    assert "Within three days" in cut[0].get_text()
    assert len(page.select("main tr")) > 30
    assert "Do we ring back? (Added by Ringing back)" in page.get_text()


def test_a_group_that_took_the_shorter_form_still_has_one_line_for_each_approach(
    loaded_app: Flask, example: Loaded
) -> None:
    group, _lead, email = next(one for one in example.leads if "Long Table" in one[0])
    browser, _references = _browser(loaded_app, group, email)

    page = browser.page(f"/work/{_whole(loaded_app, group)}/years")

    words = page.get_text()
    assert "no line is drawn" not in words
    assert {"Full", "Small group"} <= {cell.get_text(strip=True) for cell in page.select("td")}


def test_the_officer_reads_of_earlier_years_that_the_board_met(loaded_app: Flask) -> None:
    council, address = "Hillside and Millbrook Council", "ottoline.marsh@council.example.org"
    browser, _references = _browser(loaded_app, council, address)

    rows = browser.page("/cycles").select(".govuk-summary-list__row")

    assert len(rows) == 3
    assert all("Closed on" in one.text and "The Board met on" in one.text for one in rows[1:])


def _whole(app: Flask, name: str) -> int:
    """The number of the row that stands for an organisation as a whole."""
    with app.app_context(), across_organisations("a test of the example"):
        place = db.session.scalars(sa.select(Organisation).filter_by(name=name)).one().id
        return db.session.scalars(
            sa.select(Work.id).filter_by(organisation_id=place, kind=SELF, service_id=None)
        ).one()


def _browser(app: Flask, name: str, email: str) -> tuple[CheckedClient, list[int]]:
    """A browser in which somebody is signed in, and the ids of their checklists."""
    with app.app_context(), write() as session:
        place = session.scalars(sa.select(Organisation).filter_by(name=name)).one()
        person = session.scalars(sa.select(Person).filter_by(email=email)).one()
        _row, secret = open_sign_in(session, datetime.now(UTC), person.id, place.id)
        place_id = place.id
    with app.app_context(), in_organisation(place_id):
        found = list(db.session.scalars(sa.select(Assessment.id)))
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    client.set_cookie(COOKIE, secret)
    return client, found
