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
from icf.db import db, in_organisation, write
from icf.example.loaded import Loaded
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
