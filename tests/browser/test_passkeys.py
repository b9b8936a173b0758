"""Passkeys in a real browser, with a virtual authenticator in place of a finger."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from icf.accounts.service import add_membership, create_organisation, create_person
from icf.accounts.setting import SETUP_FINISHED, set_setting
from icf.db import write
from tests.browser.accessibility import accessibility_faults
from tests.browser.partnership import PASSWORD
from tests.browser.server import LiveServer

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def ada(app: Flask) -> str:
    """Somebody with a password; her address."""
    with app.app_context(), write() as session:
        now = datetime.now(UTC)
        place = create_organisation(session, now, "Brooktown Council", "council", "large")
        person = create_person(session, now, "Ada Example", "ada@example.org", PASSWORD)
        add_membership(session, now, place.id, person.id, "lead")
        set_setting(session, SETUP_FINISHED, True)
    return "ada@example.org"


@pytest.fixture
def at_localhost(server: LiveServer, new_window: Callable[..., Page]) -> Page:
    """Browsers have passkeys for names only, not for numbers such as 127.0.0.1."""
    return new_window(server.url.replace("127.0.0.1", "localhost"))


def virtual_authenticator(page: Page) -> tuple[Any, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, made["authenticatorId"]


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page) -> None:
    page.goto("/account/second-step")
    page.get_by_label("Name of the passkey").fill("My phone")
    page.get_by_label("The password you use now").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey “My phone” is added.")).to_be_visible()


def test_a_passkey_is_added_and_signs_in_without_a_password(at_localhost: Page, ada: str) -> None:
    page = at_localhost
    virtual_authenticator(page)
    sign_in(page, ada)

    add_passkey(page)
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto("/sign-in?next=/work")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/work")
    expect(page.get_by_text("Ada Example")).to_be_visible()


def test_after_the_password_the_passkey_is_asked_for(at_localhost: Page, ada: str) -> None:
    page = at_localhost
    virtual_authenticator(page)
    sign_in(page, ada)
    add_passkey(page)
    page.get_by_role("button", name="Sign out", exact=True).click()

    sign_in(page, ada)
    page.wait_for_url("**/sign-in/second*")
    assert accessibility_faults(page) == []
    page.goto("/work")
    assert "/sign-in" in page.url
    sign_in(page, ada)
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("Ada Example")).to_be_visible()


def test_a_passkey_that_was_removed_here_opens_nothing(at_localhost: Page, ada: str) -> None:
    page = at_localhost
    virtual_authenticator(page)
    sign_in(page, ada)
    add_passkey(page)
    page.get_by_role("link", name="Remove").first.click()
    page.get_by_label("The password you use now").fill(PASSWORD)
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Sign out", exact=True).click()

    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("This passkey is not known here.")).to_be_visible()


def test_a_device_that_did_not_see_its_owner_is_refused(at_localhost: Page, ada: str) -> None:
    page = at_localhost
    session, authenticator = virtual_authenticator(page)
    sign_in(page, ada)
    add_passkey(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    unverified = {"authenticatorId": authenticator, "isUserVerified": False}
    session.send("WebAuthn.setUserVerified", unverified)

    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    page.goto("/work")
    assert "/sign-in" in page.url


def test_without_scripts_the_other_ways_are_there(new_page: Callable[..., Page], ada: str) -> None:
    page = new_page(javascript=False)

    sign_in(page, ada)

    expect(page.get_by_text("Ada Example")).to_be_visible()
    page.goto("/account/second-step")
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    expect(page.get_by_role("link", name="Set up an authenticator app")).to_be_visible()
