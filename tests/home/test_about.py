"""Pages about the toolkit itself: whose wording, help, accessibility, privacy."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from icf import __version__
from icf.accounts.service import edit_organisation
from icf.db import db, in_organisation, write
from tests.home.conftest import NOW
from tests.home.test_reading import switch_on, words_of
from tests.support import CheckedClient

ASK = "Equality team\n01234 555 000, Mondays to Thursdays"


@pytest.fixture
def told(app: Flask, signed_in: Callable[..., CheckedClient]) -> CheckedClient:
    """Somebody whose organisation says whom to ask."""
    browser = signed_in("contributor")
    actor = browser.actor
    with app.test_request_context(), in_organisation(actor.organisation_id), write():
        edit_organisation(db.session, actor, NOW, actor.organisation_name, ASK, "")
    return browser


def test_about_says_whose_wording_this_is(client: CheckedClient) -> None:
    text = words_of(client.page("/about"))

    assert "not by the council" in text
    assert "neither adopted nor approved" in text


def test_about_names_the_version_and_the_questions_in_use(
    app: Flask, client: CheckedClient, signed_in: Callable[..., CheckedClient]
) -> None:
    browser = signed_in("contributor")
    switch_on(app, browser.actor.organisation_id, "small_groups")

    public, own = words_of(client.page("/about")), words_of(browser.page("/about"))

    assert f"version {__version__}" in public
    assert "Inclusive Communities Framework 1.2.0" in public
    assert "Small groups" not in public
    assert "Small groups 1.2.0" in own


def test_licences_can_be_read(client: CheckedClient) -> None:
    page = client.page("/about")

    licences = [link["href"] for link in page.find_all("a") if "/licences/" in link["href"]]
    assert len(licences) == 2
    assert all(client.get(address).mimetype == "text/plain" for address in licences)


@pytest.mark.parametrize("path", ["/help", "/accessibility", "/privacy"])
def test_whom_to_ask_is_shown_to_signed_in_people_only(
    client: CheckedClient, told: CheckedClient, path: str
) -> None:
    assert "01234 555 000" in words_of(told.page(path))
    assert "01234 555 000" not in words_of(client.page(path))


def test_help_has_a_part_for_every_task_in_its_list(client: CheckedClient) -> None:
    page: Any = client.page("/help")

    listed = [link["href"] for link in page.main.nav.find_all("a")]
    assert listed == [f"#{heading['id']}" for heading in page.main.find_all("h2")]


def test_the_accessibility_statement_says_what_is_not_done(client: CheckedClient) -> None:
    text = words_of(client.page("/accessibility"))

    assert f"version {__version__}" in text
    assert "has not been tested with people who use screen readers" in text


def test_privacy_tells_how_long_a_sign_in_lasts(client: CheckedClient) -> None:
    text = words_of(client.page("/privacy"))

    assert "at most 168 hours" in text


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("emails", "press the link at the end of any of them"),
        ("emails", "No e-mail holds an answer or a comment"),
        ("guests", "Taking the link back puts everybody out"),
        ("comments", "with an @ before their full name"),
        ("reviews", "never needed to sign off"),
        ("sign-in", "recovery codes"),
        ("leaving", "cannot be undone"),
    ],
)
def test_help_tells_how_people_work_together(client: CheckedClient, part: str, said: str) -> None:
    page: Any = client.page("/help")

    heading = page.main.find("h2", id=part)
    text = []
    for one in heading.find_next_siblings():
        if one.name == "h2":
            break
        text.append(one.get_text(" ", strip=True))

    assert said in " ".join(text)
